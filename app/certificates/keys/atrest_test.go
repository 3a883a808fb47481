package keys

import (
	"bytes"
	"crypto/x509"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"upstander/app/certificates/credential"
	"upstander/app/certificates/wrap"
	"upstander/storage"
)

var oldSecret, newSecret = strings.Repeat("o", 32), strings.Repeat("n", 32)

// under opens the ring with secrets.
func under(t *testing.T, engine storage.Engine, secrets ...string) (*Ring, error) {
	t.Helper()
	box, err := wrap.New(secrets)
	if err != nil {
		t.Fatal(err)
	}
	return Open(t.Context(), engine, base, box, time.Now)
}

// inClear counts the private keys that somebody who has the store can use.
func inClear(t *testing.T, r *Ring) (clear, all int) {
	t.Helper()
	for k, err := range r.store.Find(t.Context(), storage.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if k.Private == nil {
			continue
		}
		all++
		if _, err := x509.ParsePKCS8PrivateKey(k.Private); err == nil {
			clear++
		}
	}
	return clear, all
}

func TestKeysAtRest(t *testing.T) {
	engine := store(t, filepath.Join(t.TempDir(), "db"))
	plain, err := under(t, engine)
	if err != nil {
		t.Fatal(err)
	}
	before := signer(t, plain, credential.RS256)
	if clear, all := inClear(t, plain); clear != 1 || all != 1 {
		t.Fatalf("without a secret %d of %d keys lie in clear", clear, all)
	}
	open := func(label string, secrets ...string) *Ring {
		t.Helper()
		r, err := under(t, engine, secrets...)
		if err != nil {
			t.Fatalf("%s: %v", label, err)
		}
		if now := signer(t, r, credential.RS256); now.KID != before.KID {
			t.Errorf("%s: another key", label)
		}
		signer(t, r, credential.ES256) // one that is made now is wrapped too
		if clear, all := inClear(t, r); clear != 0 || all != 2 {
			t.Errorf("%s: %d of %d keys lie in clear", label, clear, all)
		}
		return r
	}
	open("the first secret", oldSecret)
	open("again", oldSecret)
	for label, secrets := range map[string][]string{"another": {newSecret}, "none": nil} {
		if _, err := under(t, engine, secrets...); !errors.Is(err, wrap.ErrSecret) || !strings.Contains(err.Error(), "UPSTANDER_SECRET") {
			t.Errorf("%s: %v", label, err)
		}
	}
	open("a newer one before it", newSecret, oldSecret)
	r := open("the newer one alone", newSecret)
	if _, err := under(t, engine, oldSecret); !errors.Is(err, wrap.ErrSecret) {
		t.Errorf("the older one still opens: %v", err)
	}
	if _, err := r.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if clear, all := inClear(t, r); clear != 0 || all != 2 {
		t.Errorf("after rotation %d of %d keys lie in clear", clear, all)
	}
}

func TestForget(t *testing.T) {
	engine := store(t, filepath.Join(t.TempDir(), "db"))
	r, err := under(t, engine, oldSecret)
	if err != nil {
		t.Fatal(err)
	}
	lost := signer(t, r, credential.RS256)
	for want, secret := range []string{oldSecret, newSecret} { // gives up none, and then one
		box, _ := wrap.New([]string{secret})
		names, err := Forget(t.Context(), engine, box, time.Now())
		if err != nil || len(names) != want {
			t.Errorf("with %.1s: %v, %v", secret, names, err)
		}
		if want == 0 {
			continue
		}
		again, err := under(t, engine, secret)
		if err != nil {
			t.Fatal(err)
		}
		if signer(t, again, credential.RS256).KID == lost.KID {
			t.Error("the key that was given up signs")
		}
		set, err := again.Public(t.Context())
		if _, known := set.Find(lost.KID); !known || err != nil {
			t.Error("what it signed cannot be checked any more", err)
		}
	}
}

// A wrapped key that is put in another's place does not open.
func TestSwappedKeys(t *testing.T) {
	engine := store(t, filepath.Join(t.TempDir(), "db"))
	r, err := under(t, engine, oldSecret)
	if err != nil {
		t.Fatal(err)
	}
	signer(t, r, credential.RS256)
	signer(t, r, credential.ES256)
	other, err := r.store.Get(t.Context(), "ES256-000001")
	if err != nil {
		t.Fatal(err)
	}
	changed, err := r.store.Update(t.Context(), "RS256-000001", func(k *stored) error { k.Private = other.Private; return nil })
	if err != nil || !bytes.Equal(changed.Private, other.Private) {
		t.Fatal(err)
	}
	if _, err := under(t, engine, oldSecret); !errors.Is(err, wrap.ErrSecret) {
		t.Error(err)
	}
}
