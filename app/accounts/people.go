package accounts

import (
	"context"
	"errors"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// Person is an account as other parts of the application know it.
type Person struct {
	ID, Email, Name, Language string
}

func person(u *User) Person { return Person{u.ID, u.Email, u.Name, u.Language} }

// Institutions tells and learns about people's places in institutions.
type Institutions interface {
	// Of lists the institutions that the user belongs to.
	Of(ctx context.Context, user string) ([]Membership, error)
	// Renamed is told when a person has another name.
	Renamed(ctx context.Context, p Person) error
}

// UseInstitutions makes profiles show institutions.
func (s *Service) UseInstitutions(i Institutions) { s.places = i }

// shown is the profile with the institutions.
func (s *Service) shown(ctx context.Context, u *User) (Profile, error) {
	p := u.profile()
	if s.places == nil {
		return p, nil
	}
	found, err := s.places.Of(ctx, u.ID)
	if found != nil {
		p.Institutions = found
	}
	return p, err
}

// Person gives the account with this id; storage.ErrNotFound when there is none.
func (s *Service) Person(ctx context.Context, id string) (Person, error) {
	u, err := s.users.Get(ctx, id)
	return person(&u), err
}

// Actor gives what a person who is not signed in just now may do; storage.ErrNotFound when there is no such account or it is disabled.
func (s *Service) Actor(ctx context.Context, id string) (access.Actor, error) {
	u, err := s.users.Get(ctx, id)
	if err == nil && u.Disabled {
		err = storage.ErrNotFound
	}
	if err != nil {
		return access.Actor{}, err
	}
	return u.actor(""), nil
}

// PersonByEmail gives the account with this address, as CleanEmail gives it; storage.ErrNotFound when there is none.
func (s *Service) PersonByEmail(ctx context.Context, email string) (Person, error) {
	u, err := s.users.byEmail(ctx, email)
	return person(&u), err
}

// ActorByEmail gives whoever has this address, as an actor: for commands that are given on the machine itself, where nobody signs in. An
// account that is disabled, or none, is a problem.
func (s *Service) ActorByEmail(ctx context.Context, email string) (access.Actor, error) {
	var f problem.Fields
	email = cleanEmail(&f, email)
	if err := f.Err(); err != nil {
		return access.Actor{}, err
	}
	u, err := s.users.byEmail(ctx, email)
	if errors.Is(err, storage.ErrNotFound) || err == nil && u.Disabled {
		return access.Actor{}, problem.Wrong("email", "unknown")
	}
	return u.actor(""), err
}

// SetManages notes whether the person manages any institution.
func (s *Service) SetManages(ctx context.Context, id string, manages bool) error {
	_, err := s.users.Update(ctx, id, func(u *User) error { u.Manages = manages; return nil })
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// CleanEmail gives an address in the form in which it is stored and compared, and notes what is wrong with it under "email".
func CleanEmail(f *problem.Fields, s string) string { return cleanEmail(f, s) }

// CleanName gives a name with single spaces, in Unicode's composed form, and notes what is wrong with it under the field.
func CleanName(f *problem.Fields, field, s string, required bool) string {
	return cleanName(f, field, s, required)
}
