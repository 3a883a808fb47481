// Package keys keeps the keys that sign certificates in the store: made when first needed, replaced by rotation, and published for ever,
// so that what an old key signed can still be checked.
package keys

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"time"

	"upstander/app/certificates/credential"
	"upstander/app/certificates/wrap"
	"upstander/storage"
)

// bits of new RSA keys. 2048 are good until 2030 at least (NIST SP 800-57) and sign three times faster than 3072.
const bits = 2048

// fresh is how long keys are held in memory before the store is asked whether another process has rotated them.
const fresh = 10 * time.Second

// Ring is the keys of one issuer. It is safe for concurrent use, also by several processes.
type Ring struct {
	base  string
	box   *wrap.Box
	now   func() time.Time
	store *storage.Collection[stored, *stored]

	mu     sync.Mutex // also held while a key is made, so that a process makes one
	held   []entry
	loaded time.Time
}

// stored is a key in the store. The id is "<alg>-<number>": the number grows, and two processes that make the same one agree on
// the first.
type stored struct {
	storage.Meta `bson:",inline"`
	Base         string     `bson:"base"` // address of the issuer that the key was made for
	Alg          string     `bson:"alg"`
	KID          string     `bson:"kid"`
	Public       []byte     `bson:"public"`            // PKIX
	Private      []byte     `bson:"private,omitempty"` // PKCS #8, as wrap.Box keeps it; gone once retired
	MadeAt       time.Time  `bson:"made_at"`
	RetiredAt    *time.Time `bson:"retired_at,omitempty"`
}

type entry struct {
	id, base string
	key      credential.Key // Signer is nil once retired
}

// Open opens the ring of the issuer at base, whose private keys the box wraps. It makes no key: that takes a while. Keys under a secret that
// the box does not have are wrap.ErrSecret.
func Open(ctx context.Context, engine storage.Engine, base string, box *wrap.Box, now func() time.Time) (*Ring, error) {
	c, err := openStore(ctx, engine)
	if err != nil {
		return nil, err
	}
	r := &Ring{base: base, box: box, now: now, store: c}
	return r, r.rewrap(ctx)
}

func openStore(ctx context.Context, engine storage.Engine) (*storage.Collection[stored, *stored], error) {
	return storage.Open[stored](ctx, engine, storage.Spec{Name: "signing_keys"})
}

// Public gives all keys, newest first in each algorithm, retired ones too.
func (r *Ring) Public(ctx context.Context) (credential.Set, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx); err != nil {
		return nil, err
	}
	set := credential.Set{}
	for _, e := range r.held {
		set = append(set, e.key.Public)
	}
	return set, nil
}

// Signer gives the key to sign with, credential.RS256 or credential.ES256, and makes it if there is none. Keys are named after the
// issuer's address, so an issuer that has moved gets new ones.
func (r *Ring) Signer(ctx context.Context, alg string) (credential.Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		if err := r.load(ctx); err != nil {
			return credential.Key{}, err
		}
		if e := r.active(alg); e != nil {
			return e.key, nil
		}
		if err := r.add(ctx, alg); err != nil {
			return credential.Key{}, err
		}
	}
}

// Warm makes what keys are missing, ahead of the first certificate.
func (r *Ring) Warm(ctx context.Context) error {
	_, err := r.Signer(ctx, credential.RS256)
	_, err2 := r.Signer(ctx, credential.ES256)
	return errors.Join(err, err2)
}

// Rotate makes new keys and retires those before them: their private parts are deleted, their public parts stay published. It gives
// the names of the new keys. Servers that run take the new ones up within seconds.
func (r *Ring) Rotate(ctx context.Context) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for _, alg := range []string{credential.RS256, credential.ES256} {
		r.loaded = time.Time{}
		if err := r.load(ctx); err != nil {
			return names, err
		}
		if err := r.add(ctx, alg); err != nil {
			return names, err
		}
		if err := r.load(ctx); err != nil {
			return names, err
		}
		newest := r.active(alg)
		names = append(names, newest.key.KID)
		for _, e := range r.held {
			if e.key.Alg == alg && e.base == r.base && e.id != newest.id {
				if err := retire(ctx, r.store, e.id, r.now()); err != nil {
					return names, err
				}
			}
		}
	}
	return names, nil
}

func retire(ctx context.Context, store *storage.Collection[stored, *stored], id string, at time.Time) error {
	_, err := store.Update(ctx, id, func(k *stored) error {
		if k.Private != nil {
			k.Private, k.RetiredAt = nil, &at
		}
		return nil
	})
	return err
}

func (r *Ring) active(alg string) *entry {
	for i := range r.held {
		if e := &r.held[i]; e.key.Alg == alg && e.base == r.base && e.key.Signer != nil {
			return e
		}
	}
	return nil
}

// load reads the keys from the store, unless that was done just now.
func (r *Ring) load(ctx context.Context) error {
	if now := r.now(); now.Sub(r.loaded) < fresh && !now.Before(r.loaded) {
		return nil
	}
	var held []entry
	for k, err := range r.store.Find(ctx, storage.Query{Desc: true}) {
		if err != nil {
			return err
		}
		e := entry{k.ID, k.Base, credential.Key{Public: credential.Public{KID: k.KID, Alg: k.Alg}}}
		if e.key.Key, err = x509.ParsePKIXPublicKey(k.Public); err != nil {
			return fmt.Errorf("key %s: %w", k.ID, err)
		}
		if k.Private != nil {
			plain, _, err := r.box.Open(k.ID, k.Private)
			if err != nil {
				return err
			}
			private, err := x509.ParsePKCS8PrivateKey(plain)
			if err != nil {
				return fmt.Errorf("key %s: %w", k.ID, err)
			}
			e.key.Signer = private.(crypto.Signer) // all that PKCS #8 holds here signs
		}
		held = append(held, e)
	}
	r.held, r.loaded = held, r.now()
	return nil
}

// add makes the next key. If another process was faster, its key stands and this one was never used.
func (r *Ring) add(ctx context.Context, alg string) error {
	signer, err := generate(alg)
	if err != nil {
		return err
	}
	key, err := credential.NewKey(signer, r.base)
	if err != nil {
		return err
	}
	n := 1
	for _, e := range r.held {
		n += btoi(e.key.Alg == alg)
	}
	k := stored{Meta: storage.Meta{ID: fmt.Sprintf("%s-%06d", alg, n)}, Base: r.base, Alg: alg, KID: key.KID, MadeAt: r.now()}
	plain, err := x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		return err
	}
	k.Private = r.box.Wrap(k.ID, plain)
	if k.Public, err = x509.MarshalPKIXPublicKey(signer.Public()); err != nil {
		return err
	}
	if _, err = r.store.Insert(ctx, k); errors.Is(err, storage.ErrExists) {
		err = nil
	}
	r.loaded = time.Time{}
	return err
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func generate(alg string) (crypto.Signer, error) {
	if alg == credential.RS256 {
		return rsa.GenerateKey(rand.Reader, bits)
	}
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}
