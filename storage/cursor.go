package storage

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// ErrBadCursor: a cursor that Page did not give, or gave for another query.
var ErrBadCursor = errors.New("bad cursor")

// DefaultPage is the length of a page where the query has no Limit.
const DefaultPage = 50

// Find streams the documents of a query; see Engine.Find. Each value is the caller's own. An error ends the stream.
func (c *Collection[T, P]) Find(ctx context.Context, q Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for doc, err := range c.engine.Find(ctx, c.spec.Name, q) {
			var v T
			if err == nil {
				v, err = decode[T](doc)
			}
			if !yield(v, c.wrap("find", err)) || err != nil {
				return
			}
		}
	}
}

// Page gives up to q.Limit documents behind cursor, "" being the start, and the cursor of the next page, "" when there is
// none. A cursor is base64url text that holds the sorted values of the page's last document: show it to those alone who may see that document.
func (c *Collection[T, P]) Page(ctx context.Context, q Query, cursor string) (items []T, next string, err error) {
	if q.Limit <= 0 {
		q.Limit = DefaultPage
	}
	plan, err := c.spec.Plan(q)
	if err != nil {
		return nil, "", c.wrap("page", err)
	}
	mark := plan.mark()
	if cursor != "" {
		if q.After, err = readCursor(cursor, mark, len(plan.Order)); err != nil {
			return nil, "", c.wrap("page", err)
		}
	}
	size := q.Limit
	q.Limit++ // one more tells whether there is a next page
	var last Doc
	items = make([]T, 0, min(size, 256))
	for doc, err := range c.engine.Find(ctx, c.spec.Name, q) {
		if err != nil {
			return nil, "", c.wrap("page", err)
		}
		if len(items) == size {
			after, err := plan.Position(last)
			if err != nil {
				return nil, "", c.wrap("page", err)
			}
			next, err = writeCursor(after, mark)
			return items, next, c.wrap("page", err)
		}
		v, err := decode[T](doc)
		if err != nil {
			return nil, "", c.wrap("page", err)
		}
		items, last = append(items, v), doc
	}
	return items, "", nil
}

// Count counts the documents of a query, without After and Limit.
func (c *Collection[T, P]) Count(ctx context.Context, q Query) (int64, error) {
	n, err := c.engine.Count(ctx, c.spec.Name, q)
	return n, c.wrap("count", err)
}

// position is what a cursor holds, as BSON.
type position struct {
	Mark  string `bson:"q"`
	After []any  `bson:"a"`
}

// mark tells queries apart whose cursors must not be mixed up. Bounds are left out: they may move with the time between pages.
func (p Plan) mark() string {
	h := fnv.New32a()
	fmt.Fprintf(h, "%t %q", p.Desc, p.Equal)
	return fmt.Sprintf("%s.%08x", p.Index.Name, h.Sum32())
}

func writeCursor(after []any, mark string) (string, error) {
	b, err := bson.Marshal(position{mark, after})
	return base64.RawURLEncoding.EncodeToString(b), err
}

func readCursor(cursor, mark string, n int) ([]any, error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadCursor, err)
	}
	var p struct {
		Mark  string          `bson:"q"`
		After []bson.RawValue `bson:"a"`
	}
	if err := bson.Unmarshal(b, &p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadCursor, err)
	}
	if p.Mark != mark || len(p.After) != n {
		return nil, fmt.Errorf("%w: it belongs to another query", ErrBadCursor)
	}
	after := make([]any, n)
	for i, v := range p.After {
		var ok bool
		if after[i], ok = scalar(v); !ok {
			return nil, fmt.Errorf("%w: it holds a %v", ErrBadCursor, v.Type)
		}
	}
	if _, ok := after[n-1].(string); !ok {
		return nil, fmt.Errorf("%w: it lacks an id", ErrBadCursor)
	}
	return after, nil
}
