package handlers

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/handlers/web"
)

// pathLesson is the place of the lesson that the path names; -1 when there is none.
func pathLesson(c *fiber.Ctx, m *courses.Module) int {
	return slices.IndexFunc(m.Lessons, func(l courses.Lesson) bool { return l.Slug == c.Params("lesson") })
}

// shownLesson is the place of the lesson in a module as typed: a form may give it another name.
func shownLesson(c *fiber.Ctx, m *courses.Module) int {
	if i := pathLesson(c, m); i >= 0 {
		return i
	}
	return slices.IndexFunc(m.Lessons, func(l courses.Lesson) bool { return l.Slug == textOf(c, "slug") })
}

// showLesson draws the editor of a lesson, with the lesson as a learner sees it.
func (s *Server) showLesson(c *fiber.Ctx, e authoring.ModuleEntry, typed *courses.Module) error {
	i, stored := shownLesson(c, typed), pathLesson(c, &e.Source)
	if i < 0 || stored < 0 {
		return problem.Missing("not_found")
	}
	l := &typed.Lessons[i]
	audience := courses.Audience(formText(c, "audience"))
	if !audience.Valid() {
		audience = ""
	}
	page := web.AuthorPartPage{AuthorFrame: s.authorFrame(c, e), Name: orText(l.Title, l.Slug), Kind: string(l.Kind), Blocks: l.Scenario == nil}
	shown, err := s.Authoring.Preview(c.UserContext(), actor(c), authoring.PreviewInput{ID: e.ID, Source: typed, Audience: audience, Lesson: l.Slug})
	if err == nil {
		e.Faults = shown.Faults
		for _, p := range shown.Lessons {
			page.Preview, page.Notes = template.HTML(p.HTML), template.HTML(p.Notes)
		}
	}
	page.Faults = authorFaults(page.AuthorFrame, e, fmt.Sprintf("lessons[%d]", i))
	page.Action = page.Href + "/lessons/" + c.Params("lesson")
	if formText(c, "live") != "" {
		return s.live(c, e, page)
	}
	page.ShownAt = page.Action + "/preview"
	page.Token = token(e.Source.Lessons[stored])
	page.Shelf = shelfRows(c, typed)
	page.Images = authorImages(c, page.AuthorFrame, &e.Source)
	fields := lessonFields(page.Frame, l)
	page.Inputs = inOrder(fields, "title", "slug", "minutes")
	if l.Scenario == nil {
		page.Inputs = append(page.Inputs, fields["kind"], fields["markdown"])
	} else {
		page.Inputs = append(page.Inputs, fields["intro"])
		page.Groups = scenarioGroups(page.Frame, l.Scenario, fields, page.Edit)
		page.Groups = append(page.Groups, web.InputGroup{Legend: page.T("author.debrief"), Inputs: []web.Input{fields["debrief"]}})
		page.Map = branchMap(page.Frame, page.T("author.map"), page.Action, l.Scenario)
	}
	page.Audience = audienceChoices(page.Frame, audience)
	page.Comments = commentRows(page.AuthorFrame, e, func(cm authoring.CommentView) bool { return cm.Lesson == l.Slug })
	if e.State != authoring.Published {
		page.Remark = remarkFields(page.AuthorFrame, e, c.Params("lesson"))
	}
	if page.Move, err = s.moveFields(c, page.AuthorFrame, e); err != nil {
		return err
	}
	return s.render(c, "author-part", page)
}

func audienceChoices(f web.Frame, chosen courses.Audience) []web.Option {
	out := []web.Option{{Value: "", Text: f.T("author.every_audience")}}
	for _, a := range courses.Audiences() {
		out = append(out, web.Option{Value: string(a), Text: AudienceTitle(f.Lang, a), Selected: a == chosen})
	}
	return out
}

// lessonFields are the fields of a lesson's form, by name.
func lessonFields(f web.Frame, l *courses.Lesson) map[string]web.Input {
	out := fieldMap(textField("title", l.Title, 0), textField("slug", l.Slug, 0), textField("minutes", strconv.Itoa(l.Minutes), 0))
	if l.Scenario == nil {
		kind := web.Input{ID: "kind", Name: "kind", Label: "kind", Value: string(l.Kind)}
		for _, k := range []courses.LessonKind{courses.Reading, courses.Reflection} {
			kind.Options = append(kind.Options, web.Option{Value: string(k), Text: f.T("lesson.kind." + string(k)), Selected: k == l.Kind})
		}
		text := textField("markdown", l.Markdown, 24)
		text.Hint = "author.markdown_help"
		out["kind"], out["markdown"] = kind, text
		return out
	}
	add := func(name, label, value string, rows int) {
		field := textField(name, value, rows)
		field.Label = label
		out[name] = field
	}
	check := func(name, label string, on bool) {
		out[name] = web.Input{ID: strings.ReplaceAll(name, ".", "-"), Name: name, Label: label, Type: "checkbox", Checked: on, Value: "on"}
	}
	add("intro", "intro", l.Scenario.Intro, 5)
	add("debrief", "debrief", l.Scenario.Debrief, 5)
	for i := range len(l.Scenario.Steps) + 1 { // one more, to be filled in
		var step courses.Step
		if i < len(l.Scenario.Steps) {
			step = l.Scenario.Steps[i]
		}
		at := fmt.Sprintf("step.%d.", i)
		add(at+"id", "id", step.ID, 0)
		add(at+"text", "text", step.Text, 4)
		check(at+"ending", "ending", step.Ending)
		for j := range len(step.Choices) + 1 {
			var choice courses.Choice
			if j < len(step.Choices) {
				choice = step.Choices[j]
			}
			way := fmt.Sprintf("choice.%d.%d.", i, j)
			add(way+"id", "id", choice.ID, 0)
			add(way+"text", "text", choice.Text, 2)
			check(way+"best", "best", choice.Best)
			add(way+"consequence", "consequence", choice.Consequence, 3)
			add(way+"next", "next", choice.Next, 0)
		}
	}
	return out
}

func scenarioGroups(f web.Frame, s *courses.Scenario, fields map[string]web.Input, edit bool) []web.InputGroup {
	var out []web.InputGroup
	for i := range len(s.Steps) + 1 {
		at := fmt.Sprintf("step.%d.", i)
		legend := f.T("author.legend.step", "n", i+1)
		choices := 0
		if i < len(s.Steps) {
			choices = len(s.Steps[i].Choices) + 1
		} else {
			legend += ". " + f.T("author.legend.empty")
		}
		group := web.InputGroup{ID: fmt.Sprintf("step-%d", i+1), Legend: legend, Inputs: inOrder(fields, at+"id", at+"text", at+"ending")}
		if edit && i > 0 && i < len(s.Steps) {
			group.Up = fmt.Sprintf("up.step.%d", i)
		}
		if edit && i < len(s.Steps)-1 {
			group.Down = fmt.Sprintf("down.step.%d", i)
		}
		out = append(out, group)
		for j := range choices {
			way := fmt.Sprintf("choice.%d.%d.", i, j)
			legend := f.T("author.legend.choice", "step", i+1, "n", j+1)
			if j == choices-1 {
				legend += ". " + f.T("author.legend.empty")
			}
			out = append(out, web.InputGroup{Legend: legend, Inputs: inOrder(fields, way+"id", way+"text", way+"best", way+"consequence", way+"next")})
		}
	}
	return out
}

// readScenario takes a scenario's form. A step or choice without an id and a text is not there: so it is removed, and so an unused one stays out.
func readScenario(c *fiber.Ctx) *courses.Scenario {
	s := &courses.Scenario{Intro: textOf(c, "intro"), Debrief: textOf(c, "debrief"), Steps: []courses.Step{}}
	for i := range courses.MaxSteps + 2 {
		at := fmt.Sprintf("step.%d.", i)
		step := courses.Step{ID: textOf(c, at+"id"), Text: textOf(c, at+"text"), Ending: formText(c, at+"ending") == "on"}
		for j := range 14 {
			way := fmt.Sprintf("choice.%d.%d.", i, j)
			choice := courses.Choice{
				ID: textOf(c, way+"id"), Text: textOf(c, way+"text"), Best: formText(c, way+"best") == "on",
				Consequence: textOf(c, way+"consequence"), Next: textOf(c, way+"next"),
			}
			if choice.ID != "" || choice.Text != "" {
				step.Choices = append(step.Choices, choice)
			}
		}
		if step.ID != "" || step.Text != "" {
			s.Steps = append(s.Steps, step)
		}
	}
	return s
}

// moveStep moves a step as the button "up.step.2" asks, which goes by the place in the form: steps left out there have closed the ranks.
func moveStep(c *fiber.Ctx, s *courses.Scenario) error {
	do, at, ok := strings.Cut(formText(c, "do"), ".step.")
	if !ok {
		return nil
	}
	id := textOf(c, "step."+at+".id")
	i := slices.IndexFunc(s.Steps, func(step courses.Step) bool { return step.ID == id })
	if do == "remove" || !moved(&s.Steps, do, i) {
		return problem.New(problem.Malformed, "malformed")
	}
	return nil
}

var lessonPart = part{
	of: func(c *fiber.Ctx, m *courses.Module) any {
		if i := shownLesson(c, m); i >= 0 {
			return m.Lessons[i]
		}
		return nil
	},
	apply: func(c *fiber.Ctx, m *courses.Module) error {
		i := pathLesson(c, m)
		if i < 0 {
			return problem.Missing("lesson_unknown")
		}
		l := &m.Lessons[i]
		slug := textOf(c, "slug")
		if _, there := m.Lesson(slug); there && slug != l.Slug {
			return problem.Wrong("slug", "exists")
		}
		if !courses.ValidSlug(slug) {
			return problem.Wrong("slug", "slug")
		}
		l.Slug, l.Title, l.Minutes = slug, textOf(c, "title"), whole(c, "minutes")
		if l.Scenario != nil {
			l.Scenario = readScenario(c)
			return moveStep(c, l.Scenario)
		}
		l.Kind, l.Markdown = courses.LessonKind(formText(c, "kind")), strings.Trim(normal(formText(c, "markdown")), "\n")
		return nil
	},
	show: (*Server).showLesson,
	href: func(c *fiber.Ctx) string { return "/lessons/" + textOf(c, "slug") },
	fields: func(c *fiber.Ctx, m *courses.Module) map[string]web.Input {
		if i := shownLesson(c, m); i >= 0 {
			return lessonFields(web.Frame{}, &m.Lessons[i])
		}
		return nil
	},
	texts: []string{"title", "slug", "minutes", "markdown", "intro", "debrief", "step.", "choice."},
}
