package certificates

import (
	"context"
	"strings"
	"time"

	"upstander/app/certificates/paper"
	"upstander/courses"
	"upstander/storage"
)

// Certificate is what was issued. Facts never change after that.
type Certificate struct {
	storage.Meta `bson:",inline"` // follows from enrolment and course version
	Serial       string           `bson:"serial"`
	Holder       string           `bson:"holder"` // user id; "" when the account was erased
	Enrolment    string           `bson:"enrolment"`
	Course       string           `bson:"course"`
	Cycle        int64            `bson:"cycle,omitempty"` // of the holder in the course: 2 for the first renewal; 0 is the first time
	Audience     courses.Audience `bson:"audience"`
	IssuedAt     time.Time        `bson:"issued_at"`
	Facts        Facts            `bson:"facts"`
	Revoked      *Revocation      `bson:"revoked,omitempty"`
	Replaces     string           `bson:"replaces,omitempty"` // serial of the one in whose place this one is: after a change of name, or renewed
	Superseded   *Supersession    `bson:"superseded,omitempty"`
	Published    bool             `bson:"published"` // the holder lets verification show the name
}

// Facts is everything printed.
type Facts struct {
	Name          string     `bson:"name"`
	Institution   string     `bson:"institution,omitempty"` // that had the holder learn, by its name then
	Title         string     `bson:"title"`
	Taken         string     `bson:"taken,omitempty"` // slug of the refresher by which the course was renewed: the facts are its
	AudienceTitle string     `bson:"audience_title"`
	Hours         float64    `bson:"hours"`
	Version       int64      `bson:"version"`
	Modules       []string   `bson:"modules"`
	Criteria      string     `bson:"criteria"`
	CompletedAt   time.Time  `bson:"completed_at"`
	ExpiresAt     *time.Time `bson:"expires_at,omitempty"`
	Issuer        string     `bson:"issuer"`
	VerifyURL     string     `bson:"verify_url"`
	Language      string     `bson:"language"`
	Layout        int        `bson:"layout"` // of the paper, so that a later design does not change this one

	// The course's own words, and how the institution showed itself; none on certificates from before there were any.
	Wording courses.Certificate `bson:"wording,omitempty"`
	Brand   frozenBrand         `bson:"brand,omitempty"`
}

// Revocation is a certificate taken back.
type Revocation struct {
	At     time.Time `bson:"at"`
	Class  Class     `bson:"class,omitempty"`
	Reason string    `bson:"reason"` // for the holder and administrators; others learn the class
	By     string    `bson:"by"`     // user id
}

// Class is the kind of reason for a revocation, which anybody may know.
type Class string

// The classes.
const (
	IssuedInError Class = "error"
	Misconduct    Class = "misconduct"
	Withdrawn     Class = "withdrawn" // by the holder
	OtherReason   Class = "other"
)

// Supersession is a certificate whose place another one has taken.
type Supersession struct {
	At time.Time `bson:"at"`
	By string    `bson:"by"` // serial
}

// The states that verification tells.
const (
	Valid      = "valid"
	Expired    = "expired"
	Superseded = "superseded"
	Revoked    = "revoked"
)

// Status at a moment.
func (c *Certificate) Status(now time.Time) string {
	switch {
	case c.Revoked != nil:
		return Revoked
	case c.Superseded != nil:
		return Superseded
	case c.Facts.ExpiresAt != nil && !now.Before(*c.Facts.ExpiresAt):
		return Expired
	}
	return Valid
}

// inForce reports whether nothing but time can end it.
func (c *Certificate) inForce() bool { return c.Revoked == nil && c.Superseded == nil }

// erased reports whether the holder had the certificate forgotten.
func (c *Certificate) erased() bool { return c.Holder == "" && c.Facts.Name == "" }

// paper gives what is printed, with the institution's logo.
func (c *Certificate) paper(logo []byte) paper.Facts {
	f := c.Facts
	return paper.Facts{
		Holder: f.Name, Institution: f.Institution, CourseTitle: f.Title, AudienceTitle: f.AudienceTitle, Hours: f.Hours, Version: int(f.Version), Modules: f.Modules,
		IssuedAt: c.IssuedAt.UTC(), CompletedAt: f.CompletedAt.UTC(), ExpiresAt: f.ExpiresAt, Serial: c.Serial, Issuer: f.Issuer,
		VerifyURL: f.VerifyURL, Language: f.Language, Criteria: f.Criteria, Layout: f.Layout,
		Title: f.Wording.Title, Wording: f.Wording.Wording, Signatory: paper.Signatory{Name: f.Wording.Signatory, Title: f.Wording.SignatoryTitle},
		Logo: logo, InstitutionSignatory: paper.Signatory{Name: f.Brand.Signatory, Title: f.Brand.SignatoryTitle},
	}
}

// collection of certificates.
type collection struct {
	*storage.Collection[Certificate, *Certificate]
}

func open(ctx context.Context, engine storage.Engine) (collection, error) {
	c, err := storage.Open[Certificate](ctx, engine, storage.Spec{Name: "certificates", Indexes: []storage.Index{
		{Name: "by_serial", Fields: []string{"serial"}, Unique: true},
		{Name: "by_holder", Fields: []string{"holder", "issued_at"}},
	}})
	return collection{c}, err
}

func (c collection) bySerial(ctx context.Context, serial string) (Certificate, error) {
	for found, err := range c.Find(ctx, storage.Query{Index: "by_serial", Equal: []any{CleanSerial(serial)}, Limit: 1}) {
		return found, err
	}
	return Certificate{}, storage.ErrNotFound
}

func (c collection) byHolder(ctx context.Context, user string) ([]Certificate, error) {
	var out []Certificate
	for found, err := range c.Find(ctx, storage.Query{Index: "by_holder", Equal: []any{user}}) {
		if err != nil {
			return nil, err
		}
		out = append(out, found)
	}
	return out, nil
}

// serialLetters are Crockford's base 32: no letter looks like a digit.
const serialLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func notInSerial(r rune) bool { return !strings.ContainsRune(serialLetters, r) }

// CleanSerial gives a serial as it is stored, from what a person typed: any case, with or without hyphens, O for 0, I or L for 1.
// What is no serial gives "-", which none is.
func CleanSerial(typed string) string {
	if len(typed) > 40 {
		return "-"
	}
	plain := strings.Map(func(r rune) rune {
		switch r {
		case '-', ' ', '–':
			return -1
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, strings.ToUpper(typed))
	if len(plain) != 2+12 || !strings.HasPrefix(plain, "UP") || strings.ContainsFunc(plain[2:], notInSerial) {
		return "-"
	}
	return plain[:2] + "-" + plain[2:6] + "-" + plain[6:10] + "-" + plain[10:]
}
