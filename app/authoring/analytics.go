package authoring

import (
	"context"

	"upstander/app/access"
	"upstander/app/learning"
)

// Analytics tells how a published module, or the one that a draft is of, goes.
func (s *Service) Analytics(ctx context.Context, who access.Actor, in Ref) (learning.Insight, error) {
	slug, err := s.slug(ctx, who, Module, in.ID)
	if err != nil {
		return learning.Insight{}, err
	}
	e, err := s.publishedEntry(ctx, who, slug, 0)
	if err != nil {
		return learning.Insight{}, err
	}
	return s.learning.Insight(ctx, &e.Source)
}
