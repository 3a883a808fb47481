package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"upstander/storage"
)

const (
	maxGroup  = 256
	pollEvery = 200 * time.Millisecond
)

var errClosed = fmt.Errorf("%w: closed", storage.ErrUnavailable)

// writer does all writes, on one connection in one goroutine. Those that wait while a commit goes to the disk are
// committed together next, so the slow part, the disk's confirmation, is shared.
type writer struct {
	conn    *sql.Conn
	stmts   map[string]*sql.Stmt
	ops     chan *op
	quit    chan struct{}
	quitOne sync.Once
	ended   chan struct{}

	version    int64 // PRAGMA data_version: moves when another connection has written
	generation atomic.Uint64
	blind      atomic.Bool // the version could not be read
}

// op is a write on its way. Its caller may leave when its context ends; if it was not yet taken it is not done at all.
type op struct {
	ctx   context.Context
	run   func(*writer) error
	err   error
	done  chan error // buffered: the writer never waits for a caller
	taken atomic.Bool
	left  atomic.Bool
}

func startWriter(db *sql.DB) (*writer, error) {
	w := &writer{stmts: map[string]*sql.Stmt{}, ops: make(chan *op), quit: make(chan struct{}), ended: make(chan struct{})}
	ctx, cancel := context.WithTimeout(context.Background(), storage.Deadline)
	defer cancel()
	var err error
	for w.conn, err = db.Conn(ctx); busy(err) && ctx.Err() == nil; w.conn, err = db.Conn(ctx) {
		time.Sleep(5 * time.Millisecond) // two processes create one file: SQLite does not wait for the change to WAL
	}
	if err != nil {
		return nil, err
	}
	if err := w.poll(); err != nil {
		w.conn.Close()
		return nil, err
	}
	go w.loop()
	return w, nil
}

func (w *writer) loop() {
	defer close(w.ended)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case o := <-w.ops:
			w.group(o)
		case <-tick.C:
			w.blind.Store(w.poll() != nil)
		case <-w.quit:
			return
		}
	}
}

func (w *writer) stop() error {
	w.quitOne.Do(func() { close(w.quit) })
	<-w.ended
	for _, s := range w.stmts {
		s.Close()
	}
	return w.conn.Close()
}

// poll moves the generation if another connection has written since the last look.
func (w *writer) poll() error {
	var v int64
	if err := w.row("PRAGMA data_version").Scan(&v); err != nil {
		return err
	}
	if v != w.version {
		w.version = v
		w.generation.Add(1)
	}
	return nil
}

// submit has the writer do run and waits for the commit. An error of run that is the operation's own undoes nothing else.
func (w *writer) submit(ctx context.Context, run func(*writer) error) error {
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	if ctx.Err() != nil {
		return failure(ctx.Err())
	}
	o := &op{ctx: ctx, run: run, done: make(chan error, 1)}
	select {
	case w.ops <- o:
	case <-ctx.Done():
		return failure(ctx.Err())
	case <-w.quit:
		return errClosed
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		if !o.taken.CompareAndSwap(false, true) {
			o.left.Store(true)
			select {
			case err := <-o.done: // committed in this very moment
				return err
			default:
			}
		}
		return failure(ctx.Err())
	}
}

// group does first, and what else is waiting, in one transaction.
func (w *writer) group(first *op) {
	if err := w.begin(); err != nil {
		first.done <- failure(err)
		return
	}
	var ops []*op
	var broken error
	for o := first; o != nil && broken == nil; o = w.next(len(ops)) {
		if !o.taken.CompareAndSwap(false, true) {
			continue
		}
		ops = append(ops, o)
		if o.err = failure(o.run(w)); o.err != nil && !own(o.err) {
			broken = o.err // the file, not the operation: SQLite may have undone the others already
		}
	}
	if broken == nil {
		broken = failure(w.exec("COMMIT"))
	}
	if broken != nil {
		w.exec("ROLLBACK") // fails where SQLite did it by itself
	}
	for _, o := range ops {
		if o.left.Load() {
			w.generation.Add(1) // nobody dropped what is held in memory of this document
		}
		if broken != nil {
			o.err = broken
		}
		o.done <- o.err
	}
}

func (w *writer) next(n int) *op {
	if n >= maxGroup {
		return nil
	}
	select {
	case o := <-w.ops:
		return o
	default:
		return nil
	}
}

// begin takes the file's write lock, waiting for other processes.
func (w *writer) begin() error {
	err := w.exec("BEGIN IMMEDIATE")
	if err != nil && !busy(err) {
		w.exec("ROLLBACK") // one that failed before would bar the way for ever
		err = w.exec("BEGIN IMMEDIATE")
	}
	return err
}

// stmt gives the prepared form of a statement. No context here: a statement that is broken off could undo a whole group.
func (w *writer) stmt(query string) (*sql.Stmt, error) {
	if s := w.stmts[query]; s != nil {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		w.stmts[query] = s
	}
	return s, err
}

func (w *writer) exec(query string, args ...any) error {
	_, err := w.affect(query, args...)
	return err
}

func (w *writer) affect(query string, args ...any) (rows int64, err error) {
	s, err := w.stmt(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// row asks for one row by a prepared statement.
func (w *writer) row(query string, args ...any) interface{ Scan(...any) error } {
	s, err := w.stmt(query)
	if err != nil {
		return failed{err}
	}
	return s.QueryRowContext(context.Background(), args...)
}

type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }

func (w *writer) has(query, id string) (bool, error) {
	var one int
	err := w.row(query, id).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
