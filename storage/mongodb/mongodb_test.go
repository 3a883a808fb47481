package mongodb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"upstander/storage"
)

func TestDatabaseName(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://h":                            "upstander",
		"mongodb://h/":                           "upstander",
		"mongodb://h/?w=1":                       "upstander",
		"mongodb://u:p%2F@a:1,b:2/school?x=a/b":  "school",
		"mongodb+srv://cluster.example.org/a%20": "a ",
		"mongodb://%2Ftmp%2Fmongodb.sock/school": "school",
	} {
		if got, err := databaseName(uri); got != want || err != nil {
			t.Errorf("%s: %q, %v", uri, got, err)
		}
	}
	for _, uri := range []string{"", "localhost:27017", "mongodb://h/%zz"} {
		if got, err := databaseName(uri); err == nil {
			t.Errorf("%q: %q", uri, got)
		}
	}
}

func TestOpenRefusesBadURI(t *testing.T) {
	for _, uri := range []string{"mongodb://", "http://h/x", "mongodb://h/x?readPreference=nonsense"} {
		if e, err := Open(context.Background(), uri); err == nil {
			e.Close()
			t.Errorf("%s was taken", uri)
		}
	}
}

func doc(t testing.TB, d bson.D) storage.Doc {
	t.Helper()
	b, err := bson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEscape(t *testing.T) {
	in := doc(t, bson.D{{Key: "_id", Value: "$a.b"}, {Key: "m", Value: bson.A{bson.D{{Key: "$id", Value: bson.D{{Key: "a.b%24", Value: 1}}}}}}})
	want := doc(t, bson.D{{Key: "_id", Value: "$a.b"}, {Key: "m", Value: bson.A{bson.D{{Key: "%24id", Value: bson.D{{Key: "a%2Eb%2524", Value: 1}}}}}}})
	if got := escape(in); !bytes.Equal(got, want) || got.Validate() != nil {
		t.Errorf("escaped to %v", got)
	}
	if got := unescape(want); !bytes.Equal(got, in) {
		t.Errorf("unescaped to %v", got)
	}
	plain := doc(t, bson.D{{Key: "_id", Value: "x"}, {Key: "m", Value: bson.D{{Key: "k", Value: bson.A{}}}}})
	if got := escape(plain); &got[0] != &plain[0] {
		t.Error("a document without such keys was copied")
	}
}

// FuzzEscape: every key comes back, and the server sees no sign that has a meaning.
func FuzzEscape(f *testing.F) {
	f.Add("$set", "a.b")
	f.Add("%24", "%")
	f.Add("", "%2E.%25")
	f.Fuzz(func(t *testing.T, outer, inner string) {
		in, err := bson.Marshal(bson.D{{Key: outer, Value: bson.A{bson.D{{Key: inner, Value: outer}}}}})
		if err != nil {
			t.Skip() // a key cannot hold a zero byte
		}
		out := escape(in)
		if back := unescape(out); !bytes.Equal(back, in) {
			t.Errorf("%q, %q came back as %v", outer, inner, back)
		}
		elems, err := out.Elements()
		if err != nil || bytes.ContainsAny([]byte(elems[0].Key()), "$.") {
			t.Errorf("%q is sent as %v, %v", outer, out, err)
		}
	})
}

func TestFilter(t *testing.T) {
	spec := storage.Spec{Name: "x", Indexes: []storage.Index{{Name: "by", Fields: []string{"k", "n"}}}}
	for _, c := range []struct {
		q    storage.Query
		want string
	}{
		{storage.Query{}, `{}`},
		{storage.Query{Index: "by", Equal: []any{"v"}, Min: 1, Max: 9}, `{"$and":[{"k":{"$eq":"v"}},{"n":{"$gte":1}},{"n":{"$lt":9}}]}`},
		{storage.Query{Index: "by", Equal: []any{"v"}, After: []any{2, "id"}, Desc: true},
			`{"$and":[{"k":{"$eq":"v"}},{"n":{"$lte":2}},{"$or":[{"$and":[{"n":{"$lt":2}}]},{"$and":[{"n":{"$eq":2}},{"_id":{"$lt":"id"}}]}]}]}`},
	} {
		p, err := spec.Plan(c.q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := bson.MarshalExtJSON(filter(p), false, false)
		if err != nil || string(got) != c.want {
			t.Errorf("%+v: %s, %v", c.q, got, err)
		}
	}
}

func TestFailure(t *testing.T) {
	write := func(code int) error { return mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: code}}} }
	for _, c := range []struct{ err, want error }{
		{nil, nil},
		{mongo.ErrNoDocuments, storage.ErrNotFound},
		{write(11000), storage.ErrExists},
		{write(11001), storage.ErrExists},
		{mongo.CommandError{Code: 1, Message: "constraint failed: UNIQUE constraint failed: x (2067)"}, storage.ErrExists},
		{write(10334), storage.ErrInvalid},
		{mongo.CommandError{Code: 85}, storage.ErrInvalid},
		{mongo.WriteException{WriteConcernError: &mongo.WriteConcernError{Code: 64}}, storage.ErrUnavailable}, // written, not yet by a majority
		{mongo.CommandError{Code: 10107, Labels: []string{"RetryableWriteError"}}, storage.ErrUnavailable},    // no primary now
		{mongo.ErrClientDisconnected, storage.ErrUnavailable},
		{context.DeadlineExceeded, storage.ErrUnavailable},
	} {
		if got := failure(c.err); !errors.Is(got, c.want) || (c.want == nil) != (got == nil) {
			t.Errorf("%v became %v, want %v", c.err, got, c.want)
		}
	}
	if err := failure(fmt.Errorf("x: %w", context.Canceled)); !errors.Is(err, context.Canceled) {
		t.Error("the cause is lost")
	}
}

func TestSortEndsInID(t *testing.T) {
	spec := storage.Spec{Name: "x", Indexes: []storage.Index{{Name: "by", Fields: []string{"k", "n"}}, {Name: "one", Fields: []string{"u"}, Unique: true}}}
	for _, c := range []struct {
		q    storage.Query
		want bson.D
	}{
		{storage.Query{Index: "by", Equal: []any{"v"}, Desc: true}, bson.D{{Key: "n", Value: -1}, {Key: "_id", Value: -1}}},
		{storage.Query{Index: "one"}, bson.D{{Key: "u", Value: 1}}},
		{storage.Query{Index: "one", Equal: []any{"v"}}, nil},
	} {
		p, err := spec.Plan(c.q)
		if got := order(p); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %v, %v", c.q, got, err)
		}
	}
}
