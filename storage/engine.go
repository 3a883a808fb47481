package storage

import (
	"context"
	"errors"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The errors of an Engine. They are wrapped with the operation's name; test with errors.Is.
var (
	// ErrNotFound: no document has this id.
	ErrNotFound = errors.New("not found")
	// ErrExists: the id, or a value of a unique index, is taken.
	ErrExists = errors.New("already exists")
	// ErrConflict: the document's revision is not the one given.
	ErrConflict = errors.New("changed by another")
	// ErrUnavailable: the store cannot be reached, is full, or did not answer in time. A write may or may not have happened;
	// deterministic ids and revisions make trying again harmless.
	ErrUnavailable = errors.New("storage unavailable")
	// ErrInvalid: a document, query or declaration that breaks the rules of Spec. Nothing was written.
	ErrInvalid = errors.New("invalid")
)

// Doc is a BSON document. It has `_id`, a string, and `rev`, an int64 that is 1 after Insert and grows by one with each Replace.
type Doc = bson.Raw

// Spec declares a collection.
type Spec struct {
	Name    string // lower-case letters, digits and underscores; so are the names of indexes and of indexed fields
	Indexes []Index
}

// Index declares an index over top-level fields. Every indexed field is present in every document and is a string, an
// int64, a bool or a date; a document without one is refused before it is written. A field of a unique index is never an empty string.
// The type of a field is the same in all documents. A changed index takes a new name; no two are over the same fields. An index that
// is no longer declared goes from SQLite; on MongoDB it stays until an operator drops it, for other instances may need it.
type Index struct {
	Name   string
	Fields []string
	Unique bool
}

// Query finds documents by a declared index.
type Query struct {
	Index string // name of the index; "" is the order of _id
	// Equal are the values of the index's first fields, in order; may be empty. With Index "" it is empty.
	Equal []any // string, int64, bool or time.Time
	// Min and Max bound the field after those in Equal (of _id when Index is "" or all fields are in Equal): Min <= field < Max; nil is no bound.
	Min, Max any
	Desc     bool // order of the remaining fields and of _id, all the same way
	// After is the position to go on behind: the values of the index fields after Equal, and the _id, of the last document seen.
	After []any
	Limit int // 0: no limit
}

// Engine keeps documents. It is safe for concurrent use; every call honours its context's deadline and adds one where there is none.
type Engine interface {
	// Ensure creates the collection and its indexes where they are missing; an index declared later is built over what is there,
	// or ErrInvalid if a document lacks its field, ErrExists if two have one value of a unique index. It may be repeated.
	Ensure(ctx context.Context, spec Spec) error
	Get(ctx context.Context, coll, id string) (Doc, error)
	// Insert stores a new document with rev 1.
	Insert(ctx context.Context, coll string, doc Doc) error
	// Replace stores doc, whose rev is wantRev+1, if the stored revision is wantRev.
	Replace(ctx context.Context, coll string, doc Doc, wantRev int64) error
	// Delete removes the document if its revision is wantRev; 0 removes whichever revision there is.
	Delete(ctx context.Context, coll, id string, wantRev int64) error
	// Find streams the documents of a query in the order: remaining index fields, then _id. A yielded document is
	// the caller's to keep. An error ends the stream. It is fetched in pieces: a document changed meanwhile may
	// be seen as it was or as it is, and twice or not at all if the change moved it in the order.
	Find(ctx context.Context, coll string, q Query) iter.Seq2[Doc, error]
	// Count counts what Find would give, without After and Limit.
	Count(ctx context.Context, coll string, q Query) (int64, error)
	// Generation lets a caller hold what it has read in memory. ok is false where other processes write as a matter of course
	// (a shared database server); else held documents are good while gen stays the same, for it moves, within a quarter of
	// a second, when another process has written (a command line beside a running server), and at once when a write went
	// through whose caller had been told ErrUnavailable.
	Generation() (gen uint64, ok bool)
	Ping(ctx context.Context) error
	Close() error
}
