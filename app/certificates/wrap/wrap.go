// Package wrap encrypts private keys for the store, so that who can read the store, or a backup of it, cannot sign certificates.
package wrap

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
)

// prefix is the version of what follows: a nonce of 12 bytes, and what AES-256-GCM makes of the key, its tag last. No key in PEM or DER begins
// like this.
const prefix = "upstander-key-1:"

// purpose binds the derived key to what it is for (RFC 5869, info): the same secret signs sessions too.
const purpose = "upstander private keys at rest, version 1"

// ErrSecret says that a key was encrypted with a secret that is not given.
var ErrSecret = errors.New("it is encrypted with another UPSTANDER_SECRET. Set the one that it was encrypted with, behind a comma if there is a newer one. " +
	"If that secret is lost for good, `upstander keys forget` gives the key up; what it signed can still be checked")

// Box wraps keys with the operator's secrets: the first wraps, all open. A nil Box, of an operator who gives none, wraps nothing: a secret
// that lies beside the keys protects nobody.
type Box struct{ keys []cipher.AEAD }

// New makes a box of secrets; nil for none.
func New(secrets []string) (*Box, error) {
	if len(secrets) == 0 {
		return nil, nil
	}
	b := &Box{}
	for _, secret := range secrets {
		key, err := hkdf.Key(sha256.New, []byte(secret), nil, purpose, 32)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		sealer, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		b.keys = append(b.keys, sealer)
	}
	return b, nil
}

// Wrap gives the key as it is to be stored under a name, which Open must be given again: a key moved to another's place does not open.
func (b *Box) Wrap(name string, key []byte) []byte {
	if b == nil {
		return key
	}
	return b.keys[0].Seal([]byte(prefix), nil, key, []byte(name))
}

// Open gives the key that was stored under a name, and whether it is stored as Wrap would do it now; one that is not should be wrapped
// again. The error is ErrSecret.
func (b *Box) Open(name string, stored []byte) (key []byte, current bool, err error) {
	sealed, wrapped := bytes.CutPrefix(stored, []byte(prefix))
	if !wrapped {
		return stored, b == nil, nil
	}
	if b != nil {
		for i, k := range b.keys {
			if key, err := k.Open(nil, nil, sealed, []byte(name)); err == nil {
				return key, i == 0, nil
			}
		}
	}
	return nil, false, fmt.Errorf("private key %s: %w", name, ErrSecret)
}
