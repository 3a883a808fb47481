package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"upstander/storage"
)

// Get reads one document; see storage.Engine.
func (e *Engine) Get(ctx context.Context, coll, id string) (storage.Doc, error) {
	t, err := e.table(coll)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, failure(err)
	}
	// The driver watches a context that can end with a goroutine for each call, which takes longer than the read. It is not needed
	// here: this pool has nothing but such reads.
	ctx = context.WithoutCancel(ctx)
	stmt, err := e.points.stmt(ctx, t.get)
	if err != nil {
		return nil, failure(err)
	}
	var doc []byte
	err = stmt.QueryRowContext(ctx, id).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%w: %q", storage.ErrNotFound, id)
	}
	return doc, failure(err)
}

// Find streams the documents of a query; see storage.Engine.
func (e *Engine) Find(ctx context.Context, coll string, q storage.Query) iter.Seq2[storage.Doc, error] {
	t, err := e.table(coll)
	var plan storage.Plan
	if err == nil {
		plan, err = t.spec.Plan(q)
	}
	if err != nil {
		return func(yield func(storage.Doc, error) bool) { yield(nil, err) }
	}
	return storage.Stream(ctx, plan, func(ctx context.Context, p storage.Plan, add func(storage.Doc) bool) error {
		query, args := statement("_doc", coll, p)
		return e.rows(ctx, query, args, add)
	})
}

// Count counts the documents of a query; see storage.Engine.
func (e *Engine) Count(ctx context.Context, coll string, q storage.Query) (n int64, err error) {
	t, err := e.table(coll)
	if err != nil {
		return 0, err
	}
	q.After, q.Limit = nil, 0
	plan, err := t.spec.Plan(q)
	if err != nil {
		return 0, err
	}
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	query, args := statement("count(*)", coll, plan)
	stmt, err := e.scans.stmt(ctx, query)
	if err != nil {
		return 0, failure(err)
	}
	return n, failure(stmt.QueryRowContext(ctx, args...).Scan(&n))
}

func (e *Engine) rows(ctx context.Context, query string, args []any, add func(storage.Doc) bool) error {
	ctx, cancel := storage.WithDeadline(ctx)
	defer cancel()
	stmt, err := e.scans.stmt(ctx, query)
	if err != nil {
		return failure(err)
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return failure(err)
	}
	defer rows.Close()
	for rows.Next() {
		var doc []byte
		if err := rows.Scan(&doc); err != nil {
			return failure(err)
		}
		if !add(doc) {
			return nil
		}
	}
	return failure(rows.Err())
}

// readers is a pool of connections that only read, with the queries prepared so far. There are few: a plan's values and limit are arguments.
type readers struct {
	*sql.DB
	stmts sync.Map // query text → *sql.Stmt
}

func (r *readers) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := r.stmts.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := r.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if old, raced := r.stmts.LoadOrStore(query, s); raced {
		s.Close()
		return old.(*sql.Stmt), nil
	}
	return s, nil
}

// statement writes the query of a plan. It names the index, for SQLite without statistics may guess another.
func statement(what, coll string, p storage.Plan) (query string, args []any) {
	var where []string
	cond := func(c string, values ...any) {
		where = append(where, c)
		args = append(args, columns(values)...)
	}
	from := quote(coll)
	if p.Index.Name != "" {
		from += " INDEXED BY " + quote(coll+"."+p.Index.Name)
	}
	for i, f := range p.EqualFields {
		cond(quote(f)+" = ?", p.Equal[i])
	}
	if p.Min != nil {
		cond(quote(p.Order[0])+" >= ?", p.Min)
	}
	if p.Max != nil {
		cond(quote(p.Order[0])+" < ?", p.Max)
	}
	dir, behind := " ASC", " > "
	if p.Desc {
		dir, behind = " DESC", " < "
	}
	if len(p.After) > 0 {
		marks := strings.Repeat(", ?", len(p.Order))[2:]
		cond("("+strings.Join(quoted(p.Order, ""), ", ")+")"+behind+"("+marks+")", p.After...)
	}
	query = "SELECT " + what + " FROM " + from
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	if what == "_doc" {
		if sort := quoted(p.Sort(), dir); len(sort) > 0 {
			query += " ORDER BY " + strings.Join(sort, ", ")
		}
		query += " LIMIT ?"
		args = append(args, limit(p.Limit))
	}
	return query, args
}

func quoted(names []string, suffix string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n) + suffix
	}
	return out
}

// limit is SQL's: below zero is none.
func limit(n int) int64 {
	if n == 0 {
		return -1
	}
	return int64(n)
}
