package learning

import (
	"context"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/app/publishing"
)

// Offer is a newer version of a course that its learner may move to. It asks something else than theirs, so nobody is moved unasked.
type Offer struct {
	Version     int64                     `json:"version"`
	PublishedAt time.Time                 `json:"published_at"`
	Declined    bool                      `json:"declined"` // the learner chose to finish theirs; the offer stays open
	Notes       []string                  `json:"notes"`    // what its authors say has changed
	Changes     []publishing.ModuleChange `json:"changes"`
}

// offer gives what an enrolment that is under way is offered; nil for nothing.
func (s *Service) offer(ctx context.Context, e *Enrolment) (*Offer, error) {
	if e.CompletedAt != nil {
		return nil, nil
	}
	latest, err := s.published.Latest(ctx, e.taken())
	if err != nil || latest.Retired || latest.Version <= e.Version {
		return nil, err
	}
	changes, err := s.published.Changes(ctx, e.taken(), e.Version, latest.Version, e.Language)
	if err != nil || len(changes.Modules)+len(changes.Notes) == 0 {
		return nil, err
	}
	return &Offer{latest.Version, latest.PublishedAt.UTC(), e.Declined >= latest.Version, changes.Notes, changes.Modules}, nil
}

// OfferAnswer is the input of AnswerOffer.
type OfferAnswer struct {
	Course  string `json:"-" path:"course"`
	Version int64  `json:"version"` // that was offered
	Accept  *bool  `json:"accept"`
}

// AnswerOffer moves the actor to the version that they are offered, or notes that they finish theirs. Whatever is done of a lesson or quiz
// that the new version has too stays done. Answering twice is once, and who declined may still accept.
func (s *Service) AnswerOffer(ctx context.Context, who access.Actor, in OfferAnswer) (EnrolmentView, error) {
	if in.Accept == nil {
		return EnrolmentView{}, problem.Wrong("accept", "required")
	}
	if in.Version < 1 {
		return EnrolmentView{}, problem.Wrong("version", "required")
	}
	e, course, err := s.enrolment(ctx, who, in.Course)
	if err != nil {
		return EnrolmentView{}, err
	}
	if *in.Accept && e.Version == in.Version {
		return s.shown(ctx, &e, course)
	}
	o, err := s.offer(ctx, &e)
	switch {
	case err != nil:
		return EnrolmentView{}, err
	case o == nil:
		return EnrolmentView{}, problem.New(problem.Conflict, "offer_none")
	case o.Version != in.Version:
		return EnrolmentView{}, problem.New(problem.Conflict, "offer_moved", "n", o.Version)
	}
	if !*in.Accept {
		e, err = s.enrolments.Update(ctx, e.ID, func(e *Enrolment) error { e.Declined = max(e.Declined, in.Version); return nil })
		if err != nil {
			return EnrolmentView{}, err
		}
		return s.shown(ctx, &e, course)
	}
	return s.move(ctx, &e, course, in.Version)
}

// move takes an enrolment to a version that asks something else.
func (s *Service) move(ctx context.Context, e *Enrolment, from *publishing.Course, version int64) (EnrolmentView, error) {
	next := *e
	next.Version = version
	to, err := s.course(ctx, &next)
	if err != nil {
		return EnrolmentView{}, err
	}
	now := s.now()
	moved, err := s.enrolments.Update(ctx, e.ID, func(e *Enrolment) error {
		if e.CompletedAt != nil || e.Version >= version {
			return nil // finished or moved meanwhile
		}
		e.Floor = e.share(from)
		e.Version, e.ActiveAt = version, now
		e.finish(to, now)
		return nil
	})
	if err != nil {
		return EnrolmentView{}, err
	}
	moved, course, err := s.whole(ctx, moved)
	if err != nil {
		return EnrolmentView{}, err
	}
	s.told(ctx, &moved, course)
	return s.shown(ctx, &moved, course)
}

// share of a course that is done, 0 to 1. Moving to a version that asks more does not lower it.
func (e *Enrolment) share(c *publishing.Course) float64 {
	done, all := e.tally(c)
	if all == 0 || e.CompletedAt != nil {
		return 1
	}
	return max(e.Floor, float64(done)/float64(all))
}

// finish notes completion where everything is done.
func (e *Enrolment) finish(c *publishing.Course, now time.Time) {
	if done, all := e.tally(c); done == all && e.CompletedAt == nil {
		e.CompletedAt = &now
	}
}
