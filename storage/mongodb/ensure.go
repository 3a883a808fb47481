package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"upstander/storage"
)

// Ensure makes the indexes that are missing; the collection comes with the first document or index. Several instances may do it at
// once. See storage.Engine.
func (e *Engine) Ensure(ctx context.Context, spec storage.Spec) error {
	if err := spec.Validate(); err != nil {
		return err
	}
	c := e.db.Collection(spec.Name)
	missing, err := missingFrom(ctx, c, spec)
	if err == nil && len(missing) > 0 {
		err = build(ctx, c, missing)
	}
	if err != nil {
		return failure(err)
	}
	e.specs.Store(spec.Name, spec)
	return nil
}

func missingFrom(ctx context.Context, c *mongo.Collection, spec storage.Spec) ([]storage.Index, error) {
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	have, err := c.Indexes().ListSpecifications(ctx)
	if err != nil {
		return nil, err
	}
	var missing []storage.Index
	for _, ix := range spec.Indexes {
		i := slices.IndexFunc(have, func(h mongo.IndexSpecification) bool { return h.Name == ix.Name })
		if i < 0 {
			missing = append(missing, ix)
			continue
		}
		unique := have[i].Unique != nil && *have[i].Unique
		elems, err := have[i].KeysDocument.Elements()
		if err != nil {
			return nil, err
		}
		var fields []string
		for _, el := range elems {
			fields = append(fields, el.Key())
		}
		if unique != ix.Unique || !slices.Equal(fields, keys(ix)) {
			return nil, fmt.Errorf("%w: index %s of %s is there and different; a changed index takes a new name", storage.ErrInvalid, ix.Name, spec.Name)
		}
	}
	return missing, nil
}

func build(ctx context.Context, c *mongo.Collection, missing []storage.Index) error {
	ctx, cancel := context.WithTimeout(ctx, buildDeadline)
	defer cancel()
	var lacking bson.A
	var models []mongo.IndexModel
	for _, ix := range missing {
		var k bson.D
		for _, f := range keys(ix) {
			k = append(k, bson.E{Key: f, Value: 1})
			lacking = append(lacking, bson.D{{Key: f, Value: nil}}) // null or absent
		}
		models = append(models, mongo.IndexModel{Keys: k, Options: options.Index().SetName(ix.Name).SetUnique(ix.Unique)})
	}
	doc, err := c.FindOne(ctx, bson.D{{Key: "$or", Value: lacking}}).Raw()
	if err == nil {
		return fmt.Errorf("%w: %v of %s lacks a field of a new index", storage.ErrInvalid, doc.Lookup("_id"), c.Name())
	}
	if !errors.Is(err, mongo.ErrNoDocuments) {
		return err
	}
	_, err = c.Indexes().CreateMany(ctx, models)
	return err
}

// keys ends an index in _id, so that it gives the order of a query; a unique one must be over its fields alone.
func keys(ix storage.Index) []string {
	if ix.Unique {
		return ix.Fields
	}
	return append(slices.Clone(ix.Fields), "_id")
}
