package storagetest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"upstander/storage"
)

// randomOperations does the same things to the engine and to the model; each must answer alike.
func randomOperations(t *testing.T, e storage.Engine) {
	ctx, r, m := t.Context(), seed(t), newModel()
	ensure(t, e, things)
	for step := range 600 {
		x := randomThing(r, fmt.Sprint(r.IntN(12)))
		x.Email = fmt.Sprint(r.IntN(8)) // few, so that they clash
		rev := m.revs[x.ID]
		if r.IntN(4) == 0 {
			rev = 1 + r.Int64N(3)
		}
		var got, want error
		var op string
		switch r.IntN(5) {
		case 0, 1:
			op, got, want = "insert", e.Insert(ctx, "things", x.doc(1)), m.insert(x)
		case 2, 3:
			if rev == 0 {
				rev = 1
			}
			op, got, want = "replace", e.Replace(ctx, "things", x.doc(rev+1), rev), m.replace(x, rev)
		case 4:
			op, got, want = "delete", e.Delete(ctx, "things", x.ID, rev), m.remove(x.ID, rev)
		}
		if !errors.Is(got, want) || want == nil && got != nil {
			t.Fatalf("step %d, %s of %+v at %d: %v, want %v", step, op, x, rev, got, want)
		}
		if step%20 == 0 {
			q := randomQuery(r)
			if got, want := find(ctx, t, e, q), m.find(q); !slices.Equal(got, want) {
				t.Fatalf("step %d: %+v gave %q, want %q", step, q, got, want)
			}
		}
	}
	for id, x := range m.things {
		if d, err := e.Get(ctx, "things", id); err != nil || !equalDocs(d, x.doc(m.revs[id])) {
			t.Errorf("%s is %v, %v, want %+v at %d", id, d, err, x, m.revs[id])
		}
	}
}

func indexLater(t *testing.T, e storage.Engine) {
	ctx := t.Context()
	plain := storage.Spec{Name: "things"}
	ensure(t, e, plain)
	var want []string
	for i := range 20 {
		x := thing{ID: fmt.Sprintf("%02d", i), N: int64(-i / 3), Email: fmt.Sprint(i)}
		want = append(want, x.ID)
		must(t, e.Insert(ctx, "things", x.doc(1)))
	}
	later := plain
	later.Indexes = []storage.Index{things.Indexes[2], things.Indexes[3]}
	ensure(t, e, later)
	ensure(t, e, later)
	slices.SortStableFunc(want, func(a, b string) int { return compare(group(b), group(a)) })
	if got := find(ctx, t, e, storage.Query{Index: "by_n"}); !slices.Equal(got, want) {
		t.Errorf("by_n gave %q, want %q", got, want)
	}
	wantErr(t, e.Insert(ctx, "things", thing{ID: "new", Email: "7"}.doc(1)), storage.ErrExists)

	// A program that does not know an index writes; one that brings it back finds what was written.
	ensure(t, e, storage.Spec{Name: "things", Indexes: []storage.Index{things.Indexes[3]}})
	must(t, e.Replace(ctx, "things", thing{ID: "00", N: 99, Email: "0"}.doc(2), 1))
	ensure(t, e, storage.Spec{Name: "things", Indexes: []storage.Index{things.Indexes[3], things.Indexes[2]}})
	if got := find(ctx, t, e, storage.Query{Index: "by_n", Min: 1}); !slices.Equal(got, []string{"00"}) {
		t.Errorf("by_n, declared again, gave %q", got)
	}
}

func group(id string) int64 {
	n, err := strconv.Atoi(id)
	if err != nil {
		panic(err)
	}
	return int64(n / 3)
}

// indexUnfit declares indexes that the documents there cannot have.
func indexUnfit(t *testing.T, e storage.Engine) {
	ctx := t.Context()
	ensure(t, e, storage.Spec{Name: "things"})
	lean, err := bson.Marshal(bson.D{{Key: "_id", Value: "lean"}, {Key: "rev", Value: int64(1)}, {Key: "email", Value: "same"}})
	must(t, err)
	must(t, e.Insert(ctx, "things", lean))
	must(t, e.Insert(ctx, "things", thing{ID: "full", Email: "same"}.doc(1)))
	wantErr(t, e.Ensure(ctx, storage.Spec{Name: "things", Indexes: things.Indexes[2:3]}), storage.ErrInvalid)
	wantErr(t, e.Ensure(ctx, storage.Spec{Name: "things", Indexes: things.Indexes[3:4]}), storage.ErrExists)
	by := func(unique bool, fields ...string) storage.Spec {
		return storage.Spec{Name: "things", Indexes: []storage.Index{{Name: "by", Fields: fields, Unique: unique}}}
	}
	ensure(t, e, by(false, "email"))
	wantErr(t, e.Ensure(ctx, by(true, "email")), storage.ErrInvalid)
	wantErr(t, e.Ensure(ctx, by(false, "_id")), storage.ErrInvalid)
	for _, spec := range []storage.Spec{{Name: "Things"}, {Name: `a"b`}, {Name: ""}, by(false), by(false, "rev"), by(false, "a", "a"), by(false, "$a"),
		{Name: "things", Indexes: []storage.Index{{Name: "x", Fields: []string{"n"}}, {Name: "x", Fields: []string{"at"}}}},
		{Name: "things", Indexes: []storage.Index{{Name: "x", Fields: []string{"n"}}, {Name: "y", Fields: []string{"n"}, Unique: true}}}} {
		wantErr(t, e.Ensure(ctx, spec), storage.ErrInvalid)
	}
}

// ensureAtOnce is several instances that start together.
func (s suite) ensureAtOnce(t *testing.T, e storage.Engine) {
	if slices.Contains(s.faults, RebuiltIndexes) {
		t.Skip(RebuiltIndexes)
	}
	errs := make(chan error)
	for range 8 {
		go func() { errs <- e.Ensure(t.Context(), things) }()
	}
	for range 8 {
		must(t, <-errs)
	}
	must(t, e.Insert(t.Context(), "things", thing{ID: "a", Email: "a"}.doc(1)))
}
