package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/handlers/web"
)

// moduleLinks lead to what else there is about a module.
func (s *Server) moduleLinks(f web.AuthorFrame, e authoring.ModuleEntry) []web.Link {
	links := []web.Link{{Href: f.Href + "/history", Text: f.T("author.history")}, {Href: f.Href + "/bundle", Text: f.T("author.export")}, {Href: f.Href + "/gift", Text: f.T("author.gift")}}
	if e.From != "" {
		links = append([]web.Link{{Href: f.Href + "/translation", Text: f.T("translation.work")}}, links...)
	}
	if e.Latest > 0 {
		links = append(links, web.Link{Href: f.Href + "/analytics", Text: f.T("author.analytics")})
	}
	return links
}

// moduleSteps are the forms that move a module on, as far as the one who looks may.
func (s *Server) moduleSteps(f web.AuthorFrame, e authoring.ModuleEntry) []web.AuthorStep {
	var out []web.AuthorStep
	step := func(may bool, do, kind string, inputs ...web.Input) {
		for i := range inputs {
			inputs[i].ID = do + "-" + inputs[i].Name
		}
		if may {
			out = append(out, web.AuthorStep{Do: do, Kind: kind, Inputs: inputs})
		}
	}
	note := web.Input{Name: "note", Label: "note", Rows: 2}
	var outdated []web.Input // of a translation only
	if e.From != "" {
		outdated = []web.Input{{Name: "accept_outdated", Label: "accept_outdated", Type: "checkbox"}}
	}
	step(e.May.Submit, "submit", "", append([]web.Input{note}, outdated...)...)
	step(e.May.Judge, "approve", "", note)
	step(e.May.Judge, "reject", "secondary", web.Input{Name: "note", Label: "reason", Rows: 3})
	publish := append([]web.Input{changeField(f.Frame, ""), note}, outdated...)
	if e.From != "" {
		publish[0].Options[1].Selected = true // it asks what its source asks
	}
	if e.Latest != e.Base && e.Latest > 0 && e.From == "" {
		publish = append(publish, web.Input{Name: "onto", Label: "over", Options: []web.Option{
			{Value: "", Text: "–"}, {Value: strconv.FormatInt(e.Latest, 10), Text: f.T("author.onto", "n", e.Latest)},
		}})
	}
	step(e.May.Publish, "publish", "", publish...)
	step(e.May.Submit || e.May.Delete && !e.May.Edit, "withdraw", "secondary")
	if e.May.Submit { // there is nothing to take back
		out = slices.DeleteFunc(out, func(a web.AuthorStep) bool { return a.Do == "withdraw" })
	}
	step(e.May.Copy && e.ID == e.Slug, "copy", "secondary")
	step(e.May.Retire && e.State != authoring.Retired, "retire", "danger")
	step(e.May.Retire && e.State == authoring.Retired, "unretire", "secondary")
	step(e.May.Share, "share", "secondary", web.Input{Name: "email", Label: "email", Type: "email"}, web.Input{Name: "remove", Label: "no_longer", Type: "checkbox"})
	step(e.May.Delete, "delete", "danger")
	return out
}

// stepForm moves a module on. What a step may not do, the use case says.
func (s *Server) stepForm(c *fiber.Ctx) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	ctx, who, id := c.UserContext(), actor(c), e.ID
	outdated := formText(c, "accept_outdated") == "on"
	in := authoring.Step{ID: id, Note: textOf(c, "note"), Outdated: outdated}
	to := "/admin/modules/" + id
	switch do := formText(c, "do"); do {
	case "submit":
		_, err = s.Authoring.SubmitModule(ctx, who, in)
	case "withdraw":
		_, err = s.Authoring.WithdrawModule(ctx, who, in)
	case "approve":
		_, err = s.Authoring.ApproveModule(ctx, who, in)
	case "reject":
		_, err = s.Authoring.RejectModule(ctx, who, in)
	case "publish":
		onto, _ := strconv.ParseInt(formText(c, "onto"), 10, 64) // none: the draft's own base
		_, err = s.Authoring.PublishModule(ctx, who, authoring.Publication{ID: id, Change: publishing.Change(formText(c, "change")), Note: in.Note, Onto: onto, Outdated: outdated})
	case "retire", "unretire":
		_, err = s.Authoring.RetireModule(ctx, who, authoring.Retirement{ID: id, Undo: do == "unretire"})
	case "share":
		_, err = s.Authoring.ShareModule(ctx, who, authoring.Sharing{ID: id, Email: formText(c, "email"), Remove: formText(c, "remove") == "on"})
	case "copy":
		var made authoring.ModuleEntry
		if made, err = s.Authoring.CreateModule(ctx, who, authoring.NewModule{Copy: id}); err == nil {
			to = "/admin/modules/" + made.ID
		}
	case "delete":
		if _, err = s.Authoring.DeleteModule(ctx, who, authoring.Deletion{ID: id}); err == nil {
			to = "/admin/modules"
		}
	default:
		return problem.New(problem.Malformed, "malformed")
	}
	if err != nil {
		p := problem.From(err)
		if !formFault(p.Kind) && p.Key != "own_text" {
			return err
		}
		c.Locals(localProblem, p)
		c.Status(statuses[p.Kind])
		return s.showModule(c, e, nil)
	}
	s.flash(c, "draft_moved")
	return c.Redirect(to, fiber.StatusSeeOther)
}

// commentForm adds a comment, or closes or opens one.
func (s *Server) commentForm(c *fiber.Ctx) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	to := "/admin/modules/" + e.ID
	if do, id, ok := strings.Cut(formText(c, "do"), "."); ok {
		_, err = s.Authoring.ResolveComment(c.UserContext(), actor(c), authoring.CommentChange{ID: e.ID, Comment: id, Resolved: do == "close"})
	} else {
		lesson := textOf(c, "lesson")
		_, err = s.Authoring.CommentModule(c.UserContext(), actor(c), authoring.NewComment{ID: e.ID, Lesson: lesson, Line: whole(c, "line"), Text: textOf(c, "text")})
		if lesson != "" && courses.ValidSlug(lesson) {
			to += "/lessons/" + lesson
		}
	}
	if err != nil {
		p := problem.From(err)
		if !formFault(p.Kind) {
			return err
		}
		c.Locals(localProblem, p)
		c.Status(statuses[p.Kind])
		return s.showModule(c, e, nil)
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// commentRows shows the comments that keep lets through; nil keeps all.
func commentRows(f web.AuthorFrame, e authoring.ModuleEntry, keep func(authoring.CommentView) bool) []web.CommentRow {
	var out []web.CommentRow
	for _, cm := range e.Comments {
		if keep != nil && !keep(cm) {
			continue
		}
		row := web.CommentRow{Who: cm.By.Name, Where: cm.Lesson, Text: cm.Text, At: day(f.Frame, cm.At), Resolved: cm.Resolved, Do: "close." + cm.ID}
		if cm.Line > 0 {
			row.Where += ", " + f.T("author.line", "line", cm.Line)
		}
		if cm.Resolved {
			row.Do = "open." + cm.ID
		}
		out = append(out, row)
	}
	return out
}

func remarkFields(f web.AuthorFrame, e authoring.ModuleEntry, lesson string) []web.Input {
	places := []web.Option{{Value: "", Text: f.T("author.whole")}}
	for _, l := range e.Source.Lessons {
		places = append(places, web.Option{Value: l.Slug, Text: orText(l.Title, l.Slug), Selected: l.Slug == lesson})
	}
	return []web.Input{
		{ID: "comment-lesson", Name: "lesson", Label: "lesson", Options: places}, {ID: "comment-line", Name: "line", Label: "at_line", Type: "number"},
		{ID: "comment-text", Name: "text", Label: "text", Rows: 3},
	}
}

// outlineOf is the order of a module's lessons and questions.
func outlineOf(m *courses.Module) any {
	var order []string
	for _, l := range m.Lessons {
		order = append(order, l.Slug)
	}
	order = append(order, "?")
	for _, q := range m.Questions {
		order = append(order, q.ID)
	}
	return order
}

func newLessonFields(f web.Frame) []web.Input {
	kinds := []web.Option{}
	for _, kind := range []courses.LessonKind{courses.Reading, courses.Scenarios, courses.Reflection} {
		kinds = append(kinds, web.Option{Value: "lesson." + string(kind), Text: f.T("lesson.kind." + string(kind))})
	}
	for _, kind := range courses.QuestionKinds {
		kinds = append(kinds, web.Option{Value: "question." + string(kind), Text: f.T("author.prompt") + ": " + f.T("quiz.kind."+string(kind))})
	}
	return []web.Input{{ID: "add-kind", Name: "kind", Label: "add_kind", Options: kinds}, {ID: "add-slug", Name: "slug", Label: "slug", Type: "text"}, {ID: "add-title", Name: "title", Label: "title", Type: "text"}}
}

// outlinePart moves, removes and adds lessons and questions: do is "up.lessons.2", "move.lessons.0.3", "remove.questions.0" or "add".
var outlinePart = part{
	of: func(_ *fiber.Ctx, m *courses.Module) any { return outlineOf(m) },
	apply: func(c *fiber.Ctx, m *courses.Module) error {
		do := strings.Split(formText(c, "do"), ".")
		if do[0] == "add" {
			return addPart(m, textOf(c, "kind"), textOf(c, "slug"), textOf(c, "title"))
		}
		places := []int{}
		for _, text := range do[min(2, len(do)):] {
			i, err := strconv.Atoi(text)
			if err != nil {
				return problem.New(problem.Malformed, "malformed")
			}
			places = append(places, i)
		}
		if len(do) > 2 && do[1] == "lessons" && moved(&m.Lessons, do[0], places...) || len(do) > 2 && do[1] == "questions" && moved(&m.Questions, do[0], places...) {
			return nil
		}
		return problem.New(problem.Malformed, "malformed")
	},
	show: (*Server).showModule,
	href: func(*fiber.Ctx) string { return "" },
}

// moved moves or removes one of a list, at the first place, for "move" to the second; false when there is no such move.
func moved[T any](list *[]T, do string, places ...int) bool {
	l := *list
	in := func(i int) bool { return i >= 0 && i < len(l) }
	if len(places) != map[string]int{"remove": 1, "up": 1, "down": 1, "move": 2}[do] || len(places) == 0 || !in(places[0]) {
		return false
	}
	from := places[0]
	to := map[string]int{"remove": from, "up": from - 1, "down": from + 1, "move": places[len(places)-1]}[do]
	if !in(to) {
		return false
	}
	item := l[from]
	l = slices.Delete(l, from, from+1)
	if do != "remove" {
		l = slices.Insert(l, to, item)
	}
	*list = l
	return true
}

func addPart(m *courses.Module, kind, slug, title string) error {
	if !courses.ValidSlug(slug) {
		return problem.Wrong("slug", "slug")
	}
	what, kind, _ := strings.Cut(kind, ".")
	switch what {
	case "lesson":
		if _, there := m.Lesson(slug); there {
			return problem.Wrong("slug", "exists")
		}
		l := courses.Lesson{Slug: slug, Title: title, Minutes: 5, Kind: courses.LessonKind(kind)}
		if l.Kind == courses.Scenarios {
			l.Scenario = &courses.Scenario{}
		}
		m.Lessons = append(m.Lessons, l)
	case "question":
		if questionIndex(m, slug) >= 0 {
			return problem.Wrong("slug", "exists")
		}
		m.Questions = append(m.Questions, courses.Question{ID: slug, Prompt: title, Kind: courses.QuestionKind(kind)})
	default:
		return problem.Wrong("kind", "unknown")
	}
	return nil
}

func questionIndex(m *courses.Module, id string) int {
	return slices.IndexFunc(m.Questions, func(q courses.Question) bool { return q.ID == id })
}
