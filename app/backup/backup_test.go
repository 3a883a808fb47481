package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"

	"upstander/app/backup"
	"upstander/storage"
	"upstander/storage/sqlite"
)

type person struct {
	storage.Meta `bson:",inline"`
	Email        string `bson:"email"`
}

var spec = storage.Spec{Name: "users", Indexes: []storage.Index{{Name: "by_email", Fields: []string{"email"}, Unique: true}}}

func open(t *testing.T) (*backup.Recorder, *storage.Collection[person, *person]) {
	t.Helper()
	engine, err := sqlite.Open(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	r := &backup.Recorder{Engine: engine}
	c, err := storage.Open[person](context.Background(), r, spec)
	if err != nil {
		t.Fatal(err)
	}
	return r, c
}

func stream(data []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

func TestWhatIsWrittenComesBack(t *testing.T) {
	ctx := context.Background()
	from, people := open(t)
	for _, id := range []string{"a", "b", "c"} {
		if _, err := people.Insert(ctx, person{Meta: storage.Meta{ID: id}, Email: id + "@example.org"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := people.Update(ctx, "b", func(p *person) error { p.Email = "new@example.org"; return nil }); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if n, err := backup.Write(ctx, from, &out, time.Unix(1, 0)); err != nil || n != 3 {
		t.Fatal(n, err)
	}
	to, restored := open(t)
	if n, err := backup.Read(ctx, to, stream(out.Bytes())); err != nil || n != 3 {
		t.Fatal(n, err)
	}
	got, err := restored.Get(ctx, "b")
	if err != nil || got.Email != "new@example.org" || got.Rev != 1 {
		t.Errorf("restored %+v, %v", got, err)
	}
	if _, err := backup.Read(ctx, to, stream(out.Bytes())); !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("a second restore gave %v, not ErrNotEmpty", err)
	}
}

func TestACutBackupRestoresNothing(t *testing.T) {
	ctx := context.Background()
	from, people := open(t)
	for i := range 200 {
		id := string(rune('a'+i%26)) + time.Duration(i).String()
		if _, err := people.Insert(ctx, person{Meta: storage.Meta{ID: id}, Email: id}); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if _, err := backup.Write(ctx, from, &out, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 1, 20, out.Len() / 2, out.Len() - 1} {
		to, restored := open(t)
		if _, err := backup.Read(ctx, to, stream(out.Bytes()[:cut])); !errors.Is(err, backup.ErrFormat) {
			t.Errorf("cut at %d: %v, not ErrFormat", cut, err)
		}
		if n, err := restored.Count(ctx, storage.Query{}); err != nil || n != 0 {
			t.Errorf("cut at %d: %d documents were restored (%v)", cut, n, err)
		}
	}
}

// FuzzRead holds that no stream makes Read panic or restore part of itself.
func FuzzRead(f *testing.F) {
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, people := open(t)
		_, err := backup.Read(context.Background(), r, stream(data))
		if n, _ := people.Count(context.Background(), storage.Query{}); errors.Is(err, backup.ErrFormat) && n > 0 {
			t.Errorf("%d documents of a broken backup were restored", n)
		}
	})
}
