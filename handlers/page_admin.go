package handlers

import (
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/authoring"
	"upstander/app/learning"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/render"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

func (s *Server) usersPage() endpoint {
	return Page(s, "admin-users", s.Accounts.Users, func(c *fiber.Ctx, f web.Frame, in accounts.Search, out accounts.List[accounts.Profile]) any {
		f.Section = "users"
		page := web.AdminUsersPage{Frame: f, Query: in.Query}
		for _, u := range out.Items {
			row := web.UserRow{
				ID: u.ID, Name: u.Name, Email: u.Email, Disabled: u.Disabled, Self: u.ID == actor(c).ID, Created: day(f, u.CreatedAt),
				Action: "/admin/users/" + u.ID + "?query=" + queryEscape(in.Query),
			}
			for _, r := range access.Roles() {
				held := false
				for _, has := range u.Roles {
					held = held || has == r
				}
				row.Roles = append(row.Roles, web.Option{Value: string(r), Text: f.T("role." + string(r)), Selected: held})
			}
			page.Users = append(page.Users, row)
		}
		if out.NextCursor != nil {
			page.More = "/admin/users?query=" + queryEscape(in.Query) + "&cursor=" + queryEscape(*out.NextCursor)
		}
		return page
	})
}

func (s *Server) userForm() endpoint {
	read := func(c *fiber.Ctx) accounts.RoleChange {
		roles := []access.Role{}
		for _, value := range c.Request().PostArgs().PeekMulti("roles") {
			roles = append(roles, access.Role(value))
		}
		disabled := formText(c, "disabled") == "on"
		return accounts.RoleChange{Roles: &roles, Disabled: &disabled}
	}
	return Form(s, read, s.Accounts.PatchUser, func(c *fiber.Ctx, _ accounts.Profile) string {
		s.flash(c, "user_saved")
		return "/admin/users?query=" + queryEscape(c.Query("query"))
	}, nil)
}

func (s *Server) modulesPage() endpoint {
	return Page(s, "admin-modules", s.Authoring.Modules, func(_ *fiber.Ctx, f web.Frame, _ authoring.None, out authoring.ModuleList) any {
		f.Section = "modules"
		page := web.AdminModulesPage{Frame: f}
		for _, m := range out.Items {
			page.Modules = append(page.Modules, web.ModuleRow{
				Href: "/admin/modules/" + m.ID, Title: m.Title, Slug: m.Slug, Language: locale.For(m.Language)("language.name"), State: m.State,
				BuiltIn: m.BuiltIn, Version: len(m.Versions), Lessons: m.Lessons, Questions: m.Questions, Minutes: m.Minutes,
			})
		}
		return page
	})
}

func (s *Server) modulePage() endpoint {
	return Page(s, "admin-module", s.Authoring.Module, func(_ *fiber.Ctx, f web.Frame, _ authoring.ModuleRef, out authoring.ModuleSource) any {
		m := out.Source
		f.Section, f.Title = "modules", m.Title
		page := web.AdminModulePage{
			Frame: f, Summary: m.Summary, ContentNote: m.ContentNote, Review: m.Review, Objectives: m.Objectives,
			Module: web.ModuleRow{
				Title: m.Title, Slug: m.Slug, Language: locale.For(m.Language)("language.name"), State: out.State, BuiltIn: out.BuiltIn,
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
	})
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
