// Package ident makes ids: random ones, and ones that follow from what they name, so that doing a thing twice finds it done.
package ident

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"sync/atomic"
)

var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// New gives a random id of at least 128 bits, in lower-case letters and digits.
func New() string { return strings.ToLower(rand.Text()) }

var (
	run   = New()[:12]
	count atomic.Uint64
)

// Request gives an id for a request: unique, and cheap to make. It is no secret and can be guessed.
func Request() string { return run + strconv.FormatUint(count.Add(1), 36) }

// Of gives the id that follows from the parts; other parts give another id.
func Of(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return encoding.EncodeToString(sum[:16])
}
