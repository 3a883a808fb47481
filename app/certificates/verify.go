package certificates

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// Check is the input of Verify.
type Check struct {
	Serial string `json:"-" path:"serial"`
	Name   string `json:"-" query:"name"` // the printed name, to be confirmed
}

// Verdict is what anybody may know of a certificate. The holder's name is confirmed, not told, unless the holder publishes it.
type Verdict struct {
	Serial      string     `json:"serial"`
	Status      string     `json:"status"`
	Title       string     `json:"title"`
	Course      string     `json:"course"`
	Hours       float64    `json:"hours"`
	Version     int64      `json:"version"`
	CompletedAt time.Time  `json:"completed_at"`
	IssuedAt    time.Time  `json:"issued_at"`
	ExpiresAt   *time.Time `json:"expires_at"`
	RevokedAt   *time.Time `json:"revoked_at,omitempty"`
	Revocation  Class      `json:"revocation_class,omitempty"`
	ReplacedAt  *time.Time `json:"superseded_at,omitempty"`
	ReplacedBy  string     `json:"superseded_by,omitempty"` // serial, for the holder alone: it leads to the new name
	Issuer      string     `json:"issuer"`
	NameMatches *bool      `json:"name_matches,omitempty"`
	Holder      string     `json:"holder,omitempty"`
}

// Verify tells whether a certificate is ours and how it stands.
func (s *Service) Verify(ctx context.Context, who access.Actor, in Check) (Verdict, error) {
	c, err := s.certificates.bySerial(ctx, in.Serial)
	if errors.Is(err, storage.ErrNotFound) {
		return Verdict{}, problem.Missing("certificate_unknown")
	}
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{
		Serial: c.Serial, Status: c.Status(s.Now()), Title: c.Facts.Title, Course: c.Course, Hours: c.Facts.Hours, Version: c.Facts.Version,
		CompletedAt: c.Facts.CompletedAt.UTC(), IssuedAt: c.IssuedAt.UTC(), ExpiresAt: c.Facts.ExpiresAt, Issuer: c.Facts.Issuer,
	}
	if c.Revoked != nil {
		at := c.Revoked.At.UTC()
		v.RevokedAt, v.Revocation = &at, c.Revoked.class()
	}
	if c.Superseded != nil {
		at := c.Superseded.At.UTC()
		v.ReplacedAt = &at
		if who.SignedIn() && who.ID == c.Holder {
			v.ReplacedBy = c.Superseded.By
		}
	}
	if c.Published {
		v.Holder = c.Facts.Name
	}
	if strings.TrimSpace(in.Name) != "" {
		if len(in.Name) > 2_000 {
			return Verdict{}, problem.Wrong("name", "too_long", "n", 200)
		}
		if wait := s.guesses.Take(c.Serial); wait > 0 {
			return Verdict{}, problem.Wait("too_many", wait)
		}
		matches := c.Facts.Name != "" && sameName(in.Name, c.Facts.Name)
		v.NameMatches = &matches
	}
	return v, nil
}

// sameName compares as a person would who types from paper: case, spaces and Latin, Greek and Cyrillic accents do not count.
func sameName(a, b string) bool { return plainName(a) == plainName(b) }

func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x0300 && r <= 0x036f: // combining accents; the marks of other scripts are letters to their readers
			return -1
		case r == '’' || r == 'ʼ' || r == '‘':
			return '\''
		case r == '‐' || r == '‑' || r == '–':
			return '-'
		}
		return r
	}, norm.NFKD.String(s))
	return strings.Join(strings.Fields(cases.Fold().String(s)), " ")
}
