package mongodb

import (
	"context"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"upstander/storage"
)

// Get reads one document; see storage.Engine.
func (e *Engine) Get(ctx context.Context, coll, id string) (storage.Doc, error) {
	c, _, err := e.collection(coll)
	if err != nil {
		return nil, err
	}
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	doc, err := c.FindOne(ctx, bson.D{{Key: "_id", Value: id}}).Raw()
	if err != nil {
		return nil, fmt.Errorf("%w: %q", failure(err), id)
	}
	return unescape(doc), nil
}

// Find streams the documents of a query; see storage.Engine.
func (e *Engine) Find(ctx context.Context, coll string, q storage.Query) iter.Seq2[storage.Doc, error] {
	c, spec, err := e.collection(coll)
	var plan storage.Plan
	if err == nil {
		plan, err = spec.Plan(q)
	}
	if err != nil {
		return func(yield func(storage.Doc, error) bool) { yield(nil, err) }
	}
	return storage.Stream(ctx, plan, func(ctx context.Context, p storage.Plan, add func(storage.Doc) bool) error {
		ctx, cancel := storage.WithDeadline(ctx)
		defer cancel()
		o := options.Find().SetLimit(int64(p.Limit)).SetBatchSize(int32(p.Limit))
		if s := order(p); len(s) > 0 {
			o.SetSort(s)
		}
		cur, err := c.Find(ctx, filter(p), o)
		if err != nil {
			return failure(err)
		}
		defer cur.Close(context.WithoutCancel(ctx))
		for cur.Next(ctx) {
			if !add(unescape(append(storage.Doc(nil), cur.Current...))) { // the cursor uses its memory again
				return nil
			}
		}
		return failure(cur.Err())
	})
}

// Count counts the documents of a query; see storage.Engine.
func (e *Engine) Count(ctx context.Context, coll string, q storage.Query) (int64, error) {
	c, spec, err := e.collection(coll)
	if err != nil {
		return 0, err
	}
	q.After, q.Limit = nil, 0
	plan, err := spec.Plan(q)
	if err != nil {
		return 0, err
	}
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	n, err := c.CountDocuments(ctx, filter(plan))
	return n, failure(err)
}

func order(p storage.Plan) bson.D {
	dir := 1
	if p.Desc {
		dir = -1
	}
	var out bson.D
	for _, f := range p.Sort() {
		out = append(out, bson.E{Key: f, Value: dir})
	}
	return out
}

// filter writes the condition of a plan. What lies behind a position is a choice, by field, in the order of the index; its first bound is
// also said plainly, so that the server starts to read the index there.
func filter(p storage.Plan) bson.D {
	var all bson.A
	cond := func(field, op string, v any) bson.D {
		return bson.D{{Key: field, Value: bson.D{{Key: op, Value: v}}}}
	}
	for i, f := range p.EqualFields {
		all = append(all, cond(f, "$eq", p.Equal[i]))
	}
	if p.Min != nil {
		all = append(all, cond(p.Order[0], "$gte", p.Min))
	}
	if p.Max != nil {
		all = append(all, cond(p.Order[0], "$lt", p.Max))
	}
	if len(p.After) > 0 {
		behind := "$gt"
		if p.Desc {
			behind = "$lt"
		}
		var choice bson.A
		for i, f := range p.Order {
			var step bson.A
			for j := range i {
				step = append(step, cond(p.Order[j], "$eq", p.After[j]))
			}
			choice = append(choice, bson.D{{Key: "$and", Value: append(step, cond(f, behind, p.After[i]))}})
		}
		all = append(all, cond(p.Order[0], behind+"e", p.After[0]), bson.D{{Key: "$or", Value: choice}})
	}
	if len(all) == 0 {
		return bson.D{}
	}
	return bson.D{{Key: "$and", Value: all}}
}
