package certificates

import (
	"context"
	"time"
)

// Life is what became of one certificate, for those who tell others.
type Life struct {
	Serial       string
	IssuedAt     time.Time
	ExpiresAt    *time.Time // by what is printed, whatever became of it before
	RevokedAt    *time.Time
	SupersededAt *time.Time
	By           string // serial of the one that took its place
}

// History gives the lives of a certificate and of those that took its place, in order, to other parts of the application, which ask
// for themselves who may know; storage.ErrNotFound when there is none.
func (s *Service) History(ctx context.Context, serial string) ([]Life, error) {
	var out []Life
	for serial != "" {
		c, err := s.certificates.bySerial(ctx, serial)
		if err != nil {
			return out, err
		}
		l := Life{Serial: c.Serial, IssuedAt: c.IssuedAt, ExpiresAt: c.Facts.ExpiresAt}
		if c.Revoked != nil {
			l.RevokedAt = &c.Revoked.At
		}
		if serial = ""; c.Superseded != nil {
			l.SupersededAt, l.By, serial = &c.Superseded.At, c.Superseded.By, c.Superseded.By
		}
		out = append(out, l)
	}
	return out, nil
}

// Tell has tell called with the serial of each certificate to which something has happened. It is called before that counts as settled, so
// that a process that dies calls it again: it may hear of one thing several times, and never of none.
func (s *Service) Tell(tell func(ctx context.Context, serial string) error) { s.tell = tell }
