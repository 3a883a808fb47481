package sqlite

import (
	"context"
	"fmt"
	"strings"
	"time"

	"upstander/storage"
)

// Insert stores a new document; see storage.Engine.
func (e *Engine) Insert(ctx context.Context, coll string, doc storage.Doc) error {
	t, err := e.table(coll)
	if err != nil {
		return err
	}
	id, values, err := t.spec.Check(doc, 1)
	if err != nil {
		return err
	}
	args := append([]any{id, int64(1), []byte(doc)}, columns(values)...)
	return e.writer.submit(ctx, func(w *writer) error { return w.exec(t.insert, args...) })
}

// Replace stores doc over the revision wantRev; see storage.Engine.
func (e *Engine) Replace(ctx context.Context, coll string, doc storage.Doc, wantRev int64) error {
	t, err := e.table(coll)
	if err != nil {
		return err
	}
	id, values, err := t.spec.Check(doc, wantRev+1)
	if err != nil {
		return err
	}
	args := append([]any{wantRev + 1, []byte(doc)}, columns(values)...)
	args = append(args, id, wantRev)
	return e.writer.submit(ctx, func(w *writer) error { return w.change(t, id, t.replace, args...) })
}

// Delete removes a document; see storage.Engine.
func (e *Engine) Delete(ctx context.Context, coll, id string, wantRev int64) error {
	t, err := e.table(coll)
	if err != nil {
		return err
	}
	return e.writer.submit(ctx, func(w *writer) error {
		if wantRev == 0 {
			return w.change(t, id, t.remove, id)
		}
		return w.change(t, id, t.removeAtRev, id, wantRev)
	})
}

// change does a statement that must meet the one document, and tells why it did not.
func (w *writer) change(t *table, id, query string, args ...any) error {
	n, err := w.affect(query, args...)
	if err != nil || n == 1 {
		return err
	}
	there, err := w.has(t.exists, id)
	switch {
	case err != nil:
		return err
	case there:
		return fmt.Errorf("%w: %q", storage.ErrConflict, id)
	default:
		return fmt.Errorf("%w: %q", storage.ErrNotFound, id)
	}
}

// columns gives values the form in which columns hold them.
func columns(values []any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = column(v)
	}
	return out
}

func column(v any) any {
	switch v := v.(type) {
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case time.Time:
		return v.UnixMilli()
	}
	return v
}

// newTable writes the statements of a collection.
func newTable(spec storage.Spec) *table {
	name, fields := quote(spec.Name), spec.Fields()
	var cols, marks, sets strings.Builder
	for _, f := range fields {
		cols.WriteString(", " + quote(f))
		marks.WriteString(", ?")
		sets.WriteString(", " + quote(f) + " = ?")
	}
	return &table{
		spec:        spec,
		get:         "SELECT _doc FROM " + name + " WHERE _id = ?",
		exists:      "SELECT 1 FROM " + name + " WHERE _id = ?",
		insert:      "INSERT INTO " + name + " (_id, rev, _doc" + cols.String() + ") VALUES (?, ?, ?" + marks.String() + ")",
		replace:     "UPDATE " + name + " SET rev = ?, _doc = ?" + sets.String() + " WHERE _id = ? AND rev = ?",
		remove:      "DELETE FROM " + name + " WHERE _id = ?",
		removeAtRev: "DELETE FROM " + name + " WHERE _id = ? AND rev = ?",
	}
}

// quote makes an SQL name; the forms that storage.Spec allows hold no quotes.
func quote(name string) string { return `"` + name + `"` }
