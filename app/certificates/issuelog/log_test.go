package issuelog

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"upstander/app/certificates/credential"
	"upstander/storage"
	"upstander/storage/sqlite"
)

const base = "https://learn.example.org"

var key = sync.OnceValue(func() credential.Key {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	k, err := credential.NewKey(private, base)
	if err != nil {
		panic(err)
	}
	return k
})

func signer(context.Context) (credential.Key, error) { return key(), nil }

// open gives a log over its own connection, as another process would have.
func open(t *testing.T, path string, now func() time.Time) *Log {
	t.Helper()
	engine, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	l, err := Open(t.Context(), engine, base, now)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func event(kind Kind, n int) Event {
	return Event{kind, fmt.Sprintf("c%d", n), fmt.Sprintf("UP-%d", n), Digest(fmt.Sprint(n)), time.Now()}
}

func verify(t *testing.T, l *Log, more ...string) Report {
	t.Helper()
	r, err := l.Verify(t.Context(), credential.Set{key().Public}, more, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Several issuers write at once, each event from two of them; the chain has no gap and each event is in it once.
func TestConcurrentIssuers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	const processes, events = 3, 40
	var wait sync.WaitGroup
	for p := range processes {
		l := open(t, path, time.Now)
		wait.Go(func() {
			for n := range events {
				for _, which := range []int{p*events + n, (p+1)%processes*events + n} {
					if _, err := l.Append(context.Background(), event(Issue, which)); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wait.Wait()
	if r := verify(t, open(t, path, time.Now)); r.Entries != processes*events || len(r.Faults) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestTampering(t *testing.T) {
	for name, tamper := range map[string]func(t *testing.T, l *Log){
		"changed": func(t *testing.T, l *Log) { change(t, l, 4, func(e *Entry) { e.Serial = "UP-666" }) },
		"changed with its hash": func(t *testing.T, l *Log) {
			change(t, l, 4, func(e *Entry) { e.Kind = Revoke; e.Hash = e.sum() })
		},
		"removed":       func(t *testing.T, l *Log) { remove(t, l, 4) },
		"cut":           func(t *testing.T, l *Log) { remove(t, l, 9); remove(t, l, 10) },
		"first removed": func(t *testing.T, l *Log) { remove(t, l, 1) },
		"rewritten from there on": func(t *testing.T, l *Log) {
			var prev []byte
			for n := int64(3); n <= 10; n++ {
				change(t, l, n, func(e *Entry) {
					if n == 3 {
						e.Digest = "other"
					} else {
						e.Prev = prev
					}
					e.Hash = e.sum()
					prev = e.Hash
				})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := filled(t, 10)
			if err := l.Seal(t.Context(), signer); err != nil {
				t.Fatal(err)
			}
			if r := verify(t, l); len(r.Faults) != 0 || r.Heads != 1 || r.Entries != 10 {
				t.Fatalf("before: %+v", r)
			}
			tamper(t, l)
			if r := verify(t, l); len(r.Faults) == 0 {
				t.Error("not found")
			}
		})
	}
}

// A head that somebody kept finds what was rewritten together with the heads in the store.
func TestKeptHead(t *testing.T) {
	l := filled(t, 3)
	h, err := l.Head(t.Context(), signer)
	if err != nil || h.Entries != 3 {
		t.Fatal(h, err)
	}
	remove(t, l, 3)
	if r := verify(t, l); len(r.Faults) != 0 {
		t.Fatalf("a log cut at its end looks whole without a head: %v", r.Faults)
	}
	if r := verify(t, l, h.Token); len(r.Faults) != 1 {
		t.Errorf("%+v", r)
	}
	if r := verify(t, l, strings.ToLower(h.Token), "x"); len(r.Faults) != 2 {
		t.Errorf("heads that are none: %+v", r)
	}
}

func TestSealOnceADay(t *testing.T) {
	now := time.Date(2026, 3, 14, 23, 59, 0, 0, time.UTC)
	l := open(t, filepath.Join(t.TempDir(), "db"), func() time.Time { return now })
	for range 3 {
		if err := l.Seal(t.Context(), signer); err != nil {
			t.Fatal(err)
		}
	}
	if r := verify(t, l); r.Heads != 1 {
		t.Errorf("%d heads on one day", r.Heads)
	}
	now = now.Add(2 * time.Minute)
	if _, err := l.Append(t.Context(), event(Issue, 1)); err != nil {
		t.Fatal(err)
	}
	if err := l.Seal(t.Context(), signer); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, l); r.Heads != 2 || len(r.Faults) != 0 {
		t.Errorf("%+v", r)
	}
	key, err := signer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	heads, err := l.Heads(t.Context(), credential.Set{key.Public})
	if err != nil || len(heads) != 2 || heads[0].Day != "2026-03-15" || heads[0].Entries != 1 || heads[1].Day != "2026-03-14" || heads[1].Entries != 0 {
		t.Fatalf("%+v %v", heads, err)
	}
	remove(t, l, 1) // and the day's head with it
	if err := l.heads.Delete(t.Context(), "2026-03-15"); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, l); len(r.Faults) != 0 {
		t.Fatalf("a log cut with its heads looks whole to who kept none: %+v", r)
	}
	if r := verify(t, l, heads[0].Token, heads[1].Token); len(r.Faults) != 1 {
		t.Errorf("with the list that was saved: %+v", r)
	}
	if _, err := l.heads.Insert(t.Context(), kept{storage.Meta{ID: "2026-03-16"}, heads[0].Token + "x"}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Heads(t.Context(), credential.Set{key.Public}); err == nil {
		t.Error("a head that nobody signed is listed")
	}
}

func filled(t *testing.T, n int) *Log {
	l := open(t, filepath.Join(t.TempDir(), "db"), time.Now)
	for i := range n {
		if _, err := l.Append(t.Context(), event(Issue, i)); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func change(t *testing.T, l *Log, number int64, fn func(*Entry)) {
	t.Helper()
	if _, err := l.entries.Update(t.Context(), place(number), func(e *Entry) error { fn(e); return nil }); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, l *Log, number int64) {
	t.Helper()
	if err := l.entries.Delete(t.Context(), place(number)); err != nil {
		t.Fatal(err)
	}
}
