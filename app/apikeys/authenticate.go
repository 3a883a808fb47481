package apikeys

import (
	"context"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// Authenticate gives the actor of a key that a program sends. One that is unknown, wrong, revoked, has run out or whose maker has gone is a
// problem of kind Unauthenticated, the same for all.
func (s *Service) Authenticate(ctx context.Context, sent string) (access.Actor, error) {
	bad := problem.New(problem.Unauthenticated, "unauthenticated")
	id, secret, ok := split(sent)
	if !ok {
		return access.Actor{}, bad
	}
	k, err := s.keys.Get(ctx, id)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return access.Actor{}, err
	}
	if !k.fits(secret) {
		return access.Actor{}, bad
	}
	maker, err := s.makerMay(ctx, &k)
	if err != nil {
		return access.Actor{}, err
	}
	now := s.Now()
	if k.state(now, maker) != Active {
		return access.Actor{}, bad
	}
	if wait := s.calls.Take(k.ID); wait > 0 {
		return access.Actor{}, problem.Wait("too_many", wait)
	}
	if err := s.used(ctx, &k, now); err != nil {
		return access.Actor{}, err
	}
	return access.Actor{ID: "key:" + k.ID, Name: k.Name, Key: &access.Key{ID: k.ID, Institution: k.Institution, Scopes: k.Scopes}}, nil
}

// used notes the day, once: the moment of each call would tell more about those who work with it than anybody needs.
func (s *Service) used(ctx context.Context, k *key, now time.Time) error {
	day := now.UTC().Format(time.DateOnly)
	if k.UsedOn >= day {
		return nil
	}
	_, err := s.keys.Update(ctx, k.ID, func(k *key) error { k.UsedOn = max(k.UsedOn, day); return nil })
	return err
}

// Name implements accounts.Holder.
func (s *Service) Name() string { return "api_keys" }

// Held gives the keys that the user has made. It implements accounts.Holder.
func (s *Service) Held(ctx context.Context, user string) (any, error) {
	type held struct {
		Institution string    `json:"institution"`
		Name        string    `json:"name"`
		CreatedAt   time.Time `json:"created_at"`
		ExpiresAt   time.Time `json:"expires_at"`
	}
	out := []held{}
	for k, err := range s.keys.Find(ctx, storage.Query{Index: "by_maker", Equal: []any{user}}) {
		if err != nil {
			return out, err
		}
		out = append(out, held{k.Institution, k.Name, k.CreatedAt.UTC(), k.ExpiresAt.UTC()})
	}
	return out, nil
}

// Erase ends the keys that the user has made and forgets by whom. It implements accounts.Holder.
func (s *Service) Erase(ctx context.Context, user string, _ bool) error {
	now := s.Now()
	for k, err := range s.keys.Find(ctx, storage.Query{Index: "by_maker", Equal: []any{user}}) {
		if err == nil {
			_, err = s.keys.Update(ctx, k.ID, func(k *key) error {
				k.MadeBy = ""
				if k.RevokedAt == nil {
					k.RevokedAt = &now
				}
				return nil
			})
		}
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	return nil
}
