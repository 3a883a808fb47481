package webhooks

import (
	"context"
	"time"

	"upstander/storage"
)

// Name implements accounts.Holder.
func (s *Service) Name() string { return "webhooks" }

// Held gives what was told of the user, to whom and when: what is still in the logs. It implements accounts.Holder.
func (s *Service) Held(ctx context.Context, user string) (any, error) {
	type held struct {
		Institution string    `json:"institution"`
		Type        string    `json:"type"`
		Course      string    `json:"course"`
		Certificate string    `json:"certificate,omitempty"`
		At          time.Time `json:"at"`
		State       string    `json:"state"`
	}
	out := []held{}
	for d, err := range s.deliveries.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{user}}) {
		if err != nil {
			return out, err
		}
		out = append(out, held{d.Institution, d.Kind, d.Course, d.Certificate, d.At.UTC(), d.State})
	}
	return out, nil
}

// Erase forgets what is about the user; what waits is not sent. It implements accounts.Holder.
func (s *Service) Erase(ctx context.Context, user string, _ bool) error {
	for t, err := range s.subjects.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{user}}) {
		if err == nil {
			err = gone(s.subjects.Delete(ctx, t.ID))
		}
		if err != nil {
			return err
		}
	}
	return s.dropLog(ctx, storage.Query{Index: "by_learner", Equal: []any{user}})
}
