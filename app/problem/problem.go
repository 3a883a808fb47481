// Package problem is the one error type of the application: what went wrong in terms that a person can be told, as a
// translation key with arguments, and the cause for the log. handlers maps a Kind to an HTTP status.
package problem

import (
	"errors"
	"fmt"
	"time"

	"upstander/storage"
)

// Kind decides the HTTP status.
type Kind int

// The kinds.
const (
	Internal        Kind = iota // 500: the cause goes to the log alone
	Malformed                   // 400: cannot be read at all
	Unauthenticated             // 401
	Forbidden                   // 403
	NotFound                    // 404: absent, or not to be seen by this actor
	Conflict                    // 409
	TooLarge                    // 413
	UnsupportedType             // 415
	Invalid                     // 422: understood, and wrong; Fields say where
	TooMany                     // 429: RetryAfter says when
	Unavailable                 // 503: try again
)

// Field is a fault of one input field. Key is also the stable code that programs read.
type Field struct {
	Name string
	Key  string
	Args []any
}

// Error is a problem that a person can be told. Key is looked up as "problem.<key>" in the person's language; Args are
// pairs of name and value for its placeholders.
type Error struct {
	Kind       Kind
	Key        string
	Args       []any
	Fields     []Field
	RetryAfter time.Duration
	Err        error
}

func (e *Error) Error() string {
	text := e.Key
	for _, f := range e.Fields {
		text += fmt.Sprintf(" %s:%s", f.Name, f.Key)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// New makes a problem of a kind; args are pairs of name and value.
func New(kind Kind, key string, args ...any) *Error { return &Error{Kind: kind, Key: key, Args: args} }

// Missing says that a thing does not exist, or is not for this actor to see.
func Missing(key string) *Error { return New(NotFound, key) }

// Denied says that this actor may not.
func Denied() *Error { return New(Forbidden, "forbidden") }

// Wait says that this was tried too often.
func Wait(key string, after time.Duration) *Error {
	minutes := int(after.Round(time.Minute) / time.Minute)
	return &Error{Kind: TooMany, Key: key, RetryAfter: after, Args: []any{"n", max(minutes, 1)}}
}

// Wrong says that one field is wrong.
func Wrong(field, key string, args ...any) *Error {
	return &Error{Kind: Invalid, Key: "invalid", Fields: []Field{{field, key, args}}}
}

// Fields collects faults of fields; Err gives them as one error, or nil.
type Fields []Field

// Add notes a fault.
func (f *Fields) Add(name, key string, args ...any) { *f = append(*f, Field{name, key, args}) }

// Moment reads an RFC 3339 time, or a day, to whose beginning in UTC rest is added. Anything else is a fault of the field.
func (f *Fields) Moment(field, text string, rest time.Duration) (t time.Time, ok bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), true
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		f.Add(field, "date")
		return time.Time{}, false
	}
	return t.Add(rest), true
}

// Err gives all faults as one error, nil when there is none.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "invalid", Fields: f}
}

// From turns any error into a problem: those of storage by their meaning, others as internal.
func From(err error) *Error {
	var p *Error
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, storage.ErrNotFound):
		return &Error{Kind: NotFound, Key: "not_found", Err: err}
	case errors.Is(err, storage.ErrConflict):
		return &Error{Kind: Conflict, Key: "conflict", Err: err}
	case errors.Is(err, storage.ErrExists):
		return &Error{Kind: Conflict, Key: "exists", Err: err}
	case errors.Is(err, storage.ErrUnavailable):
		return &Error{Kind: Unavailable, Key: "unavailable", RetryAfter: 2 * time.Second, Err: err}
	case errors.Is(err, storage.ErrBadCursor):
		return &Error{Kind: Invalid, Key: "invalid", Fields: []Field{{Name: "cursor", Key: "bad_cursor"}}, Err: err}
	}
	return &Error{Kind: Internal, Key: "internal", Err: err}
}
