package sqlite_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"upstander/storage"
)

type entry struct {
	storage.Meta `bson:",inline"`
	N            int `bson:"n"`
}

var entries = storage.Spec{Name: "entries", Indexes: []storage.Index{{Name: "by_n", Fields: []string{"n"}}}}

func openEntries(t testing.TB, e storage.Engine) *storage.Collection[entry, *entry] {
	t.Helper()
	c, err := storage.Open[entry](t.Context(), e, entries)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestKilled ends a process while it writes: every document that it was told is stored is there.
func TestKilled(t *testing.T) {
	path := file(t)
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledChild$")
	cmd.Env = append(os.Environ(), "SQLITE_TEST_FILE="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var stored []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if id, ok := strings.CutPrefix(lines.Text(), "stored "); ok && strings.HasSuffix(id, ".") {
			stored = append(stored, strings.TrimSuffix(id, "."))
		}
		if len(stored) == 300 {
			cmd.Process.Kill() // and read on: what it has said by then counts
		}
	}
	if err := cmd.Wait(); err == nil || len(stored) < 300 {
		t.Fatalf("the child stored %d and ended with %v", len(stored), err)
	}
	c := openEntries(t, open(t, path))
	for _, id := range stored {
		if _, err := c.Get(t.Context(), id); err != nil {
			t.Errorf("lost: %v", err)
		}
	}
	n, err := c.Count(t.Context(), storage.Query{Index: "by_n"})
	if err != nil || n < int64(len(stored)) {
		t.Errorf("the index holds %d of %d, %v", n, len(stored), err)
	}
}

func TestKilledChild(t *testing.T) {
	path := os.Getenv("SQLITE_TEST_FILE")
	if path == "" {
		t.Skip("run by TestKilled")
	}
	c := openEntries(t, open(t, path))
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 100_000 {
				id := fmt.Sprintf("%d-%d", w, i)
				if _, err := c.Insert(t.Context(), entry{Meta: storage.Meta{ID: id}, N: i}); err != nil {
					t.Error(err)
					return
				}
				fmt.Printf("stored %s.\n", id)
			}
		})
	}
	wg.Wait()
}
