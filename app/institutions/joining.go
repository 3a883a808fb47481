package institutions

import (
	"context"
	"slices"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// welcomeByLink tells what a link leads to.
func (s *Service) welcomeByLink(ctx context.Context, who access.Actor, l *JoinLink) (Welcome, error) {
	w := Welcome{Role: access.Learner, State: l.state(s.now()), Mine: who.SignedIn() && slices.Contains(l.Taken, seatID(l.ID, who.ID)), Domains: l.Domains}
	return s.towards(ctx, w, l.Institution, l.Cohort)
}

// acceptLink takes a seat and makes the actor a member. The seat comes first and is one for each person, so that however many come at once, as
// many join as there are seats; who is cut short in between is brought in by trying again, or by Run.
func (s *Service) acceptLink(ctx context.Context, who access.Actor, l JoinLink) (Welcome, error) {
	person, err := s.people.Person(ctx, who.ID)
	if err != nil {
		return Welcome{}, err
	}
	member, err := s.members.Get(ctx, memberID(l.Institution, who.ID))
	if gone(err) != nil {
		return Welcome{}, err
	}
	now, seat := s.now(), seatID(l.ID, who.ID)
	l, err = s.joinLinks.Update(ctx, l.ID, func(l *JoinLink) error {
		if slices.Contains(l.Taken, seat) {
			if member.ID == "" && !slices.Contains(l.Arriving, who.ID) {
				return problem.New(problem.Conflict, "link_left") // has left, or was taken out: a link must not bring them back
			}
			return nil
		}
		if state := l.state(now); state != stateOpen {
			return problem.New(problem.Conflict, "link_"+state)
		}
		if !l.admits(person.Email) {
			return problem.New(problem.Conflict, "link_domain")
		}
		l.Taken, l.Arriving, l.Waiting = append(l.Taken, seat), append(l.Arriving, who.ID), true
		return nil
	})
	if err != nil {
		return Welcome{}, missing(err, "invitation_unknown")
	}
	if slices.Contains(l.Arriving, who.ID) {
		if err := s.arrive(ctx, &l, who.ID); err != nil {
			return Welcome{}, err
		}
	}
	return s.welcomeByLink(ctx, who, &l)
}

// arrive makes one who has a seat a member, with a place in the cohort. It may be done again.
func (s *Service) arrive(ctx context.Context, l *JoinLink, user string) error {
	person, err := s.people.Person(ctx, user)
	if gone(err) != nil {
		return err
	}
	if err == nil {
		if err := s.join(ctx, l.Institution, person, access.Learner); err != nil {
			return err
		}
		if l.Cohort != "" {
			if err := s.seat(ctx, l.Institution, l.Cohort, user); err != nil {
				return err
			}
		}
	}
	_, err = s.joinLinks.Update(ctx, l.ID, func(l *JoinLink) error { l.settle(user); return nil })
	return gone(err)
}

// bringIn finishes what was cut short between a seat and a membership.
func (s *Service) bringIn(ctx context.Context) error {
	for l, err := range s.joinLinks.Find(ctx, storage.Query{Index: "by_waiting", Equal: []any{true}}) {
		if err != nil {
			return err
		}
		for _, user := range l.Arriving {
			if err := s.arrive(ctx, &l, user); err != nil {
				return err
			}
		}
	}
	return nil
}

// turnBack forgets that a person was arriving, so that nothing brings back one who is taken out.
func (s *Service) turnBack(ctx context.Context, institution, user string) error {
	for l, err := range s.joinLinks.Find(ctx, storage.Query{Index: "by_waiting", Equal: []any{true, institution}}) {
		if err == nil && slices.Contains(l.Arriving, user) {
			_, err = s.joinLinks.Update(ctx, l.ID, func(l *JoinLink) error { l.settle(user); return nil })
		}
		if err := gone(err); err != nil {
			return err
		}
	}
	return nil
}
