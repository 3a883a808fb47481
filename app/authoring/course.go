package authoring

import (
	"context"
	"errors"
	"maps"
	"strconv"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/storage"
)

// Pin is a module of a course with the version that the course holds.
type Pin struct {
	Slug    string `json:"slug"`
	Title   string `json:"title"`
	Version int64  `json:"version"` // 0: no such module is published
	Latest  int64  `json:"latest"`
	Newer   bool   `json:"newer"` // Latest is another than Version
	Retired bool   `json:"retired"`
}

// Courses lists the drafts of courses that the actor may see, then the published courses.
func (s *Service) Courses(ctx context.Context, who access.Actor, in Filter) (paging.List[Item], error) {
	if err := in.check(); err != nil {
		return paging.Of[Item](nil), err
	}
	all, err := s.draftItems(ctx, who, Course, in.State)
	if err != nil {
		return paging.Of[Item](nil), err
	}
	heads, err := s.published.CourseHeads(ctx)
	if err != nil {
		return paging.Of[Item](nil), err
	}
	for _, h := range heads {
		if in.State != "" && in.State != string(headState(h)) {
			continue
		}
		v, err := s.published.Version(ctx, h.Slug, h.Latest)
		if err != nil {
			return paging.Of[Item](nil), err
		}
		c := v.In(publishing.DefaultLanguage)
		item := Item{
			ID: h.Slug, Slug: h.Slug, Title: c.Title, Language: c.Language, State: headState(h), BuiltIn: h.BuiltIn, Versions: upTo(h.Count),
			Modules: len(v.Modules), Minutes: v.Minutes(publishing.DefaultLanguage), Owner: s.person(ctx, v.PublishedBy), UpdatedAt: v.PublishedAt.UTC(),
		}
		pins, err := s.pins(ctx, c.Modules, held(v.CourseVersion))
		if err != nil {
			return paging.Of[Item](nil), err
		}
		for _, p := range pins {
			item.Newer = item.Newer || p.Newer
		}
		all = append(all, item)
	}
	return paging.Cut(all, in.Input, func(i Item) string { return i.ID })
}

// held gives the versions that a published course holds.
func held(v *publishing.CourseVersion) map[string]int64 {
	out := map[string]int64{}
	for _, ref := range v.Modules {
		out[ref.Slug] = ref.Version
	}
	return out
}

// pins shows a course's modules; those without a version are taken at the one that holds.
func (s *Service) pins(ctx context.Context, slugs []string, versions map[string]int64) ([]Pin, error) {
	out := []Pin{}
	for _, slug := range slugs {
		p := Pin{Slug: slug, Version: versions[slug]}
		h, err := s.published.ModuleHead(ctx, slug)
		if err != nil && problem.From(err).Kind != problem.NotFound {
			return nil, err
		}
		if err == nil {
			if p.Version == 0 {
				p.Version = h.Latest
			}
			p.Latest, p.Newer, p.Retired = h.Latest, h.Latest != p.Version, h.Retired
			v, err := s.published.Module(ctx, slug, p.Version)
			if err != nil {
				return nil, err
			}
			p.Title = v.Source().Title
		}
		out = append(out, p)
	}
	return out, nil
}

// Course gives a course's source: a draft's, or a published version's.
func (s *Service) Course(ctx context.Context, who access.Actor, in ModuleRef) (CourseEntry, error) {
	if isDraft(in.ID) {
		d, err := s.draft(ctx, who, Course, in.ID)
		if err != nil {
			return CourseEntry{}, err
		}
		return s.courseEntry(ctx, who, &d)
	}
	n, err := version("version", in.Version)
	if err != nil {
		return CourseEntry{}, err
	}
	return s.publishedCourse(ctx, who, in.ID, n)
}

func (s *Service) courseEntry(ctx context.Context, who access.Actor, d *Draft) (CourseEntry, error) {
	e, err := draftEntry[courses.Course](ctx, s, who, d, s.published.CourseHead)
	if err != nil {
		return e, err
	}
	e.Source = *d.Course
	e.Faults = append(e.Faults, d.Course.Faults()...)
	e.Modules, err = s.pins(ctx, d.Course.Modules, d.Pins)
	for i, p := range e.Modules {
		if p.Version == 0 {
			e.Faults = append(e.Faults, courses.Fault{Path: "modules[" + strconv.Itoa(i) + "]", Code: "unknown_module", Message: "no module " + strconv.Quote(p.Slug) + " is published"})
		}
	}
	return e, err
}

func (s *Service) publishedCourse(ctx context.Context, who access.Actor, slug string, n int64) (CourseEntry, error) {
	h, err := s.published.CourseHead(ctx, slug)
	if err != nil {
		return CourseEntry{}, err
	}
	if n == 0 {
		n = h.Latest
	}
	v, err := s.published.Version(ctx, slug, n)
	if err != nil {
		return CourseEntry{}, err
	}
	e := publishedAs[courses.Course](ctx, s, who, h, v.Version, v.PublishedBy, v.Publication)
	e.Rev, e.Source = v.Rev, *v.In(publishing.DefaultLanguage)
	e.May.Retire = access.Can(who, access.ReviewModules)
	e.Modules, err = s.pins(ctx, e.Source.Modules, held(v.CourseVersion))
	return e, err
}

// RetireCourse takes a published course out of the catalogue, or brings it back. Who has begun it finishes it, and its certificates stay
// as they are; publishing a new version brings it back too.
func (s *Service) RetireCourse(ctx context.Context, who access.Actor, in Retirement) (CourseEntry, error) {
	if err := s.published.RetireCourse(ctx, in.ID, !in.Undo); err != nil {
		return CourseEntry{}, err
	}
	return s.publishedCourse(ctx, who, in.ID, 0)
}

// NewCourse is the input of CreateCourse; see NewModule. Pins name the version of some modules; of the others it takes the newest.
type NewCourse struct {
	Key     string           `json:"-" header:"Idempotency-Key"`
	Source  *courses.Course  `json:"source,omitempty"`
	Pins    map[string]int64 `json:"pins,omitempty"`
	Copy    string           `json:"copy,omitempty"`
	Version int64            `json:"version,omitempty"`
}

// CreateCourse makes a draft of a course.
func (s *Service) CreateCourse(ctx context.Context, who access.Actor, in NewCourse) (CourseEntry, error) {
	if len(in.Key) > maxKey {
		return CourseEntry{}, problem.Wrong("Idempotency-Key", "too_long", "n", maxKey)
	}
	d := s.newDraft(who, Course, in.Key, "created", "")
	switch {
	case in.Copy != "":
		e, err := s.publishedCourse(ctx, who, in.Copy, in.Version)
		if err != nil {
			return CourseEntry{}, err
		}
		v, err := s.published.Version(ctx, in.Copy, e.Version)
		if err != nil {
			return CourseEntry{}, err
		}
		d.Course, d.Base, d.Pins = &e.Source, e.Latest, held(v.CourseVersion)
		d.Events[0].Action, d.Events[0].Note = "copied", strconv.FormatInt(e.Version, 10)
	case in.Source != nil:
		d.Course, d.Pins = in.Source, in.Pins
	default:
		return CourseEntry{}, problem.Wrong("source", "required")
	}
	if err := s.checkCourse(ctx, &d); err != nil {
		return CourseEntry{}, err
	}
	made, err := s.drafts.Insert(ctx, d)
	if errors.Is(err, storage.ErrExists) {
		made, err = s.draft(ctx, who, Course, d.ID)
	}
	if err != nil {
		return CourseEntry{}, err
	}
	return s.courseEntry(ctx, who, &made)
}

// checkCourse holds a draft to its limits, and its pins to modules of the course and to versions that there are.
func (s *Service) checkCourse(ctx context.Context, d *Draft) error {
	some(&d.Course.Modules)
	d.Slug = d.Course.Slug
	if err := courseLimits(d.Course); err != nil {
		return err
	}
	pins := map[string]int64{}
	for _, slug := range d.Course.Modules {
		n, ok := d.Pins[slug]
		if !ok || n == 0 {
			continue
		}
		if _, err := s.published.Module(ctx, slug, n); err != nil {
			if problem.From(err).Kind == problem.NotFound {
				return problem.Wrong("pins", "unknown")
			}
			return err
		}
		pins[slug] = n
	}
	d.Pins = pins
	return nil
}

// CourseText is the input of SaveCourse.
type CourseText struct {
	Echo
	Path    string           `json:"-" path:"id"`
	Rev     int64            `json:"rev"`
	Source  *courses.Course  `json:"source"`
	Pins    map[string]int64 `json:"pins,omitempty"` // absent: as they are
	Modules []Pin            `json:"modules,omitempty"`
}

// SaveCourse replaces a draft's text; see SaveModule.
func (s *Service) SaveCourse(ctx context.Context, who access.Actor, in CourseText) (CourseEntry, error) {
	if err := saveFaults(in.Path, in.Rev, in.Source == nil); err != nil {
		return CourseEntry{}, err
	}
	before, err := s.draft(ctx, who, Course, in.Path)
	if err != nil {
		return CourseEntry{}, err
	}
	next := Draft{Course: in.Source, Pins: maps.Clone(before.Pins)}
	if in.Pins != nil {
		next.Pins = in.Pins
	}
	if err := s.checkCourse(ctx, &next); err != nil {
		return CourseEntry{}, err
	}
	d, err := s.change(ctx, who, Course, in.Path, in.Rev, func(d *Draft) error {
		return d.rewrite(who, func() { d.Course, d.Pins, d.Slug = next.Course, next.Pins, next.Slug })
	})
	if errors.Is(err, storage.ErrConflict) {
		present, err := s.Course(ctx, who, ModuleRef{ID: in.Path})
		if err != nil {
			return present, err
		}
		return present, &Stale[courses.Course]{present, problem.New(problem.Conflict, "stale")}
	}
	if err != nil {
		return CourseEntry{}, err
	}
	return s.courseEntry(ctx, who, &d)
}

// DeleteCourse removes a draft that is not published.
func (s *Service) DeleteCourse(ctx context.Context, who access.Actor, in Deletion) (accounts.Nothing, error) {
	return accounts.Nothing{}, s.remove(ctx, who, Course, in)
}
