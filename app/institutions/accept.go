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
	State       string      `json:"state"`             // open, accepted, expired; of a link for many also full, closed
	Domains     []string    `json:"domains,omitempty"` // where the account's address must be; none is anywhere
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
	if problem.From(err).Kind == problem.NotFound && err != nil {
		l, err := s.joinLinkByToken(ctx, in.Token)
		if err != nil {
			return Welcome{}, err
		}
		return s.welcomeByLink(ctx, who, &l)
	}
	if err != nil {
		return Welcome{}, err
	}
	return s.welcome(ctx, who, &i)
}

func (s *Service) welcome(ctx context.Context, who access.Actor, i *Invitation) (Welcome, error) {
	w := Welcome{Role: i.Role, State: i.state(s.now()), Mine: who.SignedIn() && i.AcceptedBy == who.ID, Email: i.Email}
	return s.towards(ctx, w, i.Institution, i.Cohort)
}

// towards names the institution and the cohort that a welcome is to.
func (s *Service) towards(ctx context.Context, w Welcome, institution, cohort string) (Welcome, error) {
	inst, err := s.institutions.Get(ctx, institution)
	if err != nil {
		return Welcome{}, missing(err, "invitation_unknown")
	}
	w.Institution = Named{inst.ID, inst.Name}
	if cohort != "" {
		c, err := s.cohorts.Get(ctx, cohort)
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
// address too; a link for many is good for as many as it has seats. Accepting again changes nothing.
func (s *Service) Accept(ctx context.Context, who access.Actor, in TokenRef) (Welcome, error) {
	i, err := s.byToken(ctx, in.Token)
	if problem.From(err).Kind == problem.NotFound && err != nil {
		l, err := s.joinLinkByToken(ctx, in.Token)
		if err != nil {
			return Welcome{}, err
		}
		return s.acceptLink(ctx, who, l)
	}
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
