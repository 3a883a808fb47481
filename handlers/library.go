package handlers

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/courses/crossref"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

// Glossary is every term that published courses explain, by name.
type Glossary struct {
	Items      []TermView `json:"items"`
	NextCursor *string    `json:"next_cursor"` // always null: the list is whole
}

// TermView is a term, what its definition rests on, and the lessons that use it.
type TermView struct {
	ID         string    `json:"id"`
	Term       string    `json:"term"`
	Definition string    `json:"definition"`
	Group      string    `json:"group"`
	Sources    []string  `json:"sources"`
	Uses       []UseView `json:"uses"`
}

// Bibliography is every source that published courses rest on, by short name.
type Bibliography struct {
	Items      []SourceView `json:"items"`
	NextCursor *string      `json:"next_cursor"`
}

// SourceView is a source, the lessons whose claims rest on it, and the terms that are defined from it.
type SourceView struct {
	courses.Source
	Uses  []UseView `json:"uses"`
	Terms []string  `json:"terms"`
}

// UseView is where a source or term is used. Lesson and LessonTitle are empty for a module's quiz.
type UseView struct {
	Course      string   `json:"course"` // the first, in the order of the audiences, that holds the module
	Module      string   `json:"module"`
	ModuleTitle string   `json:"module_title"`
	Lesson      string   `json:"lesson"`
	LessonTitle string   `json:"lesson_title"`
	Places      []string `json:"places"` // cited articles, paragraphs, pages
	Count       int      `json:"count"`  // marks in the text
}

// shelf is the library of all that is published, in one language. It is shared: nobody changes it.
type shelf struct {
	of      []*publishing.Course
	terms   []TermView
	sources []SourceView
	modules []*courses.Module
	pages   sync.Map // template → *web.Skeleton
}

// shelves holds one shelf a language for as long as the same versions are published: to make one reads every text.
type shelves struct {
	mu   sync.Mutex
	held map[string]*shelf
}

func (s *Server) shelf(ctx context.Context, _ access.Actor, in TongueInput) (*shelf, error) {
	published, err := s.Published.Courses(ctx)
	if err != nil {
		return nil, err
	}
	s.library.mu.Lock()
	defer s.library.mu.Unlock()
	if held := s.library.held[in.Tongue]; held != nil && slices.Equal(held.of, published) {
		return held, nil
	}
	if s.library.held == nil {
		s.library.held = map[string]*shelf{}
	}
	made := newShelf(published, in.Tongue)
	s.library.held[in.Tongue] = made
	return made, nil
}

// newShelf reads every module once, in the order of the courses. Where two modules explain one id the first is taken.
func newShelf(published []*publishing.Course, tongue string) *shelf {
	out := &shelf{of: published}
	seen := map[string]bool{}
	terms, sources := map[string]int{}, map[string]int{}
	for _, c := range published {
		for _, v := range c.Modules {
			if seen[v.Slug] {
				continue
			}
			seen[v.Slug] = true
			m := v.In(tongue)
			out.modules = append(out.modules, m)
			inSources, inTerms := crossref.Module(m)
			for _, t := range m.Glossary {
				i, ok := terms[t.ID]
				if !ok {
					i = len(out.terms)
					terms[t.ID] = i
					out.terms = append(out.terms, TermView{ID: t.ID, Term: t.Term, Definition: t.Definition, Group: t.Group, Sources: append([]string{}, t.Sources...), Uses: []UseView{}})
				}
				out.terms[i].Uses = append(out.terms[i].Uses, uses(c.Slug, m, inTerms[t.ID])...)
			}
			for _, source := range m.Sources {
				i, ok := sources[source.ID]
				if !ok {
					i = len(out.sources)
					sources[source.ID] = i
					out.sources = append(out.sources, SourceView{Source: source, Uses: []UseView{}, Terms: []string{}})
				}
				out.sources[i].Uses = append(out.sources[i].Uses, uses(c.Slug, m, inSources[source.ID])...)
			}
		}
	}
	slices.SortFunc(out.terms, func(a, b TermView) int { return cmp.Compare(strings.ToLower(a.Term), strings.ToLower(b.Term)) })
	for _, t := range out.terms {
		for _, id := range t.Sources {
			if i, ok := sources[id]; ok {
				out.sources[i].Terms = append(out.sources[i].Terms, t.ID)
			}
		}
	}
	slices.SortFunc(out.sources, func(a, b SourceView) int { return cmp.Compare(strings.ToLower(a.Short), strings.ToLower(b.Short)) })
	return out
}

func uses(course string, m *courses.Module, list []crossref.Use) []UseView {
	var out []UseView
	for _, u := range list {
		v := UseView{Course: course, Module: m.Slug, ModuleTitle: m.Title, Lesson: u.Lesson, Places: append([]string{}, u.Places...), Count: u.Count}
		if l, ok := m.Lesson(u.Lesson); ok {
			v.LessonTitle = l.Title
		}
		out = append(out, v)
	}
	return out
}

func (s *Server) glossary(ctx context.Context, who access.Actor, in TongueInput) (Glossary, error) {
	all, err := s.shelf(ctx, who, in)
	if err != nil {
		return Glossary{}, err
	}
	return Glossary{Items: all.terms}, nil
}

func (s *Server) bibliography(ctx context.Context, who access.Actor, in TongueInput) (Bibliography, error) {
	all, err := s.shelf(ctx, who, in)
	if err != nil {
		return Bibliography{}, err
	}
	return Bibliography{Items: all.sources}, nil
}

// libraryPage serves a page of the library from a skeleton that is rendered once a shelf: rendering costs more than all the rest.
func (s *Server) libraryPage(name string, view func(f web.Frame, all *shelf) any) endpoint {
	plan := planFor[TongueInput]()
	return endpoint{in: reflect.TypeFor[TongueInput](), serve: func(c *fiber.Ctx) error {
		var in TongueInput
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		all, err := s.shelf(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		held, ok := all.pages.Load(name)
		if !ok {
			skeleton, err := web.NewSkeleton(name, view(slots(c), all))
			if err != nil {
				return err
			}
			held, _ = all.pages.LoadOrStore(name, skeleton)
		}
		own := s.frame(c)
		return sendSkeleton(c, held.(*web.Skeleton), func(bit string) string {
			switch bit {
			case "csrf":
				return own.CSRF
			case "account":
				return string(fragment("account-nav", own, nil))
			case "notice":
				if own.Flash != nil {
					return string(fragment("flash", own, nil))
				}
			}
			return ""
		})
	}}
}

// slots is the frame of a page with markers where the personal bits belong.
func slots(c *fiber.Ctx) web.Frame {
	tag := tongue(c)
	return web.Frame{
		Lang: tag, Dir: "ltr", CanonicalPath: c.Path(), Words: locale.For(tag), CSRF: web.Slot("csrf"),
		Account: web.SlotHTML("account"), Notice: web.SlotHTML("notice"),
	}
}

// cached lets anybody keep an answer that is the same for all, for as long as a new edition may wait to be seen.
func cached(e endpoint) endpoint {
	serve := e.serve
	e.serve = func(c *fiber.Ctx) error {
		if err := serve(c); err != nil {
			return err
		}
		c.Set(fiber.HeaderCacheControl, "public, max-age=300")
		c.Vary(fiber.HeaderAcceptLanguage)
		return nil
	}
	return e
}
