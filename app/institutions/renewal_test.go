package institutions

import (
	"strings"
	"testing"
	"time"

	"upstander/app/learning"
	"upstander/courses"
)

func date(t *testing.T, text string) *time.Time {
	t.Helper()
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return &at
}

// TestCounts: until when a completion counts for an institution, by its certificate and the assignment.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		name                         string
		completed, certEnds, endedBe string
		months, window               int
		want, renew                  string
	}{
		{"nothing done", "", "", "", 12, 0, "", ""},
		{"for ever", "2026-03-14", "", "", 0, 0, "", ""},
		{"the certificate alone", "2026-03-14", "2029-03-14", "", 0, 0, "2029-03-14", "2028-12-14"},
		{"sooner here", "2026-03-14", "2029-03-14", "", 12, 0, "2027-03-14", "2026-12-14"},
		{"here alone", "2026-03-14", "", "", 6, 0, "2026-09-14", "2026-06-16"},
		{"longer here", "2026-03-14", "2027-03-14", "", 24, 0, "2027-03-14", "2026-12-14"},
		{"a window here", "2026-03-14", "2029-03-14", "", 0, 1, "2027-01-31", "2026-11-02"},
		{"renewed early, it goes on from there", "2027-01-02", "2030-03-14", "2027-03-14", 12, 0, "2028-03-14", "2027-12-15"},
		{"renewed far too early for here", "2026-06-14", "2030-03-14", "2027-03-14", 12, 0, "2027-06-14", "2027-03-16"},
		{"renewed late", "2027-06-14", "2030-03-14", "2027-03-14", 12, 0, "2028-06-14", "2028-03-16"},
	} {
		s := Standing{CompletedAt: date(t, c.completed), CertEnds: date(t, c.certEnds), EndedBefore: date(t, c.endedBe), Months: c.months}
		if c.window > 0 {
			s.Window = &courses.Window{Month: c.window}
		}
		s.counts()
		got, from := "", ""
		if s.ExpiresAt != nil {
			got, from = s.ExpiresAt.Format(time.DateOnly), courses.RenewableFrom(*s.ExpiresAt).Format(time.DateOnly)
		}
		if got != c.want || from != c.renew {
			t.Errorf("%s: until %q, renewable from %q; not %q, %q", c.name, got, from, c.want, c.renew)
		}
	}
}

// TestCycleStates: what a manager sees of somebody who renews, at each moment.
func TestCycleStates(t *testing.T) {
	end := date(t, "2027-03-14")
	due := date(t, "2026-04-30")
	for _, c := range []struct {
		name          string
		cycle, earned int64
		at            string
		state, due    string
	}{
		{"completed", 0, 1, "2026-06-01", Completed, "2026-04-30"},
		{"61 days before the end", 1, 1, "2027-01-12", Completed, "2026-04-30"},
		{"59 days before the end", 1, 1, "2027-01-14", Expiring, "2026-04-30"},
		{"renewing", 2, 1, "2026-12-20", Completed, "2027-03-14"},
		{"renewing, near the end", 2, 1, "2027-02-01", Expiring, "2027-03-14"},
		{"renewing, at the end", 2, 1, "2027-03-14", Expired, "2027-03-14"},
	} {
		s := Standing{Cycle: c.cycle, Earned: c.earned, CompletedAt: date(t, "2026-03-14"), CertEnds: end, DueAt: due, Share: .5, Started: true}
		s.counts()
		if got := s.State(*date(t, c.at)); got != c.state || s.Due().Format(time.DateOnly) != c.due {
			t.Errorf("%s: %s, due %v", c.name, got, s.Due())
		}
	}
}

// TestLater: steps that arrive out of order leave the standing at the latest.
func TestLater(t *testing.T) {
	done := date(t, "2026-03-14")
	started := learning.Progress{Cycle: 1, Started: true, Share: .5}
	completed := learning.Progress{Cycle: 1, Earned: 1, Share: 1, CompletedAt: done}
	renewing := learning.Progress{Cycle: 2, Earned: 1, Share: .1, CompletedAt: done}
	renewed := learning.Progress{Cycle: 2, Earned: 2, Share: 1, CompletedAt: date(t, "2027-03-01")}
	order := []learning.Progress{started, completed, renewing, renewed}
	for i, first := range order {
		for j, second := range order {
			var s Standing
			s.take(first)
			if got := s.later(second); got != (i > j) {
				t.Errorf("step %d after step %d is passed over: %v", j, i, got)
			}
		}
	}
	// A standing stored by a release without renewals: no cycle, nothing earned, completed.
	old := Standing{Share: 1, CompletedAt: done, ExpiresAt: date(t, "2027-03-14")}
	if old.later(completed) {
		t.Error("the same step is passed over")
	}
	old.take(completed)
	if old.EndedBefore != nil {
		t.Error("the first time is taken for a renewal")
	}
	old.take(renewed)
	if old.EndedBefore == nil || !old.EndedBefore.Equal(*date(t, "2027-03-14")) {
		t.Errorf("a renewal goes on from %v", old.EndedBefore)
	}
}

// TestRenewalIsRemindedOf: by the end of what is completed, naming the renewal, and no more once it is renewed.
func TestRenewalIsRemindedOf(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	amina, bilal := h.member(v.ID, "Amina"), h.member(v.ID, "Bilal")
	h.cohortOf(boss, v.ID, "Spring", "", amina.ID, bilal.ID)
	first := h.finish(amina, course)
	h.finish(bilal, course)
	h.ok(h.Work(ctx, false))
	h.pass(335 * 24 * time.Hour)
	_, err := h.Learning.Renew(ctx, amina, learning.CourseRef{Course: course})
	h.ok(err)
	h.ok(h.Work(ctx, false))
	if begun, open := h.mails("mail.digest.expiring_begun"), h.mails("mail.digest.expiring "); len(begun) != 1 || len(open) != 1 || !strings.Contains(begun[0], "2027-03-02") {
		t.Errorf("thirty days before: %q, %q", begun, open)
	}
	second := h.finish(amina, course)
	h.pass(24 * 24 * time.Hour)
	h.ok(h.Work(ctx, false))
	if begun, open := h.mails("mail.digest.expiring_begun"), h.mails("mail.digest.expiring "); len(begun) != 1 || len(open) != 2 {
		t.Errorf("seven days before: %q, %q", begun, open)
	}
	if got := h.states(boss, ReportInput{ID: v.ID}); got != "Amina completed, Bilal expiring" {
		t.Errorf("then: %s", got)
	}
	list, err := h.CertificateList(ctx, boss, ReportInput{ID: v.ID, Limit: 10})
	h.ok(err)
	for _, c := range list.Items {
		if c.Learner.ID == amina.ID && (c.Serial != second || c.Replaces != first) {
			t.Errorf("her certificate is %+v", c)
		}
	}
	// Told to nobody, a renewal is caught up with, and the cycle before does not come back with it.
	h.Learning.Follow(deaf{h.Service})
	_, err = h.Learning.Renew(ctx, bilal, learning.CourseRef{Course: course})
	h.ok(err)
	h.reopen()
	h.ok(h.Work(ctx, true))
	r, err := h.Report(ctx, boss, ReportInput{ID: v.ID, Query: "bilal", Limit: 5})
	h.ok(err)
	if row := r.Items[0]; row.Cycle != 2 || !row.Renewing || row.Progress != 0 || row.State != Expiring {
		t.Errorf("caught up: %+v", row)
	}
}
