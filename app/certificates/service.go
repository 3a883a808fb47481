package certificates

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"upstander/app/access"
	"upstander/app/certificates/paper"
	"upstander/app/learning"
	"upstander/app/problem"
	"upstander/app/throttle"
	"upstander/storage"
)

// Service is what people do with certificates.
type Service struct {
	Config
	certificates collection
	guesses      *throttle.Limiter
}

// New opens the collection. Name guesses are limited unless throttled is false.
func New(ctx context.Context, engine storage.Engine, c Config, throttled bool) (*Service, error) {
	found, err := open(ctx, engine)
	s := &Service{Config: c, certificates: found, guesses: &throttle.Limiter{Window: time.Hour, Now: c.Now}}
	if throttled {
		s.guesses.Limit = 30
	}
	return s, err
}

// View is a certificate as its holder sees it.
type View struct {
	Serial     string     `json:"serial"`
	Course     string     `json:"course"`
	Title      string     `json:"title"`
	Holder     string     `json:"holder"`
	Hours      float64    `json:"hours"`
	Version    int64      `json:"version"`
	IssuedAt   time.Time  `json:"issued_at"`
	ExpiresAt  *time.Time `json:"expires_at"`
	Status     string     `json:"status"`
	Published  bool       `json:"published"`
	VerifyLink string     `json:"verify_url"`
}

func (s *Service) view(c *Certificate) View {
	return View{
		Serial: c.Serial, Course: c.Course, Title: c.Facts.Title, Holder: c.Facts.Name, Hours: c.Facts.Hours, Version: c.Facts.Version,
		IssuedAt: c.IssuedAt.UTC(), ExpiresAt: c.Facts.ExpiresAt, Status: c.Status(s.Now()), Published: c.Published, VerifyLink: c.Facts.VerifyURL,
	}
}

// Mine lists the actor's certificates.
func (s *Service) Mine(ctx context.Context, who access.Actor, _ learning.None) (learning.ListOf[View], error) {
	out := learning.ListOf[View]{Items: []View{}}
	found, err := s.certificates.byHolder(ctx, who.ID)
	for i := range found {
		out.Items = append(out.Items, s.view(&found[i]))
	}
	return out, err
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

// PDF gives the certificate on paper; the same bytes each time.
func (s *Service) PDF(ctx context.Context, who access.Actor, in SerialRef) (Document, error) {
	c, err := s.own(ctx, who, in.Serial)
	if err != nil {
		return Document{}, err
	}
	data, err := paper.Render(c.paper())
	return Document{Name: "certificate-" + c.Serial + ".pdf", ContentType: "application/pdf", Data: data}, err
}

// own loads a certificate for its holder or an administrator; to others it does not exist.
func (s *Service) own(ctx context.Context, who access.Actor, serial string) (Certificate, error) {
	c, err := s.certificates.bySerial(ctx, serial)
	if errors.Is(err, storage.ErrNotFound) || err == nil && c.Holder != who.ID && !who.Has(access.Admin) {
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
	c, err := s.certificates.bySerial(ctx, in.Serial)
	if errors.Is(err, storage.ErrNotFound) || err == nil && c.Holder != who.ID {
		return View{}, problem.Missing("certificate_unknown")
	}
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

// RevocationInput is the input of Revoke.
type RevocationInput struct {
	Serial string `json:"-" path:"serial"`
	Reason string `json:"reason"`
}

const maxReason = 500

// Revoke takes a certificate back. Doing it again keeps the first date and reason.
func (s *Service) Revoke(ctx context.Context, who access.Actor, in RevocationInput) (View, error) {
	reason := strings.TrimSpace(in.Reason)
	switch {
	case reason == "":
		return View{}, problem.Wrong("reason", "required")
	case utf8.RuneCountInString(reason) > maxReason:
		return View{}, problem.Wrong("reason", "too_long", "n", maxReason)
	}
	c, err := s.own(ctx, who, in.Serial)
	if err != nil {
		return View{}, err
	}
	c, err = s.certificates.Update(ctx, c.ID, func(c *Certificate) error {
		if c.Revoked == nil {
			c.Revoked = &Revocation{At: s.Now(), Reason: reason, By: who.ID}
		}
		return nil
	})
	return s.view(&c), err
}
