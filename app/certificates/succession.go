package certificates

import (
	"context"
	"errors"

	"upstander/app/learning"
	"upstander/storage"
)

// Enrolments hears which certificate now stands for an enrolment.
type Enrolments interface {
	// Replaced is told again when a process may have ended before it was done.
	Replaced(ctx context.Context, enrolment, serial string) error
}

// UseEnrolments sets who hears.
func (s *Service) UseEnrolments(e Enrolments) { s.Config.Enrolments = e }

// supersede has c take the place of the certificate that it replaces, and tells the enrolment. Where a change of name and a renewal
// replace one certificate at the same time, both are settled here, in whichever order: the renewal stays.
func (s *Service) supersede(ctx context.Context, c *Certificate) error {
	old, err := s.certificates.bySerial(ctx, c.Replaces)
	if err != nil || old.erased() {
		return err
	}
	if old, err = s.replacedBy(ctx, &old, c); err != nil {
		return err
	}
	if old.Superseded.By != c.Serial {
		other, err := s.certificates.bySerial(ctx, old.Superseded.By)
		if err != nil {
			return err
		}
		if c.Cycle <= other.Cycle {
			_, err = s.replacedBy(ctx, c, &other)
			return err
		}
		if _, err = s.replacedBy(ctx, &other, c); err != nil {
			return err
		}
	}
	if s.Enrolments == nil {
		return nil
	}
	return s.Enrolments.Replaced(ctx, c.Enrolment, c.Serial)
}

// replacedBy notes on old that c has taken its place, unless another has.
func (s *Service) replacedBy(ctx context.Context, old, c *Certificate) (Certificate, error) {
	if old.Superseded != nil {
		return *old, nil
	}
	if err := s.records.mark(ctx, old.ID, s.Now()); err != nil {
		return *old, err
	}
	now, err := s.certificates.Update(ctx, old.ID, func(old *Certificate) error {
		if old.Superseded == nil {
			old.Superseded = &Supersession{At: c.IssuedAt, By: c.Serial}
		}
		return nil
	})
	if err == nil {
		_, err = s.settle(ctx, old.ID)
	}
	return now, err
}

// newest gives the certificate that now stands for a serial; storage.ErrNotFound when there is none.
func (s *Service) newest(ctx context.Context, serial string) (Certificate, error) {
	c, err := s.certificates.bySerial(ctx, serial)
	for err == nil && c.Superseded != nil {
		c, err = s.certificates.bySerial(ctx, c.Superseded.By)
	}
	return c, err
}

// renewed gives the certificate that a renewal replaces; the zero one where there is none or it was taken back.
func (s *Service) renewed(ctx context.Context, serial string) (Certificate, error) {
	if serial == "" {
		return Certificate{}, nil
	}
	c, err := s.newest(ctx, serial)
	if errors.Is(err, storage.ErrNotFound) || c.Revoked != nil {
		return Certificate{}, nil
	}
	return c, err
}

// Standing tells how the certificate that now stands for this serial stands. It implements learning.Issuer.
func (s *Service) Standing(ctx context.Context, serial string) (learning.CertificateStanding, error) {
	c, err := s.newest(ctx, serial)
	return learning.CertificateStanding{Serial: c.Serial, ExpiresAt: c.Facts.ExpiresAt, Revoked: c.Revoked != nil}, err
}
