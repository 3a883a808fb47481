package publishing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"upstander/courses"
	"upstander/courses/catalogue"
	"upstander/storage"
)

// InstallBuiltIn makes versions of what the built-in catalogue holds that is new or changed. It may run in several processes
// at once and be cut short: ids follow from content and number, so running it again completes it.
func (s *Service) InstallBuiltIn(ctx context.Context) error {
	print := catalogue.Fingerprint()
	st, err := s.states.Get(ctx, BuiltIn)
	if err == nil && st.Fingerprint == print {
		return nil
	}
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	modules, courseSet, err := loadBuiltIn()
	if err != nil {
		return err
	}
	return s.Install(ctx, print, modules, courseSet)
}

// Install makes versions of those modules and courses, by slug and language, that are new or changed, and notes the fingerprint of
// what they come from.
func (s *Service) Install(ctx context.Context, print string, modules map[string]map[string]*courses.Module, courseSet map[string]map[string]*courses.Course) error {
	refs := map[string]int64{}
	var err error
	for slug, languages := range modules {
		if refs[slug], err = s.publishModule(ctx, slug, languages); err != nil {
			return fmt.Errorf("built-in module %s: %w", slug, err)
		}
	}
	for slug, languages := range courseSet {
		if err := s.publishCourse(ctx, slug, languages, refs); err != nil {
			return fmt.Errorf("built-in course %s: %w", slug, err)
		}
	}
	_, err = s.states.Insert(ctx, state{Meta: storage.Meta{ID: BuiltIn}, Fingerprint: print})
	if errors.Is(err, storage.ErrExists) {
		_, err = s.states.Update(ctx, BuiltIn, func(st *state) error { st.Fingerprint = print; return nil })
	}
	return err
}

// loadBuiltIn reads the catalogue in all its languages, by slug and language.
func loadBuiltIn() (map[string]map[string]*courses.Module, map[string]map[string]*courses.Course, error) {
	modules, courseSet := map[string]map[string]*courses.Module{}, map[string]map[string]*courses.Course{}
	for _, tag := range catalogue.Languages {
		c, problems := catalogue.Load(tag)
		if len(problems) > 0 {
			return nil, nil, fmt.Errorf("built-in catalogue: %s (and %d more)", problems[0], len(problems)-1)
		}
		for _, m := range c.Modules {
			put(modules, m.Slug, tag, &m)
		}
		for _, course := range c.Courses {
			put(courseSet, course.Slug, tag, &course)
		}
	}
	return modules, courseSet, nil
}

func put[T any](into map[string]map[string]*T, slug, tag string, value *T) {
	if into[slug] == nil {
		into[slug] = map[string]*T{}
	}
	into[slug][tag] = value
}

// publishModule gives the number of the version that holds exactly this content, made where it is missing.
func (s *Service) publishModule(ctx context.Context, slug string, languages map[string]*courses.Module) (int64, error) {
	v := ModuleVersion{Slug: slug, Languages: languages, PublishedAt: s.now(), PublishedBy: BuiltIn}
	v.Hash = contentHash(languages)
	return s.advance(ctx, s.moduleHeads, slug, v.Hash, func(n int64) (placed, error) { return s.placeModule(ctx, v, n) })
}

func (s *Service) publishCourse(ctx context.Context, slug string, languages map[string]*courses.Course, refs map[string]int64) error {
	v := CourseVersion{Slug: slug, Languages: languages, PublishedAt: s.now(), PublishedBy: BuiltIn}
	for _, module := range v.In(DefaultLanguage).Modules {
		if refs[module] == 0 {
			return fmt.Errorf("no module %q", module)
		}
		v.Modules = append(v.Modules, ModuleRef{module, refs[module]})
	}
	v.Hash = courseHash(&v)
	_, err := s.advance(ctx, s.courseHeads, slug, v.Hash, func(n int64) (placed, error) { return s.placeCourse(ctx, v, n) })
	return err
}

// advance makes the product's next version with place, unless its newest already has this content, and moves the head to it where the
// head is the product's. A run that was cut short, or another process, may have taken a number: then the next is tried.
func (s *Service) advance(ctx context.Context, heads *storage.Collection[head, *head], slug, hash string, place func(n int64) (placed, error)) (int64, error) {
	h, err := heads.Get(ctx, slug)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return 0, err
	}
	if h.ProductHash == hash {
		return h.Product, nil
	}
	for n := h.Count + 1; ; n++ {
		there, err := place(n)
		if err != nil {
			return 0, err
		}
		if err := s.move(ctx, heads, slug, n, there); err != nil || there.hash == hash && there.product {
			return n, err
		}
	}
}

func courseHash(v *CourseVersion) string {
	return contentHash(struct{ L, M any }{v.Languages, v.Modules})
}

func contentHash(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data of ours
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
