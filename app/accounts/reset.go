package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

const resetLife = time.Hour

// ForgotInput is the input of Forgot.
type ForgotInput struct {
	Email   string `json:"email"`
	Address string `json:"-" from:"address"`
}

// Forgot mails a link to set a new password, where there is such an account. The answer never tells whether there is.
func (s *Service) Forgot(ctx context.Context, _ access.Actor, in ForgotInput) (Nothing, error) {
	var f problem.Fields
	email := cleanEmail(&f, in.Email)
	if err := f.Err(); err != nil {
		return Nothing{}, err
	}
	if wait := s.failedAddress.Wait(in.Address); wait > 0 {
		return Nothing{}, problem.Wait("too_many", wait)
	}
	if s.resets.Take(email) > 0 {
		return Nothing{}, nil // a flood of mails to one person stops silently
	}
	u, err := s.users.byEmail(ctx, email)
	if errors.Is(err, storage.ErrNotFound) || err == nil && u.Disabled {
		return Nothing{}, nil
	}
	if err != nil {
		return Nothing{}, err
	}
	token := u.ID + "." + rand.Text()
	u, err = s.users.Update(ctx, u.ID, func(u *User) error {
		u.Reset = &Reset{Hash: resetHash(token), Expires: s.Now().Add(resetLife)}
		return nil
	})
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, s.Mail(ctx, u.Email, u.Language, "reset", map[string]string{"link": s.Issuer + "/reset?token=" + token, "name": u.Name})
}

func resetHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// ResetInput is the input of ResetPassword.
type ResetInput struct {
	Token    string `json:"token"`
	Password string `json:"password"`
}

// ResetPassword sets a new password with a token from a mail, once, and ends all sessions.
func (s *Service) ResetPassword(ctx context.Context, _ access.Actor, in ResetInput) (Nothing, error) {
	id, _, _ := strings.Cut(in.Token, ".")
	bad := problem.Wrong("token", "reset_token")
	u, err := s.users.Get(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return Nothing{}, bad
	}
	if err != nil {
		return Nothing{}, err
	}
	if !s.resetGood(&u, in.Token) {
		return Nothing{}, bad
	}
	var f problem.Fields
	cleanPassword(&f, in.Password, u.Email)
	if err := f.Err(); err != nil {
		return Nothing{}, err
	}
	hash, err := hashPassword(ctx, in.Password)
	if err != nil {
		return Nothing{}, err
	}
	_, err = s.users.Update(ctx, id, func(u *User) error {
		if !s.resetGood(u, in.Token) {
			return bad
		}
		u.Password, u.Reset, u.Sessions = hash, nil, nil
		return nil
	})
	return Nothing{}, err
}

func (s *Service) resetGood(u *User, token string) bool {
	return u.Reset != nil && s.Now().Before(u.Reset.Expires) && subtle.ConstantTimeCompare([]byte(u.Reset.Hash), []byte(resetHash(token))) == 1
}
