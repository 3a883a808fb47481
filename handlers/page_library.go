package handlers

import (
	"context"
	"html/template"
	"sort"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/courses"
	"upstander/handlers/web"
)

// shelf is the sources and terms of all published modules, once each.
type shelf struct {
	sources []courses.Source
	terms   []courses.Term
	modules []*courses.Module
}

func (s *Server) shelf(ctx context.Context, _ access.Actor, in TongueInput) (shelf, error) {
	var out shelf
	all, err := s.Published.Courses(ctx)
	if err != nil {
		return out, err
	}
	modules, sources, terms := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range all {
		for _, v := range c.Modules {
			if modules[v.Slug] {
				continue
			}
			modules[v.Slug] = true
			m := v.In(in.Tongue)
			out.modules = append(out.modules, m)
			for _, source := range m.Sources {
				if !sources[source.ID] {
					sources[source.ID] = true
					out.sources = append(out.sources, source)
				}
			}
			for _, term := range m.Glossary {
				if !terms[term.ID] {
					terms[term.ID] = true
					out.terms = append(out.terms, term)
				}
			}
		}
	}
	sort.Slice(out.sources, func(i, j int) bool {
		return strings.ToLower(out.sources[i].Short) < strings.ToLower(out.sources[j].Short)
	})
	sort.Slice(out.terms, func(i, j int) bool {
		return strings.ToLower(out.terms[i].Term) < strings.ToLower(out.terms[j].Term)
	})
	return out, nil
}

func (s *Server) glossaryPage() endpoint {
	return Page(s, "glossary", s.shelf, func(_ *fiber.Ctx, f web.Frame, _ TongueInput, out shelf) any {
		page := web.GlossaryPage{Frame: f}
		index := map[string]int{}
		byID := map[string]courses.Source{}
		for _, source := range out.sources {
			byID[source.ID] = source
		}
		for _, t := range out.terms {
			at, ok := index[t.Group]
			if !ok {
				at = len(page.Groups)
				index[t.Group] = at
				page.Groups = append(page.Groups, web.TermGroup{Title: t.Group})
			}
			term := web.Term{ID: t.ID, Term: t.Term, Definition: template.HTML(template.HTMLEscapeString(t.Definition))}
			for _, id := range t.Sources {
				if source, ok := byID[id]; ok {
					term.Sources = append(term.Sources, webSource(source))
				}
			}
			page.Groups[at].Terms = append(page.Groups[at].Terms, term)
		}
		sort.Slice(page.Groups, func(i, j int) bool { return page.Groups[i].Title < page.Groups[j].Title })
		return page
	})
}

func (s *Server) sourcesPage() endpoint {
	return Page(s, "sources", s.shelf, func(_ *fiber.Ctx, f web.Frame, _ TongueInput, out shelf) any {
		page := web.SourcesPage{Frame: f}
		for _, kind := range courses.SourceKinds {
			group := web.SourceGroup{Kind: kind}
			for _, source := range out.sources {
				if source.Kind == kind {
					group.Sources = append(group.Sources, webSource(source))
				}
			}
			if len(group.Sources) > 0 {
				page.Groups = append(page.Groups, group)
			}
		}
		return page
	})
}

func webSource(s courses.Source) web.Source {
	v := web.Source{ID: s.ID, Short: s.Short, Title: s.Title, Author: s.Author, Symbol: s.Symbol, URL: s.URL, Checked: s.Checked, Note: s.Note}
	if s.Year > 0 {
		v.Year = strconv.Itoa(s.Year)
	}
	return v
}

func (s *Server) aboutPage() endpoint {
	return Page(s, "about", s.shelf, func(_ *fiber.Ctx, f web.Frame, _ TongueInput, out shelf) any {
		page := web.AboutPage{Frame: f, Contact: s.Contact}
		for _, m := range out.modules {
			page.Modules = append(page.Modules, web.ReviewLine{Title: m.Title, Review: m.Review})
		}
		return page
	})
}
