package publishing

import (
	"context"
	"fmt"
	"slices"

	"upstander/courses"
)

// Changes tell a learner how a version of a course differs from the one that they take. They are held and shared: nobody changes them.
type Changes struct {
	Notes   []string // what its authors say of it and its modules, newest first
	Modules []ModuleChange
}

// ModuleChange is a module that differs.
type ModuleChange struct {
	Module  string       `json:"module"`
	Title   string       `json:"title"`
	Change  Difference   `json:"change"`
	Added   []LessonName `json:"lessons_added"`
	Changed []LessonName `json:"lessons_changed"`
	Removed []LessonName `json:"lessons_removed"`
	Quiz    Difference   `json:"quiz"` // "" when its questions are the same
}

// LessonName names a lesson.
type LessonName struct {
	Slug  string `json:"slug"`
	Title string `json:"title"`
}

// Difference is how a thing of one version stands in another.
type Difference string

// The differences; "" is none.
const (
	Added   Difference = "added"
	Changed Difference = "changed"
	Removed Difference = "removed"
)

// maxNotes bounds what a learner is told of a long history.
const maxNotes = 10

// Changes compares two versions of a course in a language, from the older to the newer.
func (s *Service) Changes(ctx context.Context, slug string, from, to int64, language string) (*Changes, error) {
	key := fmt.Sprintf("%s@%d>%d/%s", slug, from, to, language)
	if held, ok := s.compared.Load(key); ok {
		return held.(*Changes), nil
	}
	before, err := s.Version(ctx, slug, from)
	if err != nil {
		return nil, err
	}
	after, err := s.Version(ctx, slug, to)
	if err != nil {
		return nil, err
	}
	out := &Changes{Notes: []string{}, Modules: compare(before, after, language)}
	for n := to; n > from && len(out.Notes) < maxNotes; n-- {
		v, err := s.Version(ctx, slug, n)
		if err != nil {
			return nil, err
		}
		out.note(v.Note)
	}
	for _, m := range after.Modules {
		was, ok := before.Module(m.Slug)
		if !ok {
			continue
		}
		for n := m.Version; n > was.Version && len(out.Notes) < maxNotes; n-- {
			v, err := s.modules.Get(ctx, versionID(m.Slug, n))
			if err != nil {
				return nil, err
			}
			out.note(v.Note)
		}
	}
	held, _ := s.compared.LoadOrStore(key, out)
	return held.(*Changes), nil
}

func (c *Changes) note(text string) {
	if text != "" && !slices.Contains(c.Notes, text) {
		c.Notes = append(c.Notes, text)
	}
}

// compare lists the modules that differ, in the order of the newer version; those that are gone come last.
func compare(before, after *Course, language string) []ModuleChange {
	out := []ModuleChange{}
	for _, m := range after.Modules {
		was, ok := before.Module(m.Slug)
		switch {
		case !ok:
			out = append(out, compareModule(&courses.Module{}, m.In(language), m.Slug, Added))
		case was.Version != m.Version:
			if c := compareModule(was.In(language), m.In(language), m.Slug, Changed); c.any() {
				out = append(out, c)
			}
		}
	}
	for _, m := range before.Modules {
		if _, ok := after.Module(m.Slug); !ok {
			c := compareModule(m.In(language), &courses.Module{}, m.Slug, Removed)
			c.Title = m.In(language).Title
			out = append(out, c)
		}
	}
	return out
}

func compareModule(before, after *courses.Module, slug string, change Difference) ModuleChange {
	c := ModuleChange{Module: slug, Title: after.Title, Change: change, Added: []LessonName{}, Changed: []LessonName{}, Removed: []LessonName{}}
	for _, l := range after.Lessons {
		was, ok := before.Lesson(l.Slug)
		switch {
		case !ok:
			c.Added = append(c.Added, LessonName{l.Slug, l.Title})
		case contentHash(was) != contentHash(&l):
			c.Changed = append(c.Changed, LessonName{l.Slug, l.Title})
		}
	}
	for _, l := range before.Lessons {
		if _, ok := after.Lesson(l.Slug); !ok {
			c.Removed = append(c.Removed, LessonName{l.Slug, l.Title})
		}
	}
	switch was, is := len(before.Questions), len(after.Questions); {
	case was == 0 && is > 0:
		c.Quiz = Added
	case was > 0 && is == 0:
		c.Quiz = Removed
	case was > 0 && contentHash(before.Questions) != contentHash(after.Questions):
		c.Quiz = Changed
	}
	return c
}

// any reports whether a learner would notice.
func (c *ModuleChange) any() bool {
	return len(c.Added)+len(c.Changed)+len(c.Removed) > 0 || c.Quiz != ""
}
