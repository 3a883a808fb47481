package publishing

import (
	"context"
	"errors"
	"maps"
	"slices"

	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/translation"
	"upstander/storage"
)

// Base is the version that a person's text starts from, and what they say of the new one.
type Base struct {
	Version int64 // 0: there is none yet
	By      string
	Publication
	// Translation is set where the text follows a source in another language.
	Translation *translation.Translation
}

// PublishModule makes a module in one language the next version; its other languages stay as they are in the base. It is a conflict
// when another version came after the base: nobody's work is overwritten unseen. Publishing one draft again gives the same number.
func (s *Service) PublishModule(ctx context.Context, m courses.Module, b Base) (int64, error) {
	v := ModuleVersion{Slug: m.Slug, Languages: map[string]*courses.Module{}, PublishedAt: s.now(), PublishedBy: b.By, Publication: b.Publication}
	h, err := s.base(ctx, s.moduleHeads, m.Slug)
	if err != nil {
		return 0, err
	}
	if h.Latest > 0 {
		latest, err := s.modules.Get(ctx, versionID(m.Slug, h.Latest))
		if err != nil {
			return 0, err
		}
		if latest.Draft == b.Draft && b.Draft != "" {
			return h.Latest, nil
		}
		if source := latest.Source(); b.Translation == nil && source.Language != m.Language {
			// Written as a text of its own, or brought in a bundle: its structure is the source's all the same.
			rows := translation.Rows(source, translation.FromModule(source, &m))
			if !SameShape(source, &m) || !follows(rows) {
				return 0, problem.Wrong("language", "other_structure")
			}
			made, err := translation.Module(source, m.Language, rows)
			if err != nil {
				return 0, err
			}
			m, b.Translation = *made, &translation.Translation{From: source.Language, Pairs: translation.Pairs(rows), Draft: b.Draft}
		}
		before := latest.Languages[m.Language]
		if b.Translation != nil { // whoever reads the source does what readers of the translation do
			before = latest.Languages[b.Translation.From]
		}
		if b.Change == Editorial && (before == nil || !SameShape(before, &m)) {
			return 0, problem.Wrong("change", "not_editorial")
		}
		maps.Copy(v.Languages, latest.Languages)
		v.Translations = maps.Clone(latest.Translations)
	}
	v.Languages[m.Language] = &m
	if err := v.translate(m.Language, b.Translation); err != nil {
		return 0, err
	}
	v.Hash = contentHash(v.Languages)
	return s.publish(ctx, s.moduleHeads, m.Slug, h, b, func(n int64) (placed, error) { return s.placeModule(ctx, v, n) })
}

// PublishCourse makes a course in one language, with these versions of its modules, the next version; see PublishModule.
func (s *Service) PublishCourse(ctx context.Context, c courses.Course, modules []ModuleRef, b Base) (int64, error) {
	v := CourseVersion{Slug: c.Slug, Languages: map[string]*courses.Course{}, Modules: modules, PublishedAt: s.now(), PublishedBy: b.By, Publication: b.Publication}
	h, err := s.base(ctx, s.courseHeads, c.Slug)
	if err != nil {
		return 0, err
	}
	if h.Latest > 0 {
		latest, err := s.courses.Get(ctx, versionID(c.Slug, h.Latest))
		if err != nil {
			return 0, err
		}
		if latest.Draft == b.Draft && b.Draft != "" {
			return h.Latest, nil
		}
		maps.Copy(v.Languages, latest.Languages)
		if b.Change == Editorial {
			if same, err := s.sameCourse(ctx, &latest, &c, modules); err != nil || !same {
				return 0, errors.Join(err, problem.Wrong("change", "not_editorial"))
			}
		}
	}
	for tag, other := range v.Languages { // what is asked of learners does not depend on their language
		same := c
		same.Language, same.Title, same.Summary, same.Criteria = other.Language, other.Title, other.Summary, other.Criteria
		v.Languages[tag] = &same
	}
	v.Languages[c.Language] = &c
	v.Hash = courseHash(&v)
	return s.publish(ctx, s.courseHeads, c.Slug, h, b, func(n int64) (placed, error) { return s.placeCourse(ctx, v, n) })
}

func (s *Service) base(ctx context.Context, heads *storage.Collection[head, *head], slug string) (head, error) {
	h, err := heads.Get(ctx, slug)
	if errors.Is(err, storage.ErrNotFound) {
		err = nil
	}
	return h, err
}

func (s *Service) publish(ctx context.Context, heads *storage.Collection[head, *head], slug string, h head, b Base, place func(n int64) (placed, error)) (int64, error) {
	switch {
	case b.Version == 0 && h.Latest > 0:
		return 0, problem.New(problem.Conflict, "slug_taken")
	case b.Version != h.Latest:
		return 0, problem.New(problem.Conflict, "base_moved", "n", h.Latest)
	}
	for n := h.Count + 1; ; n++ {
		there, err := place(n)
		if err == nil {
			err = s.move(ctx, heads, slug, n, there)
		}
		switch {
		case err != nil:
			return 0, err
		case there.draft == b.Draft:
			return n, nil
		case !there.product || h.BuiltIn: // another was faster, and the head is theirs now
			return 0, problem.New(problem.Conflict, "base_moved", "n", n)
		}
	}
}

// SameShape reports whether two versions of a module ask the same of a learner: the same lessons of the same kinds, and the same questions
// with the same answers. Then what is done of the one is done of the other.
func SameShape(a, b *courses.Module) bool {
	return slices.EqualFunc(a.Lessons, b.Lessons, func(x, y courses.Lesson) bool { return x.Slug == y.Slug && x.Kind == y.Kind }) &&
		slices.EqualFunc(a.Questions, b.Questions, func(x, y courses.Question) bool {
			// What a short answer is compared with is a text like others: it never counts.
			return x.ID == y.ID && x.Kind == y.Kind && (!x.Marked() || contentHash(x.Answer) == contentHash(y.Answer))
		})
}

// sameCourse reports whether a course asks the same of a learner as the version before it.
func (s *Service) sameCourse(ctx context.Context, old *CourseVersion, c *courses.Course, modules []ModuleRef) (bool, error) {
	was := old.In(c.Language)
	if was.PassMark != c.PassMark || was.Hours != c.Hours || was.ValidityMonths != c.ValidityMonths || contentHash(was.Window) != contentHash(c.Window) || was.Audience != c.Audience || len(old.Modules) != len(modules) {
		return false, nil
	}
	for i, ref := range modules {
		if ref.Slug != old.Modules[i].Slug {
			return false, nil
		}
		if ref.Version == old.Modules[i].Version {
			continue
		}
		before, err := s.Module(ctx, ref.Slug, old.Modules[i].Version)
		if err != nil {
			return false, err
		}
		after, err := s.Module(ctx, ref.Slug, ref.Version)
		if err != nil {
			return false, err
		}
		for tag, m := range before.Languages {
			if after.Languages[tag] == nil || !SameShape(m, after.Languages[tag]) {
				return false, nil
			}
		}
	}
	return true, nil
}

// Successor gives the newest version of a course to which a learner of version n moves silently: as far as the versions behind n are all
// editorial.
func (s *Service) Successor(ctx context.Context, slug string, n int64) (int64, error) {
	latest, err := s.Latest(ctx, slug)
	if err != nil {
		return n, err
	}
	for n < latest.Version {
		next, err := s.Version(ctx, slug, n+1)
		if err != nil {
			return n, err
		}
		if next.Change != Editorial {
			break
		}
		n++
	}
	return n, nil
}
