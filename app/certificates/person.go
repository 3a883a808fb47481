package certificates

import (
	"context"
	"time"
)

// Name implements accounts.Holder.
func (s *Service) Name() string { return "certificates" }

// Held gives everything held about the user: what their certificates say and what became of them.
func (s *Service) Held(ctx context.Context, user string) (any, error) {
	type held struct {
		View
		Modules     []string   `json:"modules"`
		CompletedAt time.Time  `json:"completed_at"`
		RevokedAt   *time.Time `json:"revoked_at,omitempty"`
		Reason      string     `json:"revocation_reason,omitempty"`
	}
	out := []held{}
	found, err := s.certificates.byHolder(ctx, user)
	for i := range found {
		c := &found[i]
		h := held{View: s.view(c), Modules: c.Facts.Modules, CompletedAt: c.Facts.CompletedAt.UTC()}
		if c.Revoked != nil {
			h.RevokedAt, h.Reason = &c.Revoked.At, c.Revoked.Reason
		}
		out = append(out, h)
	}
	return out, err
}

// Erase cuts the tie between certificates and account. Kept ones stay verifiable with what was issued; others are revoked and
// forget the name.
func (s *Service) Erase(ctx context.Context, user string, keep bool) error {
	found, err := s.certificates.byHolder(ctx, user)
	if err != nil {
		return err
	}
	for _, c := range found {
		_, err := s.certificates.Update(ctx, c.ID, func(c *Certificate) error {
			c.Holder = ""
			c.Published = c.Published && keep
			if !keep {
				c.Facts.Name = ""
				if c.Revoked == nil {
					c.Revoked = &Revocation{At: s.Now(), Reason: "withdrawn by the holder"}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
