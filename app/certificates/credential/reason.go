package credential

import (
	"errors"
	"fmt"
)

// Reason is why something does not verify, as a stable word that programs may read.
type Reason string

// The reasons.
const (
	Unreadable Reason = "unreadable" // not a credential at all: truncated, oversized, or another kind of data
	NotOurs    Reason = "not_ours"   // another issuer's, or secured in a way that this issuer never uses
	Altered    Reason = "altered"    // names a key of ours, but the signature does not fit what it says
	Expired    Reason = "expired"    // genuine, and its time has run out
	NotYet     Reason = "not_yet"    // genuine, and its time has not begun
)

// Error is the answer to a check that failed.
type Error struct {
	Reason Reason
	Detail string // for a log or a programmer, in English
}

func (e *Error) Error() string { return fmt.Sprintf("credential: %s: %s", e.Reason, e.Detail) }

// ReasonOf gives the reason of an error of this package, Unreadable for any other error, and "" for nil.
func ReasonOf(err error) Reason {
	var own *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &own):
		return own.Reason
	}
	return Unreadable
}

func fault(r Reason, format string, args ...any) *Error {
	return &Error{r, fmt.Sprintf(format, args...)}
}
