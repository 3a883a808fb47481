package authoring

import (
	"context"
	"errors"
	"slices"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/problem"
	"upstander/storage"
)

// Sharing is the input of ShareModule and ShareCourse.
type Sharing struct {
	ID     string `json:"-" path:"id"`
	Email  string `json:"email"`            // of an account; it can write only with the role of a trainer
	Remove bool   `json:"remove,omitempty"` // no longer
}

const maxEditors = 20

// sharedBy: the owner says who else writes, and administrators may.
func (d *Draft) sharedBy(who access.Actor) bool {
	return access.Can(who, access.WriteModules) && (d.Owner == who.ID || who.Has(access.Admin))
}

// ShareModule lets another person change a draft, or no longer.
func (s *Service) ShareModule(ctx context.Context, who access.Actor, in Sharing) (ModuleEntry, error) {
	return s.moduleAfter(ctx, who)(s.share(ctx, who, Module, in))
}

// ShareCourse lets another person change a draft of a course, or no longer.
func (s *Service) ShareCourse(ctx context.Context, who access.Actor, in Sharing) (CourseEntry, error) {
	return s.courseAfter(ctx, who)(s.share(ctx, who, Course, in))
}

func (s *Service) share(ctx context.Context, who access.Actor, kind Kind, in Sharing) (Draft, error) {
	var f problem.Fields
	email := accounts.CleanEmail(&f, in.Email)
	if err := f.Err(); err != nil {
		return Draft{}, err
	}
	d, err := s.draft(ctx, who, kind, in.ID)
	if err != nil {
		return Draft{}, err
	}
	if !d.sharedBy(who) {
		return Draft{}, problem.Denied()
	}
	p, err := s.accounts.PersonByEmail(ctx, email)
	if errors.Is(err, storage.ErrNotFound) {
		return Draft{}, problem.Wrong("email", "unknown")
	}
	if err != nil {
		return Draft{}, err
	}
	return s.change(ctx, who, kind, in.ID, 0, func(d *Draft) error {
		at := slices.Index(d.Editors, p.ID)
		switch {
		case in.Remove && at >= 0:
			d.Editors = slices.Delete(d.Editors, at, at+1)
		case in.Remove || at >= 0 || p.ID == d.Owner:
		case len(d.Editors) >= maxEditors:
			return problem.Wrong("email", "too_many", "n", maxEditors)
		default:
			d.Editors = append(d.Editors, p.ID)
		}
		return nil
	})
}
