package keys

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"upstander/app/certificates/credential"
	"upstander/storage"
	"upstander/storage/sqlite"
)

const base = "https://learn.example.org"

func store(t *testing.T, path string) storage.Engine {
	t.Helper()
	engine, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	return engine
}

func ring(t *testing.T, engine storage.Engine, base string) *Ring {
	t.Helper()
	r, err := Open(t.Context(), engine, base, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func signer(t *testing.T, r *Ring, alg string) credential.Key {
	t.Helper()
	k, err := r.Signer(t.Context(), alg)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Processes that start at once agree on the keys.
func TestProcessesAgree(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	names := make([]string, 4)
	var wait sync.WaitGroup
	for i := range names {
		r := ring(t, store(t, path), base)
		wait.Go(func() {
			k, err := r.Signer(context.Background(), credential.ES256)
			if err != nil {
				t.Error(err)
			}
			names[i] = k.KID
		})
	}
	wait.Wait()
	for _, n := range names {
		if n != names[0] || n == "" {
			t.Fatalf("names %v", names)
		}
	}
}

func TestRotation(t *testing.T) {
	engine := store(t, filepath.Join(t.TempDir(), "db"))
	r, other := ring(t, engine, base), ring(t, engine, base)
	if err := r.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := signer(t, other, credential.RS256)
	names, err := r.Rotate(t.Context())
	if err != nil || len(names) != 2 {
		t.Fatal(names, err)
	}
	if now := signer(t, r, credential.RS256); now.KID == first.KID || now.KID != names[0] {
		t.Errorf("signs with %s after rotation to %s", now.KID, names[0])
	}
	other.loaded = time.Time{} // its memory has run out
	if now := signer(t, other, credential.RS256); now.KID != names[0] {
		t.Errorf("the other process signs with %s", now.KID)
	}
	set, err := r.Public(t.Context())
	if _, published := set.Find(first.KID); err != nil || !published || len(set) != 4 {
		t.Errorf("%d keys, the retired one published: %v, %v", len(set), published, err)
	}
	for k, err := range r.store.Find(t.Context(), storage.Query{}) {
		if err != nil || (k.Private == nil) != (k.RetiredAt != nil) || (k.KID == first.KID) && k.Private != nil {
			t.Errorf("%s retired %v, private part of %d bytes, %v", k.ID, k.RetiredAt, len(k.Private), err)
		}
	}
}

// An issuer that moves to another address signs with keys named after it, and two addresses on one store do not take turns.
func TestMoved(t *testing.T) {
	engine := store(t, filepath.Join(t.TempDir(), "db"))
	a, b := ring(t, engine, base), ring(t, engine, "https://new.example.org")
	for range 3 {
		a.loaded, b.loaded = time.Time{}, time.Time{}
		if signer(t, a, credential.ES256).KID == signer(t, b, credential.ES256).KID {
			t.Fatal("one key for two addresses")
		}
	}
	if set, err := a.Public(t.Context()); err != nil || len(set) != 2 {
		t.Errorf("%d keys, %v", len(set), err)
	}
}
