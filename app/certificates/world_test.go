package certificates

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/certificates/credential"
	"upstander/app/certificates/keys"
	"upstander/app/certificates/statuslist"
	"upstander/app/learning"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/storage"
	"upstander/storage/sqlite"
)

const base = "https://learn.example.org"

// world is a service with people whose names can change and a clock that can be set.
type world struct {
	*Service
	mu    sync.Mutex
	now   time.Time
	names map[string]string
}

var (
	amina = access.Actor{ID: "amina", Roles: []access.Role{access.Learner}}
	other = access.Actor{ID: "other", Roles: []access.Role{access.Learner}}
	admin = access.Actor{ID: "admin", Roles: []access.Role{access.Learner, access.Admin}}
)

func openWorld(t *testing.T, path string) *world {
	t.Helper()
	engine, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	return overEngine(t, engine)
}

func overEngine(t *testing.T, engine storage.Engine) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC), names: map[string]string{"amina": "Amina Haddad"}}
	clock := func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }
	ring, err := keys.Open(t.Context(), engine, base, nil, clock)
	if err != nil {
		t.Fatal(err)
	}
	w.Service, err = New(t.Context(), engine, Config{
		Issuer: "Upstander", BaseURL: base, Now: clock, Keys: ring,
		HolderName:    func(_ context.Context, user string) (string, error) { return w.names[user], nil },
		HolderEmail:   func(_ context.Context, user string) (string, error) { return user + "@mfa.example", nil },
		AudienceTitle: func(_ string, a courses.Audience) string { return string(a) },
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func newWorld(t *testing.T) *world { return openWorld(t, filepath.Join(t.TempDir(), "db")) }

func (w *world) later(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

func completion(enrolment string) learning.Completion {
	course := &courses.Course{Slug: "diplomats", Language: "en", Audience: "diplomats", Title: "Prevention for diplomats", Hours: 7.5, ValidityMonths: 36, Criteria: "Every quiz passed."}
	module := &courses.Module{Title: "What atrocity crimes are"}
	return learning.Completion{
		Enrolment: enrolment, Learner: "amina", Taken: "diplomats", Validity: course.Validity(), Cycle: 1, Language: "en", CompletedAt: time.Date(2026, 3, 14, 8, 59, 0, 0, time.UTC),
		Course: &publishing.Course{
			CourseVersion: &publishing.CourseVersion{Meta: storage.Meta{ID: "diplomats@2"}, Slug: "diplomats", Version: 2, Languages: map[string]*courses.Course{"en": course}},
			Modules:       []*publishing.ModuleVersion{{Slug: "c1", Languages: map[string]*courses.Module{"en": module}}},
		},
	}
}

func (w *world) issue(t *testing.T, enrolment string) string {
	t.Helper()
	serial, err := w.Issue(t.Context(), completion(enrolment))
	if err != nil {
		t.Fatal(err)
	}
	return serial
}

// checked verifies a certificate's credential as a stranger would and tells whether the status list says that it was revoked.
func (w *world) checked(t *testing.T, serial string) (credential.Credential, bool) {
	t.Helper()
	doc, err := w.Credential(t.Context(), admin, CredentialInput{Serial: serial})
	if err != nil || doc.ContentType != "application/vc+jwt" {
		t.Fatal(doc.ContentType, err)
	}
	published, err := w.KeySet(t.Context(), access.Actor{}, None{})
	if err != nil {
		t.Fatal(err)
	}
	set, err := credential.ParseSet(published.Data)
	if err != nil {
		t.Fatal(err)
	}
	c, err := credential.Verify(string(doc.Data), set, w.Now(), base)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := w.StatusList(t.Context(), access.Actor{}, ListRef{"1"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := statuslist.Verify(string(signed.Data), set, w.Now(), base)
	if err != nil {
		t.Fatal(err)
	}
	revoked, err := list.Has(&c)
	if err != nil {
		t.Fatal(err)
	}
	return c, revoked
}

func (w *world) whole(t *testing.T, entries int64) {
	t.Helper()
	r, err := w.VerifyLog(t.Context(), nil)
	if err != nil || len(r.Faults) != 0 || r.Entries != entries {
		t.Errorf("log: %+v, %v; want %d entries", r, err, entries)
	}
}

func (w *world) status(t *testing.T, serial string) Verdict {
	t.Helper()
	v, err := w.Verify(t.Context(), access.Actor{}, Check{Serial: serial})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Certificates lists what amina holds.
func (w *world) Certificates(t *testing.T) ([]Certificate, error) {
	return w.certificates.byHolder(t.Context(), "amina")
}

func (w *world) certificate(t *testing.T, serial string) Certificate {
	t.Helper()
	c, err := w.certificates.bySerial(t.Context(), serial)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
