package certificates

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// share is a link by which a certificate can be seen, by anybody who has it, for as long as the holder wishes. The id is the
// certificate's: there is one link at a time, and a new one after withdrawal has another token.
type share struct {
	storage.Meta `bson:",inline"`
	Token        string    `bson:"token"` // 128 random bits
	MadeAt       time.Time `bson:"made_at"`
}

func openShares(ctx context.Context, engine storage.Engine) (*storage.Collection[share, *share], error) {
	return storage.Open[share](ctx, engine, storage.Spec{Name: "certificate_shares", Indexes: []storage.Index{
		{Name: "by_token", Fields: []string{"token"}, Unique: true},
	}})
}

// ShareView is a link to a certificate.
type ShareView struct {
	Serial string `json:"serial"`
	URL    string `json:"url"`
}

// Share makes the link to a certificate, or finds it.
func (s *Service) Share(ctx context.Context, who access.Actor, in SerialRef) (ShareView, error) {
	c, err := s.held(ctx, who, in.Serial)
	if err != nil {
		return ShareView{}, err
	}
	made, err := s.shares.Insert(ctx, share{Meta: storage.Meta{ID: c.ID}, Token: rand.Text(), MadeAt: s.Now()})
	if errors.Is(err, storage.ErrExists) {
		made, err = s.shares.Get(ctx, c.ID)
	}
	return ShareView{c.Serial, s.shareURL(made.Token)}, err
}

// Unshare ends the link; whoever has it finds nothing from now on.
func (s *Service) Unshare(ctx context.Context, who access.Actor, in SerialRef) (ShareView, error) {
	c, err := s.held(ctx, who, in.Serial)
	if err != nil {
		return ShareView{}, err
	}
	return ShareView{Serial: c.Serial}, s.unshare(ctx, c.ID)
}

func (s *Service) unshare(ctx context.Context, id string) error {
	err := s.shares.Delete(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

func (s *Service) shareURL(token string) string { return s.BaseURL + "/shared/" + token }

// sharedAt gives the address of the link to a certificate, "" when there is none.
func (s *Service) sharedAt(ctx context.Context, id string) (string, error) {
	found, err := s.shares.Get(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return "", nil
	}
	return s.shareURL(found.Token), err
}

// ShareRef names a shared certificate in a path.
type ShareRef struct {
	Token string `json:"-" path:"token"`
}

// Shared shows a certificate to whoever has its link.
func (s *Service) Shared(ctx context.Context, _ access.Actor, in ShareRef) (Full, error) {
	for found, err := range s.shares.Find(ctx, storage.Query{Index: "by_token", Equal: []any{in.Token}, Limit: 1}) {
		if err != nil {
			return Full{}, err
		}
		c, err := s.certificates.Get(ctx, found.ID)
		if err != nil {
			return Full{}, err
		}
		full := s.full(&c)
		full.ShareURL = s.shareURL(found.Token)
		full.Replaces, full.By = "", "" // where a name has changed is for the holder to tell
		return full, nil
	}
	return Full{}, problem.Missing("share_unknown")
}
