package institutions

import (
	"strings"
	"testing"
	"time"
)

func TestRemindersGoOutOnce(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	amina, bilal := h.member(v.ID, "Amina"), h.member(v.ID, "Bilal")
	h.cohortOf(boss, v.ID, "Spring", "2026-04-30", amina.ID, bilal.ID)
	mails := func(word string) int { return len(h.mails(word)) }
	work := func() {
		t.Helper()
		for range 2 {
			h.ok(h.Work(ctx, false))
		}
		h.reopen()
		h.ok(h.Work(ctx, false))
	}
	work()
	if n := mails("mail.digest.due"); n != 2 {
		t.Fatalf("%d mails at the beginning", n)
	}
	h.finish(amina, course)
	second, err := h.CreateCohort(ctx, boss, CohortDraft{ID: v.ID, Name: "More", Members: []string{bilal.ID}})
	h.ok(err)
	for _, slug := range []string{"second", "third"} {
		_, err = h.Assign(ctx, boss, AssignmentDraft{ID: v.ID, Cohort: second.ID, Course: slug, DueAt: "2026-04-30"})
		h.ok(err)
	}
	work()
	if n := mails("mail.digest"); n != 2 {
		t.Errorf("%d mails on one day", n)
	}
	h.pass(24 * time.Hour)
	work()
	if texts := h.mails("second"); len(texts) != 1 || !strings.Contains(texts[0], "third") || strings.Contains(texts[0], ", prevention") {
		t.Errorf("the next day's digest is %q", texts)
	}
	h.pass(55 * 24 * time.Hour) // over two steps, 30 and 7 days before
	work()
	if n := mails("mail.digest"); n != 4 {
		t.Errorf("%d mails after a long sleep", n)
	}
	h.pass(6 * 24 * time.Hour)
	work()
	if n := mails("mail.digest.overdue"); n != 1 || mails("mail.digest") != 5 {
		t.Errorf("%d of %d mails say that the date is past", n, mails("mail.digest"))
	}
}

func TestManagersAreToldOnceADay(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	h.cohortOf(boss, v.ID, "Spring", "2026-03-10", h.member(v.ID, "Amina").ID, h.member(v.ID, "Bilal").ID)
	told := func() []string {
		t.Helper()
		h.ok(h.Work(ctx, false))
		h.reopen()
		h.ok(h.Work(ctx, false))
		return h.mails("mail.managers.text")
	}
	if n := len(told()); n != 0 {
		t.Errorf("%d mails about nothing", n)
	}
	h.pass(20 * 24 * time.Hour) // the server slept over the date
	if texts := told(); len(texts) != 1 || !strings.Contains(texts[0], "missed2") {
		t.Errorf("the managers hear %q", texts)
	}
	h.pass(24 * time.Hour)
	if n := len(told()); n != 1 {
		t.Errorf("%d mails about what is no news", n)
	}
}
