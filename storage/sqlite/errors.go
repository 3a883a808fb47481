package sqlite

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"upstander/storage"
)

// failure turns an error of the driver into one of storage. What is no broken uniqueness is a file that cannot be used:
// full, read-only, locked too long, broken, closed, or the caller's context ended.
func failure(err error) error {
	if err == nil || own(err) {
		return err
	}
	var se *sqlite.Error
	if errors.As(err, &se) && (se.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || se.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY) {
		return fmt.Errorf("%w: %w", storage.ErrExists, err)
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}

// own tells whether an error is already one of storage and concerns one operation alone, not the file.
func own(err error) bool {
	for _, e := range []error{storage.ErrNotFound, storage.ErrExists, storage.ErrConflict, storage.ErrInvalid} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
