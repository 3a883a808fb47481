package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"upstander/storage"
)

// note is the document of the tests at the level of collections.
type note struct {
	storage.Meta `bson:",inline"`
	Title        string         `bson:"title"`
	N            int            `bson:"n"`
	At           time.Time      `bson:"at"`
	Tags         map[string]int `bson:"tags"`
}

var notes = storage.Spec{Name: "notes", Indexes: []storage.Index{{Name: "by_n", Fields: []string{"n"}}, {Name: "by_title", Fields: []string{"title"}, Unique: true}}}

func openNotes(t *testing.T, e storage.Engine) *storage.Collection[note, *note] {
	t.Helper()
	c, err := storage.Open[note](t.Context(), e, notes)
	must(t, err)
	return c
}

func newNote(id string) note { return note{Meta: storage.Meta{ID: id}, Title: "title " + id} }

func collectionUpdate(t *testing.T, e storage.Engine) {
	ctx, c := t.Context(), openNotes(t, e)
	in := newNote("a")
	in.At = time.Date(2026, 1, 2, 3, 4, 5, 678_999_999, time.FixedZone("", 3600))
	in.Tags = map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "$.%": 6}
	v, err := c.Insert(ctx, in)
	must(t, err)
	if v.Rev != 1 || !v.At.Equal(in.At.Truncate(time.Millisecond)) || v.At.Location() != time.UTC {
		t.Errorf("inserted as %+v", v)
	}
	for range 20 { // maps are encoded in changing order, which is no change
		v, err = c.Update(ctx, "a", func(n *note) error { n.Tags["a"] = 1; return nil })
		must(t, err)
	}
	if v.Rev != 1 {
		t.Errorf("a change of nothing was written: rev %d", v.Rev)
	}
	v, err = c.Update(ctx, "a", func(n *note) error { n.Tags["a"], n.ID, n.Rev = 2, "b", 77; return nil })
	if err != nil || v.Rev != 2 || v.ID != "a" || v.Tags["a"] != 2 {
		t.Errorf("updated to %+v, %v", v, err)
	}
	stop := errors.New("stop")
	_, err = c.Update(ctx, "a", func(n *note) error { n.N = 5; return stop })
	if err != stop {
		t.Errorf("fn's error came back as %v", err)
	}
	calls := 0
	_, err = c.Update(ctx, "a", func(n *note) error { calls++; return fmt.Errorf("mine: %w", storage.ErrConflict) })
	if calls != 1 || !errors.Is(err, storage.ErrConflict) {
		t.Errorf("fn's own conflict: %d calls, %v", calls, err)
	}
	_, err = c.UpdateAt(ctx, "a", 1, func(n *note) error { n.N = 6; return nil })
	wantErr(t, err, storage.ErrConflict)
	v, err = c.UpdateAt(ctx, "a", 2, func(n *note) error { n.N = 7; return nil })
	if err != nil || v.Rev != 3 {
		t.Errorf("updated at 2 to %+v, %v", v, err)
	}
	if v, err = c.Get(ctx, "a"); err != nil || v.N != 7 || v.Rev != 3 {
		t.Errorf("got %+v, %v", v, err)
	}
	_, err = c.Update(ctx, "none", func(n *note) error { return nil })
	wantErr(t, err, storage.ErrNotFound)
	_, err = c.Insert(ctx, newNote("a"))
	wantErr(t, err, storage.ErrExists)
	wantErr(t, c.DeleteAt(ctx, "a", 2), storage.ErrConflict)
	must(t, c.DeleteAt(ctx, "a", 3))
	_, err = c.Get(ctx, "a")
	wantErr(t, err, storage.ErrNotFound)
	wantErr(t, c.Delete(ctx, "a"), storage.ErrNotFound)
	_, err = c.Insert(ctx, newNote("a")) // not found is not remembered
	must(t, err)
	_, err = c.Get(ctx, "a")
	must(t, err)
}

func collectionPage(t *testing.T, e storage.Engine) {
	ctx, c := t.Context(), openNotes(t, e)
	var want []string
	for i := range 25 {
		n := newNote(fmt.Sprintf("%02d", i))
		n.N = i / 4
		want = append(want, n.ID)
		_, err := c.Insert(ctx, n)
		must(t, err)
	}
	for _, q := range []storage.Query{{}, {Index: "by_n"}, {Index: "by_title"}, {Index: "by_n", Min: 0, Desc: true}} {
		for _, q.Limit = range []int{1, 5, 24, 25, 26, 0} {
			var got []string
			cursor := ""
			for pages := 0; pages < 30; pages++ {
				items, next, err := c.Page(ctx, q, cursor)
				must(t, err)
				for _, v := range items {
					got = append(got, v.ID)
				}
				if cursor = next; next == "" {
					break
				}
			}
			if q.Desc {
				slices.Reverse(got)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v gave %q", q, got)
			}
		}
	}
	_, cursor, err := c.Page(ctx, storage.Query{Index: "by_n", Equal: []any{1}, Limit: 2}, "")
	must(t, err)
	for name, q := range map[string]storage.Query{"values": {Index: "by_n", Equal: []any{2}}, "index": {Index: "by_title"}, "order": {Index: "by_n", Equal: []any{1}, Desc: true}} {
		if _, _, err := c.Page(ctx, q, cursor); !errors.Is(err, storage.ErrBadCursor) {
			t.Errorf("a cursor for another query (%s): %v", name, err)
		}
	}
	n := 0
	for v, err := range c.Find(ctx, storage.Query{Index: "by_n", Equal: []any{3}}) {
		must(t, err)
		n += v.N
	}
	if k, err := c.Count(ctx, storage.Query{Index: "by_n", Equal: []any{3}}); n != 12 || k != 4 || err != nil {
		t.Errorf("sum %d, count %d, %v", n, k, err)
	}
}

// manyWriters loses no update: each has a revision of its own.
func manyWriters(t *testing.T, e storage.Engine) {
	const writers, each = 32, 4
	ctx, c := t.Context(), openNotes(t, e)
	_, err := c.Insert(ctx, newNote("hot"))
	must(t, err)
	revs := make(chan int64, writers*each)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				v, err := c.Update(ctx, "hot", func(n *note) error { n.N++; return nil })
				if err != nil {
					t.Error(err)
				}
				revs <- v.Rev
			}
		})
	}
	wg.Wait()
	close(revs)
	var got []int64
	for r := range revs {
		got = append(got, r)
	}
	slices.Sort(got)
	for i, r := range got {
		if r != int64(i+2) {
			t.Fatalf("revisions have gaps or repeat: %v", got)
		}
	}
	if v, err := c.Get(ctx, "hot"); err != nil || v.N != writers*each {
		t.Errorf("%+v, %v after %d updates", v, err, writers*each)
	}
}

// neverStale reads while others write: a Get that begins after a write has ended must see it, or what came after it.
func neverStale(t *testing.T, e storage.Engine) {
	const keys = 4
	c := openNotes(t, e)
	var ended [keys]atomic.Int64 // greatest N whose update has ended
	for i := range keys {
		_, err := c.Insert(t.Context(), newNote(fmt.Sprint(i)))
		must(t, err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 700*time.Millisecond)
	defer stop()
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := w; ctx.Err() == nil; i++ {
				v, err := c.Update(t.Context(), fmt.Sprint(i%keys), func(n *note) error { n.N++; return nil })
				if err != nil {
					t.Error(err)
					return
				}
				for old := ended[i%keys].Load(); int64(v.N) > old && !ended[i%keys].CompareAndSwap(old, int64(v.N)); old = ended[i%keys].Load() {
				}
			}
		})
		wg.Go(func() {
			for i := w; ctx.Err() == nil; i++ {
				floor := ended[i%keys].Load()
				v, err := c.Get(t.Context(), fmt.Sprint(i%keys))
				if err != nil || int64(v.N) < floor {
					t.Errorf("read %d after %d was written, %v", v.N, floor, err)
					return
				}
			}
		})
	}
	wg.Wait()
	for i := range keys {
		if v, err := c.Get(t.Context(), fmt.Sprint(i)); err != nil || int64(v.N) != ended[i].Load() {
			t.Errorf("%+v, %v at the end, want %d", v, err, ended[i].Load())
		}
	}
}
