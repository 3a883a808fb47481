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
	// Enrolments is set by UseEnrolments; nil: nobody is told.
	Enrolments Enrolments
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
	old, err := s.renewed(ctx, done.Renews)
	if err != nil {
		return Certificate{}, err
	}
	return s.insert(ctx, id, func() Certificate {
		c := s.draft(done, name, &old)
		c.ID, c.Facts.Institution, c.Facts.Brand = id, institution, brand
		return c
	})
}

// draft fills a certificate in; old is the one that it renews, if it has a serial.
func (s *Service) draft(done learning.Completion, name string, old *Certificate) Certificate {
	course := done.Course.In(done.Language)
	serial := newSerial()
	c := Certificate{
		Serial: serial, Holder: done.Learner, Enrolment: done.Enrolment, Course: done.Course.Slug, Audience: course.Audience, IssuedAt: s.Now(),
		Replaces: old.Serial,
	}
	c.Facts = s.courseFacts(course, c.IssuedAt)
	c.Facts.Name, c.Facts.Version, c.Facts.CompletedAt, c.Facts.VerifyURL = name, done.Course.Version, done.CompletedAt, s.BaseURL+"/verify/"+serial
	for _, m := range done.Course.Modules {
		c.Facts.Modules = append(c.Facts.Modules, m.In(done.Language).Title)
	}
	if done.Taken != done.Course.Slug {
		c.Facts.Taken = done.Taken
	}
	if done.Cycle > 1 {
		c.Cycle = done.Cycle
	}
	c.Facts.ExpiresAt = done.Validity.Until(c.IssuedAt, old.Facts.ExpiresAt)
	return c
}

// courseFacts are those that follow from the course. The words around them are in the course's own language: a learner may have asked for
// one into which it has not been translated.
func (s *Service) courseFacts(course *courses.Course, issued time.Time) Facts {
	f := Facts{
		Title: course.Title, AudienceTitle: s.AudienceTitle(course.Language, course.Audience), Hours: course.Hours, Criteria: course.Criteria,
		Issuer: s.Issuer, Language: course.Language, Layout: paper.Newest, Wording: course.Certificate,
	}
	f.ExpiresAt = course.Validity().Until(issued, nil)
	return f
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
