// Package backup writes all documents of a store to one stream and reads them back, into the same kind of store or another: so it
// also moves an installation from the embedded database to MongoDB.
//
// The stream is gzip over BSON documents: a header, a record {c: collection, d: document} for each document, and an end that counts
// them. Each document is whole; the stream as a whole is not a snapshot of one moment, for writes may go on meanwhile.
package backup

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"upstander/storage"
)

// Recorder is an engine that remembers which collections were declared through it.
type Recorder struct {
	storage.Engine
	mu    sync.Mutex
	specs []storage.Spec
}

// Ensure notes the collection and passes on.
func (r *Recorder) Ensure(ctx context.Context, spec storage.Spec) error {
	r.mu.Lock()
	r.specs = append(r.specs, spec)
	r.mu.Unlock()
	return r.Engine.Ensure(ctx, spec)
}

const format = 1

type header struct {
	Format    int32     `bson:"upstander_backup"`
	CreatedAt time.Time `bson:"created_at"`
}

type record struct {
	Collection string   `bson:"c,omitempty"`
	Doc        bson.Raw `bson:"d,omitempty"`
	End        bool     `bson:"end,omitempty"`
	Count      int64    `bson:"count,omitempty"`
}

// Write writes every document of the recorded collections and gives their number.
func Write(ctx context.Context, r *Recorder, w io.Writer, now time.Time) (int64, error) {
	zip := gzip.NewWriter(w)
	put := func(v any) error {
		data, err := bson.Marshal(v)
		if err == nil {
			_, err = zip.Write(data)
		}
		return err
	}
	if err := put(header{format, now}); err != nil {
		return 0, err
	}
	count := int64(0)
	for _, spec := range r.specs {
		for doc, err := range r.Find(ctx, spec.Name, storage.Query{}) {
			if err == nil {
				err = put(record{Collection: spec.Name, Doc: doc})
			}
			if err != nil {
				return count, fmt.Errorf("backup of %s: %w", spec.Name, err)
			}
			count++
		}
	}
	if err := put(record{End: true, Count: count}); err != nil {
		return count, err
	}
	return count, zip.Close()
}

// The errors of Read.
var (
	ErrNotEmpty = errors.New("the store holds accounts already; restore into a new one")
	ErrFormat   = errors.New("this is not a whole backup")
)

// Read checks the whole stream first, for a cut one must not be half restored, and then stores its documents. r must not hold accounts;
// what a first start has made (the catalogue, keys) is replaced. open gives the stream anew each time.
func Read(ctx context.Context, r *Recorder, open func() (io.ReadCloser, error)) (int64, error) {
	for _, err := range r.Find(ctx, "users", storage.Query{Limit: 1}) {
		if err != nil {
			return 0, err
		}
		return 0, ErrNotEmpty
	}
	if _, err := each(open, func(record) error { return nil }); err != nil {
		return 0, err
	}
	known := map[string]bool{}
	for _, spec := range r.specs {
		known[spec.Name] = true
	}
	return each(open, func(rec record) error {
		if !known[rec.Collection] {
			return fmt.Errorf("%w: collection %q is not one of this version", ErrFormat, rec.Collection)
		}
		return store(ctx, r, rec)
	})
}

// store inserts a document, over one with its id where a first start has made it. Revisions begin anew.
func store(ctx context.Context, r *Recorder, rec record) error {
	id, ok := rec.Doc.Lookup("_id").StringValueOK()
	rev := rec.Doc.Lookup("rev")
	if !ok || rev.Type != bson.TypeInt64 {
		return fmt.Errorf("%w: a document of %s has no id or revision", ErrFormat, rec.Collection)
	}
	setRev := func(n int64) { binary.LittleEndian.PutUint64(rev.Value, uint64(n)) } // shares memory with the document
	setRev(1)
	err := r.Insert(ctx, rec.Collection, rec.Doc)
	if !errors.Is(err, storage.ErrExists) {
		return err
	}
	there, err := r.Get(ctx, rec.Collection, id)
	if err != nil {
		return fmt.Errorf("restore of %s %q: %w", rec.Collection, id, err)
	}
	now := there.Lookup("rev").Int64()
	setRev(now + 1)
	return r.Replace(ctx, rec.Collection, rec.Doc, now)
}

func each(open func() (io.ReadCloser, error), do func(record) error) (int64, error) {
	in, err := open()
	if err != nil {
		return 0, err
	}
	defer in.Close()
	zip, err := gzip.NewReader(bufio.NewReader(in))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	var h header
	if data, err := next(zip); err != nil || bson.Unmarshal(data, &h) != nil || h.Format != format {
		return 0, ErrFormat
	}
	for count := int64(0); ; count++ {
		data, err := next(zip)
		if err != nil {
			return count, fmt.Errorf("%w: it ends after %d documents", ErrFormat, count)
		}
		var rec record
		if err := bson.Unmarshal(data, &rec); err != nil {
			return count, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		if rec.End {
			if rec.Count != count {
				return count, fmt.Errorf("%w: %d of %d documents", ErrFormat, count, rec.Count)
			}
			// Reading on to the end checks the checksum that gzip keeps there.
			if n, err := io.Copy(io.Discard, zip); err != nil || n > 0 {
				return count, fmt.Errorf("%w: it does not end where it should", ErrFormat)
			}
			return count, nil
		}
		if err := do(rec); err != nil {
			return count, err
		}
	}
}

// next reads one BSON document.
func next(r io.Reader) (bson.Raw, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size[:])
	if n < 5 || n > storage.MaxDocument+4096 {
		return nil, ErrFormat
	}
	data := make([]byte, n)
	copy(data, size[:])
	if _, err := io.ReadFull(r, data[4:]); err != nil {
		return nil, err
	}
	return data, bson.Raw(data).Validate()
}
