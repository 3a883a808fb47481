package certificates

import (
	"context"
	"errors"

	"upstander/app/access"
	"upstander/app/certificates/paper"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/storage"
)

// Reissue gives the holder a certificate in their present name, for the same course, completed and expiring on the same days. The old
// one is superseded and kept. Doing it again gives the same new one.
func (s *Service) Reissue(ctx context.Context, who access.Actor, in SerialRef) (View, error) {
	old, err := s.held(ctx, who, in.Serial)
	if err != nil {
		return View{}, err
	}
	id := ident.Of("reissue", old.ID)
	c, err := s.certificates.Get(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		c, err = s.replace(ctx, &old, id)
	}
	if err != nil {
		return View{}, err
	}
	if _, err := s.settle(ctx, id); err != nil { // also supersedes the old one
		return View{}, err
	}
	return s.view(&c), nil
}

func (s *Service) replace(ctx context.Context, old *Certificate, id string) (Certificate, error) {
	if old.Revoked != nil {
		return Certificate{}, problem.New(problem.Conflict, "certificate_revoked")
	}
	if old.Superseded != nil {
		return Certificate{}, problem.New(problem.Conflict, "certificate_superseded")
	}
	name, err := s.HolderName(ctx, old.Holder)
	if err != nil {
		return Certificate{}, err
	}
	if name == old.Facts.Name {
		return Certificate{}, problem.New(problem.Conflict, "name_unchanged")
	}
	return s.insert(ctx, id, func() Certificate {
		c := *old
		c.Meta = storage.Meta{ID: id}
		c.Serial, c.IssuedAt, c.Replaces = newSerial(), s.Now(), old.Serial
		c.Facts.Name, c.Facts.Issuer, c.Facts.Layout = name, s.Issuer, paper.Newest
		c.Facts.VerifyURL = s.BaseURL + "/verify/" + c.Serial
		return c
	})
}

// insert stores a certificate, or finds the one of this id that was stored before. draft is asked again if its serial is taken.
func (s *Service) insert(ctx context.Context, id string, draft func() Certificate) (Certificate, error) {
	if _, err := s.records.reserve(ctx, id, s.Now()); err != nil {
		return Certificate{}, err
	}
	for {
		c, err := s.certificates.Insert(ctx, draft())
		if !errors.Is(err, storage.ErrExists) {
			return c, err
		}
		// Either another process was first, or, once in an age, the serial is taken.
		found, err := s.certificates.Get(ctx, id)
		if !errors.Is(err, storage.ErrNotFound) {
			return found, err
		}
	}
}
