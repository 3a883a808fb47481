package handlers

import (
	"strconv"
	"strings"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"
	"go.yaml.in/yaml/v3"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/handlers/web"
)

// authorFrame is what the pages about one module share.
func (s *Server) authorFrame(c *fiber.Ctx, e authoring.ModuleEntry) web.AuthorFrame {
	f := s.frame(c)
	m := e.Source
	f.Section, f.Title = "modules", orText(m.Title, m.Slug)
	return web.AuthorFrame{
		Frame: f, Href: "/admin/modules/" + e.ID, Rev: e.Rev, Edit: e.May.Edit, Errors: s.form(c, "", nil).Errors,
		Module: web.ModuleRow{Title: m.Title, Slug: m.Slug, Language: languageName(m.Language), State: string(e.State), BuiltIn: e.BuiltIn, Version: int(e.Version)},
	}
}

// showModule draws a module's page; typed, where it is not nil, is what a form could not have saved.
func (s *Server) showModule(c *fiber.Ctx, e authoring.ModuleEntry, typed *courses.Module) error {
	frame := s.authorFrame(c, e)
	if e.ID == e.Slug { // published
		page := sourcePage(frame.Frame, e)
		page.Links = s.moduleLinks(frame, e)
		page.Steps = s.moduleSteps(frame, e)
		page.Href, page.Errors = frame.Href, frame.Errors
		if e.May.Copy && e.Version == e.Latest {
			page.Translate = []web.Input{languageField(e.Source.Language, e.Languages), {ID: "translate-tag", Name: "tag", Label: "tag", Type: "text"}}
		}
		return s.render(c, "admin-module", page)
	}
	if typed == nil {
		typed = clone(&e.Source)
	}
	page := web.AuthorModulePage{AuthorFrame: frame, Links: s.moduleLinks(frame, e), Steps: s.moduleSteps(frame, e)}
	page.Faults = authorFaults(frame, e, "")
	for i, l := range e.Source.Lessons {
		row := outlineRow("lessons", i, len(e.Source.Lessons), e.May.Edit)
		row.Href, row.Title, row.Kind = frame.Href+"/lessons/"+l.Slug, orText(l.Title, l.Slug), frame.T("lesson.kind."+string(l.Kind))
		page.Lessons = append(page.Lessons, row)
		if m := branchMap(frame.Frame, frame.T("author.map_of", "title", row.Title), row.Href, l.Scenario); m != nil {
			page.Maps = append(page.Maps, *m)
		}
	}
	for i, q := range e.Source.Questions {
		row := outlineRow("questions", i, len(e.Source.Questions), e.May.Edit)
		row.Href, row.Title, row.Kind = frame.Href+"/questions/"+q.ID, orText(shorten(q.Prompt), q.ID), frame.T("quiz.kind."+string(q.Kind))
		page.Questions = append(page.Questions, row)
	}
	if e.May.Edit {
		page.Token = token(outlineOf(&e.Source))
		page.DetailsToken, page.LibraryToken = token(detailsOf(&e.Source)), token(libraryOf(&e.Source))
		page.Details = inOrder(detailsFields(typed), "title", "slug", "language", "minutes", "summary", "content_note", "review", "objectives")
		page.Library = inOrder(libraryFields(typed), "sources", "glossary")
		page.NewLesson = newLessonFields(frame.Frame)
	}
	page.Images = authorImages(c, frame, &e.Source)
	page.Images.Action = "" // it is added where it is shown
	page.Comments = commentRows(frame, e, nil)
	if e.State != authoring.Published {
		page.Remark = remarkFields(frame, e, "")
	}
	for _, event := range e.History {
		page.Events = append(page.Events, web.EventRow{Who: event.By.Name, Action: event.Action, Note: event.Note, At: day(frame.Frame, event.At)})
	}
	return s.render(c, "author-module", page)
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return text
}

func outlineRow(list string, i, n int, edit bool) web.OutlineRow {
	var row web.OutlineRow
	at := "." + list + "." + strconv.Itoa(i)
	if edit && i > 0 {
		row.Up = "up" + at
	}
	if edit && i < n-1 {
		row.Down = "down" + at
	}
	if edit {
		row.Remove = "remove" + at
	}
	return row
}

// authorFaults lists the faults under a path, each with the page where it can be put right; with no path all of them.
func authorFaults(f web.AuthorFrame, e authoring.ModuleEntry, under string) []web.AuthorFault {
	var out []web.AuthorFault
	for _, fault := range e.Faults {
		if under != "" && fault.Path != under && !strings.HasPrefix(fault.Path, under+".") {
			continue
		}
		shown := web.AuthorFault{Where: fault.Path, Line: fault.Line, Text: fault.Message, Warning: fault.Severity == courses.Warning}
		if under != "" {
			shown.Where = strings.TrimPrefix(strings.TrimPrefix(fault.Path, under), ".")
		} else if list, i, rest, ok := indexed(fault.Path); ok {
			switch {
			case list == "lessons" && i < len(e.Source.Lessons):
				l := e.Source.Lessons[i]
				shown.Href, shown.Where = f.Href+"/lessons/"+l.Slug, strings.TrimSuffix(orText(l.Title, l.Slug)+" · "+rest, " · ")
			case list == "questions" && i < len(e.Source.Questions):
				q := e.Source.Questions[i]
				shown.Href, shown.Where = f.Href+"/questions/"+q.ID, strings.TrimSuffix(q.ID+" · "+rest, " · ")
			}
		}
		out = append(out, shown)
	}
	return out
}

// indexed cuts a path such as "lessons[2].title".
func indexed(path string) (list string, i int, rest string, ok bool) {
	list, rest, ok = strings.Cut(path, "[")
	if !ok {
		return path, 0, "", false
	}
	number, rest, ok := strings.Cut(rest, "]")
	i, err := strconv.Atoi(number)
	return list, i, strings.TrimPrefix(rest, "."), ok && err == nil
}

// inOrder gives fields in the order of a page.
func inOrder(fields map[string]web.Input, names ...string) []web.Input {
	var out []web.Input
	for _, name := range names {
		out = append(out, fields[name])
	}
	return out
}

func textField(name, value string, rows int) web.Input {
	return web.Input{ID: strings.ReplaceAll(name, ".", "-"), Name: name, Label: name, Value: value, Type: "text", Rows: rows}
}

func detailsFields(m *courses.Module) map[string]web.Input {
	return fieldMap(
		textField("title", m.Title, 0), textField("slug", m.Slug, 0), textField("language", m.Language, 0), textField("minutes", strconv.Itoa(m.Minutes), 0),
		textField("summary", m.Summary, 3), textField("content_note", m.ContentNote, 2), textField("review", m.Review, 2),
		textField("objectives", strings.Join(m.Objectives, "\n"), 5),
	)
}

func fieldMap(inputs ...web.Input) map[string]web.Input {
	out := map[string]web.Input{}
	for _, i := range inputs {
		out[i.Name] = i
	}
	return out
}

// partFields are a part's fields as they would be drawn for a module.
func partFields(c *fiber.Ctx, p part, m *courses.Module) map[string]web.Input {
	if p.fields == nil {
		return nil
	}
	return p.fields(c, m)
}

func detailsOf(m *courses.Module) any {
	return []any{m.Title, m.Slug, m.Language, m.Minutes, m.Summary, m.ContentNote, m.Review, m.Objectives}
}

func libraryOf(m *courses.Module) any { return []any{m.Sources, m.Glossary} }

var detailsPart = part{
	of: func(_ *fiber.Ctx, m *courses.Module) any { return detailsOf(m) },
	apply: func(c *fiber.Ctx, m *courses.Module) error {
		m.Title, m.Slug, m.Language, m.Minutes = textOf(c, "title"), textOf(c, "slug"), textOf(c, "language"), whole(c, "minutes")
		m.Summary, m.ContentNote, m.Review, m.Objectives = textOf(c, "summary"), textOf(c, "content_note"), textOf(c, "review"), lines(c, "objectives")
		return nil
	},
	show:   (*Server).showModule,
	href:   func(*fiber.Ctx) string { return "" },
	fields: func(_ *fiber.Ctx, m *courses.Module) map[string]web.Input { return detailsFields(m) },
	texts:  []string{"title", "slug", "language", "minutes", "summary", "content_note", "review", "objectives"},
}

func libraryFields(m *courses.Module) map[string]web.Input {
	return fieldMap(textField("sources", yamlText(m.Sources), 12), textField("glossary", yamlText(m.Glossary), 8))
}

func yamlText[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	data, err := yaml.Marshal(list)
	if err != nil {
		return "" // plain data of ours
	}
	return string(data)
}

var libraryPart = part{
	of: func(_ *fiber.Ctx, m *courses.Module) any { return libraryOf(m) },
	apply: func(c *fiber.Ctx, m *courses.Module) error {
		files := fstest.MapFS{}
		for _, name := range []string{"sources", "glossary"} {
			text := normal(formText(c, name))
			if strings.TrimSpace(text) == "" {
				text = "[]"
			}
			files[name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
		}
		library, problems := bundle.ReadLibrary(files)
		var f problem.Fields
		for _, p := range problems {
			f.Add(p.File, "yaml", "line", p.Line, "text", p.Message)
		}
		m.Sources, m.Glossary = library.Sources, library.Terms
		return f.Err()
	},
	show:   (*Server).showModule,
	href:   func(*fiber.Ctx) string { return "" },
	fields: func(_ *fiber.Ctx, m *courses.Module) map[string]web.Input { return libraryFields(m) },
	texts:  []string{"sources", "glossary"},
}
