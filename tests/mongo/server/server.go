// Package server gives tests a MongoDB: the server that MONGODB_URI names, or else FerretDB 1.24 over SQLite, which speaks MongoDB's wire
// protocol in this process. It is a module of its own, for FerretDB brings some hundred modules that the product does not need.
package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/FerretDB/FerretDB/ferretdb"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Real is the URI of a MongoDB server to test against, "" for FerretDB.
func Real() string { return os.Getenv("MONGODB_URI") }

// Start gives the URI of an empty database that is gone when the test is over.
func Start(t testing.TB) (uri string) {
	t.Helper()
	name := fmt.Sprintf("upstander_test_%d_%d", os.Getpid(), time.Now().UnixNano())
	if Real() == "" {
		return ferret(t, name)
	}
	uri = withDatabase(Real(), name)
	t.Cleanup(func() { drop(t, uri, name) })
	return uri
}

// ferret runs a FerretDB of its own. It loses updates when several connections change one document, so clients are held to one.
func ferret(t testing.TB, name string) string {
	t.Helper()
	f, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Handler:   "sqlite",
		SQLiteURL: "file:" + t.TempDir() + "/",
		Logger:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	return withDatabase(f.MongoDBURI()+"?maxPoolSize=1", name)
}

// withDatabase puts a database name in the path of a URI. Credentials keep the database in which they are known.
func withDatabase(uri, name string) string {
	scheme, rest, _ := strings.Cut(uri, "://")
	rest, query, _ := strings.Cut(rest, "?")
	hosts, old, _ := strings.Cut(rest, "/")
	if old != "" && strings.Contains(hosts, "@") && !strings.Contains(query, "authSource=") {
		query = strings.TrimPrefix(query+"&authSource="+old, "&")
	}
	return scheme + "://" + hosts + "/" + url.PathEscape(name) + "?" + query
}

func drop(t testing.TB, uri, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err == nil {
		err = c.Database(name).Drop(ctx)
		c.Disconnect(ctx)
	}
	if err != nil {
		t.Errorf("drop %s: %v", name, err)
	}
}

// Database reads the database's name from a URI that Start gave.
func Database(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	_, rest, _ = strings.Cut(rest, "/")
	name, _, _ := strings.Cut(rest, "?")
	return name
}
