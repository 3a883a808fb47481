package institutions

import (
	"slices"
	"testing"
	"time"

	"upstander/app/problem"
	"upstander/storage"
)

func TestRemindersMerge(t *testing.T) {
	cases := map[string]struct {
		change Reminders
		want   Reminders
		faults int
	}{
		"nothing":             {Reminders{}, usual, 0},
		"one list, in order":  {Reminders{BeforeDue: []int{3, 14, 3}}, Reminders{[]int{14, 3}, usual.AfterDue, usual.BeforeExpiry, usual.AfterExpiry}, 0},
		"none":                {Reminders{AfterDue: []int{}, AfterExpiry: []int{}}, Reminders{usual.BeforeDue, []int{}, usual.BeforeExpiry, []int{}}, 0},
		"too early":           {Reminders{BeforeDue: []int{366}}, usual, 1},
		"on the day":          {Reminders{AfterDue: []int{0}}, usual, 1},
		"the other way round": {Reminders{BeforeExpiry: []int{-7}}, usual, 1},
		"too many":            {Reminders{AfterExpiry: []int{1, 2, 3, 4, 5, 6, 7}}, usual, 1},
		"many, and all wrong": {Reminders{[]int{0}, []int{0}, []int{0}, []int{0}}, usual, 4},
	}
	for name, c := range cases {
		var f problem.Fields
		got := usual.merge(&f, c.change)
		if len(f) != c.faults {
			t.Errorf("%s: %v", name, f)
		}
		if !slices.Equal(got.BeforeDue, c.want.BeforeDue) || !slices.Equal(got.AfterDue, c.want.AfterDue) || !slices.Equal(got.BeforeExpiry, c.want.BeforeExpiry) || !slices.Equal(got.AfterExpiry, c.want.AfterExpiry) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestPlan walks through the moments at which a standing is reminded of, under schedules that change on the way.
func TestPlan(t *testing.T) {
	due := time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return due.AddDate(0, 0, n) }
	set := func(since time.Time, before ...int) *schedule { return &schedule{Reminders{BeforeDue: before}, since} }
	type step struct {
		at     int       // day, from the due date
		change *schedule // nil: none
		want   int       // day of the next reminder; 999: none
	}
	cases := map[string][]step{
		"usual":                       {{-60, nil, -30}, {-30, nil, -7}, {-7, nil, -1}, {-1, nil, 1}, {1, nil, 7}, {7, nil, 30}, {30, nil, 999}},
		"over several":                {{-60, nil, -30}, {-3, nil, -1}},
		"a step more, still to come":  {{-60, nil, -30}, {-30, nil, -7}, {-20, set(day(-20), 30, 14, 7), -14}, {-14, nil, -7}, {-7, nil, 999}},
		"a step more, already past":   {{-60, nil, -30}, {-30, nil, -7}, {-10, set(day(-10), 20, 5), -5}, {-5, nil, 999}},
		"the same step twice":         {{-60, nil, -30}, {-30, nil, -7}, {-30, set(day(-30).Add(time.Hour), 30, 7), -7}},
		"a step less":                 {{-60, nil, -30}, {-40, set(day(-40), 7), -7}},
		"none any more":               {{-60, nil, -30}, {-40, set(day(-40)), 999}},
		"back to a step already told": {{-60, nil, -30}, {-30, nil, -7}, {-29, set(day(-29), 7), -7}, {-28, set(day(-28), 30, 7), -7}},
	}
	for name, steps := range cases {
		standing := Standing{AssignedAt: day(-60), DueAt: &due}
		for i, s := range steps {
			if s.change != nil {
				standing.adopt(s.change)
			} else {
				standing.RemindedAt = day(s.at) // dealt with
				standing.plan()
			}
			want := never
			if s.want != 999 {
				want = day(s.want)
			}
			if !standing.RemindAt.Equal(want) {
				t.Errorf("%s, step %d: the next reminder is at %v, not %v", name, i, standing.RemindAt, want)
			}
		}
	}
}

// TestOwedReminderSurvivesAChange: what was due before the change and could not be sent is sent after it.
func TestOwedReminderSurvivesAChange(t *testing.T) {
	due := time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)
	standing := Standing{AssignedAt: due.AddDate(0, 0, -60), DueAt: &due, RemindedAt: due.AddDate(0, 0, -60)}
	standing.plan()
	owed := standing.RemindAt
	standing.adopt(&schedule{Reminders{BeforeDue: []int{2}}, owed.AddDate(0, 0, 3)})
	if !standing.RemindAt.Equal(owed) {
		t.Errorf("the reminder owed at %v moved to %v", owed, standing.RemindAt)
	}
}

// TestScheduleChanges has an institution change its days, through restarts, and counts what is mailed.
func TestScheduleChanges(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	other, otherBoss := h.institution("Other")
	h.cohortOf(boss, v.ID, "Spring", "2026-04-30", h.member(v.ID, "Amina").ID)
	h.cohortOf(otherBoss, other.ID, "Spring", "2026-04-30", h.member(other.ID, "Bilal").ID)
	count := func() int { return len(h.mails("mail.digest")) }
	work := func(want int) {
		t.Helper()
		for range 2 {
			h.ok(h.Work(ctx, false))
			h.reopen()
		}
		h.ok(h.Work(ctx, false))
		if n := count(); n != want {
			t.Fatalf("%d mails by %v, not %d", n, h.now(), want)
		}
	}
	work(2)
	view, err := h.Patch(ctx, boss, Change{ID: v.ID, Reminders: &Reminders{BeforeDue: []int{50, 10}}})
	h.ok(err)
	if got := view.Reminders; !slices.Equal(got.BeforeDue, []int{50, 10}) || !slices.Equal(got.AfterDue, usual.AfterDue) {
		t.Errorf("%+v", got)
	}
	h.reopen() // the process dies before anything was carried on
	work(2)
	h.pass(settled + time.Minute)
	work(2)
	for m, err := range h.marks.Find(ctx, storage.Query{}) {
		h.ok(err)
		if m.ID == replanMark+v.ID {
			t.Error("the mark of the change is still there")
		}
	}
	h.at = time.Date(2026, 3, 12, 1, 0, 0, 0, time.UTC) // fifty days before
	work(3)
	h.at = time.Date(2026, 4, 1, 13, 0, 0, 0, time.UTC) // thirty days before: the other institution's
	work(4)
	_, err = h.Patch(ctx, boss, Change{ID: v.ID, Reminders: &Reminders{BeforeDue: []int{50, 40, 30, 5}}}) // two of which are past
	h.ok(err)
	work(4)
	h.at = time.Date(2026, 4, 24, 1, 0, 0, 0, time.UTC) // seven days before: the other institution's
	work(5)
	h.at = time.Date(2026, 4, 26, 1, 0, 0, 0, time.UTC)
	work(6)
	_, err = h.Patch(ctx, boss, Change{ID: v.ID, Reminders: &Reminders{BeforeDue: []int{400}}})
	h.is(err, "invalid")
}
