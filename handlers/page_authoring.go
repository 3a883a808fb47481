package handlers

import (
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/authoring"
	"upstander/app/learning"
	"upstander/app/paging"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/render"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

// authoringPages is what those who write see.
func (s *Server) authoringPages() []Route {
	return []Route{
		{"modulesPage", get, "/admin/modules", access.ReadSources, "Drafts and every published module.", s.modulesPage(), true},
		{"modulePage", get, "/admin/modules/:id", access.ReadSources, "A module's source.", s.modulePage(), true},
	}
}

func (s *Server) modulesPage() endpoint {
	return Page(s, "admin-modules", s.Authoring.Modules, func(_ *fiber.Ctx, f web.Frame, _ authoring.Filter, out paging.List[authoring.Item]) any {
		f.Section = "modules"
		page := web.AdminModulesPage{Frame: f}
		for _, m := range out.Items {
			page.Modules = append(page.Modules, web.ModuleRow{
				Href: "/admin/modules/" + m.ID, Title: m.Title, Slug: m.Slug, Language: locale.For(m.Language)("language.name"), State: string(m.State),
				BuiltIn: m.BuiltIn, Version: len(m.Versions), Lessons: m.Lessons, Questions: m.Questions, Minutes: m.Minutes,
			})
		}
		return page
	})
}

func (s *Server) modulePage() endpoint {
	return Page(s, "admin-module", s.Authoring.Module, func(_ *fiber.Ctx, f web.Frame, _ authoring.ModuleRef, out authoring.ModuleEntry) any {
		return sourcePage(f, out)
	})
}

func sourcePage(f web.Frame, out authoring.ModuleEntry) web.AdminModulePage {
	m := out.Source
	f.Section, f.Title = "modules", m.Title
	page := web.AdminModulePage{
		Frame: f, Summary: m.Summary, ContentNote: m.ContentNote, Review: m.Review, Objectives: m.Objectives,
		Module: web.ModuleRow{
			Title: m.Title, Slug: m.Slug, Language: locale.For(m.Language)("language.name"), State: string(out.State), BuiltIn: out.BuiltIn,
			Version: int(out.Version), Lessons: len(m.Lessons), Questions: len(m.Questions), Minutes: m.Minutes,
		},
	}
	scenarios := scenarioSources(m)
	for _, l := range m.Lessons {
		text := l.Markdown
		if l.Scenario != nil {
			text = scenarios[l.Slug]
		}
		page.Lessons = append(page.Lessons, web.SourceLesson{Slug: l.Slug, Title: l.Title, Kind: string(l.Kind), Minutes: l.Minutes, Source: text})
	}
	c := learning.RenderContext(&m, "")
	c.Labels = map[string]string{"quiz.true": f.T("quiz.true"), "quiz.false": f.T("quiz.false")}
	for i := range m.Questions {
		page.Questions = append(page.Questions, sourceQuestion(c, i+1, &m.Questions[i]))
	}
	for _, source := range m.Sources {
		page.Sources = append(page.Sources, webSource(source))
	}
	return page
}

// scenarioSources gives each scenario as its file in a bundle.
func scenarioSources(m courses.Module) map[string]string {
	out := map[string]string{}
	for _, file := range bundle.Write(m) {
		if name, ok := strings.CutPrefix(file.Name, "lessons/"); ok {
			out[strings.TrimSuffix(name, ".yaml")] = string(file.Data)
		}
	}
	return out
}

func sourceQuestion(c render.Context, number int, q *courses.Question) web.SourceQuestion {
	prompt, _ := render.Text(q.Prompt, c)
	feedback, _ := render.Text(q.Feedback, c)
	v := web.SourceQuestion{
		Number: number, ID: q.ID, Kind: string(q.Kind), Prompt: template.HTML(prompt), Feedback: template.HTML(feedback),
		Answer: answerLines(c, q, q.Answer), Ordered: q.Kind == courses.Ordering,
	}
	for _, o := range q.Options {
		html, _ := render.Inline(o.Text, c)
		v.Options = append(v.Options, web.AnswerOption{ID: o.ID, HTML: template.HTML(html), Checked: o.ID == q.Answer.Text || contains(q.Answer.List, o.ID)})
	}
	for _, id := range q.Sources {
		if source, ok := c.Sources[id]; ok {
			v.Sources = append(v.Sources, webSource(source))
		}
	}
	return v
}
