package storage

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"time"
)

// Plan is a Query checked against a Spec and laid out for an engine. Documents match when each of EqualFields has the value in Equal and,
// where there are bounds, Min <= Order[0] < Max. They are sorted by Order, which always ends in `_id`, and only those behind After
// are given; After is empty or as long as Order. All values are string, int64, bool or time.Time in whole milliseconds.
type Plan struct {
	Index       Index // zero for the order of _id
	EqualFields []string
	Equal       []any
	Order       []string
	Min, Max    any
	Desc        bool
	After       []any
	Limit       int // 0: no limit
}

// Plan lays out a query; the error is ErrInvalid.
func (s Spec) Plan(q Query) (Plan, error) {
	p := Plan{Desc: q.Desc, Limit: q.Limit}
	bad := func(what string) (Plan, error) {
		return Plan{}, fmt.Errorf("%w: query of %s by %q: %s", ErrInvalid, s.Name, q.Index, what)
	}
	if q.Index != "" {
		var ok bool
		if p.Index, ok = s.Index(q.Index); !ok {
			return bad("no such index")
		}
	}
	n := len(q.Equal)
	if n > len(p.Index.Fields) || q.Limit < 0 {
		return bad("more values in Equal than fields, or a negative limit")
	}
	p.EqualFields = p.Index.Fields[:n]
	p.Order = append(slices.Clone(p.Index.Fields[n:]), "_id")
	if len(q.After) != 0 && len(q.After) != len(p.Order) {
		return bad("After does not fit")
	}
	p.Equal, p.After = slices.Clone(q.Equal), slices.Clone(q.After)
	bounds := []any{q.Min, q.Max}
	for _, values := range [][]any{p.Equal, p.After, bounds} {
		for i, v := range values {
			var ok bool
			if values[i], ok = plain(v); !ok && !(v == nil && &values[0] == &bounds[0]) {
				return bad(fmt.Sprintf("a value is a %T", v))
			}
		}
	}
	p.Min, p.Max = bounds[0], bounds[1]
	return p, nil
}

// plain gives a query's value the form in which documents hold it.
func plain(v any) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, false
	case string, int64, bool:
		return v, true
	case time.Time:
		return time.UnixMilli(v.UnixMilli()).UTC(), true // floor, as BSON dates
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String(), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int(), true
	case reflect.Bool:
		return r.Bool(), true
	}
	return nil, false
}

// Sort lists the fields to sort by: Order, but without `_id` where a unique index leaves no ties, since it does not hold `_id`.
func (p Plan) Sort() []string {
	if p.Index.Unique {
		return p.Order[:len(p.Order)-1]
	}
	return p.Order
}

// Position gives the place of a document in the plan's order: what After takes.
func (p Plan) Position(doc Doc) ([]any, error) {
	out := make([]any, len(p.Order))
	for i, f := range p.Order {
		var ok bool
		if out[i], ok = scalar(doc.Lookup(f)); !ok {
			return nil, fmt.Errorf("%w: %q lacks the indexed field %s", ErrInvalid, doc.Lookup("_id").String(), f)
		}
	}
	return out, nil
}

// A stream is fetched in pieces, each a query of its own that goes on behind the piece before. So a slow reader holds no
// connection, snapshot or server cursor, and each piece has its own deadline.
const (
	firstPiece = 64
	pieceLimit = 512
	pieceBytes = 4 << 20
)

// Stream makes Engine.Find of a function that fetches one piece: it hands documents to add in order until add says false or p.Limit is reached.
func Stream(ctx context.Context, p Plan, fetch func(ctx context.Context, p Plan, add func(Doc) bool) error) iter.Seq2[Doc, error] {
	return func(yield func(Doc, error) bool) {
		p := p // each run of the iterator starts anew
		left := p.Limit
		for size := firstPiece; ; size = min(2*size, pieceLimit) {
			if p.Limit > 0 {
				size = min(size, left)
			}
			piece := p
			piece.Limit = size
			var docs []Doc
			bytes := 0
			err := fetch(ctx, piece, func(d Doc) bool {
				docs = append(docs, d)
				bytes += len(d)
				return bytes < pieceBytes
			})
			for _, d := range docs {
				if !yield(d, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
			left -= len(docs)
			if p.Limit > 0 && left <= 0 || len(docs) < size && bytes < pieceBytes {
				return
			}
			if p.After, err = p.Position(docs[len(docs)-1]); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// Deadline is what an engine puts on a call whose context has none.
const Deadline = 5 * time.Second

// WithDeadline gives ctx the usual deadline where it has none.
func WithDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, Deadline)
}
