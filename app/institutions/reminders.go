package institutions

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"upstander/app/problem"
	"upstander/storage"
)

// Reminders are the days on which learners are reminded, counted from a date: a course's due date, or the day a certificate runs out.
// An empty list is no reminder; where a change leaves a list out, it stays.
type Reminders struct {
	BeforeDue    []int `json:"before_due" bson:"before_due"`
	AfterDue     []int `json:"after_due" bson:"after_due"`
	BeforeExpiry []int `json:"before_expiry" bson:"before_expiry"`
	AfterExpiry  []int `json:"after_expiry" bson:"after_expiry"`
}

// usual is what holds until an institution sets something else.
var usual = Reminders{BeforeDue: []int{30, 7, 1}, AfterDue: []int{1, 7, 30}, BeforeExpiry: []int{30, 7, 1}, AfterExpiry: []int{1, 7, 30}}

// Limits of a list of days.
const (
	maxSteps = 6
	maxDays  = 365
)

// schedule is what an institution set, and when: steps that lay in the past by then were not missed.
type schedule struct {
	Days  Reminders `bson:"days"`
	Since time.Time `bson:"since"`
}

// days gives what holds.
func (s *schedule) days() Reminders {
	if s == nil {
		return usual
	}
	return s.Days
}

// since is before everything where nothing was set.
func (s *schedule) since() time.Time {
	if s == nil {
		return time.Time{}
	}
	return s.Since
}

// moments gives the steps around a date.
func moments(date time.Time, before, after []int) []time.Time {
	out := make([]time.Time, 0, len(before)+len(after))
	for _, n := range before {
		out = append(out, date.AddDate(0, 0, -n))
	}
	for _, n := range after {
		out = append(out, date.AddDate(0, 0, n))
	}
	return out
}

// merge lays a change over what held, each list in the order in which its days come, and notes what is wrong with it.
func (r Reminders) merge(f *problem.Fields, change Reminders) Reminders {
	for _, one := range []struct {
		name     string
		from, to *[]int
		falling  bool
	}{
		{"before_due", &change.BeforeDue, &r.BeforeDue, true}, {"after_due", &change.AfterDue, &r.AfterDue, false},
		{"before_expiry", &change.BeforeExpiry, &r.BeforeExpiry, true}, {"after_expiry", &change.AfterExpiry, &r.AfterExpiry, false},
	} {
		if *one.from == nil {
			continue
		}
		list := slices.Sorted(slices.Values(*one.from))
		list = slices.Compact(list)
		if len(list) > maxSteps || len(list) > 0 && (list[0] < 1 || list[len(list)-1] > maxDays) {
			f.Add(one.name, "reminder_days", "n", maxSteps, "days", maxDays)
			continue
		}
		if one.falling {
			slices.Reverse(list)
		}
		if list == nil {
			list = []int{}
		}
		*one.to = list
	}
	return r
}

// replanMark, with the id of an institution, names the mark of a schedule that has to be carried into its standings.
const replanMark = "remind:"

// settled is how long that mark stays. It is set before the schedule is stored, so that a process that dies in between leaves it, and so
// it has to outlive the request that stores it, and every standing that was read before and is written after.
const settled = 2 * time.Minute

// replan carries new schedules into the standings of their institutions. Doing it again changes nothing.
func (s *Service) replan(ctx context.Context) error {
	for m, err := range s.marks.Find(ctx, storage.Query{}) {
		if err != nil {
			return err
		}
		id, ok := strings.CutPrefix(m.ID, replanMark)
		if !ok {
			continue
		}
		i, err := s.institutions.Get(ctx, id)
		if gone(err) != nil {
			return err
		}
		if err == nil {
			if err := s.reschedule(ctx, &i); err != nil {
				return err
			}
		}
		if s.now().Sub(m.At) < settled {
			continue
		}
		if err := s.marks.DeleteAt(ctx, m.ID, m.Rev); err != nil && !errors.Is(err, storage.ErrConflict) && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	return nil
}

func (s *Service) reschedule(ctx context.Context, i *Institution) error {
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_institution", Equal: []any{i.ID}}) {
		if err != nil {
			return err
		}
		if reflect.DeepEqual(t.Schedule.days(), i.Reminders.days()) && t.Schedule.since().Equal(i.Reminders.since()) {
			continue
		}
		_, err := s.standings.Update(ctx, t.ID, func(t *Standing) error { t.adopt(i.Reminders); return nil })
		if gone(err) != nil {
			return err
		}
	}
	return nil
}

// adopt takes on a schedule. A reminder that was due before it was set is still owed, and one that is being written is planned after.
func (t *Standing) adopt(new *schedule) {
	owed := t.RemindAt.After(t.RemindedAt) && !t.RemindAt.After(new.since())
	t.Schedule = new
	if !owed && t.Claim == "" {
		t.plan()
	}
}
