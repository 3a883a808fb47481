package webhooks

import (
	"context"
	"errors"
	"time"

	"upstander/app/institutions"
	"upstander/storage"
)

const (
	every      = 5 * time.Second
	sweepEvery = time.Hour
	subjectsAt = 500 // in one round
)

// stir has Run look for work now.
func (s *Service) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run looks for what has happened and sends what is due, until the context ends. Two processes may do it at once.
func (s *Service) Run(ctx context.Context) {
	for {
		if err := s.Work(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("webhooks: work put off", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-time.After(every):
		}
	}
}

// Work does once what there is to do. One kind of work that fails does not keep the others back.
func (s *Service) Work(ctx context.Context) error {
	failed := []error{s.begin(ctx), s.handOut(ctx), s.sendDue(ctx)}
	if now := s.Now(); now.Sub(s.swept) >= sweepEvery {
		s.swept = now
		failed = append(failed, s.dropLog(ctx, storage.Query{Index: "by_age", Max: now.Add(-keptLog)}))
	}
	return errors.Join(failed...)
}

// begin makes the subjects of what was completed before an endpoint was there, so that it hears what becomes of those certificates.
func (s *Service) begin(ctx context.Context) error {
	for e, err := range s.endpoints.Find(ctx, storage.Query{Index: "by_starting", Equal: []any{true}}) {
		if err == nil {
			err = s.Institutions.Completions(ctx, e.Institution, func(n institutions.News) error { return s.note(ctx, n) })
		}
		if err == nil {
			_, err = s.endpoints.Update(ctx, e.ID, func(e *endpoint) error { e.Starting = false; return nil })
		}
		if gone(err) != nil {
			return err
		}
	}
	return nil
}

// handOut settles the subjects whose time has come.
func (s *Service) handOut(ctx context.Context) error {
	var failed []error
	more := false
	for t, err := range s.subjects.Find(ctx, storage.Query{Index: "by_check", Max: s.Now().Add(time.Millisecond), Limit: subjectsAt}) {
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		err = s.settle(ctx, t)
		if errors.Is(err, storage.ErrConflict) {
			more = true
			continue
		}
		failed = append(failed, err)
	}
	if more {
		s.stir()
	}
	return errors.Join(failed...)
}
