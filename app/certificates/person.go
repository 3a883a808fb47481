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
		ShareURL    string     `json:"share_url,omitempty"`
		CompletedAt time.Time  `json:"completed_at"`
		RevokedAt   *time.Time `json:"revoked_at,omitempty"`
		Reason      string     `json:"revocation_reason,omitempty"`
		Credential  string     `json:"credential,omitempty"`
	}
	out := []held{}
	found, err := s.certificates.byHolder(ctx, user)
	if err != nil {
		return out, err
	}
	for i := range found {
		c := &found[i]
		r, err := s.proof(ctx, c)
		if err != nil {
			return out, err
		}
		h := held{View: s.view(c), Modules: c.Facts.Modules, CompletedAt: c.Facts.CompletedAt.UTC(), Credential: r.Token}
		if h.ShareURL, err = s.sharedAt(ctx, c.ID); err != nil {
			return out, err
		}
		if c.Revoked != nil {
			h.RevokedAt, h.Reason = &c.Revoked.At, c.Revoked.Reason
		}
		out = append(out, h)
	}
	return out, nil
}

// Erase cuts the tie between certificates and account. Kept ones stay verifiable with what was issued; others are revoked and
// forget the name and the signed forms.
func (s *Service) Erase(ctx context.Context, user string, keep bool) error {
	found, err := s.certificates.byHolder(ctx, user)
	if err != nil {
		return err
	}
	for _, c := range found {
		if err := s.unshare(ctx, c.ID); err != nil {
			return err
		}
		if err := s.records.mark(ctx, c.ID, s.Now()); err != nil {
			return err
		}
		_, err := s.certificates.Update(ctx, c.ID, func(c *Certificate) error {
			c.Holder = ""
			c.Published = c.Published && keep
			if !keep {
				c.Facts.Name = ""
				if c.Revoked == nil {
					c.Revoked = &Revocation{At: s.Now(), Class: Withdrawn, Reason: withdrawnByHolder}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if _, err := s.settle(ctx, c.ID); err != nil {
			return err
		}
	}
	return nil
}
