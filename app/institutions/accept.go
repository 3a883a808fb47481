package institutions

import (
	"context"

	"upstander/app/access"
	"upstander/app/problem"
)

// TokenRef names an invitation by the secret part of its link.
type TokenRef struct {
	Token string `json:"-" path:"token"`
}

// Welcome is an invitation as whoever holds its link sees it.
type Welcome struct {
	Institution Named       `json:"institution"`
	Cohort      *Named      `json:"cohort"`
	Role        access.Role `json:"role"`
	State       string      `json:"state"` // open, accepted, expired
	// Mine says that the one who asks has accepted it.
	Mine bool `json:"mine"`
	// Email is the address that was invited. It is for the page's own use: the link may have been passed on.
	Email string `json:"-"`
}

// Named is a thing with its name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Invitation tells what a link leads to.
func (s *Service) Invitation(ctx context.Context, who access.Actor, in TokenRef) (Welcome, error) {
	i, err := s.byToken(ctx, in.Token)
	if err != nil {
		return Welcome{}, err
	}
	return s.welcome(ctx, who, &i)
}

func (s *Service) welcome(ctx context.Context, who access.Actor, i *Invitation) (Welcome, error) {
	inst, err := s.institutions.Get(ctx, i.Institution)
	if err != nil {
		return Welcome{}, missing(err, "invitation_unknown")
	}
	w := Welcome{
		Institution: Named{inst.ID, inst.Name}, Role: i.Role, State: i.state(s.now()), Mine: who.SignedIn() && i.AcceptedBy == who.ID, Email: i.Email,
	}
	if i.Cohort != "" {
		c, err := s.cohorts.Get(ctx, i.Cohort)
		if gone(err) != nil {
			return w, err
		}
		if err == nil {
			w.Cohort = &Named{c.ID, c.Name}
		}
	}
	return w, nil
}

// Accept makes the actor a member. The link is good for one person, whatever address their account has: people learn with a private
// address too. Accepting again changes nothing.
func (s *Service) Accept(ctx context.Context, who access.Actor, in TokenRef) (Welcome, error) {
	i, err := s.byToken(ctx, in.Token)
	if err != nil {
		return Welcome{}, err
	}
	now := s.now()
	i, err = s.invitations.Update(ctx, i.ID, func(i *Invitation) error {
		switch state := i.state(now); {
		case state == stateAccepted && i.AcceptedBy == who.ID:
		case state == stateAccepted:
			return problem.New(problem.Conflict, "invitation_used")
		case state == stateExpired:
			return problem.New(problem.Conflict, "invitation_expired")
		default:
			i.AcceptedBy, i.AcceptedAt = who.ID, &now
		}
		return nil
	})
	if err != nil {
		return Welcome{}, missing(err, "invitation_unknown")
	}
	person, err := s.people.Person(ctx, who.ID)
	if err != nil {
		return Welcome{}, err
	}
	// A crash before the end is mended by accepting again. One who has left is not brought back: with them went the invitation.
	if err := s.join(ctx, i.Institution, person, i.Role); err != nil {
		return Welcome{}, err
	}
	if i.Cohort != "" {
		if err := s.seat(ctx, i.Institution, i.Cohort, who.ID); err != nil {
			return Welcome{}, err
		}
	}
	return s.welcome(ctx, who, &i)
}
