package sqlite_test

import (
	"path/filepath"
	"testing"

	"upstander/storage"
	"upstander/storage/sqlite"
	"upstander/storage/storagetest"
)

func open(t testing.TB, path string) *sqlite.Engine {
	t.Helper()
	e, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "data", "a b?#%.db") }

func TestSuite(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Engine { return open(t, file(t)) })
}

func TestReopen(t *testing.T) {
	storagetest.Reopen(t, func(t *testing.T) func() storage.Engine {
		path := file(t)
		return func() storage.Engine { return open(t, path) }
	})
}
