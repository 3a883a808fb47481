// Package issuelog is the register of what was issued and taken back. It only grows, each entry holds the hash of the one before, and its
// head is signed each day: who removes or changes an entry afterwards is found out by Verify, and by anybody who has kept a signed head.
package issuelog

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"upstander/storage"
)

// Kind is what happened to a certificate.
type Kind string

// The kinds.
const (
	Issue     Kind = "issue"
	Revoke    Kind = "revoke"
	Supersede Kind = "supersede"
)

// Event is what is to be entered. A certificate has at most one of each kind.
type Event struct {
	Kind        Kind
	Certificate string // id
	Serial      string
	Digest      string // of what the event rests on: see Digest
	At          time.Time
}

// Digest is base64url of the SHA-256 of a text: of the signed credential for Issue, the class of reason for Revoke, the serial of the
// certificate that takes its place for Supersede. Nothing personal enters the log, so nothing need ever leave it.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Entry is an event in its place. The id is the number with leading zeros, so no two processes fill one place.
type Entry struct {
	storage.Meta `bson:",inline"`
	Number       int64     `bson:"number"` // from 1, without gaps
	Event        string    `bson:"event"`  // "<kind>:<certificate>", unique: entering an event twice is once
	Kind         Kind      `bson:"kind"`
	Serial       string    `bson:"serial"`
	Digest       string    `bson:"digest"`
	At           time.Time `bson:"at"`   // in milliseconds, as the store keeps it
	Prev         []byte    `bson:"prev"` // Hash of the entry before, none for the first
	Hash         []byte    `bson:"hash"`
}

// sum is the SHA-256 over all that the entry says, each part with its length before it, and the hash of the entry before.
func (e *Entry) sum() []byte {
	h := sha256.New()
	part := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(b))))
		h.Write(b)
	}
	part([]byte("upstander-log-1"))
	part(e.Prev)
	part(binary.BigEndian.AppendUint64(nil, uint64(e.Number)))
	part(binary.BigEndian.AppendUint64(nil, uint64(e.At.UnixMilli())))
	for _, text := range []string{e.Event, string(e.Kind), e.Serial, e.Digest} {
		part([]byte(text))
	}
	return h.Sum(nil)
}

func place(number int64) string { return fmt.Sprintf("%012d", number) }

// Log is the log in the store. It is safe for concurrent use, also by several processes.
type Log struct {
	base    string
	now     func() time.Time
	entries *storage.Collection[Entry, *Entry]
	heads   *storage.Collection[kept, *kept]

	mu   sync.Mutex // one append at a time in this process: rivals would only collide
	tail Entry      // the last entry known; the zero Entry before the first
	head Head       // signed last
}

// Open opens the log of the issuer at base.
func Open(ctx context.Context, engine storage.Engine, base string, now func() time.Time) (*Log, error) {
	l := &Log{base: base, now: now}
	var err error
	l.entries, err = storage.Open[Entry](ctx, engine, storage.Spec{Name: "issue_log", Indexes: []storage.Index{
		{Name: "by_event", Fields: []string{"event"}, Unique: true},
	}})
	if err != nil {
		return nil, err
	}
	l.heads, err = storage.Open[kept](ctx, engine, storage.Spec{Name: "issue_log_heads"})
	return l, err
}

// maxTries bounds how often a place is taken by another process before Append gives up with storage.ErrConflict.
const maxTries = 1000

// Append enters an event, once: if it is there already, that entry is given.
func (l *Log) Append(ctx context.Context, ev Event) (Entry, error) {
	name := string(ev.Kind) + ":" + ev.Certificate
	l.mu.Lock()
	defer l.mu.Unlock()
	for range maxTries {
		e := Entry{
			Meta: storage.Meta{ID: place(l.tail.Number + 1)}, Number: l.tail.Number + 1, Event: name, Kind: ev.Kind, Serial: ev.Serial,
			Digest: ev.Digest, At: ev.At.UTC().Truncate(time.Millisecond), Prev: l.tail.Hash,
		}
		e.Hash = e.sum()
		e, err := l.entries.Insert(ctx, e)
		if err == nil {
			l.tail = e
			return e, nil
		}
		if !errors.Is(err, storage.ErrExists) {
			return e, err
		}
		// Either the event is in the log, or another process was faster at this place.
		if found, err := l.find(ctx, name); !errors.Is(err, storage.ErrNotFound) {
			return found, err
		}
		if err := l.catchUp(ctx); err != nil {
			return e, err
		}
	}
	return Entry{}, fmt.Errorf("issue log: no free place: %w", storage.ErrConflict)
}

// catchUp reads the last entry from the store. Inserts leave no gap: each follows an entry that its writer has seen.
func (l *Log) catchUp(ctx context.Context) error {
	for e, err := range l.entries.Find(ctx, storage.Query{Desc: true, Limit: 1}) {
		if err != nil {
			return err
		}
		l.tail = e
	}
	return nil
}

// Has reports whether an event of the certificate is in the log.
func (l *Log) Has(ctx context.Context, kind Kind, certificate string) (bool, error) {
	_, err := l.find(ctx, string(kind)+":"+certificate)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (l *Log) find(ctx context.Context, event string) (Entry, error) {
	for e, err := range l.entries.Find(ctx, storage.Query{Index: "by_event", Equal: []any{event}, Limit: 1}) {
		return e, err
	}
	return Entry{}, storage.ErrNotFound
}
