package storagetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"upstander/storage"
)

// Small pools, so that values meet; with the edges of each type.
var (
	texts = []string{"", "a", "B", "b", "ab", "a b", "é", "z", "日本", "\U0001F54A", "a\x01", "~"}
	ints  = []int64{math.MinInt64, -1, 0, 1, 2, 10, 1<<53 + 1, 1<<53 + 2, math.MaxInt64}
	dates = []time.Time{time.UnixMilli(-1).UTC(), time.UnixMilli(0).UTC(), time.Date(2026, 2, 3, 4, 5, 6, 7e6, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func randomThing(r *rand.Rand, id string) thing {
	return thing{ID: id, Kind: pick(r, texts), N: pick(r, ints), Flag: r.IntN(2) == 0, At: pick(r, dates), Email: id + pick(r, texts)}
}

func randomValue(r *rand.Rand, field string) any {
	return randomThing(r, pick(r, texts)+"x").field(field)
}

func randomQuery(r *rand.Rand) storage.Query {
	ix := storage.Index{}
	if r.IntN(6) > 0 {
		ix = pick(r, things.Indexes)
	}
	q := storage.Query{Index: ix.Name, Desc: r.IntN(2) == 0}
	n := r.IntN(len(ix.Fields) + 1)
	for _, f := range ix.Fields[:n] {
		q.Equal = append(q.Equal, randomValue(r, f))
	}
	next := append(slices.Clone(ix.Fields), "_id")[n]
	if r.IntN(3) == 0 {
		q.Min = randomValue(r, next)
	}
	if r.IntN(3) == 0 {
		q.Max = randomValue(r, next)
	}
	return q
}

// seed makes random tests repeatable: it is printed when a test fails.
func seed(t *testing.T) *rand.Rand {
	s := uint64(time.Now().UnixNano())
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d", s)
		}
	})
	return rand.New(rand.NewPCG(s, 0))
}

func findLikeModel(t *testing.T, e storage.Engine) {
	ctx, r, m := t.Context(), seed(t), newModel()
	ensure(t, e, things)
	for i := range 100 {
		x := randomThing(r, pick(r, texts)+fmt.Sprint(i))
		must(t, m.insert(x))
		must(t, e.Insert(ctx, "things", x.doc(1)))
	}
	for range 120 {
		q := randomQuery(r)
		want := m.find(q)
		if got := find(ctx, t, e, q); !slices.Equal(got, want) {
			t.Fatalf("%+v gave\n%q, want\n%q", q, got, want)
		}
		if n, err := e.Count(ctx, "things", q); err != nil || n != int64(len(want)) {
			t.Fatalf("%+v: count is %d, %v, want %d", q, n, err, len(want))
		}
		walkPages(t, e, m, r, q)
	}
}

// walkPages goes through a query with After and Limit.
func walkPages(t *testing.T, e storage.Engine, m *model, r *rand.Rand, q storage.Query) {
	spec, err := things.Plan(q)
	must(t, err)
	q.Limit = 1 + r.IntN(40)
	for {
		want := m.find(q)
		if got := find(t.Context(), t, e, q); !slices.Equal(got, want) {
			t.Fatalf("%+v gave\n%q, want\n%q", q, got, want)
		}
		if len(want) < q.Limit {
			return
		}
		last := m.things[want[len(want)-1]]
		q.After = nil
		for _, f := range spec.Order {
			q.After = append(q.After, last.field(f))
		}
	}
}

// findUnique looks for single documents by unique indexes, whose keys do not hold the id.
func findUnique(t *testing.T, e storage.Engine) {
	ctx, m := t.Context(), newModel()
	ensure(t, e, things)
	for i := range 30 {
		x := thing{ID: fmt.Sprint(i), Email: fmt.Sprint(100 - i), Kind: texts[i%3]}
		must(t, m.insert(x))
		must(t, e.Insert(ctx, "things", x.doc(1)))
	}
	for _, q := range []storage.Query{
		{Index: "by_email", Equal: []any{"95"}},
		{Index: "by_email", Equal: []any{"none"}},
		{Index: "by_email", Equal: []any{"95"}, Min: "5", Max: "6"},
		{Index: "by_email", Equal: []any{"95"}, Min: "6"},
		{Index: "by_email", Equal: []any{"95"}, After: []any{"4"}},
		{Index: "by_email", Equal: []any{"95"}, After: []any{"5"}},
		{Index: "by_email", After: []any{"95", "5"}, Limit: 3},
		{Index: "by_kind_email", Equal: []any{"ka"}, Desc: true},
		{Index: "by_kind_email", Equal: []any{"ka", "99"}},
	} {
		if got, want := find(ctx, t, e, q), m.find(q); !slices.Equal(got, want) {
			t.Errorf("%+v gave %q, want %q", q, got, want)
		}
	}
}

// findInPieces streams more documents, and more bytes, than fit in one piece, and writes meanwhile.
func findInPieces(t *testing.T, e storage.Engine) {
	ctx := t.Context()
	ensure(t, e, things)
	var want []string
	for i := range 300 {
		x := thing{ID: fmt.Sprintf("%04d", i), Email: fmt.Sprint(i), N: 7}
		if i%10 == 0 {
			x.Body = strings.Repeat("x", 300_000)
		}
		want = append(want, x.ID)
		must(t, e.Insert(ctx, "things", x.doc(1)))
	}
	var got []string
	for d, err := range e.Find(ctx, "things", storage.Query{Index: "by_n", Equal: []any{7}, Limit: 299}) {
		must(t, err)
		id, _ := d.Lookup("_id").StringValueOK()
		got = append(got, id)
		must(t, e.Replace(ctx, "things", thing{ID: id, Email: id, N: 7}.doc(2), 1)) // a reader that writes does not stop itself
	}
	if !slices.Equal(got, want[:299]) {
		t.Errorf("got %d ids: %q …", len(got), got[:min(len(got), 5)])
	}
	seq, n := e.Find(ctx, "things", storage.Query{}), 0
	for range 2 {
		for range seq { // the same iterator, twice and broken off
			if n++; n%3 == 0 {
				break
			}
		}
	}
	if n != 6 {
		t.Errorf("%d documents, want 6", n)
	}
}

func badQueries(t *testing.T, e storage.Engine) {
	ensure(t, e, things)
	for _, q := range []storage.Query{
		{Index: "by_nothing"},
		{Equal: []any{"a"}},
		{Index: "by_n", Equal: []any{1, 2}},
		{Index: "by_n", Equal: []any{nil}},
		{Index: "by_n", Equal: []any{1.5}},
		{Index: "by_n", After: []any{1}},
		{Index: "by_n", After: []any{1, nil}},
		{Index: "by_n", Min: []string{"a"}},
		{Index: "by_n", Limit: -1},
	} {
		_, err := collect(e.Find(t.Context(), "things", q))
		wantErr(t, err, storage.ErrInvalid)
	}
	_, err := collect(e.Find(t.Context(), "strangers", storage.Query{}))
	wantErr(t, err, storage.ErrInvalid)
}
