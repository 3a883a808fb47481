package storage

import (
	"encoding/base64"
	"errors"
	"reflect"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

var testSpec = Spec{Name: "things", Indexes: []Index{{Name: "by_at", Fields: []string{"kind", "at"}}, {Name: "by_n", Fields: []string{"n"}}}}

func testPlan(t testing.TB, q Query) Plan {
	t.Helper()
	p, err := testSpec.Plan(q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCursorComesBack(t *testing.T) {
	p := testPlan(t, Query{Index: "by_at"})
	want := []any{"日本", time.UnixMilli(-5).UTC(), "id\x00"}
	c, err := writeCursor(want, p.mark())
	if err != nil {
		t.Fatal(err)
	}
	got, err := readCursor(c, p.mark(), len(p.Order))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v became %v, %v", want, got, err)
	}
}

func TestBadCursors(t *testing.T) {
	p := testPlan(t, Query{Index: "by_n"})
	enc := func(v any) string {
		b, err := bson.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	other := testPlan(t, Query{Index: "by_n", Desc: true})
	for name, c := range map[string]string{
		"no base64":      "!",
		"no BSON":        "AAAA",
		"another query":  enc(position{other.mark(), []any{int64(1), "a"}}),
		"too short":      enc(position{p.mark(), []any{"a"}}),
		"a document":     enc(position{p.mark(), []any{bson.D{{Key: "$gt", Value: ""}}, "a"}}),
		"null":           enc(position{p.mark(), []any{nil, "a"}}),
		"id not a text":  enc(position{p.mark(), []any{int64(1), int64(2)}}),
		"no list":        enc(bson.D{{Key: "q", Value: p.mark()}, {Key: "a", Value: 1}}),
		"something else": enc(bson.D{}),
	} {
		if got, err := readCursor(c, p.mark(), len(p.Order)); !errors.Is(err, ErrBadCursor) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// FuzzCursor: whatever a stranger sends is ErrBadCursor or a position that fits the query.
func FuzzCursor(f *testing.F) {
	p := testPlan(f, Query{Index: "by_at"})
	good, err := writeCursor([]any{"a", time.UnixMilli(1), "id"}, p.mark())
	if err != nil {
		f.Fatal(err)
	}
	raw, _ := base64.RawURLEncoding.DecodeString(good)
	f.Add(raw)
	f.Add([]byte{5, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		after, err := readCursor(base64.RawURLEncoding.EncodeToString(b), p.mark(), len(p.Order))
		if err != nil {
			if !errors.Is(err, ErrBadCursor) {
				t.Errorf("error is %v", err)
			}
			return
		}
		if _, err := testSpec.Plan(Query{Index: "by_at", After: after}); err != nil {
			t.Errorf("a cursor gave the position %v: %v", after, err)
		}
	})
}
