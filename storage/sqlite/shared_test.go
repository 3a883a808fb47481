package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"upstander/storage"
	"upstander/storage/sqlite"
)

// Two engines on one file have nothing in common but the file, as two processes.

func TestAnotherProcessWrites(t *testing.T) {
	path := file(t)
	a, b := open(t, path), open(t, path)
	ca, cb := openEntries(t, a), openEntries(t, b)
	if _, err := ca.Insert(t.Context(), entry{Meta: storage.Meta{ID: "x"}}); err != nil {
		t.Fatal(err)
	}
	for round := 1; round <= 3; round++ {
		ca.Get(t.Context(), "x") // now it is held
		if _, err := cb.Update(t.Context(), "x", func(e *entry) error { e.N = round; return nil }); err != nil {
			t.Fatal(err)
		}
		deadline := time.Now().Add(time.Second) // a quarter is the rule; test machines may be slow
		for v, err := ca.Get(t.Context(), "x"); v.N != round; v, err = ca.Get(t.Context(), "x") {
			if err != nil || time.Now().After(deadline) {
				t.Fatalf("round %d: still %+v, %v", round, v, err)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	gen, ok := a.Generation()
	if _, err := ca.Update(t.Context(), "x", func(e *entry) error { e.N = 9; return nil }); err != nil || !ok {
		t.Fatal(ok, err)
	}
	time.Sleep(300 * time.Millisecond)
	if now, _ := a.Generation(); now != gen {
		t.Error("an engine's own write moves its generation")
	}
}

// TestStartTogether has several processes create one file, declare the same collection and write.
func TestStartTogether(t *testing.T) {
	path := file(t)
	var wg sync.WaitGroup
	for p := range 5 {
		wg.Go(func() {
			e, err := sqlite.Open(path)
			if err != nil {
				t.Error(err)
				return
			}
			defer e.Close()
			c, err := storage.Open[entry](t.Context(), e, entries)
			if err != nil {
				t.Error(err)
				return
			}
			for i := range 10 {
				if _, err := c.Insert(t.Context(), entry{Meta: storage.Meta{ID: fmt.Sprint(p, i)}, N: i}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := openEntries(t, open(t, path)).Count(t.Context(), storage.Query{}); n != 50 || err != nil {
		t.Errorf("%d documents, %v", n, err)
	}
}

func TestFilesArePrivate(t *testing.T) {
	path := file(t)
	c := openEntries(t, open(t, path))
	if _, err := c.Insert(t.Context(), entry{Meta: storage.Meta{ID: "x"}}); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(names) != 3 { // the file, its log and the log's index
		t.Errorf("files: %v, %v", names, err)
	}
	for _, n := range append(names, filepath.Dir(path)) {
		if info, err := os.Stat(n); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", n, info.Mode(), err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte("This is a file of notes, and not a database at all.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, t.TempDir(), filepath.Join(text, "below a file")} {
		if e, err := sqlite.Open(path); err == nil {
			e.Close()
			t.Errorf("%s was opened", path)
		}
	}
}

// TestManyIDsMeet: in one group, some inserts fail and the rest must not.
func TestManyIDsMeet(t *testing.T) {
	c := openEntries(t, open(t, file(t)))
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := map[string]int{}
	for w := range 16 {
		wg.Go(func() {
			for i := range 20 {
				for _, id := range []string{fmt.Sprint("shared", i), fmt.Sprint("own", w, i)} {
					_, err := c.Insert(context.Background(), entry{Meta: storage.Meta{ID: id}})
					if err == nil {
						mu.Lock()
						won[id]++
						mu.Unlock()
					} else if !errors.Is(err, storage.ErrExists) || id[0] == 'o' {
						t.Errorf("%s: %v", id, err)
					}
				}
			}
		})
	}
	wg.Wait()
	for id, n := range won {
		if n != 1 {
			t.Errorf("%s was inserted %d times", id, n)
		}
	}
	if n, err := c.Count(t.Context(), storage.Query{}); n != 20+16*20 || len(won) != 20+16*20 || err != nil {
		t.Errorf("%d documents, %d inserted, %v", n, len(won), err)
	}
}
