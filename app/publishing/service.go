package publishing

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/tongues"
	"upstander/storage"
)

// Service reads and makes versions.
type Service struct {
	collections
	now func() time.Time

	resolved sync.Map // "slug@n" → *Course: versions are immutable, so they are held for as long as the process lives
	compared sync.Map // two versions and a language → *Changes, likewise
	shelf    shelf
}

// A reading that nobody waits for ends after this.
const renewTimeout = 10 * time.Second

// New opens the collections.
func New(ctx context.Context, engine storage.Engine, now func() time.Time) (*Service, error) {
	c, err := open(ctx, engine)
	return &Service{collections: c, now: now}, err
}

// Course is a published course with its modules, as held in memory. It is shared: nobody changes it.
type Course struct {
	*CourseVersion
	Modules []*ModuleVersion // in order
	Retired bool             // not offered any more; told of the newest version alone
}

// Module finds a module of the course by slug.
func (c *Course) Module(slug string) (*ModuleVersion, bool) {
	for _, m := range c.Modules {
		if m.Slug == slug {
			return m, true
		}
	}
	return nil, false
}

// Tongue gives the first of the languages wanted ("fr-CA,fr") in which there is anything to read in the course, or the course's own.
func (c *Course) Tongue(wanted string) string {
	tag := tongues.Best(strings.Split(wanted, ","), func(tag string) bool {
		return c.Languages[tag] != nil || slices.ContainsFunc(c.Modules, func(m *ModuleVersion) bool { return m.Languages[tag] != nil })
	})
	if tag == "" {
		return c.In("").Language
	}
	return tag
}

// Tongues lists the languages in which there is anything to read in the course.
func (c *Course) Tongues() []string {
	out := slices.Collect(maps.Keys(c.Languages))
	for _, m := range c.Modules {
		for tag := range m.Languages {
			if !slices.Contains(out, tag) {
				out = append(out, tag)
			}
		}
	}
	slices.Sort(out)
	return out
}

// As gives the course under the slug of another, in whose place it is taken: a refresher.
func (c *Course) As(slug string) *Course {
	v := *c.CourseVersion
	v.Slug = slug
	return &Course{CourseVersion: &v, Modules: c.Modules, Retired: c.Retired}
}

// Minutes is the sum over the modules.
func (c *Course) Minutes(language string) int {
	sum := 0
	for _, m := range c.Modules {
		sum += m.In(language).Minutes
	}
	return sum
}

// Audience is the same in every language.
func (c *Course) Audience() courses.Audience { return c.In(DefaultLanguage).Audience }

// LanguageList lists the languages in which the course and all its modules can be taken.
func (c *Course) LanguageList() []string {
	var out []string
	for tag := range c.Languages {
		whole := true
		for _, m := range c.Modules {
			_, ok := m.Languages[tag]
			whole = whole && ok
		}
		if whole {
			out = append(out, tag)
		}
	}
	slices.Sort(out)
	return out
}

// Version gives a course at a version.
func (s *Service) Version(ctx context.Context, slug string, n int64) (*Course, error) {
	id := versionID(slug, n)
	if held, ok := s.resolved.Load(id); ok {
		return held.(*Course), nil
	}
	v, err := s.courses.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "course_unknown")
	}
	c := &Course{CourseVersion: &v}
	for _, ref := range v.Modules {
		m, err := s.modules.Get(ctx, versionID(ref.Slug, ref.Version))
		if err != nil {
			return nil, missing(err, "module_unknown")
		}
		c.Modules = append(c.Modules, &m)
	}
	held, _ := s.resolved.LoadOrStore(id, c)
	return held.(*Course), nil
}

// Latest gives the newest version of a course.
func (s *Service) Latest(ctx context.Context, slug string) (*Course, error) {
	all, err := s.Courses(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.Slug == slug {
			return c, nil
		}
	}
	return nil, problem.Missing("course_unknown")
}

// Courses gives the newest version of every course, in the order of the audiences, then by slug. What another process publishes
// shows within seconds, what this one does at once.
func (s *Service) Courses(ctx context.Context) ([]*Course, error) {
	list, renew := s.shelf.look(s.now())
	if list == nil {
		return s.readCourses(ctx)
	}
	if renew {
		go func() {
			defer s.shelf.renewed()
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTimeout)
			defer cancel()
			s.readCourses(ctx) // on an error the list that there is stays, and the next caller tries again
		}()
	}
	return list, nil
}

func (s *Service) readCourses(ctx context.Context) ([]*Course, error) {
	began, clearings := s.now(), s.shelf.clearings()
	list := []*Course{}
	for h, err := range s.courseHeads.Find(ctx, storage.Query{}) {
		if err != nil {
			return nil, err
		}
		c, err := s.Version(ctx, h.ID, h.Latest)
		if err != nil {
			return nil, err
		}
		if h.Retired {
			c = &Course{CourseVersion: c.CourseVersion, Modules: c.Modules, Retired: true}
		}
		list = append(list, c)
	}
	order := courses.Audiences()
	slices.SortStableFunc(list, func(a, b *Course) int {
		return slices.Index(order, a.Audience()) - slices.Index(order, b.Audience())
	})
	s.shelf.put(list, began, clearings)
	return list, nil
}

// Head is a module or course with the version that holds now.
type Head struct {
	Slug    string
	Latest  int64
	Count   int64 // versions are numbered 1 to Count; Count is above Latest when the product's own follow a person's
	BuiltIn bool
	Retired bool
}

func (h *head) public() Head { return Head{h.ID, h.Latest, h.Count, h.BuiltIn, h.Retired} }

// Modules lists the modules.
func (s *Service) Modules(ctx context.Context) ([]Head, error) { return list(ctx, s.moduleHeads) }

// CourseHeads lists the courses.
func (s *Service) CourseHeads(ctx context.Context) ([]Head, error) { return list(ctx, s.courseHeads) }

func list(ctx context.Context, heads *storage.Collection[head, *head]) ([]Head, error) {
	var out []Head
	for h, err := range heads.Find(ctx, storage.Query{}) {
		if err != nil {
			return nil, err
		}
		out = append(out, h.public())
	}
	return out, nil
}

// ModuleHead gives a module's head; not found is a problem.
func (s *Service) ModuleHead(ctx context.Context, slug string) (Head, error) {
	h, err := s.moduleHeads.Get(ctx, slug)
	return h.public(), missing(err, "module_unknown")
}

// CourseHead gives a course's head; not found is a problem.
func (s *Service) CourseHead(ctx context.Context, slug string) (Head, error) {
	h, err := s.courseHeads.Get(ctx, slug)
	return h.public(), missing(err, "course_unknown")
}

// Retire takes a module out of use for new courses, or brings it back. What is published stays.
func (s *Service) Retire(ctx context.Context, slug string, retired bool) error {
	_, err := s.moduleHeads.Update(ctx, slug, func(h *head) error { h.Retired = retired; return nil })
	return missing(err, "module_unknown")
}

// RetireCourse takes a course out of the catalogue for new learners, or brings it back. Who has begun it finishes it.
func (s *Service) RetireCourse(ctx context.Context, slug string, retired bool) error {
	_, err := s.courseHeads.Update(ctx, slug, func(h *head) error { h.Retired = retired; return nil })
	s.shelf.clear()
	return missing(err, "course_unknown")
}

// Module gives a module at a version; 0 is the newest.
func (s *Service) Module(ctx context.Context, slug string, n int64) (ModuleVersion, error) {
	if n == 0 {
		h, err := s.moduleHeads.Get(ctx, slug)
		if err != nil {
			return ModuleVersion{}, missing(err, "module_unknown")
		}
		n = h.Latest
	}
	v, err := s.modules.Get(ctx, versionID(slug, n))
	return v, missing(err, "module_unknown")
}

func missing(err error, key string) error {
	if errors.Is(err, storage.ErrNotFound) {
		return problem.Missing(key)
	}
	return err
}
