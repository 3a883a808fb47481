package storage

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Collection keeps documents of one type in an Engine. Declare one as *Collection[Enrolment, *Enrolment]. It is safe for concurrent use.
//
// Errors are those of Engine, wrapped with the operation and the collection's name.
type Collection[T any, P interface {
	*T
	Document
}] struct {
	engine Engine
	spec   Spec
	cache  *cache[T]
}

// Open ensures the collection and its indexes and gives access to it. P is inferred: Open[Enrolment](ctx, engine, spec).
func Open[T any, P interface {
	*T
	Document
}](ctx context.Context, engine Engine, spec Spec) (*Collection[T, P], error) {
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	var zero T
	P(&zero).meta().Rev = 1
	doc, err := encode(&zero)
	if err != nil {
		return nil, err
	}
	if doc.Lookup("_id").Type != bson.TypeString || doc.Lookup("rev").Type != bson.TypeInt64 {
		return nil, fmt.Errorf("%w: %T of %s does not embed Meta with `bson:\",inline\"`", ErrInvalid, zero, spec.Name)
	}
	for _, f := range spec.Fields() {
		if _, err := doc.LookupErr(f); err != nil {
			return nil, fmt.Errorf("%w: %T of %s does not always write the indexed field %s", ErrInvalid, zero, spec.Name, f)
		}
	}
	if err := engine.Ensure(ctx, spec); err != nil {
		return nil, fmt.Errorf("ensure %s: %w", spec.Name, err)
	}
	return &Collection[T, P]{engine: engine, spec: spec, cache: newCache[T]()}, nil
}

// Get gives the document with this id. The value may be shared with other readers: do not change what its slices, maps and
// pointers hold. Where Engine.Generation allows, it comes from memory; it is never older than a write that has ended in this
// process, and at most a quarter of a second behind other processes.
func (c *Collection[T, P]) Get(ctx context.Context, id string) (T, error) {
	gen, held := c.engine.Generation()
	s := c.cache.shard(id)
	v, hit, epoch := s.get(id, gen)
	if held && hit {
		return v, nil
	}
	doc, err := c.engine.Get(ctx, c.spec.Name, id)
	if err != nil {
		return v, c.wrap("get", err)
	}
	if v, err = decode[T](doc); err == nil && held && !hit {
		s.fill(id, v, len(doc), gen, epoch)
	}
	return v, c.wrap("get", err)
}

// Peek gives the document as Get does, but keeps nothing of it in memory: for walks over very many documents, each read once, that would push
// out what is read often.
func (c *Collection[T, P]) Peek(ctx context.Context, id string) (T, error) {
	gen, held := c.engine.Generation()
	if v, hit, _ := c.cache.shard(id).get(id, gen); held && hit {
		return v, nil
	}
	doc, err := c.engine.Get(ctx, c.spec.Name, id)
	if err != nil {
		var none T
		return none, c.wrap("get", err)
	}
	v, err := decode[T](doc)
	return v, c.wrap("get", err)
}

// Insert stores a new document, which must have an ID, and gives it as stored: with Rev 1. As with Get, the value may be shared.
func (c *Collection[T, P]) Insert(ctx context.Context, v T) (T, error) {
	m := P(&v).meta()
	m.Rev = 1
	doc, err := encode(&v)
	if err != nil {
		return v, c.wrap("insert", err)
	}
	return c.write("insert", m.ID, doc, func() error { return c.engine.Insert(ctx, c.spec.Name, doc) })
}

// How often Update tries before it gives ErrConflict, and the longest pause between.
const (
	maxTries = 100
	maxPause = 32 * time.Millisecond
)

// Update reads the document, has fn change it and stores it, again from the start when another changed it meanwhile. So fn may
// run several times, each time on a fresh copy that is its own, and must do nothing else. An error of fn is given as it is and nothing is
// written; nor is anything when fn changes nothing. As with Get, the value given back may be shared.
func (c *Collection[T, P]) Update(ctx context.Context, id string, fn func(*T) error) (T, error) {
	for try := 0; ; try++ {
		v, again, err := c.change(ctx, id, nil, fn)
		if !again || try == maxTries {
			return v, err
		}
		pause := min(time.Millisecond<<min(try, 10), maxPause)
		select {
		case <-time.After(rand.N(pause)): // random, so that rivals do not meet again
		case <-ctx.Done():
			return v, c.wrap("update", fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err()))
		}
	}
}

// UpdateAt is Update for a person's edit of revision rev: ErrConflict, and no second try, if the document has another.
func (c *Collection[T, P]) UpdateAt(ctx context.Context, id string, rev int64, fn func(*T) error) (T, error) {
	v, _, err := c.change(ctx, id, &rev, fn)
	return v, err
}

// change is one try of an update. again: another was faster.
func (c *Collection[T, P]) change(ctx context.Context, id string, want *int64, fn func(*T) error) (v T, again bool, err error) {
	stored, err := c.engine.Get(ctx, c.spec.Name, id)
	if err != nil {
		return v, false, c.wrap("update", err)
	}
	if v, err = decode[T](stored); err != nil {
		return v, false, c.wrap("update", err)
	}
	m := P(&v).meta()
	meta := *m
	if want != nil && meta.Rev != *want {
		return v, false, c.wrap("update", ErrConflict)
	}
	if err = fn(&v); err != nil {
		var zero T
		return zero, false, err
	}
	*m = meta // not fn's to change
	doc, err := encode(&v)
	if err != nil {
		return v, false, c.wrap("update", err)
	}
	if same(stored, doc) {
		v, err = decode[T](stored)
		return v, false, c.wrap("update", err)
	}
	// The value found shares memory with doc: this sets the revision without encoding again.
	binary.LittleEndian.PutUint64(doc.Lookup("rev").Value, uint64(meta.Rev+1))
	v, err = c.write("update", id, doc, func() error { return c.engine.Replace(ctx, c.spec.Name, doc, meta.Rev) })
	return v, errors.Is(err, ErrConflict), err
}

// Delete removes the document, whichever revision it has.
func (c *Collection[T, P]) Delete(ctx context.Context, id string) error {
	return c.DeleteAt(ctx, id, 0)
}

// DeleteAt removes the document if it has this revision; 0 is any.
func (c *Collection[T, P]) DeleteAt(ctx context.Context, id string, rev int64) error {
	_, err := c.write("delete", id, nil, func() error { return c.engine.Delete(ctx, c.spec.Name, id, rev) })
	return err
}

// write does a write of id with the cache kept right. It gives doc decoded, unless doc is nil.
func (c *Collection[T, P]) write(op, id string, doc Doc, do func() error) (v T, err error) {
	gen, held := c.engine.Generation()
	s := c.cache.shard(id)
	epoch := s.begin(id)
	var written *T
	defer func() { s.end(id, written, len(doc), gen, epoch) }() // also when do panics
	if err = do(); err != nil || doc == nil {
		return v, c.wrap(op, err)
	}
	if v, err = decode[T](doc); err == nil && held {
		written = &v
	}
	return v, c.wrap(op, err)
}

func (c *Collection[T, P]) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", op, c.spec.Name, err)
}
