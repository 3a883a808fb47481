package certificates

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"upstander/app/certificates/credential"
	"upstander/app/certificates/issuelog"
	"upstander/storage"
)

// settle makes everything that hangs on a certificate agree with it: its signed forms, the log, its bit in the status list, and the
// one that it replaces. It can be repeated and run by several processes at once; what is done already is not done again.
func (s *Service) settle(ctx context.Context, id string) (record, error) {
	for {
		// An update of nothing reads the store itself: memory may be a moment behind other processes.
		r, err := s.records.Update(ctx, id, func(*record) error { return nil })
		if err != nil {
			return r, err
		}
		c, err := s.certificates.Update(ctx, id, func(*Certificate) error { return nil })
		if errors.Is(err, storage.ErrNotFound) {
			return r, nil // reserved, not yet issued
		}
		if err != nil {
			return r, err
		}
		r, err = s.settleOnce(ctx, r, &c)
		if !errors.Is(err, storage.ErrConflict) {
			return r, err
		}
		if err := ctx.Err(); err != nil {
			return r, err
		}
	}
}

// settleOnce gives storage.ErrConflict when the record was marked again meanwhile.
func (s *Service) settleOnce(ctx context.Context, r record, c *Certificate) (record, error) {
	if c.Replaces != "" && c.inForce() {
		if err := s.supersede(ctx, c); err != nil {
			return r, err
		}
	}
	signed, err := s.signed(ctx, r, c)
	if err != nil {
		return r, err
	}
	// What was signed is kept before the log speaks of it: a second signature, by a newer key, would be another.
	if signed.Token != r.Token || signed.Compact != r.Compact || signed.Named != r.Named {
		r, err = s.records.UpdateAt(ctx, r.ID, r.Rev, func(r *record) error {
			r.Token, r.Compact, r.Named, r.Salt = signed.Token, signed.Compact, signed.Named, signed.Salt
			return nil
		})
		if err != nil {
			return r, err
		}
	}
	if err := s.enter(ctx, c, r.Token); err != nil {
		return r, err
	}
	if s.tell != nil {
		if err := s.tell(ctx, c.Serial); err != nil {
			return r, err
		}
	}
	superseded := c.Status(s.Now()) == Superseded
	changed := r.Revoked == c.inForce() || r.Superseded == nil || *r.Superseded != superseded
	r, err = s.records.UpdateAt(ctx, r.ID, r.Rev, func(r *record) error {
		r.Revoked, r.Superseded, r.Pending = !c.inForce(), &superseded, false
		return nil
	})
	if err == nil && changed {
		s.lists.forget(r.List)
	}
	return r, err
}

// enter writes what has happened to a certificate into the log.
func (s *Service) enter(ctx context.Context, c *Certificate, token string) error {
	events := []issuelog.Event{{Kind: issuelog.Issue, Digest: issuelog.Digest(token), At: c.IssuedAt}}
	if c.Superseded != nil {
		events = append(events, issuelog.Event{Kind: issuelog.Supersede, Digest: issuelog.Digest(c.Superseded.By), At: c.Superseded.At})
	}
	if c.Revoked != nil {
		events = append(events, issuelog.Event{Kind: issuelog.Revoke, Digest: issuelog.Digest(string(c.Revoked.class())), At: c.Revoked.At})
	}
	for _, ev := range events {
		ev.Certificate, ev.Serial = c.ID, c.Serial
		if _, err := s.log.Append(ctx, ev); err != nil {
			return err
		}
	}
	return nil
}

// signed gives the record with its signed forms, made now if they are missing. Those of a certificate that was to be forgotten go.
func (s *Service) signed(ctx context.Context, r record, c *Certificate) (record, error) {
	if c.erased() {
		r.Token, r.Compact, r.Named, r.Salt = "", "", "", ""
		return r, nil
	}
	if r.Token == "" {
		key, err := s.Keys.Signer(ctx, credential.RS256)
		if err != nil {
			return r, err
		}
		email, err := s.address(ctx, c.Holder)
		if err != nil {
			return r, err
		}
		if r.Token, err = credential.Sign(credential.Build(s.facts(c, &r, email)), key); err != nil {
			return r, err
		}
	}
	if r.Compact == "" {
		key, err := s.Keys.Signer(ctx, credential.ES256)
		if err != nil {
			return r, err
		}
		r.Compact, err = credential.CompactSign(c.Serial, c.printed().Hash(), key)
		return r, err
	}
	return r, nil
}

// address gives the holder's e-mail address, "" where there is no such account any more.
func (s *Service) address(ctx context.Context, user string) (string, error) {
	if user == "" {
		return "", nil
	}
	email, err := s.HolderEmail(ctx, user)
	if errors.Is(err, storage.ErrNotFound) {
		return "", nil
	}
	return email, err
}

func (s *Service) facts(c *Certificate, r *record, email string) credential.Facts {
	f := c.Facts
	course := c.Course
	if f.Taken != "" {
		course = f.Taken
	}
	return credential.Facts{
		Base: s.BaseURL, Issuer: f.Issuer, Serial: c.Serial, Course: course, Title: f.Title, Audience: f.AudienceTitle, Hours: f.Hours,
		Version: f.Version, Modules: f.Modules, Criteria: f.Criteria, Language: f.Language, IssuedAt: c.IssuedAt, ExpiresAt: f.ExpiresAt,
		Email: email, Salt: r.Salt, List: r.List, Index: r.Position,
	}
}

func (c *Certificate) printed() credential.Printed {
	f := c.Facts
	return credential.Printed{
		Serial: c.Serial, Holder: f.Name, Title: f.Title, Version: f.Version, IssuedAt: c.IssuedAt, CompletedAt: f.CompletedAt, ExpiresAt: f.ExpiresAt,
	}
}

// proof gives the signed forms of a certificate, made now for one that was issued before there were any.
func (s *Service) proof(ctx context.Context, c *Certificate) (record, error) {
	r, err := s.records.reserve(ctx, c.ID, s.Now())
	if err != nil || r.Token != "" && !r.Pending {
		return r, err
	}
	return s.settle(ctx, c.ID)
}

// rounds is how often Run looks for what is left to do.
const rounds = 5 * time.Minute

// Run does what need not be waited for, until ctx ends: it makes the keys, finishes what a process that died has left undone, and seals
// the log each day.
func (s *Service) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(rounds)
	defer tick.Stop()
	for {
		if err := s.Round(ctx); err != nil && ctx.Err() == nil {
			log.Warn("certificates: something is left to do", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Round is one round of Run.
func (s *Service) Round(ctx context.Context) error {
	if err := s.Keys.Warm(ctx); err != nil {
		return err
	}
	ids, err := s.records.pending(ctx)
	for _, id := range ids {
		_, e := s.settle(ctx, id)
		err = errors.Join(err, e)
	}
	return errors.Join(err, s.log.Seal(ctx, s.signer))
}

func (s *Service) signer(ctx context.Context) (credential.Key, error) {
	return s.Keys.Signer(ctx, credential.RS256)
}
