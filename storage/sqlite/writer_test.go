package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"upstander/storage"
)

var items = storage.Spec{Name: "items", Indexes: []storage.Index{{Name: "by_k", Fields: []string{"k", "n"}}, {Name: "by_u", Fields: []string{"u"}, Unique: true}}}

type item struct {
	storage.Meta `bson:",inline"`
	K, N, U      string
	Body         []byte
}

func newItem(id string, size int) item {
	return item{Meta: storage.Meta{ID: id}, U: id, Body: make([]byte, size)}
}

func openItems(t *testing.T) (*Engine, *storage.Collection[item, *item]) {
	t.Helper()
	e, err := Open(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	c, err := storage.Open[item](t.Context(), e, items)
	if err != nil {
		t.Fatal(err)
	}
	return e, c
}

func pragma(t *testing.T, e *Engine, what string) {
	t.Helper()
	if err := e.writer.submit(t.Context(), func(w *writer) error {
		var got string
		return w.row("PRAGMA " + what).Scan(&got)
	}); err != nil {
		t.Fatal(err)
	}
}

func TestFullDisk(t *testing.T) {
	e, c := openItems(t)
	pragma(t, e, "max_page_count = 60")
	stored := 0
	var err error
	for ; err == nil && stored < 1000; stored++ {
		_, err = c.Insert(t.Context(), newItem(fmt.Sprint(stored), 10_000))
	}
	stored--
	if !errors.Is(err, storage.ErrUnavailable) || stored < 3 {
		t.Fatalf("after %d: %v", stored, err)
	}
	if n, err := c.Count(t.Context(), storage.Query{}); n != int64(stored) || err != nil {
		t.Errorf("%d documents of %d can be read, %v", n, stored, err)
	}
	pragma(t, e, "max_page_count = 10000") // there is room again, and no restart is needed
	if _, err := c.Insert(t.Context(), newItem("more", 10_000)); err != nil {
		t.Error(err)
	}
}

func TestReadOnly(t *testing.T) {
	e, c := openItems(t)
	if err := e.writer.submit(t.Context(), func(w *writer) error { return w.exec("PRAGMA query_only = 1") }); err != nil {
		t.Fatal(err)
	}
	_, err := c.Insert(t.Context(), newItem("a", 1))
	if !errors.Is(err, storage.ErrUnavailable) {
		t.Error(err)
	}
}

// hold keeps the writer inside a group until release is called.
func hold(t *testing.T, e *Engine) (release func()) {
	t.Helper()
	free, held, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- e.writer.submit(context.Background(), func(*writer) error {
			close(held)
			<-free
			return nil
		})
	}()
	select {
	case <-held:
	case <-time.After(100 * time.Millisecond): // it waits behind another
	}
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return func() { close(free) }
}

// TestCallerLeavesQueue: a write whose caller has left before its turn is never done.
func TestCallerLeavesQueue(t *testing.T) {
	e, c := openItems(t)
	release := hold(t, e)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := c.Insert(ctx, newItem("a", 1))
	if !errors.Is(err, storage.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	release()
	if _, err := c.Insert(t.Context(), newItem("b", 1)); err != nil { // the queue has moved on
		t.Error(err)
	}
	if _, err := c.Get(t.Context(), "a"); !errors.Is(err, storage.ErrNotFound) {
		t.Error(err)
	}
}

// TestCallerLeavesGroup: a write whose caller leaves between its turn and the commit goes through; what was read of the document in
// that time must not be held in memory.
func TestCallerLeavesGroup(t *testing.T) {
	e, c := openItems(t)
	if _, err := c.Insert(t.Context(), newItem("a", 1)); err != nil {
		t.Fatal(err)
	}
	first := hold(t, e)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	left := make(chan error, 1)
	go func() {
		_, err := c.Update(ctx, "a", func(i *item) error { i.K = "new"; return nil })
		left <- err
	}()
	time.Sleep(50 * time.Millisecond) // the update stands in the queue
	second := hold(t, e)              // and this behind it
	first()
	if err := <-left; !errors.Is(err, storage.ErrUnavailable) {
		t.Fatal(err)
	}
	if v, err := c.Get(t.Context(), "a"); err != nil || v.K != "" {
		t.Fatalf("before the commit: %+v, %v", v, err)
	}
	second()
	if _, err := c.Insert(t.Context(), newItem("b", 1)); err != nil { // the queue has moved on
		t.Error(err)
	}
	if v, err := c.Get(t.Context(), "a"); err != nil || v.K != "new" {
		t.Errorf("after the commit: %+v, %v", v, err)
	}
}

// TestFileLocked: while another process holds the write lock a caller waits as long as it wants and reads go on.
func TestFileLocked(t *testing.T) {
	e, c := openItems(t)
	if _, err := c.Insert(t.Context(), newItem("a", 1)); err != nil {
		t.Fatal(err)
	}
	conn, err := e.writers.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := c.Delete(ctx, "a"); !errors.Is(err, storage.ErrUnavailable) || time.Since(began) > time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	if n, err := c.Count(t.Context(), storage.Query{}); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	time.AfterFunc(50*time.Millisecond, func() { conn.ExecContext(context.Background(), "ROLLBACK") })
	if _, err := c.Insert(t.Context(), newItem("b", 1)); err != nil {
		t.Error(err)
	}
}

// TestPlans: every query walks its index in order, from its bound, and sorts nothing.
func TestPlans(t *testing.T) {
	e, _ := openItems(t)
	for _, q := range []storage.Query{
		{After: []any{"a"}},
		{Min: "a", Max: "b", Desc: true},
		{Index: "by_k", Equal: []any{"a"}, Min: "a", Desc: true},
		{Index: "by_k", Equal: []any{"a"}, After: []any{"b", "c"}},
		{Index: "by_k", After: []any{"a", "b", "c"}, Desc: true},
		{Index: "by_k", Equal: []any{"a", "b"}, After: []any{"c"}},
		{Index: "by_u", Equal: []any{"a"}},
		{Index: "by_u", After: []any{"a", "b"}},
	} {
		p, err := items.Plan(q)
		if err != nil {
			t.Fatal(err)
		}
		query, args := statement("_doc", "items", p)
		rows, err := e.scans.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(step, "SEARCH") {
				t.Errorf("%+v: %s", q, step)
			}
		}
		rows.Close()
	}
}

// TestRawDocumentRefused: without a field that an index needs, nothing is written, and the error names the field.
func TestRawDocumentRefused(t *testing.T) {
	e, c := openItems(t)
	b, err := bson.Marshal(bson.D{{Key: "_id", Value: "a"}, {Key: "rev", Value: int64(1)}, {Key: "k", Value: ""}, {Key: "u", Value: "u"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Insert(t.Context(), "items", b); !errors.Is(err, storage.ErrInvalid) || !strings.Contains(err.Error(), "field n") {
		t.Error(err)
	}
	if n, err := c.Count(t.Context(), storage.Query{}); n != 0 || err != nil {
		t.Error(n, err)
	}
}
