package accounts

import (
	"context"
	"time"

	"upstander/app/throttle"
	"upstander/storage"
)

// Config is what the service needs from outside.
type Config struct {
	Issuer    string   // base address; issuer and audience of tokens
	Secrets   []string // the first signs, all check
	Languages []string // the first is the default
	Throttled bool
	Now       func() time.Time
	Mail      func(ctx context.Context, to, language, kind string, values map[string]string) error
}

// Service is what people can do with accounts.
type Service struct {
	Config
	keys    *Keys
	users   users
	roster  *storage.Collection[roster, *roster]
	holders []Holder
	places  Institutions // nil: there are none

	failedPair, failedEmail, failedAddress, signUps, resets *throttle.Limiter
}

// New opens the collections.
func New(ctx context.Context, engine storage.Engine, c Config) (*Service, error) {
	s := &Service{Config: c}
	var err error
	if s.keys, err = NewKeys(c.Issuer, c.Secrets, c.Now); err != nil {
		return nil, err
	}
	if s.users, err = openUsers(ctx, engine); err != nil {
		return nil, err
	}
	if s.roster, err = storage.Open[roster](ctx, engine, storage.Spec{Name: "rosters"}); err != nil {
		return nil, err
	}
	limit := func(n int, window time.Duration) *throttle.Limiter {
		if !c.Throttled {
			n = 0
		}
		return &throttle.Limiter{Limit: n, Window: window, Now: c.Now}
	}
	s.failedPair = limit(6, 15*time.Minute) // one address guessing at one account
	s.failedEmail = limit(60, time.Hour)    // many addresses guessing at one account
	s.failedAddress = limit(60, 15*time.Minute)
	s.signUps = limit(200, 15*time.Minute) // an academy signs up a class from one address
	s.resets = limit(5, time.Hour)
	return s, nil
}

// Holder is another part of the application that holds data about people.
type Holder interface {
	// Held gives everything held about the user, to be written as JSON under Name.
	Held(ctx context.Context, user string) (any, error)
	// Erase removes it; keep says that certificates stay verifiable.
	Erase(ctx context.Context, user string, keep bool) error
	Name() string
}

// AddHolder makes export and erasure reach another part of the application.
func (s *Service) AddHolder(h Holder) { s.holders = append(s.holders, h) }
