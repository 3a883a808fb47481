package certificates

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"sync/atomic"
	"time"

	"upstander/app/certificates/statuslist"
	"upstander/storage"
)

// record is what proves a certificate: the signed forms, made once, and its place in a status list. It has the certificate's id and
// is written first, so that a certificate never stands without one: Pending says that something about it is still to be done.
type record struct {
	storage.Meta `bson:",inline"`
	List         int64     `bson:"list"` // number of the status list, from 1
	Position     int64     `bson:"position"`
	Revoked      bool      `bson:"revoked"`              // the bit there
	Superseded   *bool     `bson:"superseded,omitempty"` // the bit in the list beside it; nil in records from before there was one
	Pending      bool      `bson:"pending"`
	Marks        int64     `bson:"marks"` // grows with each mark, so that settling does not clear a later one
	MadeAt       time.Time `bson:"made_at"`
	Salt         string    `bson:"salt"`              // of the holder's hashed address
	Token        string    `bson:"token,omitempty"`   // the credential; none yet, or forgotten with its holder
	Named        string    `bson:"named,omitempty"`   // the credential with the holder's name, where the holder asked for it
	Compact      string    `bson:"compact,omitempty"` // the short form for the printed code
}

type records struct {
	*storage.Collection[record, *record]
	newest *atomic.Int64 // number of the list that is being filled
}

func openRecords(ctx context.Context, engine storage.Engine) (records, error) {
	c, err := storage.Open[record](ctx, engine, storage.Spec{Name: "credentials", Indexes: []storage.Index{
		{Name: "by_place", Fields: []string{"list", "position"}, Unique: true},
		{Name: "by_bit", Fields: []string{"list", "revoked"}},
		{Name: "by_pending", Fields: []string{"pending"}},
	}})
	return records{c, new(atomic.Int64)}, err
}

// crowded is how many places in a row must be taken for a list to count as full. Lists fill to about nine tenths.
const crowded = 16

// reserve gives the record of a certificate, made now if there is none. Its place in the status list is random, so that neighbours
// say nothing about each other.
func (r records) reserve(ctx context.Context, id string, now time.Time) (record, error) {
	found, err := r.Peek(ctx, id) // an archive reads ten thousand, a download one, and neither comes again soon
	if !errors.Is(err, storage.ErrNotFound) {
		return found, err
	}
	list, err := r.lists(ctx)
	if err != nil {
		return found, err
	}
	for taken := 0; ; taken++ {
		if taken == crowded {
			list, taken = list+1, 0
		}
		position, err := rand.Int(rand.Reader, big.NewInt(statuslist.Size))
		if err != nil {
			return found, err
		}
		made, err := r.Insert(ctx, record{
			Meta: storage.Meta{ID: id}, List: list, Position: position.Int64(), Pending: true, Marks: 1, MadeAt: now, Salt: rand.Text(),
		})
		if err == nil {
			r.newest.Store(list)
			return made, nil
		}
		if !errors.Is(err, storage.ErrExists) {
			return made, err
		}
		if found, err := r.Get(ctx, id); !errors.Is(err, storage.ErrNotFound) { // another process was first
			return found, err
		}
	}
}

// lists gives the number of status lists; there is always one.
func (r records) lists(ctx context.Context) (int64, error) {
	if n := r.newest.Load(); n > 0 {
		return n, nil
	}
	for found, err := range r.Find(ctx, storage.Query{Index: "by_place", Desc: true, Limit: 1}) {
		if err != nil {
			return 0, err
		}
		r.newest.Store(found.List)
		return found.List, nil
	}
	return 1, nil
}

// mark says that something is about to change, so that it is finished even if this process dies on the way.
func (r records) mark(ctx context.Context, id string, now time.Time) error {
	if _, err := r.reserve(ctx, id, now); err != nil {
		return err
	}
	_, err := r.Update(ctx, id, func(r *record) error {
		r.Pending = true
		r.Marks++
		return nil
	})
	return err
}

// pending lists the ids of certificates with something still to be done.
func (r records) pending(ctx context.Context) ([]string, error) {
	var out []string
	for found, err := range r.Find(ctx, storage.Query{Index: "by_pending", Equal: []any{true}}) {
		if err != nil {
			return out, err
		}
		out = append(out, found.ID)
	}
	return out, nil
}
