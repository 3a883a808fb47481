package storage

import (
	"context"
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

func TestSame(t *testing.T) {
	doc := func(v any) Doc {
		b, err := bson.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	a := doc(bson.D{{Key: "x", Value: 1}, {Key: "m", Value: bson.D{{Key: "p", Value: "1"}, {Key: "q", Value: bson.A{1, bson.D{{Key: "r", Value: 1}, {Key: "s", Value: 2}}}}}}})
	for name, c := range map[string]struct {
		b    Doc
		want bool
	}{
		"another order":     {doc(bson.D{{Key: "m", Value: bson.D{{Key: "q", Value: bson.A{1, bson.D{{Key: "s", Value: 2}, {Key: "r", Value: 1}}}}, {Key: "p", Value: "1"}}}, {Key: "x", Value: 1}}), true},
		"another value":     {doc(bson.D{{Key: "x", Value: 1}, {Key: "m", Value: bson.D{{Key: "p", Value: "2"}, {Key: "q", Value: bson.A{1, bson.D{{Key: "r", Value: 1}, {Key: "s", Value: 2}}}}}}}), false},
		"another key":       {doc(bson.D{{Key: "x", Value: 1}, {Key: "m", Value: bson.D{{Key: "o", Value: "1"}, {Key: "q", Value: bson.A{1, bson.D{{Key: "r", Value: 1}, {Key: "s", Value: 2}}}}}}}), false},
		"values changed":    {doc(bson.D{{Key: "x", Value: 1}, {Key: "m", Value: bson.D{{Key: "p", Value: "1"}, {Key: "q", Value: bson.A{1, bson.D{{Key: "r", Value: 2}, {Key: "s", Value: 1}}}}}}}), false},
		"a field less":      {doc(bson.D{{Key: "x", Value: 1}}), false},
		"a list rearranged": {doc(bson.D{{Key: "x", Value: 1}, {Key: "m", Value: bson.D{{Key: "p", Value: "1"}, {Key: "q", Value: bson.A{bson.D{{Key: "r", Value: 1}, {Key: "s", Value: 2}}, 1}}}}}), false},
	} {
		if same(a, c.b) != c.want || same(c.b, a) != c.want {
			t.Errorf("%s: not %t", name, c.want)
		}
	}
}

// TestOpenRefuses: mistakes in a type show when the program starts, before any engine is asked.
func TestOpenRefuses(t *testing.T) {
	type outside struct {
		Meta
		N int `bson:"n"`
	}
	type sometimes struct {
		Meta `bson:",inline"`
		N    int `bson:"n,omitempty"`
	}
	spec := Spec{Name: "x", Indexes: []Index{{Name: "by_n", Fields: []string{"n"}}}}
	if _, err := Open[outside](context.Background(), nil, spec); !errors.Is(err, ErrInvalid) {
		t.Errorf("Meta not inline: %v", err)
	}
	if _, err := Open[sometimes](context.Background(), nil, spec); !errors.Is(err, ErrInvalid) {
		t.Errorf("indexed field may be left out: %v", err)
	}
	if _, err := Open[sometimes](context.Background(), nil, Spec{}); !errors.Is(err, ErrInvalid) {
		t.Errorf("no name: %v", err)
	}
}
