package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"upstander/storage"
)

// Ensure creates what is missing of a collection, all or nothing; see storage.Engine.
func (e *Engine) Ensure(ctx context.Context, spec storage.Spec) error {
	if err := spec.Validate(); err != nil {
		return err
	}
	missing, err := missingFrom(ctx, e.scans.DB, spec)
	if err == nil && missing.any() {
		err = e.build(ctx, spec)
	}
	if err != nil {
		return failure(err)
	}
	e.tables.Store(spec.Name, newTable(spec))
	return nil
}

// build does the work of Ensure as another process would: under the file's write lock, on a connection of its own.
// No deadline: filling in the columns of many documents takes its time.
func (e *Engine) build(ctx context.Context, spec storage.Spec) error {
	conn, err := e.writers.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err = construct(ctx, conn, spec)
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}

func construct(ctx context.Context, conn *sql.Conn, spec storage.Spec) error {
	missing, err := missingFrom(ctx, conn, spec) // again, now that nobody else can write
	if err != nil {
		return err
	}
	var steps []string
	if missing.table {
		steps = append(steps, "CREATE TABLE "+quote(spec.Name)+" (_id TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, _doc BLOB NOT NULL)")
	}
	for _, f := range missing.columns {
		steps = append(steps, "ALTER TABLE "+quote(spec.Name)+" ADD COLUMN "+quote(f)) // no type: values are kept as they come
	}
	for _, name := range missing.stale {
		steps = append(steps, "DROP INDEX "+quote(name))
	}
	for _, s := range steps {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	if !missing.table && len(missing.indexes) > 0 {
		if err := fillColumns(ctx, conn, spec, missing.indexes); err != nil {
			return err
		}
	}
	for _, ix := range missing.indexes {
		if _, err := conn.ExecContext(ctx, indexSQL(spec, ix)); err != nil {
			return fmt.Errorf("index %s: %w", ix.Name, err)
		}
	}
	return nil
}

// fillColumns sets the columns of new indexes from the documents. All of them, not only new columns: one left from an index that is no
// longer declared may be out of date.
func fillColumns(ctx context.Context, conn *sql.Conn, spec storage.Spec, indexes []storage.Index) error {
	part := storage.Spec{Name: spec.Name, Indexes: indexes}
	var sets []string
	for _, f := range part.Fields() {
		sets = append(sets, quote(f)+" = ?")
	}
	update, err := conn.PrepareContext(ctx, "UPDATE "+quote(spec.Name)+" SET "+strings.Join(sets, ", ")+" WHERE rowid = ?")
	if err != nil {
		return err
	}
	defer update.Close()
	// One document at a time: an UPDATE under a running SELECT of the same table may meet its own changes.
	for row := int64(-1 << 63); ; {
		var rev int64
		var doc []byte
		err := conn.QueryRowContext(ctx, "SELECT rowid, rev, _doc FROM "+quote(spec.Name)+" WHERE rowid > ? ORDER BY rowid LIMIT 1", row).Scan(&row, &rev, &doc)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		_, values, err := part.Check(doc, rev)
		if err != nil {
			return err
		}
		if _, err := update.ExecContext(ctx, append(columns(values), row)...); err != nil {
			return err
		}
	}
}

// gaps is what of a Spec is not in the database, and what is there beyond it. An index that is no longer declared must go: writes do not
// keep up its columns, and one declared again would be taken for good.
type gaps struct {
	table   bool
	columns []string
	indexes []storage.Index
	stale   []string // names of indexes
}

func (g gaps) any() bool { return g.table || len(g.columns)+len(g.indexes)+len(g.stale) > 0 }

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func missingFrom(ctx context.Context, db querier, spec storage.Spec) (gaps, error) {
	have := map[string]string{} // column → "", index → its SQL
	rows, err := db.QueryContext(ctx, `SELECT name, '' FROM pragma_table_info(?1)
		UNION ALL SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL`, spec.Name)
	if err != nil {
		return gaps{}, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return gaps{}, err
		}
		have[name] = text
	}
	if err := rows.Err(); err != nil {
		return gaps{}, err
	}
	g := gaps{table: len(have) == 0}
	for _, f := range spec.Fields() {
		if _, ok := have[f]; !ok {
			g.columns = append(g.columns, f)
		}
	}
	for _, ix := range spec.Indexes {
		name := spec.Name + "." + ix.Name
		switch text, ok := have[name]; {
		case !ok:
			g.indexes = append(g.indexes, ix)
		case text != indexSQL(spec, ix):
			return gaps{}, fmt.Errorf("%w: index %s is there and different; a changed index takes a new name", storage.ErrInvalid, name)
		}
		delete(have, name)
	}
	for name, text := range have {
		if text != "" {
			g.stale = append(g.stale, name)
		}
	}
	return g, nil
}

// indexSQL ends an index in _id, so that it gives the order of a query; a unique one needs no more than its fields.
func indexSQL(spec storage.Spec, ix storage.Index) string {
	kind, fields := "INDEX ", slices.Clone(ix.Fields)
	if ix.Unique {
		kind = "UNIQUE INDEX "
	} else {
		fields = append(fields, "_id")
	}
	for i, f := range fields {
		fields[i] = quote(f)
	}
	return "CREATE " + kind + quote(spec.Name+"."+ix.Name) + " ON " + quote(spec.Name) + " (" + strings.Join(fields, ", ") + ")"
}

func busy(err error) bool {
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code()&0xff == lib.SQLITE_BUSY
}
