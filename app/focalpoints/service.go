package focalpoints

import (
	"context"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/institutions"
	"upstander/app/mail"
	"upstander/app/problem"
	"upstander/app/throttle"
	"upstander/storage"
)

// Config is what the service needs from outside.
type Config struct {
	BaseURL      string // without a slash at its end
	Mails        bool   // there is a mail server
	Throttled    bool
	Accounts     *accounts.Service
	Institutions *institutions.Service
	Outbox       *mail.Outbox
	Words        func(language, key string, args ...any) string
	Now          func() time.Time
}

// Service is the directory.
type Service struct {
	Config
	entries         *storage.Collection[entry, *entry]
	writers, offers *throttle.Limiter
}

// entry is an institution's focal point. There is one for each institution at most.
type entry struct {
	storage.Meta `bson:",inline"` // follows from the institution
	Institution  string           `bson:"institution"`
	User         string           `bson:"user"`
	Title        string           `bson:"title"` // of the person's office
	State        string           `bson:"state"` // ISO 3166-1 alpha-2
	R2P          string           `bson:"r2p"`   // yes, no, unknown: whether the State also has an R2P Focal Point
	NamedAt      time.Time        `bson:"named_at"`
	ConsentedAt  *time.Time       `bson:"consented_at,omitempty"`
	Agreed       bool             `bson:"agreed"`
}

func entryID(institution string) string { return ident.Of("focal point", institution) }

// New opens the collection.
func New(ctx context.Context, engine storage.Engine, c Config) (*Service, error) {
	entries, err := storage.Open[entry](ctx, engine, storage.Spec{Name: "focal_points", Indexes: []storage.Index{
		{Name: "by_agreed", Fields: []string{"agreed", "state"}}, {Name: "by_user", Fields: []string{"user"}},
	}})
	s := &Service{Config: c, entries: entries, writers: &throttle.Limiter{Window: time.Hour, Now: c.Now}, offers: &throttle.Limiter{Window: 24 * time.Hour, Now: c.Now}}
	if c.Throttled {
		s.writers.Limit, s.offers.Limit = 5, 20
	}
	c.Institutions.Unlist(s.unlist)
	c.Accounts.AddHolder(Holder{s})
	return s, err
}

// The states of an institution's focal point.
const (
	None   = "none"
	Asked  = "asked"  // named, and yet to agree
	Listed = "listed" // in the directory
)

// Entry is a focal point as its institution and the person see it.
type Entry struct {
	ID          string `json:"id"`
	Status      string `json:"status"` // none, asked, listed
	Institution string `json:"institution"`
	User        string `json:"user"`
	Name        string `json:"name"`
	Email       string `json:"email"`
	Title       string `json:"title"`
	State       string `json:"state"`
	Region      string `json:"region"`
	R2P         string `json:"r2p_focal_point"`
	house       string
}

// entry gives an entry with the names that belong to it; status None when the institution does not name this person any more.
func (s *Service) entry(ctx context.Context, e *entry) (Entry, error) {
	out := Entry{ID: e.ID, Status: None, User: e.User, Title: e.Title, State: e.State, Region: RegionOf(e.State), R2P: e.R2P, house: e.Institution}
	name, focal, err := s.Institutions.FocalPoint(ctx, e.Institution)
	if err != nil || focal != e.User {
		return out, gone(err)
	}
	p, err := s.Accounts.Person(ctx, e.User)
	if err != nil {
		return out, gone(err)
	}
	out.Institution, out.Name, out.Email, out.Status = name, p.Name, p.Email, Asked
	if e.Agreed {
		out.Status = Listed
	}
	return out, nil
}

// Get gives an institution's focal point to those who act for it.
func (s *Service) Get(ctx context.Context, who access.Actor, in institutions.Ref) (Entry, error) {
	if _, err := s.Institutions.Get(ctx, who, in); err != nil {
		return Entry{}, err
	}
	e, err := s.entries.Get(ctx, entryID(in.ID))
	if errors.Is(err, storage.ErrNotFound) {
		return Entry{Status: None}, nil
	}
	if err != nil {
		return Entry{}, err
	}
	out, err := s.entry(ctx, &e)
	if out.Status == None {
		out = Entry{Status: None}
	}
	return out, err
}

// Naming is the input of Name. The person is a member, named by id or by address.
type Naming struct {
	ID    string `json:"-" path:"id"`
	User  string `json:"user,omitempty"`
	Email string `json:"email,omitempty"`
	Title string `json:"title"`
	State string `json:"state"`           // ISO 3166-1 alpha-2
	R2P   string `json:"r2p_focal_point"` // yes, no, unknown
}

// Name names an institution's focal point and asks that person. Whoever has agreed is asked again when anything that is shown changes;
// until then nothing is shown. Naming the same again changes nothing.
func (s *Service) Name(ctx context.Context, who access.Actor, in Naming) (Entry, error) {
	view, err := s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID})
	if err != nil {
		return Entry{}, err
	}
	var f problem.Fields
	user, err := s.Institutions.MemberID(ctx, in.ID, in.User, in.Email)
	if errors.Is(err, storage.ErrNotFound) {
		f.Add("email", "no_member")
	} else if err != nil {
		return Entry{}, err
	}
	e := entry{
		Meta: storage.Meta{ID: entryID(in.ID)}, Institution: in.ID, User: user, Title: accounts.CleanName(&f, "title", in.Title, true), State: clean(in.State),
		R2P: in.R2P, NamedAt: s.Now(),
	}
	if RegionOf(e.State) == "" || !known(e.State) {
		f.Add("state", "unknown")
	}
	if e.R2P != "yes" && e.R2P != "no" && e.R2P != "unknown" {
		f.Add("r2p_focal_point", "unknown")
	}
	if err := f.Err(); err != nil {
		return Entry{}, err
	}
	// Whoever was named before, and this person if they have been out of it meanwhile, is not listed any more.
	if err := s.Institutions.SetFocalPoint(ctx, in.ID, user); err != nil {
		return Entry{}, err
	}
	stored, err := s.entries.Insert(ctx, e)
	if errors.Is(err, storage.ErrExists) {
		stored, err = s.entries.Update(ctx, e.ID, func(old *entry) error {
			if old.User == e.User && old.Title == e.Title && old.State == e.State && old.R2P == e.R2P {
				return nil
			}
			meta := old.Meta
			*old = e
			old.Meta = meta
			return nil
		})
	}
	if err != nil {
		return Entry{}, err
	}
	if !stored.Agreed {
		p, err := s.Accounts.Person(ctx, user)
		if err == nil {
			err = s.Outbox.SendOnce(ctx, ident.Of("focal point asked", stored.ID, user, stored.NamedAt.UTC().Format(time.RFC3339Nano)), p.Email, p.Language, "focal_asked", map[string]string{
				"name": p.Name, "institution": view.Name, "link": s.BaseURL + "/focal-points/" + stored.ID + "/consent",
			})
		}
		if err != nil {
			return Entry{}, err
		}
	}
	return s.entry(ctx, &stored)
}

func known(state string) bool {
	for _, code := range States() {
		if code == state {
			return true
		}
	}
	return false
}

// Remove takes an institution's focal point out of the directory at once.
func (s *Service) Remove(ctx context.Context, who access.Actor, in institutions.Ref) (accounts.Nothing, error) {
	if _, err := s.Institutions.Get(ctx, who, in); err != nil {
		return accounts.Nothing{}, err
	}
	if err := s.Institutions.SetFocalPoint(ctx, in.ID, ""); err != nil {
		return accounts.Nothing{}, err
	}
	return accounts.Nothing{}, gone(s.entries.Delete(ctx, entryID(in.ID)))
}

func gone(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}
