package apikeys

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/storage"
)

// Prefix begins every key, so that programs that look for leaked secrets know one.
const Prefix = "upst_"

// key is a key as it is stored.
type key struct {
	storage.Meta `bson:",inline"`
	Institution  string         `bson:"institution"`
	Name         string         `bson:"name"`
	Scopes       []access.Scope `bson:"scopes"`
	Hash         string         `bson:"hash"` // SHA-256 of the secret, hexadecimal
	Hint         string         `bson:"hint"` // the secret's last letters, to tell keys apart
	MadeBy       string         `bson:"made_by"`
	CreatedAt    time.Time      `bson:"created_at"`
	ExpiresAt    time.Time      `bson:"expires_at"`
	UsedOn       string         `bson:"used_on"` // the day, "2026-03-14"; "" before the first use
	RevokedAt    *time.Time     `bson:"revoked_at,omitempty"`
}

func open(ctx context.Context, engine storage.Engine) (*storage.Collection[key, *key], error) {
	return storage.Open[key](ctx, engine, storage.Spec{Name: "api_keys", Indexes: []storage.Index{
		{Name: "by_institution", Fields: []string{"institution", "created_at"}}, {Name: "by_maker", Fields: []string{"made_by"}},
	}})
}

// newSecret gives 260 random bits in letters and digits.
func newSecret() string { return strings.ToLower(rand.Text() + rand.Text()) }

// keep notes what is kept of a secret.
func (k *key) keep(secret string) {
	k.Hash, k.Hint = hash(secret), secret[len(secret)-4:]
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func (k *key) fits(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(k.Hash), []byte(hash(secret))) == 1
}

// split takes a key, as a program sends it, apart.
func split(sent string) (id, secret string, ok bool) {
	rest, ok := strings.CutPrefix(sent, Prefix)
	if !ok || len(rest) > 200 {
		return "", "", false
	}
	id, secret, ok = strings.Cut(rest, "_")
	return id, secret, ok && id != "" && secret != ""
}

// The states of a key.
const (
	Active  = "active"
	Expired = "expired"
	Revoked = "revoked"
	Stopped = "stopped" // its maker may no longer act for the institution
)

func (k *key) state(now time.Time, maker bool) string {
	switch {
	case k.RevokedAt != nil:
		return Revoked
	case !now.Before(k.ExpiresAt):
		return Expired
	case !maker:
		return Stopped
	}
	return Active
}
