package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"upstander/storage"
)

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error is %v, want %v", err, want)
	}
}

func crud(t *testing.T, e storage.Engine) {
	ctx := t.Context()
	ensure(t, e, things)
	ensure(t, e, things)
	must(t, e.Ping(ctx))
	first := thing{ID: "a", Kind: "x", Email: "a@"}
	must(t, e.Insert(ctx, "things", first.doc(1)))
	d, err := e.Get(ctx, "things", "a")
	must(t, err)
	if !equalDocs(d, first.doc(1)) {
		t.Errorf("got %v", d)
	}
	first.Kind = "y"
	must(t, e.Replace(ctx, "things", first.doc(2), 1))
	if d, err = e.Get(ctx, "things", "a"); err != nil || !equalDocs(d, first.doc(2)) {
		t.Errorf("after replace: %v, %v", d, err)
	}
	if got := find(ctx, t, e, storage.Query{Index: "by_kind", Equal: []any{"y"}}); len(got) != 1 {
		t.Errorf("the index was not changed: %v", got)
	}
	must(t, e.Delete(ctx, "things", "a", 2))
	_, err = e.Get(ctx, "things", "a")
	wantErr(t, err, storage.ErrNotFound)
	must(t, e.Insert(ctx, "things", first.doc(1))) // the id and the unique value are free again
	must(t, e.Delete(ctx, "things", "a", 0))
	if n, err := e.Count(ctx, "things", storage.Query{}); n != 0 || err != nil {
		t.Errorf("count is %d, %v", n, err)
	}
}

func exists(t *testing.T, e storage.Engine) {
	ctx := t.Context()
	ensure(t, e, things)
	must(t, e.Insert(ctx, "things", thing{ID: "a", Email: "a@"}.doc(1)))
	must(t, e.Insert(ctx, "things", thing{ID: "b", Email: "b@"}.doc(1)))
	wantErr(t, e.Insert(ctx, "things", thing{ID: "a", Email: "c@"}.doc(1)), storage.ErrExists)
	wantErr(t, e.Insert(ctx, "things", thing{ID: "c", Email: "a@"}.doc(1)), storage.ErrExists)
	wantErr(t, e.Replace(ctx, "things", thing{ID: "b", Email: "a@"}.doc(2), 1), storage.ErrExists)
	for _, id := range []string{"a", "b"} { // and nothing has changed
		if d, err := e.Get(ctx, "things", id); err != nil || !equalDocs(d, thing{ID: id, Email: id + "@"}.doc(1)) {
			t.Errorf("%s is %v, %v", id, d, err)
		}
	}
	must(t, e.Replace(ctx, "things", thing{ID: "b", Email: "b@", Kind: "z"}.doc(2), 1)) // its own value is no clash
}

func conflicts(t *testing.T, e storage.Engine) {
	ctx := t.Context()
	ensure(t, e, things)
	x := thing{ID: "a", Email: "a@"}
	must(t, e.Insert(ctx, "things", x.doc(1)))
	wantErr(t, e.Replace(ctx, "things", x.doc(3), 2), storage.ErrConflict)
	wantErr(t, e.Delete(ctx, "things", "a", 2), storage.ErrConflict)
	wantErr(t, e.Delete(ctx, "things", "none", 0), storage.ErrNotFound)
	wantErr(t, e.Delete(ctx, "things", "none", 1), storage.ErrNotFound)
	wantErr(t, e.Replace(ctx, "things", thing{ID: "none", Email: "n@"}.doc(2), 1), storage.ErrNotFound)
	if n, err := e.Count(ctx, "things", storage.Query{}); n != 1 || err != nil {
		t.Errorf("count is %d, %v: a replace has inserted", n, err)
	}
}

func values(t *testing.T, e storage.Engine) {
	ctx := t.Context()
	ensure(t, e, things)
	for i, x := range []thing{
		{ID: "int", N: 1<<53 + 1, Body: bson.A{int64(math.MaxInt64), int64(math.MinInt64), int64(9007199254740993), int32(7), 2.5}},
		{ID: "日本語/क्षि \U0001F54A \u200fעברית", Kind: "é e\u0301", Body: "\U0001F1FA\u200d\x01"},
		{ID: "$keys", Body: bson.D{{Key: "$set", Value: 1}, {Key: "a.b", Value: bson.D{{Key: "$id", Value: bson.A{bson.D{{Key: "%24", Value: "%"}, {Key: "100%", Value: nil}}}}}}, {Key: "é", Value: true}}},
		{ID: "time", At: time.Date(1969, 12, 31, 23, 59, 59, 999_000_000, time.UTC), Body: bson.A{bson.DateTime(-62135596800000), bson.DateTime(253402300799999)}},
		{ID: "empty", Body: bson.D{{Key: "list", Value: bson.A{}}, {Key: "doc", Value: bson.D{}}, {Key: "text", Value: ""}, {Key: "nil", Value: nil}, {Key: "bytes", Value: bson.Binary{Data: []byte{0, 255}}}}},
		{ID: "big", Body: strings.Repeat("0123456789abcdef", 1<<16)},
	} {
		x.Email = string(rune('a' + i))
		must(t, e.Insert(ctx, "things", x.doc(1)))
		must(t, e.Replace(ctx, "things", x.doc(2), 1))
		d, err := e.Get(ctx, "things", x.ID)
		if err != nil || !equalDocs(d, x.doc(2)) {
			t.Errorf("%s came back as %.500v, %v", x.ID, d, err)
		}
		docs, err := collect(e.Find(ctx, "things", storage.Query{Index: "by_email", Equal: []any{x.Email}}))
		if err != nil || len(docs) != 1 || !equalDocs(docs[0], x.doc(2)) {
			t.Errorf("%s was found as %.500v, %v", x.ID, docs, err)
		}
	}
}

func (s suite) infinity(t *testing.T, e storage.Engine) {
	ensure(t, e, things)
	x := thing{ID: "a", Email: "a@", Body: math.Inf(1)}
	err := e.Insert(t.Context(), "things", x.doc(1))
	if err == nil {
		var d storage.Doc
		if d, err = e.Get(t.Context(), "things", "a"); err == nil && !equalDocs(d, x.doc(1)) {
			err = fmt.Errorf("came back as %v", d)
		}
	}
	s.expect(t, NoInfinity, err)
}

func refused(t *testing.T, e storage.Engine) {
	ctx := t.Context()
	ensure(t, e, things)
	good := thing{ID: "a", Email: "a@"}
	raw := func(change func(bson.M)) storage.Doc {
		var m bson.M
		must(t, bson.Unmarshal(good.doc(1), &m))
		change(m)
		b, err := bson.Marshal(m)
		must(t, err)
		return b
	}
	for name, doc := range map[string]storage.Doc{
		"no id":             raw(func(m bson.M) { delete(m, "_id") }),
		"empty id":          raw(func(m bson.M) { m["_id"] = "" }),
		"id no text":        raw(func(m bson.M) { m["_id"] = 1 }),
		"id no UTF-8":       raw(func(m bson.M) { m["_id"] = "\xff" }),
		"rev 2":             raw(func(m bson.M) { m["rev"] = int64(2) }),
		"field missing":     raw(func(m bson.M) { delete(m, "n") }),
		"field null":        raw(func(m bson.M) { m["n"] = nil }),
		"field a list":      raw(func(m bson.M) { m["n"] = bson.A{1} }),
		"field a fraction":  raw(func(m bson.M) { m["n"] = 1.5 }),
		"unique text empty": raw(func(m bson.M) { m["email"] = "" }),
		"cut short":         good.doc(1)[:40],
		"nil":               nil,
		"too large":         raw(func(m bson.M) { m["body"] = strings.Repeat("x", storage.MaxDocument) }),
	} {
		if err := e.Insert(ctx, "things", doc); !errors.Is(err, storage.ErrInvalid) {
			t.Errorf("insert, %s: %v", name, err)
		}
		if err := e.Replace(ctx, "things", doc, 0); !errors.Is(err, storage.ErrInvalid) && name != "rev 2" {
			t.Errorf("replace, %s: %v", name, err)
		}
	}
	wantErr(t, e.Replace(ctx, "things", good.doc(3), 1), storage.ErrInvalid)
	wantErr(t, e.Insert(ctx, "strangers", good.doc(1)), storage.ErrInvalid)
	_, err := e.Get(ctx, "strangers", "a")
	wantErr(t, err, storage.ErrInvalid)
	if n, err := e.Count(ctx, "things", storage.Query{}); n != 0 || err != nil {
		t.Errorf("%d documents after refusals, %v", n, err)
	}
}

func contextEnded(t *testing.T, e storage.Engine) {
	ensure(t, e, things)
	must(t, e.Insert(t.Context(), "things", thing{ID: "a", Email: "a@"}.doc(1)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() error{
		"get":     func() error { _, err := e.Get(ctx, "things", "a"); return err },
		"insert":  func() error { return e.Insert(ctx, "things", thing{ID: "b", Email: "b@"}.doc(1)) },
		"replace": func() error { return e.Replace(ctx, "things", thing{ID: "a", Email: "c@"}.doc(2), 1) },
		"delete":  func() error { return e.Delete(ctx, "things", "a", 0) },
		"find":    func() error { _, err := collect(e.Find(ctx, "things", storage.Query{})); return err },
		"count":   func() error { _, err := e.Count(ctx, "things", storage.Query{}); return err },
		"ping":    func() error { return e.Ping(ctx) },
	} {
		if err := call(); !errors.Is(err, storage.ErrUnavailable) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d, err := e.Get(t.Context(), "things", "a"); err != nil || !equalDocs(d, thing{ID: "a", Email: "a@"}.doc(1)) {
		t.Errorf("calls whose context had ended before they began left %v, %v", d, err)
	}
}

func closed(t *testing.T, e storage.Engine) {
	ensure(t, e, things)
	must(t, e.Close())
	must(t, e.Close())
	_, err := e.Get(t.Context(), "things", "a")
	wantErr(t, err, storage.ErrUnavailable)
	wantErr(t, e.Insert(t.Context(), "things", thing{ID: "a", Email: "a"}.doc(1)), storage.ErrUnavailable)
	_, err = collect(e.Find(t.Context(), "things", storage.Query{}))
	wantErr(t, err, storage.ErrUnavailable)
	wantErr(t, e.Ping(t.Context()), storage.ErrUnavailable)
}
