package institutions

import (
	"context"
	"errors"
	"time"

	"upstander/app/learning"
	"upstander/storage"
)

// mark remembers how far a recurring job has come.
type mark struct {
	storage.Meta `bson:",inline"`
	At           time.Time `bson:"at"`
}

const (
	followedMark = "followed"
	workEvery    = 30 * time.Second
	catchEvery   = 10 * time.Minute
	// overlap makes up for clocks that differ and for steps that were stored and not yet told when the mark was set.
	overlap = 10 * time.Minute
)

// stir has Run look for work now.
func (s *Service) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run does what requests leave behind, until the context ends: assignments and places to hand on, invitations to mail, progress that
// was stored and not told, reminders. Two processes may do it at once.
func (s *Service) Run(ctx context.Context) {
	var caught time.Time
	for {
		now := s.now()
		catchUp := now.Sub(caught) >= catchEvery
		if catchUp {
			caught = now
		}
		if err := s.Work(ctx, catchUp); err != nil && ctx.Err() == nil {
			s.Log.Warn("institutions: work put off", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-time.After(workEvery):
		}
	}
}

// Work does once what there is to do. One kind of work that fails does not keep the others back.
func (s *Service) Work(ctx context.Context, catchUp bool) error {
	jobs := []func(context.Context) error{s.bringIn, s.handOn, s.sendInvitations, s.replan, s.remind, s.tellManagers, s.mailReports}
	if catchUp {
		jobs = append(jobs, s.catchUp)
	}
	var failed []error
	for _, job := range jobs {
		failed = append(failed, job(ctx))
	}
	return errors.Join(failed...)
}

func (s *Service) handOn(ctx context.Context) error {
	for a, err := range s.assignments.Find(ctx, storage.Query{Index: "by_pending", Equal: []any{true}}) {
		if err == nil {
			err = s.settleAssignment(ctx, a)
		}
		if err != nil {
			return err
		}
	}
	return inParallel(ctx, s.places.Find(ctx, storage.Query{Index: "by_pending", Equal: []any{true}}), s.settlePlace)
}

func (s *Service) sendInvitations(ctx context.Context) error {
	return inParallel(ctx, s.invitations.Find(ctx, storage.Query{Index: "by_unsent", Equal: []any{true}}), s.mail)
}

// catchUp reads the progress of all who were active since it last ran.
func (s *Service) catchUp(ctx context.Context) error {
	now := s.now()
	var from time.Time
	if held, err := s.marks.Get(ctx, followedMark); err == nil {
		from = held.At.Add(-overlap)
	} else if gone(err) != nil {
		return err
	}
	if err := s.Learning.Since(ctx, from, func(p learning.Progress) error { return s.followed(ctx, p) }); err != nil {
		return err
	}
	return s.setMark(ctx, followedMark, now)
}
