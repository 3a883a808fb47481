package issuelog

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"upstander/app/certificates/credential"
	"upstander/storage"
)

// Head is the end of the log at a moment, signed. Whoever keeps one can tell later whether the log still contains it.
type Head struct {
	Entries int64     `json:"entries"`
	Hash    string    `json:"hash"` // base64url; empty when there are no entries
	At      time.Time `json:"at"`
	Token   string    `json:"token"` // the same, as a JWT by the key that signs credentials
}

// kept is a day's signed head; the id is the day.
type kept struct {
	storage.Meta `bson:",inline"`
	Token        string `bson:"token"`
}

// claims of a head's token.
type claims struct {
	Issuer  string `json:"iss"`
	Subject string `json:"sub"`
	At      int64  `json:"iat"`
	Entries int64  `json:"entries"`
	Hash    string `json:"hash"`
}

const subject = "issue log"

// pause is how long a signed head is given again though the log has grown: the address is public, and a signature takes a millisecond.
const pause = 10 * time.Second

// Head signs the end of the log as it is now.
func (l *Log) Head(ctx context.Context, signer func(context.Context) (credential.Key, error)) (Head, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if age := now.Sub(l.head.At); l.head.Token != "" && age >= 0 && age < pause {
		return l.head, nil
	}
	if err := l.catchUp(ctx); err != nil {
		return Head{}, err
	}
	key, err := signer(ctx)
	if err != nil {
		return Head{}, err
	}
	h := Head{Entries: l.tail.Number, Hash: base64.RawURLEncoding.EncodeToString(l.tail.Hash), At: now.UTC().Truncate(time.Second)}
	if h.Token, err = credential.SignToken(key, claims{l.base, subject, h.At.Unix(), h.Entries, h.Hash}); err != nil {
		return Head{}, err
	}
	l.head = h
	return h, nil
}

// Seal keeps a signed head of today, if there is none yet.
func (l *Log) Seal(ctx context.Context, signer func(context.Context) (credential.Key, error)) error {
	day := l.now().UTC().Format(time.DateOnly)
	if _, err := l.heads.Get(ctx, day); !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	h, err := l.Head(ctx, signer)
	if err != nil {
		return err
	}
	_, err = l.heads.Insert(ctx, kept{storage.Meta{ID: day}, h.Token})
	if errors.Is(err, storage.ErrExists) { // another process did it
		return nil
	}
	return err
}

// DayHead is the head of a day that was kept.
type DayHead struct {
	Day string `json:"day"` // of UTC, as 2006-01-02
	Head
}

// Heads gives the heads that were kept, one a day, newest first. One that no key of ours signed was slipped in: it is an error.
func (l *Log) Heads(ctx context.Context, keys credential.Set) ([]DayHead, error) {
	var out []DayHead
	for h, err := range l.heads.Find(ctx, storage.Query{Desc: true}) {
		if err != nil {
			return nil, err
		}
		c, err := openHead(h.Token, keys)
		if err != nil {
			return nil, fmt.Errorf("head of %s: %w", h.ID, err)
		}
		out = append(out, DayHead{h.ID, Head{c.Entries, c.Hash, time.Unix(c.At, 0).UTC(), h.Token}})
	}
	return out, nil
}

// maxHead bounds a head's token in bytes.
const maxHead = 4096

// openHead checks a head's token. Heads signed under an earlier address of the issuer count: the keys are ours.
func openHead(token string, keys credential.Set) (claims, error) {
	var c claims
	body, err := credential.OpenToken(token, credential.RS256, maxHead, keys)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(body, &c); err != nil || c.Subject != subject {
		return c, errors.New("signed, but no head of a log")
	}
	return c, nil
}
