package certificates

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"upstander/app/certificates/paper"
	"upstander/app/ident"
	"upstander/storage"
)

// Brand is how an institution shows itself on the certificates of those whom it had learn. Each part but the name is optional.
type Brand struct {
	Institution    string // its name
	Logo           []byte // PNG or JPEG, cleaned already, at most paper.MaxLogo bytes
	Signatory      string // name of who signs for the institution
	SignatoryTitle string // their office
}

// frozenBrand is a brand as it was at issue, but for the name, which certificates had before. Later changes by the institution do not
// reach it.
type frozenBrand struct {
	Logo           string `bson:"logo,omitempty"` // id of a picture; "" for none
	Signatory      string `bson:"signatory,omitempty"`
	SignatoryTitle string `bson:"signatory_title,omitempty"`
}

// IsZero tells the codec that there is nothing to write.
func (b frozenBrand) IsZero() bool { return b == frozenBrand{} }

// picture is a logo that certificates carry. Its id follows from its bytes: a thousand certificates keep it once, and it never changes.
type picture struct {
	storage.Meta `bson:",inline"`
	Data         []byte    `bson:"data"`
	KeptAt       time.Time `bson:"kept_at"`
}

type pictures struct {
	*storage.Collection[picture, *picture]
}

func openPictures(ctx context.Context, engine storage.Engine) (pictures, error) {
	c, err := storage.Open[picture](ctx, engine, storage.Spec{Name: "certificate_pictures"})
	return pictures{c}, err
}

// keep stores a picture, or finds it, and gives its id; "" for no picture.
func (p pictures) keep(ctx context.Context, data []byte, now time.Time) (string, error) {
	if len(data) == 0 {
		return "", nil
	}
	if len(data) > paper.MaxLogo {
		return "", fmt.Errorf("certificates: a logo of %d bytes is too large", len(data))
	}
	id := ident.Of("certificate picture", fmt.Sprintf("%x", sha256.Sum256(data)))
	_, err := p.Insert(ctx, picture{Meta: storage.Meta{ID: id}, Data: data, KeptAt: now})
	if errors.Is(err, storage.ErrExists) {
		err = nil
	}
	return id, err
}

func (p pictures) get(ctx context.Context, id string) ([]byte, error) {
	if id == "" {
		return nil, nil
	}
	found, err := p.Get(ctx, id)
	return found.Data, err
}

// brand freezes how the institution of a learner shows itself on a certificate for this course.
func (s *Service) brand(ctx context.Context, learner, course string) (institution string, frozen frozenBrand, err error) {
	if s.Institutions == nil {
		return "", frozen, nil
	}
	b, err := s.Institutions.OnCertificate(ctx, learner, course)
	if err != nil {
		return "", frozen, err
	}
	frozen = frozenBrand{Signatory: b.Signatory, SignatoryTitle: b.SignatoryTitle}
	frozen.Logo, err = s.pictures.keep(ctx, b.Logo, s.Now())
	return b.Institution, frozen, err
}
