package mongodb

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"upstander/storage"
)

// Insert stores a new document; see storage.Engine.
func (e *Engine) Insert(ctx context.Context, coll string, doc storage.Doc) error {
	c, spec, err := e.collection(coll)
	if err != nil {
		return err
	}
	if _, _, err := spec.Check(doc, 1); err != nil {
		return err
	}
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	_, err = c.InsertOne(ctx, escape(doc))
	return failure(err)
}

// Replace stores doc over the revision wantRev; see storage.Engine.
func (e *Engine) Replace(ctx context.Context, coll string, doc storage.Doc, wantRev int64) error {
	c, spec, err := e.collection(coll)
	if err != nil {
		return err
	}
	id, _, err := spec.Check(doc, wantRev+1)
	if err != nil {
		return err
	}
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	r, err := c.ReplaceOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "rev", Value: wantRev}}, escape(doc))
	if err != nil {
		return failure(err)
	}
	return missed(ctx, c, id, r.MatchedCount)
}

// Delete removes a document; see storage.Engine.
func (e *Engine) Delete(ctx context.Context, coll, id string, wantRev int64) error {
	c, _, err := e.collection(coll)
	if err != nil {
		return err
	}
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	filter := bson.D{{Key: "_id", Value: id}}
	if wantRev != 0 {
		filter = append(filter, bson.E{Key: "rev", Value: wantRev})
	}
	r, err := c.DeleteOne(ctx, filter)
	if err != nil {
		return failure(err)
	}
	return missed(ctx, c, id, r.DeletedCount)
}

// missed tells why a write met no document.
func missed(ctx context.Context, c *mongo.Collection, id string, met int64) error {
	if met > 0 {
		return nil
	}
	err := c.FindOne(ctx, bson.D{{Key: "_id", Value: id}}, options.FindOne().SetProjection(bson.D{{Key: "_id", Value: 1}})).Err()
	if err == nil {
		err = storage.ErrConflict
		return fmt.Errorf("%w: %q", err, id)
	}
	return fmt.Errorf("%w: %q", failure(err), id)
}
