package mongodb

import (
	"errors"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"upstander/storage"
)

// Codes of servers, from https://www.mongodb.com/docs/manual/reference/error-codes/.
const (
	tooLarge      = 10334 // BSONObjectTooLarge
	optionsDiffer = 85    // IndexOptionsConflict
	keysDiffer    = 86    // IndexKeySpecsConflict
)

// failure turns an error of the driver into one of storage. What is not known is a server that does not serve.
func failure(err error) error {
	if err == nil || errors.Is(err, storage.ErrInvalid) {
		return err
	}
	var se mongo.ServerError
	server := errors.As(err, &se)
	switch {
	case errors.Is(err, mongo.ErrNoDocuments):
		return storage.ErrNotFound
	case mongo.IsDuplicateKeyError(err), server && strings.Contains(err.Error(), "UNIQUE constraint failed"): // FerretDB 1 on SQLite, on replace
		return fmt.Errorf("%w: %w", storage.ErrExists, err)
	case server && (se.HasErrorCode(tooLarge) || se.HasErrorCode(optionsDiffer) || se.HasErrorCode(keysDiffer)):
		return fmt.Errorf("%w: %w", storage.ErrInvalid, err)
	}
	return fmt.Errorf("%w: %w", storage.ErrUnavailable, err)
}
