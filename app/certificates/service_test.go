package certificates

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/certificates/credential"
	"upstander/app/certificates/keys"
	"upstander/app/certificates/statuslist"
	"upstander/app/learning"
	"upstander/app/problem"
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
	ring, err := keys.Open(t.Context(), engine, base, clock)
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
		Enrolment: enrolment, Learner: "amina", Language: "en", CompletedAt: time.Date(2026, 3, 14, 8, 59, 0, 0, time.UTC),
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
	revoked, err := list.Revoked(&c)
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

func TestIssueOnceFromManyProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	serials := make([]string, 8)
	var wait sync.WaitGroup
	for i := range serials {
		w := openWorld(t, path)
		wait.Go(func() {
			var err error
			if serials[i], err = w.Issue(context.Background(), completion("e1")); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, s := range serials {
		if s != serials[0] || s == "" {
			t.Fatalf("serials %v", serials)
		}
	}
	w := openWorld(t, path)
	c, revoked := w.checked(t, serials[0])
	if revoked || c.Serial() != serials[0] || !c.Holds("amina@mfa.example") {
		t.Errorf("%v %+v", revoked, c)
	}
	w.whole(t, 1)
}

func TestRevocation(t *testing.T) {
	w := newWorld(t)
	serial, kept := w.issue(t, "e1"), w.issue(t, "e2")
	before, _ := w.Credential(t.Context(), amina, CredentialInput{Serial: serial})
	if _, revoked := w.checked(t, serial); revoked {
		t.Fatal("revoked from the start")
	}
	for _, in := range []RevocationInput{{serial, "", ""}, {serial, "x", "whim"}} {
		if _, err := w.Revoke(t.Context(), admin, in); problem.From(err).Kind != problem.Invalid {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if _, err := w.Revoke(t.Context(), other, RevocationInput{serial, "envy", ""}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("a stranger revoked: %v", err)
	}
	for range 2 {
		if _, err := w.Revoke(t.Context(), admin, RevocationInput{serial, "issued to the wrong person", IssuedInError}); err != nil {
			t.Fatal(err)
		}
	}
	if v := w.status(t, serial); v.Status != Revoked || v.Revocation != IssuedInError || v.RevokedAt == nil {
		t.Errorf("%+v", v)
	}
	if _, revoked := w.checked(t, serial); !revoked {
		t.Error("the status list does not say so at once")
	}
	if _, revoked := w.checked(t, kept); revoked || w.status(t, kept).Status != Valid {
		t.Error("another is revoked too")
	}
	if after, _ := w.Credential(t.Context(), amina, CredentialInput{Serial: serial}); string(after.Data) != string(before.Data) {
		t.Error("the credential was signed anew")
	}
	w.whole(t, 3)
}

func TestExpiry(t *testing.T) {
	w := newWorld(t)
	serial := w.issue(t, "e1")
	w.later(3 * 366 * 24 * time.Hour)
	if v := w.status(t, serial); v.Status != Expired {
		t.Error(v.Status)
	}
}

func TestReissue(t *testing.T) {
	w := newWorld(t)
	old := w.issue(t, "e1")
	if _, err := w.Reissue(t.Context(), amina, SerialRef{old}); problem.From(err).Key != "name_unchanged" {
		t.Fatalf("without a new name: %v", err)
	}
	w.names["amina"] = "Amina Haddad-Okoye"
	if _, err := w.Reissue(t.Context(), admin, SerialRef{old}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("not the holder: %v", err)
	}
	first, err := w.Reissue(t.Context(), amina, SerialRef{old})
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Reissue(t.Context(), amina, SerialRef{old})
	if err != nil || again.Serial != first.Serial || first.Holder != "Amina Haddad-Okoye" || first.Replaces != old {
		t.Errorf("%+v %+v %v", first, again, err)
	}
	if v := w.status(t, old); v.Status != Superseded || v.ReplacedBy != "" || v.ReplacedAt == nil {
		t.Errorf("a stranger learns %+v", v)
	}
	if v, _ := w.Verify(t.Context(), amina, Check{Serial: old}); v.ReplacedBy != first.Serial {
		t.Errorf("the holder learns %+v", v)
	}
	if _, revoked := w.checked(t, old); !revoked {
		t.Error("the old one is in force by the status list")
	}
	if _, revoked := w.checked(t, first.Serial); revoked || w.status(t, first.Serial).Status != Valid {
		t.Error("the new one is not in force")
	}
	mine, err := w.Certificates(t)
	if err != nil || len(mine) != 2 {
		t.Errorf("%d are kept, %v", len(mine), err)
	}
	w.whole(t, 3)
	if _, err := w.Revoke(t.Context(), admin, RevocationInput{first.Serial, "x", ""}); err != nil {
		t.Fatal(err)
	}
	w.names["amina"] = "A"
	if _, err := w.Reissue(t.Context(), amina, SerialRef{first.Serial}); problem.From(err).Key != "certificate_revoked" {
		t.Errorf("a revoked one was issued again: %v", err)
	}
}

// Certificates lists what amina holds.
func (w *world) Certificates(t *testing.T) ([]Certificate, error) {
	return w.certificates.byHolder(t.Context(), "amina")
}

func TestShare(t *testing.T) {
	w := newWorld(t)
	serial := w.issue(t, "e1")
	if _, err := w.Share(t.Context(), admin, SerialRef{serial}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("not the holder: %v", err)
	}
	first, err := w.Share(t.Context(), amina, SerialRef{serial})
	if err != nil {
		t.Fatal(err)
	}
	again, _ := w.Share(t.Context(), amina, SerialRef{serial})
	if again.URL != first.URL {
		t.Error("two links at once")
	}
	token := first.URL[len(base+"/shared/"):]
	full, err := w.Shared(t.Context(), access.Actor{}, ShareRef{token})
	if err != nil || full.Holder != "Amina Haddad" || full.CanReissue || full.Mine {
		t.Errorf("%+v %v", full, err)
	}
	if _, err := w.Unshare(t.Context(), amina, SerialRef{serial}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Shared(t.Context(), access.Actor{}, ShareRef{token}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("the link lives on: %v", err)
	}
	second, _ := w.Share(t.Context(), amina, SerialRef{serial})
	if second.URL == first.URL || len(token) < 26 {
		t.Error("the new link is the old one, or short")
	}
}

func TestErasure(t *testing.T) {
	for _, keep := range []bool{true, false} {
		w := newWorld(t)
		serial := w.issue(t, "e1")
		shared, err := w.Share(t.Context(), amina, SerialRef{serial})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Credential(t.Context(), amina, CredentialInput{serial, "true"}); err != nil {
			t.Fatal(err)
		}
		if err := w.Erase(t.Context(), "amina", keep); err != nil {
			t.Fatal(err)
		}
		doc, err := w.Credential(t.Context(), admin, CredentialInput{Serial: serial})
		r, _ := w.records.Get(t.Context(), w.certificate(t, serial).ID)
		v := w.status(t, serial)
		if keep && (err != nil || len(doc.Data) == 0 || v.Status != Valid) {
			t.Errorf("kept: %v, %s", err, v.Status)
		}
		if !keep && (err == nil || r.Token != "" || r.Salt != "" || r.Named != "" || r.Compact != "" || !r.Revoked || v.Revocation != Withdrawn) {
			t.Errorf("forgotten: %v %+v %+v", err, r, v)
		}
		if _, err := w.Shared(t.Context(), amina, ShareRef{shared.URL[len(base+"/shared/"):]}); err == nil {
			t.Error("the shared link outlives the account")
		}
		want := int64(2)
		if keep {
			want = 1
		}
		w.whole(t, want)
	}
}

func (w *world) certificate(t *testing.T, serial string) Certificate {
	t.Helper()
	c, err := w.certificates.bySerial(t.Context(), serial)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The holder's name is in a credential only where the holder wants it there.
func TestNamedCredential(t *testing.T) {
	w := newWorld(t)
	serial := w.issue(t, "e1")
	if _, err := w.Credential(t.Context(), admin, CredentialInput{serial, "true"}); problem.From(err).Kind != problem.NotFound {
		t.Errorf("an administrator has the name put in: %v", err)
	}
	keys, err := w.PublicKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := func(form string) (names []string, token string) {
		doc, err := w.Credential(t.Context(), amina, CredentialInput{serial, form})
		if err != nil {
			t.Fatal(err)
		}
		c, err := credential.Verify(string(doc.Data), keys, w.Now(), base)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range c.Subject.Identifier {
			if i.Kind == "name" && !i.Hashed {
				names = append(names, i.Hash)
			}
		}
		return names, string(doc.Data)
	}
	if n, _ := names(""); len(n) != 0 {
		t.Errorf("the name is told unasked: %v", n)
	}
	n, first := names("true")
	if len(n) != 1 || n[0] != "Amina Haddad" {
		t.Errorf("names %v", n)
	}
	w.later(time.Hour)
	if _, err := w.Keys.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, again := names("true"); again != first {
		t.Error("signed anew")
	}
	w.whole(t, 1)
}

// A certificate that was issued before there were credentials gets one when first asked for.
func TestOlderCertificate(t *testing.T) {
	w := newWorld(t)
	c := w.draft(completion("e1"), "Amina Haddad")
	c.ID = "old"
	if _, err := w.certificates.Insert(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	w.whole(t, 0)
	if c, revoked := w.checked(t, c.Serial); revoked || c.ValidFrom != "2026-03-14T09:00:00Z" {
		t.Errorf("%v %+v", revoked, c)
	}
	w.whole(t, 1)
}

var errCut = errors.New("the process dies here")

// dying is an engine that stops working after a number of writes, as a process that is killed.
type dying struct {
	storage.Engine
	left int
}

func (d *dying) write(do func() error) error {
	if d.left == 0 {
		return errCut
	}
	d.left--
	return do()
}

func (d *dying) Insert(ctx context.Context, coll string, doc storage.Doc) error {
	return d.write(func() error { return d.Engine.Insert(ctx, coll, doc) })
}

func (d *dying) Replace(ctx context.Context, coll string, doc storage.Doc, rev int64) error {
	return d.write(func() error { return d.Engine.Replace(ctx, coll, doc, rev) })
}

// Killed after any write, a process leaves nothing that the next one's round does not finish.
func TestKilledAnywhere(t *testing.T) {
	engine, err := sqlite.Open(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	safe := overEngine(t, engine)
	if err := safe.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	acts := map[string]func(w *world, serial string) error{
		"issue": func(w *world, _ string) error { return nil },
		"revoke": func(w *world, serial string) error {
			_, err := w.Revoke(t.Context(), admin, RevocationInput{serial, "x", ""})
			return err
		},
		"reissue": func(w *world, serial string) error {
			w.names["amina"] = "Amina New"
			_, err := w.Reissue(t.Context(), amina, SerialRef{serial})
			return err
		},
		"erase": func(w *world, _ string) error { return w.Erase(t.Context(), "amina", false) },
	}
	for name, act := range acts {
		for writes := 0; ; writes++ {
			enrolment := name + string(rune('A'+writes))
			serial := ""
			if name != "issue" {
				serial = safe.issue(t, enrolment)
			}
			d := &dying{engine, writes}
			w := overEngine(t, d)
			var err error
			if name == "issue" {
				_, err = w.Issue(t.Context(), completion(enrolment))
			} else {
				err = act(w, serial)
			}
			if err != nil && !errors.Is(err, errCut) {
				t.Fatalf("%s cut after %d writes: %v", name, writes, err)
			}
			if e := overEngine(t, engine).Round(t.Context()); e != nil {
				t.Fatalf("%s cut after %d writes: %v", name, writes, e)
			}
			safe = overEngine(t, engine) // with nothing in memory
			r, e := safe.VerifyLog(t.Context(), nil)
			if e != nil || len(r.Faults) != 0 {
				t.Fatalf("%s cut after %d writes: %+v %v", name, writes, r, e)
			}
			for c, e := range safe.certificates.Find(t.Context(), storage.Query{}) {
				if e != nil {
					t.Fatal(e)
				}
				r, e := safe.records.Get(t.Context(), c.ID)
				if e != nil || r.Pending || r.Revoked == c.inForce() || (r.Token == "") != c.erased() {
					t.Fatalf("%s cut after %d writes: %+v in force %v, %v", name, writes, r, c.inForce(), e)
				}
				if c.Replaces != "" && safe.status(t, c.Replaces).Status == Valid {
					t.Fatalf("%s cut after %d writes: two in force", name, writes)
				}
			}
			if err == nil {
				break
			}
		}
	}
}

// What the log finds when somebody changes the certificates and not the log.
func TestVerifyLogFindsTampering(t *testing.T) {
	for name, tamper := range map[string]func(w *world, c Certificate) error{
		"revocation undone": func(w *world, c Certificate) error {
			_, err := w.certificates.Update(t.Context(), c.ID, func(c *Certificate) error { c.Revoked = nil; return nil })
			return err
		},
		"bit cleared": func(w *world, c Certificate) error {
			_, err := w.records.Update(t.Context(), c.ID, func(r *record) error { r.Revoked = false; return nil })
			return err
		},
		"credential exchanged": func(w *world, c Certificate) error {
			_, err := w.records.Update(t.Context(), c.ID, func(r *record) error { r.Token += "x"; return nil })
			return err
		},
		"certificate removed": func(w *world, c Certificate) error { return w.certificates.Delete(t.Context(), c.ID) },
		"record removed":      func(w *world, c Certificate) error { return w.records.Delete(t.Context(), c.ID) },
		"slipped in": func(w *world, c Certificate) error {
			c.ID, c.Serial, c.Rev = "forged", newSerial(), 0
			if _, err := w.certificates.Insert(t.Context(), c); err != nil {
				return err
			}
			_, err := w.records.Insert(t.Context(), record{Meta: storage.Meta{ID: "forged"}, List: 1, Position: 5})
			return err
		},
	} {
		w := newWorld(t)
		serial := w.issue(t, "e1")
		if _, err := w.Revoke(t.Context(), admin, RevocationInput{serial, "x", Misconduct}); err != nil {
			t.Fatal(err)
		}
		w.whole(t, 2)
		if err := tamper(w, w.certificate(t, serial)); err != nil {
			t.Fatal(err)
		}
		if r, err := w.VerifyLog(t.Context(), nil); err != nil || len(r.Faults) == 0 {
			t.Errorf("%s: not found, %v", name, err)
		}
	}
}

func TestStatusListAddresses(t *testing.T) {
	w := newWorld(t)
	for _, list := range []string{"0", "-1", "2", "x", "01", "99999999999999999999", ""} {
		if _, err := w.StatusList(t.Context(), access.Actor{}, ListRef{list}); problem.From(err).Kind != problem.NotFound {
			t.Errorf("%q: %v", list, err)
		}
	}
}

// A full list is followed by the next.
func TestNextList(t *testing.T) {
	w := newWorld(t)
	first, err := w.records.reserve(t.Context(), "a", w.Now())
	if err != nil || first.List != 1 {
		t.Fatal(first, err)
	}
	w.records.newest.Store(7)
	if r, err := w.records.reserve(t.Context(), "b", w.Now()); err != nil || r.List != 7 {
		t.Fatal(r, err)
	}
	w.records.newest.Store(0) // as after a restart
	if n, err := w.records.lists(t.Context()); err != nil || n != 7 {
		t.Fatal(n, err)
	}
}
