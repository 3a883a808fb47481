package certificates

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"upstander/storage"
	"upstander/storage/sqlite"
)

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

// A certificate that was issued before there were credentials gets one when first asked for.
func TestOlderCertificate(t *testing.T) {
	w := newWorld(t)
	c := w.draft(completion("e1"), "Amina Haddad", &Certificate{})
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
