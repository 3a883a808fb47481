package accounts

import (
	"context"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/storage"
)

// maxSessions a user has at once; the one unused for longest gives way.
const maxSessions = 20

// Tokens are what a sign-in gives.
type Tokens struct {
	User         Profile `json:"user"`
	AccessToken  string  `json:"access_token"`
	TokenType    string  `json:"token_type"`
	ExpiresIn    int     `json:"expires_in"` // seconds
	RefreshToken string  `json:"refresh_token"`
}

// Registration is the input of Register.
type Registration struct {
	Email    string           `json:"email"`
	Password string           `json:"password"`
	Name     string           `json:"name"`
	Audience courses.Audience `json:"audience,omitempty"`
	Language string           `json:"language,omitempty"`
	Address  string           `json:"-" from:"address"`
}

// Register makes an account and signs it in. An address that has one already is a fault of the field email: an account that is
// good at once cannot hide that, so sign-ups are limited per network address.
func (s *Service) Register(ctx context.Context, _ access.Actor, in Registration) (Tokens, error) {
	var f problem.Fields
	email := cleanEmail(&f, in.Email)
	cleanPassword(&f, in.Password, email)
	u := User{
		Email: email, Name: cleanName(&f, "name", in.Name, true), Audience: cleanAudience(&f, in.Audience),
		Language: s.cleanLanguage(&f, in.Language), Roles: []access.Role{access.Learner},
	}
	if err := f.Err(); err != nil {
		return Tokens{}, err
	}
	if wait := s.signUps.Take(in.Address); wait > 0 {
		return Tokens{}, problem.Wait("too_many", wait)
	}
	hash, err := hashPassword(ctx, in.Password)
	if err != nil {
		return Tokens{}, err
	}
	u.Password = hash
	return s.create(ctx, u)
}

// create stores a new user with a first session.
func (s *Service) create(ctx context.Context, u User) (Tokens, error) {
	now := s.Now()
	u.ID = ident.New()
	u.NameKey = nameKey(u.Name)
	u.CertificateName = u.Name
	u.CreatedAt = now
	u.Sessions = []Session{newSession(now)}
	u, err := s.users.Insert(ctx, u)
	if errors.Is(err, storage.ErrExists) {
		return Tokens{}, &problem.Error{Kind: problem.Conflict, Key: "email_taken", Fields: []problem.Field{{Name: "email", Key: "email_taken"}}}
	}
	if err != nil {
		return Tokens{}, err
	}
	return s.tokens(ctx, &u, u.Sessions[0])
}

func newSession(now time.Time) Session {
	return Session{ID: ident.New(), N: 1, StartedAt: now, RotatedAt: now}
}

func (s *Service) tokens(ctx context.Context, u *User, session Session) (Tokens, error) {
	shown, err := s.shown(ctx, u)
	if err != nil {
		return Tokens{}, err
	}
	token, err := s.keys.signAccess(u.ID, session.ID, s.Now())
	if err != nil {
		return Tokens{}, err
	}
	return Tokens{
		User: shown, AccessToken: token, TokenType: "Bearer", ExpiresIn: int(AccessLife / time.Second),
		RefreshToken: s.keys.refreshToken(u.ID, session.ID, session.N),
	}, nil
}

// Credentials is the input of Login.
type Credentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	OTP      string `json:"otp,omitempty"` // for accounts with a second factor; others ignore it
	Address  string `json:"-" from:"address"`
}

// Login signs in. An unknown address and a wrong password give the same answer after the same work.
func (s *Service) Login(ctx context.Context, _ access.Actor, in Credentials) (Tokens, error) {
	var f problem.Fields
	email := cleanEmail(&f, in.Email)
	if in.Password == "" {
		f.Add("password", "required")
	}
	if err := f.Err(); err != nil {
		return Tokens{}, err
	}
	pair := in.Address + " " + email
	if wait := max(s.failedEmail.Wait(email), s.failedAddress.Wait(in.Address)); wait > 0 {
		return Tokens{}, problem.Wait("too_many", wait)
	}
	// Counted before the password is looked at: guesses sent all at once must not pass together.
	if wait := s.failedPair.Take(pair); wait > 0 {
		return Tokens{}, problem.Wait("too_many", wait)
	}
	u, err := s.users.byEmail(ctx, email)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		s.failedPair.Return(pair)
		return Tokens{}, err
	}
	password := in.Password
	if len(password) > 4*maxPassword {
		password = ""
	}
	match, err := checkPassword(ctx, password, u.Password)
	if err != nil {
		s.failedPair.Return(pair)
		return Tokens{}, err
	}
	if !match || u.Disabled {
		s.failedEmail.Add(email)
		s.failedAddress.Add(in.Address)
		return Tokens{}, problem.New(problem.Unauthenticated, "bad_credentials")
	}
	s.failedPair.Forget(pair)
	session := newSession(s.Now())
	u, err = s.users.Update(ctx, u.ID, func(u *User) error {
		u.Sessions = append(u.Sessions, session)
		if len(u.Sessions) > maxSessions {
			oldest := 0
			for i := range u.Sessions {
				if u.Sessions[i].RotatedAt.Before(u.Sessions[oldest].RotatedAt) {
					oldest = i
				}
			}
			u.endSession(u.Sessions[oldest].ID)
		}
		return nil
	})
	if err != nil {
		return Tokens{}, err
	}
	return s.tokens(ctx, &u, session)
}
