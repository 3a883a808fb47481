package certificates

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"upstander/app/certificates/keys"
	"upstander/app/certificates/paper"
	"upstander/app/certificates/wrap"
	"upstander/app/ident"
	"upstander/app/learning"
	"upstander/courses"
	"upstander/storage"
)

// Config is what the service needs from outside.
type Config struct {
	Issuer  string // name printed on certificates
	BaseURL string
	Now     func() time.Time
	Keys    *keys.Ring
	// Box wraps the key of the seal in the store; nil: it lies there in clear.
	Box *wrap.Box
	// SealCertificate and SealKey, in PEM, sign the files. Without them a key is made and kept in the store.
	SealCertificate, SealKey []byte
	// HolderEmail gives a person's address, of which the credential holds a salted hash.
	HolderEmail func(ctx context.Context, user string) (string, error)
	// HolderName gives the name that a person wants printed.
	HolderName func(ctx context.Context, user string) (string, error)
	// AudienceTitle gives an audience's name in a language.
	AudienceTitle func(language string, a courses.Audience) string
	// Institutions is set by UseInstitutions; nil: there are none.
	Institutions Institutions
}

// Issue makes the certificate of a completed course, or finds the one made before: the id follows from enrolment and course version.
// Before it answers, the certificate is signed and in the log. It implements learning.Issuer.
func (s *Service) Issue(ctx context.Context, done learning.Completion) (string, error) {
	id := ident.Of("certificate", done.Enrolment, done.Course.ID)
	c, err := s.certificates.Get(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		c, err = s.first(ctx, id, done)
	}
	if err != nil {
		return "", err
	}
	_, err = s.proof(ctx, &c)
	return c.Serial, err
}

// first makes a certificate from how things are today: what it takes from others never changes on it again.
func (s *Service) first(ctx context.Context, id string, done learning.Completion) (Certificate, error) {
	name, err := s.HolderName(ctx, done.Learner)
	if err != nil {
		return Certificate{}, err
	}
	institution, brand, err := s.brand(ctx, done.Learner, done.Course.Slug)
	if err != nil {
		return Certificate{}, err
	}
	return s.insert(ctx, id, func() Certificate {
		c := s.draft(done, name)
		c.ID, c.Facts.Institution, c.Facts.Brand = id, institution, brand
		return c
	})
}

func (s *Service) draft(done learning.Completion, name string) Certificate {
	course := done.Course.In(done.Language)
	serial := newSerial()
	c := Certificate{
		Serial: serial, Holder: done.Learner, Enrolment: done.Enrolment, Course: course.Slug, Audience: course.Audience, IssuedAt: s.Now(),
	}
	c.Facts = s.courseFacts(course, c.IssuedAt)
	c.Facts.Name, c.Facts.Version, c.Facts.CompletedAt, c.Facts.VerifyURL = name, done.Course.Version, done.CompletedAt, s.BaseURL+"/verify/"+serial
	for _, m := range done.Course.Modules {
		c.Facts.Modules = append(c.Facts.Modules, m.In(done.Language).Title)
	}
	return c
}

// courseFacts are those that follow from the course. The words around them are in the course's own language: a learner may have asked for
// one into which it has not been translated.
func (s *Service) courseFacts(course *courses.Course, issued time.Time) Facts {
	f := Facts{
		Title: course.Title, AudienceTitle: s.AudienceTitle(course.Language, course.Audience), Hours: course.Hours, Criteria: course.Criteria,
		Issuer: s.Issuer, Language: course.Language, Layout: paper.Newest, Wording: course.Certificate,
	}
	if course.ValidityMonths > 0 {
		expires := addMonths(issued, course.ValidityMonths)
		f.ExpiresAt = &expires
	}
	return f
}

// addMonths adds months and stays within the month arrived at: 31 January and one month is the last of February.
func addMonths(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month(), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location()).AddDate(0, months, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// newSerial gives "UP-XXXX-XXXX-XXXX": 60 random bits, too many to guess through a throttled page.
func newSerial() string {
	var b [12]byte
	rand.Read(b[:])
	for i := range b {
		b[i] = serialLetters[b[i]&31]
	}
	return "UP-" + string(b[:4]) + "-" + string(b[4:8]) + "-" + string(b[8:])
}
