package accounts

import (
	"context"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// refreshGrace is how long a browser may still show the token before the current one: two tabs that refresh at once
// share one cookie, and neither is a thief. Programs get no grace.
const refreshGrace = 20 * time.Second

// Authenticate gives the actor of an access token. It fails for ended sessions and disabled accounts at once, not when the
// token runs out.
func (s *Service) Authenticate(ctx context.Context, token string) (access.Actor, error) {
	bad := problem.New(problem.Unauthenticated, "unauthenticated")
	id, session, err := s.keys.parseAccess(token)
	if err != nil {
		return access.Actor{}, bad
	}
	u, err := s.users.Get(ctx, id)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return access.Actor{}, bad
	case err != nil:
		return access.Actor{}, err
	case u.Disabled || u.session(session) == nil:
		return access.Actor{}, bad
	}
	return u.actor(session), nil
}

// RefreshInput is the input of Refresh and Logout.
type RefreshInput struct {
	RefreshToken string `json:"refresh_token"`
	Browser      bool   `json:"-"` // the token came in a cookie
}

// Refresh gives new tokens for a refresh token and spends it. Showing a spent one ends its whole session: one of the two who
// hold it is a thief (RFC 9700, 4.14.2).
func (s *Service) Refresh(ctx context.Context, _ access.Actor, in RefreshInput) (Tokens, error) {
	bad := problem.New(problem.Unauthenticated, "bad_refresh")
	id, sid, n, ok := s.keys.parseRefresh(in.RefreshToken)
	if !ok {
		return Tokens{}, bad
	}
	now := s.Now()
	var session Session
	var good bool
	u, err := s.users.Update(ctx, id, func(u *User) error {
		good = false
		current := u.session(sid)
		if current == nil || u.Disabled {
			return nil
		}
		fresh := now.Sub(current.RotatedAt) < idleLife && now.Sub(current.StartedAt) < totalLife
		switch {
		case n == current.N && fresh:
			current.N++
			current.RotatedAt = now
		case in.Browser && n == current.N-1 && now.Sub(current.RotatedAt) < refreshGrace:
		default:
			u.endSession(sid)
			return nil
		}
		session, good = *current, true
		return nil
	})
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return Tokens{}, bad
	case err != nil:
		return Tokens{}, err
	case !good:
		return Tokens{}, bad
	}
	return s.tokens(ctx, &u, session)
}

// Nothing is the output of what has none.
type Nothing struct{}

// Logout ends the session of a refresh token; a token that is not good is no error, for the session is not there either way.
func (s *Service) Logout(ctx context.Context, _ access.Actor, in RefreshInput) (Nothing, error) {
	id, sid, _, ok := s.keys.parseRefresh(in.RefreshToken)
	if !ok {
		return Nothing{}, nil
	}
	_, err := s.users.Update(ctx, id, func(u *User) error { u.endSession(sid); return nil })
	if errors.Is(err, storage.ErrNotFound) {
		err = nil
	}
	return Nothing{}, err
}

// LogoutEverywhere ends all sessions of the actor.
func (s *Service) LogoutEverywhere(ctx context.Context, who access.Actor, _ Nothing) (Nothing, error) {
	_, err := s.users.Update(ctx, who.ID, func(u *User) error { u.Sessions = nil; return nil })
	return Nothing{}, err
}
