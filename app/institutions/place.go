package institutions

import (
	"context"
	"errors"
	"time"

	"upstander/app/ident"
	"upstander/storage"
)

// Place is a member's place in a cohort.
type Place struct {
	storage.Meta `bson:",inline"` // follows from cohort and user
	Institution  string           `bson:"institution"`
	Cohort       string           `bson:"cohort"`
	User         string           `bson:"user"`
	NameKey      string           `bson:"name_key"`
	JoinedAt     time.Time        `bson:"joined_at"`
	Pending      bool             `bson:"pending"` // the cohort's assignments are still to be handed on
}

func placeID(cohort, user string) string { return ident.Of("place", cohort, user) }

// seat gives a member a place in a cohort, with its assignments. A cohort that is gone or closed is passed over.
func (s *Service) seat(ctx context.Context, institution, cohort, user string) error {
	if c, err := s.cohorts.Get(ctx, cohort); err != nil || c.Institution != institution || c.ClosedAt != nil {
		return gone(err)
	}
	m, err := s.members.Get(ctx, memberID(institution, user))
	if err != nil {
		return err
	}
	p, err := s.places.Insert(ctx, Place{
		Meta: storage.Meta{ID: placeID(cohort, user)}, Institution: institution, Cohort: cohort, User: user, NameKey: m.NameKey, JoinedAt: s.now(), Pending: true,
	})
	if errors.Is(err, storage.ErrExists) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.settlePlace(ctx, p)
}

// settlePlace hands the cohort's assignments on to one place. The place is stored before the assignments are read, and an assignment
// before the places are: whichever comes second sees the first.
func (s *Service) settlePlace(ctx context.Context, p Place) error {
	for a, err := range s.assignments.Find(ctx, storage.Query{Index: "by_cohort", Equal: []any{p.Cohort}}) {
		if err == nil {
			err = s.stand(ctx, p, a)
		}
		if err != nil {
			return err
		}
	}
	_, err := s.places.Update(ctx, p.ID, func(p *Place) error { p.Pending = false; return nil })
	return gone(err)
}

// vacate takes a person out of a cohort, with what the institution sees of the cohort's courses.
func (s *Service) vacate(ctx context.Context, p Place) error {
	if err := gone(s.places.Delete(ctx, p.ID)); err != nil {
		return err
	}
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_place", Equal: []any{p.ID}}) {
		if err == nil {
			err = s.discard(ctx, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
