package accounts

import (
	"context"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/courses"
)

// Me gives one's own profile.
func (s *Service) Me(ctx context.Context, who access.Actor, _ Nothing) (Profile, error) {
	u, err := s.users.Get(ctx, who.ID)
	if err != nil {
		return Profile{}, err
	}
	return s.shown(ctx, &u)
}

// Changes is the input of UpdateMe; what is absent stays.
type Changes struct {
	Name            *string           `json:"name,omitempty"`
	CertificateName *string           `json:"certificate_name,omitempty"` // printed on certificates issued from now on
	Audience        *courses.Audience `json:"audience,omitempty"`
	Language        *string           `json:"language,omitempty"`
	// Password is a new one; CurrentPassword proves that the person is the holder. Other sessions end.
	Password        *string `json:"password,omitempty"`
	CurrentPassword *string `json:"current_password,omitempty"`
}

// UpdateMe changes one's own profile.
func (s *Service) UpdateMe(ctx context.Context, who access.Actor, in Changes) (Profile, error) {
	u, err := s.users.Get(ctx, who.ID)
	if err != nil {
		return Profile{}, err
	}
	var f problem.Fields
	if in.Name != nil {
		*in.Name = cleanName(&f, "name", *in.Name, true)
	}
	if in.CertificateName != nil {
		*in.CertificateName = cleanName(&f, "certificate_name", *in.CertificateName, true)
	}
	if in.Audience != nil {
		cleanAudience(&f, *in.Audience)
	}
	if in.Language != nil {
		*in.Language = s.cleanLanguage(&f, *in.Language)
	}
	hash, err := s.newPassword(ctx, &f, &u, in)
	if err != nil {
		return Profile{}, err
	}
	if err := f.Err(); err != nil {
		return Profile{}, err
	}
	u, err = s.users.Update(ctx, who.ID, func(u *User) error {
		if in.Name != nil {
			u.Name, u.NameKey = *in.Name, nameKey(*in.Name)
		}
		if in.CertificateName != nil {
			u.CertificateName = *in.CertificateName
		}
		if in.Audience != nil {
			u.Audience = *in.Audience
		}
		if in.Language != nil {
			u.Language = *in.Language
		}
		if hash != "" {
			u.Password = hash
			u.keepOnly(who.Session)
		}
		return nil
	})
	if err == nil && in.Name != nil && s.places != nil {
		err = s.places.Renamed(ctx, person(&u))
	}
	if err != nil {
		return Profile{}, err
	}
	return s.shown(ctx, &u)
}

// newPassword checks the current password and hashes the new one; "" when none is asked for. Guesses are throttled.
func (s *Service) newPassword(ctx context.Context, f *problem.Fields, u *User, in Changes) (string, error) {
	if in.Password == nil {
		return "", nil
	}
	cleanPassword(f, *in.Password, u.Email)
	if in.CurrentPassword == nil || *in.CurrentPassword == "" {
		f.Add("current_password", "required")
	}
	if len(*f) > 0 {
		return "", nil
	}
	if wait := s.failedPair.Wait(u.ID); wait > 0 {
		return "", problem.Wait("too_many", wait)
	}
	match, err := checkPassword(ctx, *in.CurrentPassword, u.Password)
	if err != nil {
		return "", err
	}
	if !match {
		s.failedPair.Add(u.ID)
		f.Add("current_password", "wrong_password")
		return "", nil
	}
	return hashPassword(ctx, *in.Password)
}

func (u *User) keepOnly(session string) {
	kept := u.session(session)
	if kept == nil {
		u.Sessions = nil
		return
	}
	u.Sessions = []Session{*kept}
}

// Export is everything held about a person, by the part of the application that holds it.
type Export struct {
	ExportedAt time.Time      `json:"exported_at"`
	Account    Profile        `json:"account"`
	Sessions   []SessionView  `json:"sessions"`
	Data       map[string]any `json:"data"`
}

// SessionView is a session as its owner sees it.
type SessionView struct {
	StartedAt time.Time `json:"started_at"`
	LastUsed  time.Time `json:"last_used"`
}

// ExportMe gives everything held about the actor.
func (s *Service) ExportMe(ctx context.Context, who access.Actor, _ Nothing) (Export, error) {
	u, err := s.users.Get(ctx, who.ID)
	if err != nil {
		return Export{}, err
	}
	account, err := s.shown(ctx, &u)
	if err != nil {
		return Export{}, err
	}
	out := Export{ExportedAt: s.Now().UTC(), Account: account, Sessions: []SessionView{}, Data: map[string]any{}}
	for _, session := range u.Sessions {
		out.Sessions = append(out.Sessions, SessionView{session.StartedAt.UTC(), session.RotatedAt.UTC()})
	}
	for _, h := range s.holders {
		if out.Data[h.Name()], err = h.Held(ctx, who.ID); err != nil {
			return Export{}, err
		}
	}
	return out, nil
}

// Erasure is the input of DeleteMe.
type Erasure struct {
	// Certificates is "keep" (they stay verifiable with what was issued) or "withdraw" (they are revoked).
	Certificates string `json:"certificates,omitempty"`
	// Confirmation is the account's address, typed again, and Password proves the holder: pages ask for both.
	Confirmation string `json:"-"`
	Password     string `json:"-"`
}

// ConfirmedDeleteMe is DeleteMe for people at a page that somebody may have left open.
func (s *Service) ConfirmedDeleteMe(ctx context.Context, who access.Actor, in Erasure) (Nothing, error) {
	u, err := s.users.Get(ctx, who.ID)
	if err != nil {
		return Nothing{}, err
	}
	var f problem.Fields
	if cleanEmail(&problem.Fields{}, in.Confirmation) != u.Email {
		f.Add("confirmation", "confirmation")
	}
	if wait := s.failedPair.Wait(u.ID); wait > 0 {
		return Nothing{}, problem.Wait("too_many", wait)
	}
	match, err := checkPassword(ctx, in.Password, u.Password)
	if err != nil {
		return Nothing{}, err
	}
	if !match {
		s.failedPair.Add(u.ID)
		f.Add("password", "wrong_password")
	}
	if err := f.Err(); err != nil {
		return Nothing{}, err
	}
	return s.DeleteMe(ctx, who, in)
}

// DeleteMe erases the account. The account goes last, so that an erasure cut short can be asked for again.
func (s *Service) DeleteMe(ctx context.Context, who access.Actor, in Erasure) (Nothing, error) {
	if in.Certificates != "" && in.Certificates != "keep" && in.Certificates != "withdraw" {
		return Nothing{}, problem.Wrong("certificates", "unknown")
	}
	if who.Has(access.Admin) {
		if err := s.leaveRoster(ctx, who.ID); err != nil {
			return Nothing{}, err
		}
	}
	for _, h := range s.holders {
		if err := h.Erase(ctx, who.ID, in.Certificates != "withdraw"); err != nil {
			return Nothing{}, err
		}
	}
	return Nothing{}, s.users.Delete(ctx, who.ID)
}

func nameKey(name string) string { return strings.ToLower(name) }

// CertificateName gives the name that a person wants printed.
func (s *Service) CertificateName(ctx context.Context, user string) (string, error) {
	u, err := s.users.Get(ctx, user)
	return u.CertificateName, err
}
