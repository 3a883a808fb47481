package certificates

import (
	"context"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/certificates/issuelog"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/throttle"
	"upstander/storage"
)

// Service is what people do with certificates.
type Service struct {
	Config
	certificates collection
	records      records
	pictures     pictures
	shares       *storage.Collection[share, *share]
	log          *issuelog.Log
	lists        signedLists
	sealing      *sealing
	guesses      *throttle.Limiter
	tell         func(ctx context.Context, serial string) error // nil: nobody listens
}

// New opens the collections. Name guesses are limited unless throttled is false.
func New(ctx context.Context, engine storage.Engine, c Config, throttled bool) (*Service, error) {
	s := &Service{Config: c, guesses: &throttle.Limiter{Window: time.Hour, Now: c.Now}}
	if throttled {
		s.guesses.Limit = 30
	}
	var err error
	if s.certificates, err = open(ctx, engine); err != nil {
		return nil, err
	}
	if s.records, err = openRecords(ctx, engine); err != nil {
		return nil, err
	}
	if s.pictures, err = openPictures(ctx, engine); err != nil {
		return nil, err
	}
	if s.shares, err = openShares(ctx, engine); err != nil {
		return nil, err
	}
	if s.sealing, err = openSealing(ctx, engine, c, throttled); err != nil {
		return nil, err
	}
	s.log, err = issuelog.Open(ctx, engine, c.BaseURL, c.Now)
	return s, err
}

// View is a certificate as its holder sees it.
type View struct {
	Serial      string     `json:"serial"`
	Course      string     `json:"course"`
	Title       string     `json:"title"`
	Holder      string     `json:"holder"`
	Institution string     `json:"institution,omitempty"`
	Hours       float64    `json:"hours"`
	Version     int64      `json:"version"`
	IssuedAt    time.Time  `json:"issued_at"`
	ExpiresAt   *time.Time `json:"expires_at"`
	Status      string     `json:"status"`
	Published   bool       `json:"published"`
	VerifyLink  string     `json:"verify_url"`
	Replaces    string     `json:"replaces,omitempty"`      // serial of the one before a change of name or a renewal
	By          string     `json:"superseded_by,omitempty"` // serial of the one after
}

func (s *Service) view(c *Certificate) View {
	v := View{
		Serial: c.Serial, Course: c.Course, Title: c.Facts.Title, Holder: c.Facts.Name, Institution: c.Facts.Institution, Hours: c.Facts.Hours, Version: c.Facts.Version,
		IssuedAt: c.IssuedAt.UTC(), ExpiresAt: c.Facts.ExpiresAt, Status: c.Status(s.Now()), Published: c.Published, VerifyLink: c.Facts.VerifyURL,
		Replaces: c.Replaces,
	}
	if c.Superseded != nil {
		v.By = c.Superseded.By
	}
	return v
}

// Mine lists the actor's certificates.
func (s *Service) Mine(ctx context.Context, who access.Actor, in paging.Input) (paging.List[View], error) {
	var all []View
	found, err := s.certificates.byHolder(ctx, who.ID)
	if err != nil {
		return paging.Of[View](nil), err
	}
	for i := range found {
		all = append(all, s.view(&found[i]))
	}
	return paging.Cut(all, in, func(v View) string { return v.Serial })
}

// SerialRef names a certificate in a path.
type SerialRef struct {
	Serial string `json:"-" path:"serial"`
}

// Document is a file to download.
type Document struct {
	Name        string
	ContentType string
	Data        []byte
}

// own loads a certificate for its holder or an administrator; to others it does not exist.
func (s *Service) own(ctx context.Context, who access.Actor, serial string) (Certificate, error) {
	c, err := s.certificates.bySerial(ctx, serial)
	if errors.Is(err, storage.ErrNotFound) || err == nil && c.Holder != who.ID && !who.Has(access.Admin) {
		return c, problem.Missing("certificate_unknown")
	}
	return c, err
}

// held loads a certificate for its holder alone.
func (s *Service) held(ctx context.Context, who access.Actor, serial string) (Certificate, error) {
	c, err := s.certificates.bySerial(ctx, serial)
	if errors.Is(err, storage.ErrNotFound) || err == nil && (c.Holder != who.ID || who.ID == "") {
		return c, problem.Missing("certificate_unknown")
	}
	return c, err
}

// PublishInput says whether verification shows the holder's name.
type PublishInput struct {
	Serial    string `json:"-" path:"serial"`
	Published bool   `json:"published"`
}

// Publish lets the holder show their name to whoever checks, or hide it again.
func (s *Service) Publish(ctx context.Context, who access.Actor, in PublishInput) (View, error) {
	c, err := s.held(ctx, who, in.Serial)
	if err != nil {
		return View{}, err
	}
	c, err = s.certificates.Update(ctx, c.ID, func(c *Certificate) error { c.Published = in.Published; return nil })
	return s.view(&c), err
}

// PublishAll does it for all certificates of the actor.
func (s *Service) PublishAll(ctx context.Context, who access.Actor, published bool) error {
	found, err := s.certificates.byHolder(ctx, who.ID)
	for _, c := range found {
		if c.Published != published && err == nil {
			_, err = s.certificates.Update(ctx, c.ID, func(c *Certificate) error { c.Published = published; return nil })
		}
	}
	return err
}
