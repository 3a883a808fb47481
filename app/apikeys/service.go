package apikeys

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/throttle"
	"upstander/storage"
)

// Config is what the service needs from outside.
type Config struct {
	Accounts     *accounts.Service
	Institutions *institutions.Service
	Throttled    bool
	Log          *slog.Logger
	Now          func() time.Time
}

// Service is what can be done with keys.
type Service struct {
	Config
	keys  *storage.Collection[key, *key]
	calls *throttle.Limiter
}

// CallsAMinute is how often one key may call.
const CallsAMinute = 600

// New opens the collection.
func New(ctx context.Context, engine storage.Engine, c Config) (*Service, error) {
	keys, err := open(ctx, engine)
	s := &Service{Config: c, keys: keys, calls: &throttle.Limiter{Window: time.Minute, Now: c.Now}}
	if c.Throttled {
		s.calls.Limit = CallsAMinute
	}
	c.Accounts.AddHolder(s)
	return s, err
}

// Limits.
const (
	maxKeys   = 20                   // that an institution has at one time
	maxShown  = 200                  // with those that have ended
	keptEnded = 90 * 24 * time.Hour  // a key that has ended stays in the list
	maxLife   = 366 * 24 * time.Hour // a year, also a leap year
	again     = 10 * time.Minute     // a form sent twice is one key
)

// View is a key as a manager sees it. Secret is the whole key, and there in the answer that makes it alone.
type View struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Scopes    []access.Scope `json:"scopes"`
	State     string         `json:"state"` // active, expired, revoked, stopped
	Hint      string         `json:"hint"`  // its last four letters
	MadeBy    string         `json:"made_by"`
	MakerName string         `json:"made_by_name"`
	CreatedAt time.Time      `json:"created_at"`
	ExpiresAt time.Time      `json:"expires_at"`
	UsedOn    *string        `json:"last_used_on"` // a day, "2026-03-14"
	RevokedAt *time.Time     `json:"revoked_at"`
	Secret    string         `json:"key,omitempty"`
}

func (s *Service) view(ctx context.Context, k *key) (View, error) {
	v := View{ID: k.ID, Name: k.Name, Scopes: k.Scopes, Hint: k.Hint, MadeBy: k.MadeBy, CreatedAt: k.CreatedAt.UTC(), ExpiresAt: k.ExpiresAt.UTC(), RevokedAt: k.RevokedAt}
	if k.UsedOn != "" {
		v.UsedOn = &k.UsedOn
	}
	if k.MadeBy != "" {
		p, err := s.Accounts.Person(ctx, k.MadeBy)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return v, err
		}
		v.MakerName = p.Name
	}
	maker, err := s.makerMay(ctx, k)
	v.State = k.state(s.Now(), maker)
	return v, err
}

// makerMay reports whether the manager who made the key may still act for its institution.
func (s *Service) makerMay(ctx context.Context, k *key) (bool, error) {
	if k.MadeBy == "" {
		return false, nil
	}
	maker, err := s.Accounts.Actor(ctx, k.MadeBy)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return s.Institutions.MayAct(ctx, maker, k.Institution)
}

// manage reports a problem unless a person may act for the institution: a key makes no keys.
func (s *Service) manage(ctx context.Context, who access.Actor, institution string) error {
	if who.Key != nil {
		return problem.Denied()
	}
	_, err := s.Institutions.Get(ctx, who, institutions.Ref{ID: institution})
	return err
}

// List gives the institution's keys, the newest first. They are few.
func (s *Service) List(ctx context.Context, who access.Actor, in institutions.Ref) (paging.List[View], error) {
	if err := s.manage(ctx, who, in.ID); err != nil {
		return paging.List[View]{}, err
	}
	out := []View{}
	for k, err := range s.keys.Find(ctx, storage.Query{Index: "by_institution", Equal: []any{in.ID}, Desc: true, Limit: maxShown}) {
		if err != nil {
			return paging.List[View]{}, err
		}
		v, err := s.view(ctx, &k)
		if err != nil {
			return paging.List[View]{}, err
		}
		out = append(out, v)
	}
	return paging.Of(out), nil
}

// Draft is the input of Create.
type Draft struct {
	ID        string         `json:"-" path:"id"`
	Key       string         `json:"-" header:"Idempotency-Key"`
	Name      string         `json:"name"`
	Scopes    []access.Scope `json:"scopes"`
	ExpiresAt string         `json:"expires_at"` // a day or an RFC 3339 time, within a year
}

// Create makes a key and shows it. The same request again within ten minutes, before the key was used, gives the same key a new secret: two
// clicks leave one key, and the answer that is seen last is the one that is good.
func (s *Service) Create(ctx context.Context, who access.Actor, in Draft) (View, error) {
	if err := s.manage(ctx, who, in.ID); err != nil {
		return View{}, err
	}
	now := s.Now()
	k, err := draft(in, now)
	if err != nil {
		return View{}, err
	}
	k.ID, k.Institution, k.MadeBy, k.CreatedAt = ident.New(), in.ID, who.ID, now
	if in.Key != "" {
		k.ID = ident.Of("api key", in.ID, who.ID, in.Key)
	}
	secret := newSecret()
	k.keep(secret)
	if _, err := s.keys.Get(ctx, k.ID); errors.Is(err, storage.ErrNotFound) {
		if err := s.room(ctx, in.ID, now); err != nil {
			return View{}, err
		}
	}
	stored, err := s.keys.Insert(ctx, k)
	if errors.Is(err, storage.ErrExists) {
		stored, err = s.keys.Update(ctx, k.ID, func(old *key) error {
			if old.UsedOn != "" || old.RevokedAt != nil || now.Sub(old.CreatedAt) > again {
				return problem.New(problem.Conflict, "key_made")
			}
			old.Name, old.Scopes, old.ExpiresAt = k.Name, k.Scopes, k.ExpiresAt
			old.keep(secret)
			return nil
		})
	}
	if err != nil {
		return View{}, err
	}
	s.Log.Info("api key made", "key", stored.ID, "institution", in.ID, "by", who.ID, "scopes", stored.Scopes, "expires", stored.ExpiresAt)
	v, err := s.view(ctx, &stored)
	v.Secret = Prefix + stored.ID + "_" + secret
	return v, err
}

// draft checks what a new key is to be.
func draft(in Draft, now time.Time) (key, error) {
	var f problem.Fields
	k := key{Name: accounts.CleanName(&f, "name", in.Name, true)}
	for _, scope := range in.Scopes {
		if !slices.Contains(access.Scopes(), scope) {
			f.Add("scopes", "unknown")
			break
		}
		if !slices.Contains(k.Scopes, scope) {
			k.Scopes = append(k.Scopes, scope)
		}
	}
	if len(in.Scopes) == 0 {
		f.Add("scopes", "required")
	}
	if in.ExpiresAt == "" {
		f.Add("expires_at", "required")
		return k, f.Err()
	}
	ends, ok := f.Moment("expires_at", in.ExpiresAt, 24*time.Hour) // a day counts to its end
	if ok && (!ends.After(now) || ends.Sub(now) > maxLife) {
		f.Add("expires_at", "key_life")
	}
	k.ExpiresAt = ends
	return k, f.Err()
}

// room removes keys that ended long ago, and refuses one too many.
func (s *Service) room(ctx context.Context, institution string, now time.Time) error {
	live, all := 0, 0
	for k, err := range s.keys.Find(ctx, storage.Query{Index: "by_institution", Equal: []any{institution}}) {
		if err != nil {
			return err
		}
		ended := k.ExpiresAt
		if k.RevokedAt != nil && k.RevokedAt.Before(ended) {
			ended = *k.RevokedAt
		}
		if now.Sub(ended) > keptEnded {
			if err := s.keys.Delete(ctx, k.ID); err != nil && !errors.Is(err, storage.ErrNotFound) {
				return err
			}
			continue
		}
		all++
		if now.Before(ended) {
			live++
		}
	}
	if live >= maxKeys || all >= maxShown {
		return problem.New(problem.Conflict, "too_many_keys", "n", maxKeys)
	}
	return nil
}

// KeyRef names a key in a path.
type KeyRef struct {
	ID  string `json:"-" path:"id"`
	Key string `json:"-" path:"key"`
}

// Revoke ends a key at once. Doing it again keeps the first time.
func (s *Service) Revoke(ctx context.Context, who access.Actor, in KeyRef) (accounts.Nothing, error) {
	if err := s.manage(ctx, who, in.ID); err != nil {
		return accounts.Nothing{}, err
	}
	now := s.Now()
	_, err := s.keys.Update(ctx, in.Key, func(k *key) error {
		if k.Institution != in.ID {
			return storage.ErrNotFound
		}
		if k.RevokedAt == nil {
			k.RevokedAt = &now
		}
		return nil
	})
	if errors.Is(err, storage.ErrNotFound) {
		return accounts.Nothing{}, problem.Missing("key_unknown")
	}
	if err == nil {
		s.Log.Info("api key revoked", "key", in.Key, "institution", in.ID, "by", who.ID)
	}
	return accounts.Nothing{}, err
}
