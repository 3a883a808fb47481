package authoring

import (
	"context"
	"slices"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/app/publishing"
)

func (s *Service) courseAfter(ctx context.Context, who access.Actor) func(Draft, error) (CourseEntry, error) {
	return func(d Draft, err error) (CourseEntry, error) {
		if err != nil {
			return CourseEntry{}, err
		}
		return s.courseEntry(ctx, who, &d)
	}
}

// SubmitCourse hands a course's draft to the reviewers.
func (s *Service) SubmitCourse(ctx context.Context, who access.Actor, in Step) (CourseEntry, error) {
	d, err := s.draft(ctx, who, Course, in.ID)
	if err != nil {
		return CourseEntry{}, err
	}
	if _, err := s.refs(ctx, &d); err != nil {
		return CourseEntry{}, err
	}
	return s.courseAfter(ctx, who)(s.submit(ctx, who, Course, in))
}

// WithdrawCourse takes a course's draft back to be changed.
func (s *Service) WithdrawCourse(ctx context.Context, who access.Actor, in Step) (CourseEntry, error) {
	return s.courseAfter(ctx, who)(s.withdraw(ctx, who, Course, in))
}

// ApproveCourse finds a course's draft good.
func (s *Service) ApproveCourse(ctx context.Context, who access.Actor, in Step) (CourseEntry, error) {
	return s.courseAfter(ctx, who)(s.judge(ctx, who, Course, in, true))
}

// RejectCourse sends a course's draft back.
func (s *Service) RejectCourse(ctx context.Context, who access.Actor, in Step) (CourseEntry, error) {
	return s.courseAfter(ctx, who)(s.judge(ctx, who, Course, in, false))
}

// refs gives the versions that a draft's modules are published at, or says which module there is none of. A retired module may stay where
// the course holds it already.
func (s *Service) refs(ctx context.Context, d *Draft) ([]publishing.ModuleRef, error) {
	pins, err := s.pins(ctx, d.Course.Modules, d.Pins)
	if err != nil {
		return nil, err
	}
	var f problem.Fields
	if err := s.checkRefresher(ctx, &f, d.Course.Refresher); err != nil {
		return nil, err
	}
	var out []publishing.ModuleRef
	for _, p := range pins {
		if p.Version == 0 {
			f.Add("modules", "module_unpublished", "slug", p.Slug)
		} else if p.Retired && d.Pins[p.Slug] == 0 {
			f.Add("modules", "module_retired", "slug", p.Slug)
		}
		out = append(out, publishing.ModuleRef{Slug: p.Slug, Version: p.Version})
	}
	return out, f.Err()
}

// checkRefresher adds a fault where a course is to be renewed by one that nobody can take.
func (s *Service) checkRefresher(ctx context.Context, f *problem.Fields, slug string) error {
	if slug == "" {
		return nil
	}
	_, err := s.published.CourseHead(ctx, slug)
	if err != nil && problem.From(err).Kind == problem.NotFound {
		f.Add("refresher", "course_unpublished", "slug", slug)
		return nil
	}
	return err
}

// PublishCourse makes an approved draft the next version of its course. Learners who have not finished move to it when the change is
// editorial. Doing it again gives the same version.
func (s *Service) PublishCourse(ctx context.Context, who access.Actor, in Publication) (CourseEntry, error) {
	if err := in.check(); err != nil {
		return CourseEntry{}, err
	}
	d, err := s.publishable(ctx, who, Course, in.ID)
	if err != nil {
		return CourseEntry{}, err
	}
	if d.State == Approved {
		refs, err := s.refs(ctx, &d)
		if err != nil {
			return CourseEntry{}, err
		}
		n, err := s.published.PublishCourse(ctx, *d.Course, refs, in.base(&d, who))
		if err != nil {
			return CourseEntry{}, err
		}
		if d, err = s.becameVersion(ctx, who, &d, n, in.Note); err != nil {
			return CourseEntry{}, err
		}
	}
	return s.courseEntry(ctx, who, &d)
}

// Acceptance is the input of AcceptModules.
type Acceptance struct {
	ID      string            `json:"-" path:"id"`
	Modules []string          `json:"modules,omitempty"` // slugs; empty: all that have newer versions
	Change  publishing.Change `json:"change,omitempty"`  // empty is substantive
	Note    string            `json:"note,omitempty"`
}

// AcceptModules gives a published course the newest versions of its modules, as its next version. Each of them has been reviewed, and
// nothing else changes, so it takes no review of its own: it is for reviewers, and for those who wrote the course.
func (s *Service) AcceptModules(ctx context.Context, who access.Actor, in Acceptance) (CourseEntry, error) {
	p := Publication{ID: in.ID, Change: in.Change, Note: in.Note}
	if err := p.check(); err != nil {
		return CourseEntry{}, err
	}
	e, err := s.publishedCourse(ctx, who, in.ID, 0)
	if err != nil {
		return CourseEntry{}, err
	}
	v, err := s.published.Version(ctx, e.Slug, e.Version)
	if err != nil {
		return CourseEntry{}, err
	}
	if !access.Can(who, access.ReviewModules) && !slices.Contains(v.Authors, who.ID) && v.PublishedBy != who.ID {
		return CourseEntry{}, problem.Denied()
	}
	var refs []publishing.ModuleRef
	moved := 0
	for _, pin := range e.Modules {
		ref := publishing.ModuleRef{Slug: pin.Slug, Version: pin.Version}
		if pin.Newer && (len(in.Modules) == 0 || slices.Contains(in.Modules, pin.Slug)) {
			ref.Version = pin.Latest
			moved++
		}
		refs = append(refs, ref)
	}
	if moved == 0 {
		return CourseEntry{}, problem.Wrong("modules", "nothing_newer")
	}
	_, err = s.published.PublishCourse(ctx, e.Source, refs, publishing.Base{Version: e.Version, By: who.ID, Publication: publishing.Publication{
		Change: p.Change, Note: p.Note, Draft: "accepted_" + ident.New(), Authors: v.Authors, Approved: v.Approved,
	}})
	if err != nil {
		return CourseEntry{}, err
	}
	return s.publishedCourse(ctx, who, in.ID, 0)
}

// CourseVersions lists the versions of a course.
func (s *Service) CourseVersions(ctx context.Context, who access.Actor, in Ref) (Versions, error) {
	out := Versions{Items: []VersionView{}}
	slug, err := s.slug(ctx, who, Course, in.ID)
	if err != nil {
		return out, err
	}
	h, err := s.published.CourseHead(ctx, slug)
	if err != nil {
		if isDraft(in.ID) && problem.From(err).Kind == problem.NotFound {
			err = nil
		}
		return out, err
	}
	for n := h.Count; n >= 1; n-- {
		v, err := s.published.Version(ctx, slug, n)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, s.versionView(ctx, h, n, sortedTags(v.Languages), v.PublishedAt, v.PublishedBy, v.Publication))
	}
	return out, nil
}

// CourseVersion gives a course as it was published.
func (s *Service) CourseVersion(ctx context.Context, who access.Actor, in VersionRef) (CourseEntry, error) {
	n, err := version("version", in.Version)
	if err != nil {
		return CourseEntry{}, problem.Missing("course_unknown")
	}
	slug, err := s.slug(ctx, who, Course, in.ID)
	if err != nil {
		return CourseEntry{}, err
	}
	return s.publishedCourse(ctx, who, slug, n)
}
