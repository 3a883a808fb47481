package mongo_test

import (
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"upstander/storage"
	"upstander/storage/mongodb"
	"upstander/storage/storagetest"
	"upstander/tests/mongo/server"
)

// ferretFaults are those of FerretDB 1.24.2 over SQLite, besides the lost updates for which package server holds clients to one
// connection. A MongoDB server is allowed none.
var ferretFaults = []storagetest.Fault{
	storagetest.NoInfinity,     // it keeps documents as JSON
	storagetest.RebuiltIndexes, // see TestFerretRebuiltIndexes
}

func open(t testing.TB, uri string) *mongodb.Engine {
	t.Helper()
	e, err := mongodb.Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func TestSuite(t *testing.T) {
	faults := ferretFaults
	if server.Real() != "" {
		faults = nil
	}
	storagetest.Run(t, func(t *testing.T) storage.Engine { return open(t, server.Start(t)) }, faults...)
}

func TestReopen(t *testing.T) {
	storagetest.Reopen(t, func(t *testing.T) func() storage.Engine {
		uri := server.Start(t)
		return func() storage.Engine { return open(t, uri) }
	})
}

// TestFerretRebuiltIndexes shows why several instances cannot start at once on FerretDB: it panics, and drops the connection, when asked for
// indexes of which it has some.
func TestFerretRebuiltIndexes(t *testing.T) {
	if server.Real() != "" {
		t.Skip("about FerretDB")
	}
	client, err := mongo.Connect(options.Client().ApplyURI(server.Start(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(t.Context())
	var models []mongo.IndexModel
	for _, f := range []string{"a", "b", "c", "d", "e"} {
		models = append(models, mongo.IndexModel{Keys: bson.D{{Key: f, Value: 1}}})
	}
	indexes := client.Database("x").Collection("y").Indexes()
	if _, err := indexes.CreateMany(t.Context(), models); err != nil {
		t.Fatal(err)
	}
	if _, err := indexes.CreateMany(t.Context(), models); err == nil {
		t.Error("the fault does not show any more: take the exception back")
	}
}

// TestOperatorsView shows that documents are kept as an operator expects them, and indexes under their declared names.
func TestOperatorsView(t *testing.T) {
	uri := server.Start(t)
	e := open(t, uri)
	spec := storage.Spec{Name: "people", Indexes: []storage.Index{{Name: "by_city", Fields: []string{"city"}}}}
	if err := e.Ensure(t.Context(), spec); err != nil {
		t.Fatal(err)
	}
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: "p"}, {Key: "rev", Value: int64(1)}, {Key: "city", Value: "Kigali"}, {Key: "m", Value: bson.D{{Key: "a.b", Value: 1}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Insert(t.Context(), "people", doc); err != nil {
		t.Fatal(err)
	}
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(t.Context())
	db := client.Database(server.Database(uri))
	got, err := db.Collection("people").FindOne(t.Context(), bson.D{{Key: "city", Value: "Kigali"}, {Key: "m.a%2Eb", Value: 1}}).Raw()
	if err != nil || got.Lookup("_id").StringValue() != "p" || got.Lookup("rev").Int64() != 1 {
		t.Errorf("found %v, %v", got, err)
	}
	specs, err := db.Collection("people").Indexes().ListSpecifications(t.Context())
	if err != nil || len(specs) != 2 || specs[1].Name != "by_city" {
		t.Errorf("indexes are %+v, %v", specs, err)
	}
}

func TestServerAway(t *testing.T) {
	e := open(t, "mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=100") // opens all the same
	if err := e.Ping(t.Context()); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("ping: %v", err)
	}
	if err := e.Ensure(t.Context(), storage.Spec{Name: "people"}); !errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("ensure: %v", err)
	}
}
