package authoring

import (
	"context"
	"time"

	"upstander/storage"
)

// HeldDraft is what is held about a person as an author.
type HeldDraft struct {
	ID        string    `json:"id"`
	Kind      Kind      `json:"kind"`
	Slug      string    `json:"slug"`
	State     State     `json:"state"`
	CreatedAt time.Time `json:"created_at"`
}

// Name names the part of an export.
func (s *Service) Name() string { return "authoring" }

// owned gives the drafts that a person began, published ones too.
func (s *Service) owned(ctx context.Context, user string) ([]Draft, error) {
	var out []Draft
	for _, kind := range []Kind{Module, Course} {
		for _, live := range []bool{true, false} {
			for d, err := range s.drafts.Find(ctx, storage.Query{Index: "by_owner", Equal: []any{string(kind), live, user}}) {
				if err != nil {
					return nil, err
				}
				out = append(out, d)
			}
		}
	}
	return out, nil
}

// Held lists the drafts that the person began.
func (s *Service) Held(ctx context.Context, user string) (any, error) {
	found, err := s.owned(ctx, user)
	out := []HeldDraft{}
	for _, d := range found {
		out = append(out, HeldDraft{d.ID, d.Kind, d.Slug, d.State, d.CreatedAt.UTC()})
	}
	return out, err
}

// Erase removes the drafts that nobody but the person has seen to. What others have read, or learn from, stays; the id under it leads to nobody
// once the account is gone.
func (s *Service) Erase(ctx context.Context, user string, _ bool) error {
	found, err := s.owned(ctx, user)
	if err != nil {
		return err
	}
	for _, d := range found {
		if d.State == Writing && len(d.Authors) == 1 && len(d.Comments) == 0 {
			if err := s.drafts.Delete(ctx, d.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
