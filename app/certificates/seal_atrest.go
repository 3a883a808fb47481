package certificates

import (
	"bytes"
	"context"
	"errors"

	"upstander/app/certificates/proof"
	"upstander/app/certificates/seal"
	"upstander/app/certificates/wrap"
	"upstander/storage"
)

type sealStore = *storage.Collection[sealed, *sealed]

// rewrapSeal brings the key of the seal under the present secret, as keys.Ring does with those that sign credentials.
func rewrapSeal(ctx context.Context, store sealStore, box *wrap.Box) error {
	kept, err := store.Get(ctx, ownSeal)
	if err != nil {
		return found(err)
	}
	plain, current, err := box.Open(ownSeal, kept.Key)
	if err != nil || current {
		return err
	}
	after := box.Wrap(ownSeal, plain)
	_, err = store.Update(ctx, ownSeal, func(s *sealed) error {
		if bytes.Equal(s.Key, kept.Key) {
			s.Key = after
		}
		return nil
	})
	return err
}

// ForgetSeal gives up a key of the seal whose secret is lost, and reports whether there was one: another is made when it is needed. Its
// certificate stays, for files are checked long after; files that are downloaded again are sealed anew.
func ForgetSeal(ctx context.Context, engine storage.Engine, box *wrap.Box) (bool, error) {
	store, err := openSeals(ctx, engine)
	if err != nil {
		return false, err
	}
	kept, err := store.Get(ctx, ownSeal)
	if err != nil {
		return false, found(err)
	}
	if _, _, err := box.Open(ownSeal, kept.Key); !errors.Is(err, wrap.ErrSecret) {
		return false, err
	}
	certificates, err := seal.ParseCertificates(kept.Certificate)
	if err != nil {
		return false, err
	}
	_, err = store.Insert(ctx, sealed{Meta: storage.Meta{ID: proof.SealName(certificates[0])}, Certificate: kept.Certificate, MadeAt: kept.MadeAt})
	if err != nil && !errors.Is(err, storage.ErrExists) {
		return false, err
	}
	return true, store.Delete(ctx, ownSeal)
}

// found is an error, but for that there is nothing.
func found(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}
