package certificates

import (
	"context"
	"errors"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// Institutions says which institutions have a part in a certificate.
type Institutions interface {
	// OnCertificate gives the institution to print on a certificate of this learner for this course, as it shows itself today; the
	// zero Brand for none.
	OnCertificate(ctx context.Context, learner, course string) (Brand, error)
	// Manages reports whether the actor manages an institution that assigned the course to the learner.
	Manages(ctx context.Context, who access.Actor, learner, course string) (bool, error)
	// Sees reports whether the actor manages such an institution, or one that the learner shows the course to.
	Sees(ctx context.Context, who access.Actor, learner, course string) (bool, error)
}

// UseInstitutions makes institutions take part: their name is printed on certificates issued from now on, and their managers see
// those of their members.
func (s *Service) UseInstitutions(i Institutions) { s.Config.Institutions = i }

// overseen loads a certificate for an administrator, or for a manager of an institution that had the holder learn.
func (s *Service) overseen(ctx context.Context, who access.Actor, serial string) (Certificate, error) {
	return s.forManager(ctx, who, serial, Institutions.Manages)
}

func (s *Service) forManager(
	ctx context.Context, who access.Actor, serial string, may func(Institutions, context.Context, access.Actor, string, string) (bool, error),
) (Certificate, error) {
	c, err := s.certificates.bySerial(ctx, serial)
	unknown := problem.Missing("certificate_unknown")
	if errors.Is(err, storage.ErrNotFound) {
		return c, unknown
	}
	if err != nil || who.Has(access.Admin) {
		return c, err
	}
	if s.Institutions == nil {
		return c, unknown
	}
	manages, err := may(s.Institutions, ctx, who, c.Holder, c.Course)
	if err == nil && !manages {
		err = unknown
	}
	return c, err
}

// visible loads a certificate for its holder, and for managers who see it.
func (s *Service) visible(ctx context.Context, who access.Actor, serial string) (Certificate, error) {
	c, err := s.own(ctx, who, serial)
	if p := problem.From(err); err != nil && p.Kind == problem.NotFound {
		return s.forManager(ctx, who, serial, Institutions.Sees)
	}
	return c, err
}

// Issued gives a certificate by its serial, or the one that took its place, to other parts of the application, which ask for themselves who
// may see it; storage.ErrNotFound when there is none.
func (s *Service) Issued(ctx context.Context, serial string) (View, error) {
	c, err := s.newest(ctx, serial)
	if err != nil {
		return View{}, err
	}
	return s.view(&c), nil
}
