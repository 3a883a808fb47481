package certificates

import (
	"path/filepath"
	"testing"

	"upstander/app/access"
	"upstander/app/certificates/statuslist"
	"upstander/app/problem"
)

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

// on tells whether a certificate is on the list of revocations and on that of replacements, as this process gives them.
func (w *world) on(t *testing.T, serial string) (revoked, superseded bool) {
	t.Helper()
	c, revoked := w.checked(t, serial)
	signed, err := w.SupersededList(t.Context(), access.Actor{}, ListRef{"1"})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := w.PublicKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, err := statuslist.Verify(string(signed.Data), keys, w.Now(), base)
	if err != nil || list.Subject.Purpose != statuslist.Superseded {
		t.Fatal(list.Subject.Purpose, err)
	}
	superseded, err = list.Has(&c)
	if err != nil {
		t.Fatal(err)
	}
	return revoked, superseded
}

// What another process does shows soon, and what was superseded is told from what was revoked.
func TestListsAcrossProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	one, two := openWorld(t, path), openWorld(t, path)
	taken, replaced := one.issue(t, "e1"), one.issue(t, "e2")
	expect := func(label, serial string, wantRevoked, wantSuperseded bool) {
		t.Helper()
		for name, w := range map[string]*world{"its own process": one, "another": two} {
			if revoked, superseded := w.on(t, serial); revoked != wantRevoked || superseded != wantSuperseded {
				t.Errorf("%s, in %s: revoked %v, superseded %v", label, name, revoked, superseded)
			}
		}
	}
	expect("new", taken, false, false)
	if _, err := one.Revoke(t.Context(), admin, RevocationInput{taken, "x", ""}); err != nil {
		t.Fatal(err)
	}
	one.names["amina"] = "Amina New"
	if _, err := one.Reissue(t.Context(), amina, SerialRef{replaced}); err != nil {
		t.Fatal(err)
	}
	if revoked, _ := two.on(t, taken); revoked {
		t.Error("the list was read again at once: that lets anybody make work")
	}
	one.later(listReread)
	two.later(listReread)
	expect("revoked", taken, true, false)
	expect("superseded", replaced, true, true)
	if _, err := one.Revoke(t.Context(), admin, RevocationInput{replaced, "x", ""}); err != nil {
		t.Fatal(err)
	}
	two.later(listReread)
	expect("superseded, then revoked", replaced, true, false)
}

// A list that says the same is not signed again until its dates must move on.
func TestListSignedSeldom(t *testing.T) {
	w := newWorld(t)
	w.issue(t, "e1")
	list := func() string {
		doc, err := w.StatusList(t.Context(), access.Actor{}, ListRef{"1"})
		if err != nil {
			t.Fatal(err)
		}
		return string(doc.Data)
	}
	first := list()
	w.later(listReread)
	if list() != first {
		t.Error("signed again after", listReread)
	}
	w.later(listResign)
	if list() == first {
		t.Error("not signed again after", listResign)
	}
}

// A record from before replacements were noted there.
func TestOlderRecord(t *testing.T) {
	w := newWorld(t)
	serial := w.issue(t, "e1")
	w.names["amina"] = "Amina New"
	if _, err := w.Reissue(t.Context(), amina, SerialRef{serial}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.records.Update(t.Context(), w.certificate(t, serial).ID, func(r *record) error { r.Superseded = nil; return nil }); err != nil {
		t.Fatal(err)
	}
	w.later(listReread)
	if revoked, superseded := w.on(t, serial); !revoked || !superseded {
		t.Errorf("revoked %v, superseded %v", revoked, superseded)
	}
}
