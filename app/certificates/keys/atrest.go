package keys

import (
	"bytes"
	"context"
	"errors"
	"time"

	"upstander/app/certificates/wrap"
	"upstander/storage"
)

// rewrap brings the private keys in the store under the present secret: those from before there was one, and those of an older one. An error
// that is wrap.ErrSecret means that a key is under a secret that is not given.
func (r *Ring) rewrap(ctx context.Context) error {
	for k, err := range r.store.Find(ctx, storage.Query{}) {
		if err != nil {
			return err
		}
		if k.Private == nil {
			continue
		}
		plain, current, err := r.box.Open(k.ID, k.Private)
		if err != nil {
			return err
		}
		if current {
			continue
		}
		before, after := k.Private, r.box.Wrap(k.ID, plain)
		_, err = r.store.Update(ctx, k.ID, func(k *stored) error {
			if bytes.Equal(k.Private, before) { // not retired or wrapped meanwhile
				k.Private = after
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Forget retires the keys whose secret is lost, so that a ring opens again, and gives their names. Their public parts stay published.
func Forget(ctx context.Context, engine storage.Engine, box *wrap.Box, now time.Time) ([]string, error) {
	store, err := openStore(ctx, engine)
	if err != nil {
		return nil, err
	}
	var names []string
	for k, err := range store.Find(ctx, storage.Query{}) {
		if err != nil {
			return names, err
		}
		if k.Private == nil {
			continue
		}
		if _, _, err := box.Open(k.ID, k.Private); !errors.Is(err, wrap.ErrSecret) {
			continue
		}
		if err := retire(ctx, store, k.ID, now); err != nil {
			return names, err
		}
		names = append(names, k.KID)
	}
	return names, nil
}
