package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"upstander/storage"
)

// busyTimeout is how long a statement waits for another process that writes; less than storage.Deadline.
const busyTimeout = 4 * time.Second

// Engine is a storage.Engine over one SQLite file.
type Engine struct {
	points  readers // for Get, so that it never waits behind a long query
	scans   readers // for the rest
	writers *sql.DB // one connection for the writer, one for Ensure
	writer  *writer
	tables  sync.Map // collection name → *table
	close   func() error
}

var _ storage.Engine = (*Engine)(nil)

// Open opens the database in the file at path, creating it (mode 0600) and its folder (mode 0700) where they are missing.
func Open(path string) (*Engine, error) {
	if err := create(path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	e := &Engine{
		points:  readers{DB: pool(path, max(2, runtime.NumCPU()), "query_only(1)")},
		scans:   readers{DB: pool(path, max(4, runtime.NumCPU()), "query_only(1)")},
		writers: pool(path, 2, "journal_mode(WAL)", "synchronous(FULL)", "journal_size_limit(67108864)"),
	}
	if e.writer, err = startWriter(e.writers); err != nil {
		e.writers.Close()
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	e.close = sync.OnceValue(func() error {
		return errors.Join(e.writer.stop(), e.points.Close(), e.scans.Close(), e.writers.Close())
	})
	return e, nil
}

// create makes the file before SQLite does, which would let the whole group read it. The journals get the file's mode.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// pool makes connections to the file as they are needed.
func pool(path string, size int, pragmas ...string) *sql.DB {
	// The wait for locks comes first: setting the others can meet one.
	q := url.Values{"_pragma": append([]string{fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds())}, pragmas...)}
	u := url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		panic(err) // the driver is not compiled in
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db
}

// Generation is good while no other process has written; the writer looks for that.
func (e *Engine) Generation() (gen uint64, ok bool) {
	return e.writer.generation.Load(), !e.writer.blind.Load()
}

// Ping reads the file.
func (e *Engine) Ping(ctx context.Context) error {
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	var n int
	return failure(e.scans.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n))
}

// Close ends the writes under way and closes the file. Calls after it give ErrUnavailable.
func (e *Engine) Close() error { return e.close() }

// table is what there is to know of a collection.
type table struct {
	spec                                              storage.Spec
	get, exists, insert, replace, remove, removeAtRev string
}

func (e *Engine) table(coll string) (*table, error) {
	if t, ok := e.tables.Load(coll); ok {
		return t.(*table), nil
	}
	return nil, fmt.Errorf("%w: collection %q is not declared", storage.ErrInvalid, coll)
}
