package handlers

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"upstander/courses"
	"upstander/handlers/web"
)

func (s *Server) glossaryPage() endpoint {
	return s.libraryPage("glossary", func(f web.Frame, out *shelf) any {
		page := web.GlossaryPage{Frame: f}
		index, byID := map[string]int{}, map[string]*SourceView{}
		for i := range out.sources {
			byID[out.sources[i].ID] = &out.sources[i]
		}
		for _, t := range out.terms {
			at, ok := index[t.Group]
			if !ok {
				at = len(page.Groups)
				index[t.Group] = at
				page.Groups = append(page.Groups, web.TermGroup{Title: t.Group})
			}
			term := web.Term{ID: t.ID, Term: t.Term, Definition: template.HTML(template.HTMLEscapeString(t.Definition)), Uses: webUses(f, t.Uses)}
			for _, id := range t.Sources {
				if source, ok := byID[id]; ok {
					term.Sources = append(term.Sources, webSource(source.Source))
				}
			}
			page.Groups[at].Terms = append(page.Groups[at].Terms, term)
		}
		slices.SortFunc(page.Groups, func(a, b web.TermGroup) int { return strings.Compare(a.Title, b.Title) })
		return page
	})
}

func (s *Server) sourcesPage() endpoint {
	return s.libraryPage("sources", func(f web.Frame, out *shelf) any {
		page := web.SourcesPage{Frame: f}
		names := map[string]string{}
		for _, t := range out.terms {
			names[t.ID] = t.Term
		}
		for _, kind := range courses.SourceKinds {
			group := web.SourceGroup{Kind: kind}
			for i := range out.sources {
				source := &out.sources[i]
				if source.Kind != kind {
					continue
				}
				v := webSource(source.Source)
				v.Uses = webUses(f, source.Uses)
				for _, id := range source.Terms {
					v.Terms = append(v.Terms, web.Link{Href: "/glossary#term-" + id, Text: names[id]})
				}
				group.Sources = append(group.Sources, v)
			}
			if len(group.Sources) > 0 {
				page.Groups = append(page.Groups, group)
			}
		}
		return page
	})
}

// webUses gathers uses by module: each is a link to the module in a course, with its lessons and the places cited.
func webUses(f web.Frame, list []UseView) (out web.Uses) {
	for _, u := range list {
		href := "/courses/" + u.Course + "#" + u.Module
		if n := len(out.Modules); n == 0 || out.Modules[n-1].Href != href {
			out.Modules = append(out.Modules, web.ModuleUse{Link: web.Link{Href: href, Text: u.ModuleTitle}})
		}
		lesson := u.LessonTitle
		if u.Lesson == "" {
			lesson = f.T("quiz.name")
		} else {
			out.Lessons++
		}
		last := &out.Modules[len(out.Modules)-1]
		last.Lessons = append(last.Lessons, web.LessonUse{Title: lesson, Places: strings.Join(u.Places, "; ")})
	}
	return out
}

func webSource(s courses.Source) web.Source {
	v := web.Source{ID: s.ID, Short: s.Short, Title: s.Title, Author: s.Author, Symbol: s.Symbol, URL: s.URL, Checked: s.Checked, Note: s.Note}
	if s.Year > 0 {
		v.Year = strconv.Itoa(s.Year)
	}
	return v
}

func (s *Server) aboutPage() endpoint {
	return s.libraryPage("about", func(f web.Frame, out *shelf) any {
		page := web.AboutPage{Frame: f, Contact: s.Contact}
		for _, m := range out.modules {
			page.Modules = append(page.Modules, web.ReviewLine{Title: m.Title, Review: m.Review})
		}
		return page
	})
}
