package handlers

import (
	"bytes"
	"html/template"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/handlers/web"
)

// live answers a form that a script sends while its author writes: what a learner would see, as a document of its own, and what is wrong.
// Nothing is saved.
func (s *Server) live(c *fiber.Ctx, e authoring.ModuleEntry, page web.AuthorPartPage) error {
	var out bytes.Buffer
	if err := web.Render(&out, "author-shown", shownPage(page.Frame, e, page.Name, page.Preview, page.Notes)); err != nil {
		return err
	}
	faults := []fiber.Map{}
	for _, f := range page.Faults {
		text := f.Where + ": " + f.Text
		if f.Line > 0 {
			text = f.Where + ", " + page.T("author.line", "line", f.Line) + ": " + f.Text
		}
		if f.Warning {
			text += " (" + page.T("author.warning") + ")"
		}
		faults = append(faults, fiber.Map{"text": text, "where": f.Where, "line": f.Line})
	}
	return c.JSON(fiber.Map{"page": out.String(), "faults": faults, "heading": page.T("author.faults", "n", len(faults))})
}

// shownPage is in the language of the module, as for its learners.
func shownPage(f web.Frame, e authoring.ModuleEntry, name string, body, notes template.HTML) web.AuthorShownPage {
	f.Lang, f.Dir, f.Title = e.Source.Language, direction(e.Source.Language), name
	return web.AuthorShownPage{Frame: f, Kicker: e.Source.Title, Name: name, Body: body, Notes: notes}
}

// shownQuery is the input of the preview of a lesson as it is stored.
type shownQuery struct {
	authoring.ModuleRef
	Lesson   string `json:"-" path:"lesson"`
	Audience string `json:"-" query:"audience"`
}

// lessonShown is a lesson as learners see it, for who opens it without script or on a telephone.
func (s *Server) lessonShown(c *fiber.Ctx) error {
	var in shownQuery
	if err := planFor[shownQuery]().bind(c, &in); err != nil {
		return err
	}
	ctx, who := c.UserContext(), actor(c)
	e, err := s.Authoring.Module(ctx, who, in.ModuleRef)
	if err != nil {
		return err
	}
	shown, err := s.Authoring.Preview(ctx, who, authoring.PreviewInput{ID: in.ID, Source: clone(&e.Source), Audience: courses.Audience(in.Audience), Lesson: in.Lesson})
	if err != nil {
		return err
	}
	for _, p := range shown.Lessons {
		return s.render(c, "author-shown", shownPage(s.frame(c), e, orText(p.Title, p.Slug), template.HTML(p.HTML), template.HTML(p.Notes)))
	}
	return problem.Missing("lesson_unknown")
}

// shelfRows are the sources and terms to insert: all of them, or those that hold the words of the field find.
func shelfRows(c *fiber.Ctx, m *courses.Module) web.AuthorShelf {
	out := web.AuthorShelf{}
	if formText(c, "do") == "find" {
		out.Query = cut(textOf(c, "find"), 100)
	}
	shelf := authoring.ShelfOf(m, out.Query)
	for _, src := range shelf.Sources {
		out.Sources = append(out.Sources, web.ShelfRow{Name: src.Short, About: shorten(src.Title), Mark: src.Mark, Own: src.Own})
	}
	for _, t := range shelf.Terms {
		out.Terms = append(out.Terms, web.ShelfRow{Name: t.Term.Term, About: shorten(t.Definition), Mark: t.Mark, Own: t.Own})
	}
	return out
}

func errorTexts(errors []web.FieldError) []string {
	out := []string{}
	for _, e := range errors {
		text := e.Text
		if e.Field != "" {
			text = e.Field + ": " + text
		}
		out = append(out, text)
	}
	return out
}

// direction is how a language is written, "ltr" or "rtl" (Unicode CLDR, characterOrder of its likely script).
func direction(tag string) string {
	script, _ := language.Make(tag).Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}
