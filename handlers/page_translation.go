package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses/tongues"
	"upstander/courses/translation"
	"upstander/handlers/web"
)

// languageField offers the languages that a module may be translated into; another one can be typed as a tag.
func languageField(own string, there []string) web.Input {
	field := web.Input{ID: "translate-language", Name: "language", Label: "language"}
	for _, tag := range tongues.Common() {
		if tag == own {
			continue
		}
		text := tongues.English(tag) + " · " + tongues.Name(tag)
		if slices.Contains(there, tag) {
			text += " ✓"
		}
		field.Options = append(field.Options, web.Option{Value: tag, Text: text, Selected: tag == "fr"})
	}
	return field
}

// translateForm begins a translation, and leads to it.
func (s *Server) translateForm() endpoint {
	read := func(c *fiber.Ctx) authoring.NewTranslation {
		return authoring.NewTranslation{ID: c.Params("id"), Language: orText(textOf(c, "tag"), formText(c, "language"))}
	}
	return Form(s, read, s.Authoring.Translate, func(_ *fiber.Ctx, e authoring.ModuleEntry) string {
		return "/admin/modules/" + e.ID + "/translation"
	}, s.modulePage)
}

// translationPage shows a part of a translation beside its source.
func (s *Server) translationPage(c *fiber.Ctx) error {
	e, v, err := s.translation(c)
	if err != nil {
		return err
	}
	return s.showTranslation(c, e, v, nil, nil)
}

func (s *Server) translation(c *fiber.Ctx) (authoring.ModuleEntry, authoring.TranslationView, error) {
	e, err := s.entry(c)
	if err != nil {
		return e, authoring.TranslationView{}, err
	}
	v, err := s.Authoring.Translation(c.UserContext(), actor(c), authoring.Ref{ID: e.ID})
	return e, v, err
}

// partOf names the part of a module that a path lies in: "details", "questions", "glossary" or a lesson's slug after "lesson-".
func partOf(path string) string {
	parts := strings.SplitN(path, ".", 3)
	if parts[0] == "lessons" {
		return "lesson-" + parts[1]
	}
	return parts[0]
}

// showTranslation draws the page; typed, where it is not nil, is what a form could not have saved, and both the keys that another changed.
func (s *Server) showTranslation(c *fiber.Ctx, e authoring.ModuleEntry, v authoring.TranslationView, typed *authoring.TranslationText, both []string) error {
	page := web.AuthorTranslationPage{
		AuthorFrame: s.authorFrame(c, e), Of: v.Of, Total: v.Counts.Total, Missing: v.Counts.Missing, Outdated: v.Counts.Outdated, Overlap: len(both) > 0,
		From: web.Language{Tag: v.From, Name: tongues.Name(v.From), Dir: tongues.Dir(v.From)}, To: web.Language{Tag: v.Language, Name: v.LanguageName, Dir: v.Dir},
	}
	page.Edit = v.May.Translate
	page.Title = page.T("translation.title", "language", page.To.Name) + ": " + orText(e.Source.Title, e.Slug)
	if page.Overlap {
		page.Errors = nil // told once, above the texts
	}
	titles := map[string]string{}
	for _, name := range []string{"details", "questions", "glossary"} {
		titles[name] = page.T("translation." + name)
	}
	for _, l := range v.Lessons {
		titles["lesson-"+l.Slug] = orText(l.Title, l.Slug)
	}
	places := map[string]int{}
	for _, r := range v.Rows {
		name := partOf(r.Path)
		at, ok := places[name]
		if !ok {
			at = len(page.Parts)
			places[name] = at
			page.Parts = append(page.Parts, web.TranslationPart{Href: page.Href + "/translation?part=" + name, Title: titles[name]})
		}
		switch r.State {
		case translation.Missing:
			page.Parts[at].Missing++
		case translation.Outdated:
			page.Parts[at].Outdated++
		}
	}
	page.Part = c.Query("part")
	if _, ok := places[page.Part]; !ok {
		page.Part = "details"
	}
	page.Parts[places[page.Part]].Current = true
	for _, r := range v.Rows {
		if partOf(r.Path) == page.Part {
			page.Rows = append(page.Rows, translationRow(page.Frame, r, typed, slices.Contains(both, r.Key)))
		}
	}
	return s.render(c, "author-translation", page)
}

func translationRow(f web.Frame, r authoring.TranslationRow, typed *authoring.TranslationText, both bool) web.TranslationRow {
	row := web.TranslationRow{
		Key: r.Key, Mark: r.Mark, Where: whereOf(f, r.Path), Source: r.Source, Text: r.Text, Lines: min(2+max(len(r.Source), len(r.Text))/60, 14),
		Missing: r.State == translation.Missing, Outdated: r.State == translation.Outdated, Odd: string(r.Odd),
	}
	row.Was, row.Now = spans(r.Changes)
	if typed == nil {
		return row
	}
	mine, sent := typed.Texts[r.Key]
	if sent && mine != r.Text {
		row.Text = mine
		if both {
			row.Theirs, _ = sides(r.Text, mine)
		}
	}
	row.Still = slices.Contains(typed.Still, r.Key)
	return row
}

// whereOf says what a text is: "Option · b".
func whereOf(f web.Frame, path string) string {
	parts := strings.Split(path, ".")
	for _, name := range []string{parts[len(parts)-1], parts[max(len(parts)-2, 0)]} {
		if words := f.T("translation.where." + name); words != "translation.where."+name {
			var ids []string
			for _, part := range parts[1:] {
				if part != name && (parts[0] != "lessons" || part != parts[1]) {
					ids = append(ids, part)
				}
			}
			return strings.TrimSuffix(words+" · "+strings.Join(ids, ", "), " · ")
		}
	}
	return path
}

// translationForm saves paragraphs. A form that a script sends is answered in JSON with the marks of what is there now.
func (s *Server) translationForm(c *fiber.Ctx) error {
	in := authoring.TranslationText{ID: c.Params("id"), Texts: map[string]string{}, Marks: map[string]string{}}
	in.Of, _ = strconv.ParseInt(formText(c, "of"), 10, 64) // none is refused
	for _, name := range formNames(c) {
		kind, key, _ := strings.Cut(name, ".")
		switch kind {
		case "text":
			in.Texts[key] = normal(formText(c, name))
		case "mark":
			in.Marks[key] = formText(c, name)
		case "still":
			in.Still = append(in.Still, key)
		}
	}
	auto := formText(c, "autosave") != ""
	saved, err := s.Authoring.SaveTranslation(c.UserContext(), actor(c), in)
	if err == nil {
		if auto {
			marks := fiber.Map{}
			for _, r := range saved.Rows {
				if _, sent := in.Texts[r.Key]; sent {
					marks["mark."+r.Key] = r.Mark
				}
			}
			return c.JSON(fiber.Map{"marks": marks})
		}
		s.flash(c, "draft_saved")
		return c.Redirect("/admin/modules/"+in.ID+"/translation?part="+queryEscape(c.Query("part")), fiber.StatusSeeOther)
	}
	p := problem.From(err)
	if !formFault(p.Kind) {
		return err
	}
	c.Locals(localProblem, p)
	c.Status(statuses[p.Kind])
	if auto {
		if p.Kind == problem.Conflict {
			return c.JSON(fiber.Map{"problem": "stale"})
		}
		return c.JSON(fiber.Map{"problem": p.Key, "errors": errorTexts(s.form(c, "", nil).Errors)})
	}
	e, v, err := s.translation(c)
	if err != nil {
		return err
	}
	var both []string
	for _, f := range p.Fields {
		if f.Key == "changed_since" {
			both = append(both, strings.TrimPrefix(f.Name, "texts."))
		}
	}
	return s.showTranslation(c, e, v, &in, both)
}
