package mongodb

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"upstander/storage"
)

// DefaultDatabase is used where the URI names none.
const DefaultDatabase = "upstander"

// Engine is a storage.Engine over one database of a server.
type Engine struct {
	client *mongo.Client
	db     *mongo.Database
	specs  sync.Map // collection name → storage.Spec
	close  func() error
}

var _ storage.Engine = (*Engine)(nil)

// Open makes the engine for a mongodb:// or mongodb+srv:// URI (https://www.mongodb.com/docs/manual/reference/connection-string/). It
// does not wait for the server: Ping tells whether it answers. Only a mongodb+srv name is looked up at once.
// What the URI does not say is set for safety: majority writes and reads, retried writes.
func Open(_ context.Context, uri string) (*Engine, error) {
	name, err := databaseName(uri)
	if err != nil {
		return nil, err
	}
	o := options.Client().ApplyURI(uri)
	if o.WriteConcern == nil {
		o.SetWriteConcern(writeconcern.Majority())
	}
	if o.ReadConcern == nil {
		o.SetReadConcern(readconcern.Majority())
	}
	if o.RetryWrites == nil {
		o.SetRetryWrites(true)
	}
	if o.AppName == nil {
		o.SetAppName(DefaultDatabase)
	}
	if o.ServerSelectionTimeout == nil {
		o.SetServerSelectionTimeout(storage.Deadline)
	}
	o.SetReadPreference(readpref.Primary()) // a secondary may not have what was just written
	client, err := mongo.Connect(o)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	e := &Engine{client: client, db: client.Database(name)}
	e.close = sync.OnceValue(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), storage.Deadline)
		defer cancel()
		return client.Disconnect(ctx)
	})
	return e, nil
}

// databaseName reads the path of the URI. net/url does not parse a list of hosts.
func databaseName(uri string) (string, error) {
	_, rest, ok := strings.Cut(uri, "://")
	if !ok {
		return "", fmt.Errorf("open database: the URI lacks its scheme")
	}
	rest, _, _ = strings.Cut(rest, "?")
	_, path, _ := strings.Cut(rest, "/")
	name, err := url.PathUnescape(path)
	if err != nil {
		return "", fmt.Errorf("open database: name in the URI: %w", err)
	}
	if name == "" {
		return DefaultDatabase, nil
	}
	return name, nil
}

// Generation is never good: other processes write to a server as a matter of course.
func (e *Engine) Generation() (gen uint64, ok bool) { return 0, false }

// Ping asks the primary.
func (e *Engine) Ping(ctx context.Context) error {
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	return failure(e.client.Ping(ctx, readpref.Primary()))
}

// Close ends the connections. Calls after it give ErrUnavailable.
func (e *Engine) Close() error { return e.close() }

func (e *Engine) collection(name string) (*mongo.Collection, storage.Spec, error) {
	if s, ok := e.specs.Load(name); ok {
		return e.db.Collection(name), s.(storage.Spec), nil
	}
	return nil, storage.Spec{}, fmt.Errorf("%w: collection %q is not declared", storage.ErrInvalid, name)
}

// buildDeadline is for making indexes over what is there.
const buildDeadline = 10 * time.Minute
