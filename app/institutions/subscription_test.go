package institutions

import (
	"strings"
	"testing"
	"time"
)

func TestNextReport(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, c := range []struct{ every, now, want string }{
		{Weekly, "2026-03-04T12:00:00Z", "2026-03-09T06:00:00Z"},
		{Weekly, "2026-03-02T05:59:59Z", "2026-03-02T06:00:00Z"}, // a Monday
		{Weekly, "2026-03-02T06:00:00Z", "2026-03-09T06:00:00Z"},
		{Weekly, "2026-03-01T23:00:00Z", "2026-03-02T06:00:00Z"}, // a Sunday
		{Weekly, "2026-12-31T12:00:00Z", "2027-01-04T06:00:00Z"},
		{Weekly, "2026-03-02T01:00:00+05:00", "2026-03-02T06:00:00Z"}, // Sunday in UTC
		{Monthly, "2026-01-31T12:00:00Z", "2026-02-01T06:00:00Z"},
		{Monthly, "2026-02-01T05:00:00Z", "2026-02-01T06:00:00Z"},
		{Monthly, "2026-12-01T06:00:00Z", "2027-01-01T06:00:00Z"},
	} {
		if got := nextReport(c.every, at(c.now)); !got.Equal(at(c.want)) {
			t.Errorf("%s after %s: %v, not %s", c.every, c.now, got, c.want)
		}
	}
}

func TestReportsByMail(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	names := []string{"Amina", "Bilal", "Chen", "Dalia", "Emeka"}
	var ids []string
	for _, name := range names {
		ids = append(ids, h.member(v.ID, name).ID)
	}
	spring, _ := h.cohortOf(boss, v.ID, "Spring", "2026-12-30", ids...)
	cohort := spring.ID
	h.ok(h.Work(ctx, true))
	_, err := h.Subscribe(ctx, boss, SubscriptionInput{ID: v.ID, Every: "daily"})
	h.is(err, "invalid")
	_, err = h.Subscribe(ctx, boss, SubscriptionInput{ID: v.ID, Every: Weekly, Cohort: "none"})
	h.is(err, "invalid")
	_, err = h.Subscribe(ctx, boss, SubscriptionInput{ID: v.ID, Every: Weekly, Course: "none"})
	h.is(err, "invalid")
	_, err = h.Subscribe(ctx, admin, SubscriptionInput{ID: v.ID, Every: Weekly})
	h.is(err, "managers_only")
	_, err = h.Subscribe(ctx, h.actor(ids[0]), SubscriptionInput{ID: v.ID, Every: Weekly})
	h.is(err, "institution_unknown")
	for range 2 {
		_, err = h.Subscribe(ctx, boss, SubscriptionInput{ID: v.ID, Every: Weekly, Cohort: cohort})
		h.ok(err)
	}
	work := func(want int) []string {
		t.Helper()
		for range 2 {
			h.ok(h.Work(ctx, false))
			h.reopen()
		}
		out := h.mails("mail.report.text")
		if len(out) != want {
			t.Fatalf("%d reports by %v, not %d", len(out), h.now(), want)
		}
		return out
	}
	work(0)
	h.at = time.Date(2026, 3, 9, 6, 1, 0, 0, time.UTC)
	text := work(1)[0]
	if !strings.Contains(text, "assigned.not_started : 5") || !strings.Contains(text, "cohort="+cohort) {
		t.Errorf("%s", text)
	}
	for _, name := range append(names, "@example.org") {
		if strings.Contains(text, name) {
			t.Errorf("the mail names %s: %s", name, text)
		}
	}
	// A process that dies after the mail and before the date has moved on writes no second one.
	_, err = h.subscribers.Update(ctx, subscriptionID(v.ID, boss.ID), func(u *subscription) error {
		u.NextAt = time.Date(2026, 3, 9, 6, 0, 0, 0, time.UTC)
		return nil
	})
	h.ok(err)
	work(1)
	h.at = time.Date(2026, 4, 2, 12, 0, 0, 0, time.UTC) // down for over three Mondays
	work(2)
	h.ok(h.part(ctx, v.ID, ids[4]))
	h.at = time.Date(2026, 4, 6, 12, 0, 0, 0, time.UTC)
	few := 0
	for _, text := range work(3) {
		if strings.Contains(text, "mail.report.few") && !strings.Contains(text, "assigned.") {
			few++
		}
	}
	if few != 1 {
		t.Errorf("%d mails about four people hold no numbers", few)
	}
	for range 2 {
		_, err = h.Unsubscribe(ctx, boss, Ref{v.ID})
		h.ok(err)
	}
	h.at = h.at.AddDate(0, 0, 7)
	work(3)

	// One who is no manager any more gets none.
	_, err = h.Subscribe(ctx, boss, SubscriptionInput{ID: v.ID, Every: Monthly})
	h.ok(err)
	_, err = h.members.Update(ctx, memberID(v.ID, boss.ID), func(m *Member) error { m.Role = "learner"; return nil })
	h.ok(err)
	h.at = h.at.AddDate(0, 1, 0)
	work(3)
}
