package publishing

import (
	"context"
	"errors"

	"upstander/storage"
)

// placed is what stands at a number after an attempt to put a version there.
type placed struct {
	hash    string
	product bool
	draft   string
}

// placeModule puts the version at the number n, or tells what already stands there: versions never change.
func (s *Service) placeModule(ctx context.Context, v ModuleVersion, n int64) (placed, error) {
	v.ID, v.Version = versionID(v.Slug, n), n
	_, err := s.modules.Insert(ctx, v)
	if errors.Is(err, storage.ErrExists) {
		v, err = s.modules.Get(ctx, v.ID)
	}
	return placed{v.Hash, v.PublishedBy == BuiltIn, v.Draft}, err
}

func (s *Service) placeCourse(ctx context.Context, v CourseVersion, n int64) (placed, error) {
	v.ID, v.Version = versionID(v.Slug, n), n
	_, err := s.courses.Insert(ctx, v)
	if errors.Is(err, storage.ErrExists) {
		v, err = s.courses.Get(ctx, v.ID)
	}
	return placed{v.Hash, v.PublishedBy == BuiltIn, v.Draft}, err
}

// move brings the head up to the version that stands at n. Whoever finds a version behind which the head was not moved, because a
// process ended in between, moves it too, so a history has no version that nobody heard of.
func (s *Service) move(ctx context.Context, heads *storage.Collection[head, *head], slug string, n int64, there placed) error {
	h := head{Meta: storage.Meta{ID: slug}}
	h.take(n, there)
	_, err := heads.Insert(ctx, h)
	if errors.Is(err, storage.ErrExists) {
		_, err = heads.Update(ctx, slug, func(h *head) error { h.take(n, there); return nil })
	}
	s.shelf.clear()
	return err
}

// take enters the version at n. A head that a person has moved is not the product's to move.
func (h *head) take(n int64, there placed) {
	if n <= h.Count {
		return
	}
	byProduct := h.Count == 0 || h.BuiltIn
	h.Count = n
	if there.product {
		h.Product, h.ProductHash = n, there.hash
		if !byProduct {
			return
		}
	}
	h.Latest, h.Hash, h.BuiltIn, h.Retired = n, there.hash, there.product, false
}
