package storage

import (
	"context"
	"errors"
	"testing"
)

// counted is an engine that has one document and counts how often it is read.
type counted struct {
	Engine
	doc  Doc
	gets int
}

func (*counted) Generation() (uint64, bool)         { return 1, true }
func (*counted) Ensure(context.Context, Spec) error { return nil }
func (c *counted) Get(_ context.Context, _, id string) (Doc, error) {
	if c.gets++; id != "a" {
		return nil, ErrNotFound
	}
	return c.doc, nil
}

// TestPeekKeepsNothing reads a document by Peek, which leaves it to the engine until a Get has brought it into memory.
func TestPeekKeepsNothing(t *testing.T) {
	type thing struct {
		Meta `bson:",inline"`
		N    int `bson:"n"`
	}
	doc, err := encode(&thing{Meta{ID: "a", Rev: 1}, 7})
	if err != nil {
		t.Fatal(err)
	}
	e := &counted{doc: doc}
	c, err := Open[thing](t.Context(), e, Spec{Name: "things"})
	if err != nil {
		t.Fatal(err)
	}
	for step, want := range []struct {
		read func(context.Context, string) (thing, error)
		gets int
	}{{c.Peek, 1}, {c.Peek, 2}, {c.Get, 3}, {c.Get, 3}, {c.Peek, 3}} {
		if v, err := want.read(t.Context(), "a"); err != nil || v.N != 7 || e.gets != want.gets {
			t.Errorf("step %d: %+v, %v after %d reads of the engine, want %d", step, v, err, e.gets, want.gets)
		}
	}
	if _, err := c.Peek(t.Context(), "b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("what is not there: %v", err)
	}
}
