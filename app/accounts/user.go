package accounts

import (
	"context"
	"slices"
	"time"

	"upstander/app/access"
	"upstander/courses"
	"upstander/storage"
)

// User is a person with an account. Sessions live inside it, so that ending them, disabling and erasing are one write.
type User struct {
	storage.Meta    `bson:",inline"`
	Email           string           `bson:"email"` // normalised; unique
	Name            string           `bson:"name"`
	NameKey         string           `bson:"name_key"` // lower-case, to search by
	CertificateName string           `bson:"certificate_name"`
	Audience        courses.Audience `bson:"audience"`
	Language        string           `bson:"language"`
	Roles           []access.Role    `bson:"roles"`
	Disabled        bool             `bson:"disabled"`
	Manages         bool             `bson:"manages"`  // an institution; kept here so that no page need ask
	Password        string           `bson:"password"` // argon2id in PHC form
	Sessions        []Session        `bson:"sessions"`
	Reset           *Reset           `bson:"reset,omitempty"`
	CreatedAt       time.Time        `bson:"created_at"`
}

// Session is one signed-in device: a family of refresh tokens, of which the N-th is good.
type Session struct {
	ID        string    `bson:"id"`
	N         int64     `bson:"n"`
	StartedAt time.Time `bson:"started_at"`
	RotatedAt time.Time `bson:"rotated_at"`
}

// Reset is a pending password reset; only a hash of the token is kept.
type Reset struct {
	Hash    string    `bson:"hash"`
	Expires time.Time `bson:"expires"`
}

func (u *User) session(id string) *Session {
	for i := range u.Sessions {
		if u.Sessions[i].ID == id {
			return &u.Sessions[i]
		}
	}
	return nil
}

func (u *User) endSession(id string) {
	u.Sessions = slices.DeleteFunc(u.Sessions, func(s Session) bool { return s.ID == id })
}

// actor is what the user is to the rest of the application.
func (u *User) actor(session string) access.Actor {
	return access.Actor{ID: u.ID, Session: session, Name: u.Name, Roles: u.Roles, Manages: u.Manages}
}

// Profile is the user as the API shows it.
type Profile struct {
	ID              string           `json:"id"`
	Email           string           `json:"email"`
	Name            string           `json:"name"`
	CertificateName string           `json:"certificate_name"`
	Audience        courses.Audience `json:"audience"`
	Language        string           `json:"language"`
	Roles           []access.Role    `json:"roles"`
	Institutions    []Membership     `json:"institutions"`
	Disabled        bool             `json:"disabled,omitempty"`
	CreatedAt       time.Time        `json:"created_at"`
}

// Membership is a place in an institution.
type Membership struct {
	ID   string      `json:"id"`
	Name string      `json:"name"`
	Role access.Role `json:"role"` // learner or manager
}

func (u *User) profile() Profile {
	return Profile{
		ID: u.ID, Email: u.Email, Name: u.Name, CertificateName: u.CertificateName, Audience: u.Audience, Language: u.Language,
		Roles: u.Roles, Institutions: []Membership{}, Disabled: u.Disabled, CreatedAt: u.CreatedAt.UTC(),
	}
}

// users is the collection of people.
type users struct {
	*storage.Collection[User, *User]
}

func openUsers(ctx context.Context, engine storage.Engine) (users, error) {
	c, err := storage.Open[User](ctx, engine, storage.Spec{Name: "users", Indexes: []storage.Index{
		{Name: "by_email", Fields: []string{"email"}, Unique: true},
		{Name: "by_name", Fields: []string{"name_key"}},
	}})
	return users{c}, err
}

// byEmail finds the user with a normalised address; storage.ErrNotFound when there is none.
func (c users) byEmail(ctx context.Context, email string) (User, error) {
	for u, err := range c.Find(ctx, storage.Query{Index: "by_email", Equal: []any{email}, Limit: 1}) {
		return u, err
	}
	return User{}, storage.ErrNotFound
}
