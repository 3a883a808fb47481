// Package storagetest is the suite that every engine of storage passes, and with it what the rest of the program may rely on.
package storagetest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"upstander/storage"
)

// Fault names a rule that an engine's server is known to break. A declared fault must show where one call can tell, so that the
// exception goes when its reason goes.
type Fault string

// The faults that tests declare somewhere.
const (
	// NoInfinity: a document with an infinite number is refused.
	NoInfinity Fault = "no infinity"
	// RebuiltIndexes: making indexes that another has just made fails.
	RebuiltIndexes Fault = "rebuilt indexes"
)

// Run runs the suite. open gives an engine over an empty store, new for each call, that is closed by the test's Cleanup.
func Run(t *testing.T, open func(t *testing.T) storage.Engine, faults ...Fault) {
	s := suite{open: open, faults: faults}
	for _, c := range []struct {
		name string
		run  func(*testing.T, storage.Engine)
	}{
		{"CRUD", crud},
		{"Exists", exists},
		{"ConflictOrNotFound", conflicts},
		{"Values", values},
		{"Infinity", s.infinity},
		{"Refused", refused},
		{"ContextEnded", contextEnded},
		{"Find", findLikeModel},
		{"FindByUniqueIndex", findUnique},
		{"FindInPieces", findInPieces},
		{"BadQueries", badQueries},
		{"RandomOperations", randomOperations},
		{"IndexAddedLater", indexLater},
		{"IndexThatDoesNotFit", indexUnfit},
		{"EnsureAtOnce", s.ensureAtOnce},
		{"CollectionUpdate", collectionUpdate},
		{"CollectionPage", collectionPage},
		{"ManyWriters", manyWriters},
		{"NeverStale", neverStale},
		{"Closed", closed},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// Reopen runs the part of the suite that closes a store and opens it again. start gives a function that opens one and the same
// store each time it is called; the tests close it.
func Reopen(t *testing.T, start func(t *testing.T) (open func() storage.Engine)) {
	open := start(t)
	e := open()
	ensure(t, e, things)
	must(t, e.Insert(t.Context(), "things", thing{ID: "kept", Email: "kept"}.doc(1)))
	must(t, e.Close())
	e = open()
	defer e.Close()
	ensure(t, e, things)
	if d, err := e.Get(t.Context(), "things", "kept"); err != nil || !equalDocs(d, thing{ID: "kept", Email: "kept"}.doc(1)) {
		t.Errorf("after reopening: %v, %v", d, err)
	}
	wantErr(t, e.Insert(t.Context(), "things", thing{ID: "other", Email: "kept"}.doc(1)), storage.ErrExists)
}

type suite struct {
	open   func(t *testing.T) storage.Engine
	faults []Fault
}

// expect reports err, unless the fault is declared; then it reports that there is no error.
func (s suite) expect(t *testing.T, f Fault, err error) {
	t.Helper()
	switch declared := slices.Contains(s.faults, f); {
	case err != nil && !declared:
		t.Error(err)
	case err == nil && declared:
		t.Errorf("the fault %q does not show any more: take it back", f)
	}
}

// thing is the document of the tests at the level of engines.
type thing struct {
	ID, Kind, Email string
	N               int64
	Flag            bool
	At              time.Time
	Body            any
}

var things = storage.Spec{Name: "things", Indexes: []storage.Index{
	{Name: "by_kind", Fields: []string{"kind", "n"}},
	{Name: "by_flag", Fields: []string{"flag", "at", "kind"}},
	{Name: "by_n", Fields: []string{"n"}},
	{Name: "by_email", Fields: []string{"email"}, Unique: true},
	{Name: "by_kind_email", Fields: []string{"kind_of", "email"}, Unique: true},
}}

func (x thing) doc(rev int64) storage.Doc {
	b, err := bson.Marshal(bson.D{
		{Key: "_id", Value: x.ID}, {Key: "rev", Value: rev}, {Key: "kind", Value: x.Kind}, {Key: "n", Value: x.N}, {Key: "flag", Value: x.Flag},
		{Key: "at", Value: x.At}, {Key: "email", Value: x.Email}, {Key: "kind_of", Value: "k" + x.Kind}, {Key: "body", Value: x.Body},
	})
	if err != nil {
		panic(err)
	}
	return b
}

func ensure(t *testing.T, e storage.Engine, spec storage.Spec) {
	t.Helper()
	must(t, e.Ensure(t.Context(), spec))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func collect(seq iter.Seq2[storage.Doc, error]) (docs []storage.Doc, err error) {
	for d, err := range seq {
		if err != nil {
			return docs, err
		}
		docs = append(docs, d)
	}
	return docs, nil
}

func ids(docs []storage.Doc) []string {
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i], _ = d.Lookup("_id").StringValueOK()
	}
	return out
}

func find(ctx context.Context, t *testing.T, e storage.Engine, q storage.Query) []string {
	t.Helper()
	docs, err := collect(e.Find(ctx, "things", q))
	if err != nil {
		t.Fatalf("find %+v: %v", q, err)
	}
	return ids(docs)
}

// equalDocs compares by meaning: MongoDB may order fields anew.
func equalDocs(a, b storage.Doc) bool {
	var x, y bson.M
	return bson.Unmarshal(a, &x) == nil && bson.Unmarshal(b, &y) == nil && fmt.Sprintf("%#v", sorted(x)) == fmt.Sprintf("%#v", sorted(y))
}

// sorted makes nested documents comparable as text.
func sorted(v any) any {
	switch v := v.(type) {
	case bson.M:
		out := make([]string, 0, len(v))
		for k, w := range v {
			out = append(out, fmt.Sprintf("%q: %#v", k, sorted(w)))
		}
		slices.Sort(out)
		return out
	case bson.D:
		m := bson.M{}
		for _, e := range v {
			m[e.Key] = e.Value
		}
		return sorted(m)
	case bson.A:
		out := make([]any, len(v))
		for i, w := range v {
			out[i] = sorted(w)
		}
		return out
	}
	return v
}
