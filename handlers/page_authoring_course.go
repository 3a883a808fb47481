package handlers

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/handlers/web"
)

// courseDesk lists the drafts of courses and what is published.
func (s *Server) courseDesk(c *fiber.Ctx) error {
	out, err := s.Authoring.Courses(c.UserContext(), actor(c), authoring.Filter{})
	if err != nil {
		return err
	}
	f := s.frame(c)
	f.Section = "modules"
	page := web.AuthorCoursesPage{Frame: f, Errors: s.form(c, "", nil).Errors}
	for _, i := range out.Items {
		page.Courses = append(page.Courses, web.CourseRow{
			Href: "/admin/courses/" + i.ID, Title: orText(i.Title, i.Slug), Slug: i.Slug, State: string(i.State), BuiltIn: i.BuiltIn, Version: len(i.Versions),
			Modules: i.Modules, Newer: i.Newer,
		})
	}
	if access.Can(actor(c), access.WriteModules) {
		page.New = []web.Input{textField("title", formText(c, "title"), 0), textField("slug", formText(c, "slug"), 0), textField("language", orText(formText(c, "language"), "en"), 0)}
	}
	return s.render(c, "author-courses", page)
}

func (s *Server) newCourseForm() endpoint {
	read := func(c *fiber.Ctx) authoring.NewCourse {
		return authoring.NewCourse{Source: &courses.Course{
			Slug: textOf(c, "slug"), Title: textOf(c, "title"), Language: textOf(c, "language"), Audience: courses.Diplomats, PassMark: 0.8, Hours: 1,
		}}
	}
	return Form(s, read, s.Authoring.CreateCourse, func(c *fiber.Ctx, e authoring.CourseEntry) string {
		s.flash(c, "draft_made")
		return "/admin/courses/" + e.ID
	}, s.courseDesk)
}

func (s *Server) courseEntry(c *fiber.Ctx) (authoring.CourseEntry, error) {
	var in authoring.ModuleRef
	if err := planFor[authoring.ModuleRef]().bind(c, &in); err != nil {
		return authoring.CourseEntry{}, err
	}
	return s.Authoring.Course(c.UserContext(), actor(c), in)
}

func (s *Server) courseEditor(c *fiber.Ctx) error {
	e, err := s.courseEntry(c)
	if err != nil {
		return err
	}
	return s.showCourse(c, e, e.Source, pinLines(e))
}

// pinLines writes a course's modules one a line, with the version of those that are held at one.
func pinLines(e authoring.CourseEntry) string {
	var out []string
	for _, p := range e.Modules {
		line := p.Slug
		if p.Newer {
			line += " " + strconv.FormatInt(p.Version, 10)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// bothTexts lays what is there now beside what was typed, for each field in which they differ.
func bothTexts(e authoring.CourseEntry, typed courses.Course, modules string) []web.CollisionField {
	var out []web.CollisionField
	mine := append(courseFields(web.Frame{}, typed, modules), certificateFields(typed.Certificate)...)
	for i, there := range append(courseFields(web.Frame{}, e.Source, pinLines(e)), certificateFields(e.Source.Certificate)...) {
		a, b := chosen(there), chosen(mine[i])
		if a == b {
			continue
		}
		field := web.CollisionField{Input: mine[i]}
		field.Theirs, field.Mine = sides(a, b)
		out = append(out, field)
	}
	return out
}

// chosen is what a field holds: its text, or the option that is selected.
func chosen(i web.Input) string {
	for _, o := range i.Options {
		if o.Selected {
			return o.Value
		}
	}
	return i.Value
}

// showCourse draws a course's page; both, where there is any, are the fields that another has changed since. The form then holds what was typed,
// and saving it is knowing what it replaces.
func (s *Server) showCourse(c *fiber.Ctx, e authoring.CourseEntry, typed courses.Course, modules string, both ...web.CollisionField) error {
	f := s.frame(c)
	f.Section, f.Title = "modules", orText(e.Source.Title, e.Slug)
	page := web.AuthorCoursePage{
		Frame: f, Rev: e.Rev, Edit: e.May.Edit, Errors: s.form(c, "", nil).Errors, Both: both,
		Course: web.CourseRow{Href: "/admin/courses/" + e.ID, Title: e.Source.Title, Slug: e.Slug, State: string(e.State), BuiltIn: e.BuiltIn, Version: int(e.Version)},
	}
	newer := false
	for _, p := range e.Modules {
		page.Modules = append(page.Modules, web.PinRow{
			Href: "/admin/modules/" + p.Slug, Title: p.Title, Slug: p.Slug, Version: p.Version, Latest: p.Latest, Newer: p.Newer,
			Diff: "/admin/modules/" + p.Slug + "/history?from=" + strconv.FormatInt(p.Version, 10) + "&to=" + strconv.FormatInt(p.Latest, 10),
		})
		newer = newer || p.Newer
	}
	for _, fault := range e.Faults {
		page.Faults = append(page.Faults, web.AuthorFault{Where: fault.Path, Text: fault.Message})
	}
	for _, event := range e.History {
		page.Events = append(page.Events, web.EventRow{Who: event.By.Name, Action: event.Action, Note: event.Note, At: day(f, event.At)})
	}
	if e.May.Edit {
		page.Details = courseFields(f, typed, modules)
	}
	page.Specimen = specimen(e, typed.Certificate)
	shared := authoring.ModuleEntry{ID: e.ID, Slug: e.Slug, State: e.State, May: e.May, Base: e.Base, Latest: e.Latest}
	page.Steps = s.moduleSteps(web.AuthorFrame{Frame: f}, shared)
	if newer && e.ID == e.Slug {
		page.Steps = append(page.Steps, web.AuthorStep{Do: "accept", Inputs: []web.Input{changeField(f, "accept-change"), {ID: "accept-note", Name: "note", Label: "note", Rows: 2}}})
	}
	return s.render(c, "author-course", page)
}

func courseFields(f web.Frame, c courses.Course, modules string) []web.Input {
	audience := web.Input{ID: "audience", Name: "audience", Label: "for"}
	for _, a := range courses.Audiences() {
		audience.Options = append(audience.Options, web.Option{Value: string(a), Text: AudienceTitle(f.Lang, a), Selected: a == c.Audience})
	}
	list := textField("modules", modules, 8)
	list.Hint = "author.modules_help"
	return []web.Input{
		textField("title", c.Title, 0), textField("slug", c.Slug, 0), textField("language", c.Language, 0), audience, textField("summary", c.Summary, 3), list,
		textField("pass_mark", strconv.FormatFloat(100*c.PassMark, 'f', -1, 64), 0), textField("hours", strconv.FormatFloat(c.Hours, 'f', -1, 64), 0),
		textField("validity_months", strconv.Itoa(c.ValidityMonths), 0), windowField(f, c.Window), refresherField(c), textField("criteria", c.Criteria, 3),
	}
}

// readCourse takes a course's form: a module a line, with a version behind it where the course is to hold that one.
func readCourse(c *fiber.Ctx) (courses.Course, map[string]int64) {
	out := courses.Course{
		Title: textOf(c, "title"), Slug: textOf(c, "slug"), Language: textOf(c, "language"), Audience: courses.Audience(formText(c, "audience")),
		Summary: textOf(c, "summary"), Criteria: textOf(c, "criteria"), ValidityMonths: whole(c, "validity_months"), Modules: []string{},
		Certificate: certificateWords(c),
	}
	out.Hours, _ = strconv.ParseFloat(textOf(c, "hours"), 64) // what is no number is 0, which the faults name
	mark, _ := strconv.ParseFloat(textOf(c, "pass_mark"), 64)
	out.PassMark = mark / 100
	out.Window, out.Refresher = readWindow(c), textOf(c, "refresher")
	pins := map[string]int64{}
	for _, line := range lines(c, "modules") {
		parts := strings.Fields(line)
		out.Modules = append(out.Modules, parts[0])
		if len(parts) > 1 {
			pins[parts[0]], _ = strconv.ParseInt(parts[1], 10, 64) // none is the newest
		}
	}
	return out, pins
}

// courseForm saves a course's draft, or moves it on.
func (s *Server) courseForm(c *fiber.Ctx) error {
	e, err := s.courseEntry(c)
	if err != nil {
		return err
	}
	ctx, who, a := c.UserContext(), actor(c), s.Authoring
	in := authoring.Step{ID: e.ID, Note: textOf(c, "note")}
	change := publishing.Change(formText(c, "change"))
	to := "/admin/courses/" + e.ID
	typed, modules := e.Source, pinLines(e)
	switch formText(c, "do") {
	case "save":
		course, pins := readCourse(c)
		rev, _ := strconv.ParseInt(formText(c, "rev"), 10, 64) // none is refused
		typed, modules = course, normal(formText(c, "modules"))
		_, err = a.SaveCourse(ctx, who, authoring.CourseText{Path: e.ID, Rev: rev, Source: &course, Pins: pins})
	case "share":
		_, err = a.ShareCourse(ctx, who, authoring.Sharing{ID: e.ID, Email: formText(c, "email"), Remove: formText(c, "remove") == "on"})
	case "preview": // shows what was typed, and keeps nothing
		typed, _ = readCourse(c)
		modules = normal(formText(c, "modules"))
		e.Rev, _ = strconv.ParseInt(formText(c, "rev"), 10, 64) // what another saves meanwhile is told when this is saved
		if _, err = a.PreviewCertificate(ctx, who, previewInput(e.ID, typed.Certificate)); err == nil {
			return s.showCourse(c, e, typed, modules)
		}
	case "submit":
		_, err = a.SubmitCourse(ctx, who, in)
	case "withdraw":
		_, err = a.WithdrawCourse(ctx, who, in)
	case "approve":
		_, err = a.ApproveCourse(ctx, who, in)
	case "reject":
		_, err = a.RejectCourse(ctx, who, in)
	case "publish":
		onto, _ := strconv.ParseInt(formText(c, "onto"), 10, 64) // none: the draft's own base
		_, err = a.PublishCourse(ctx, who, authoring.Publication{ID: e.ID, Change: change, Note: in.Note, Onto: onto})
	case "accept":
		_, err = a.AcceptModules(ctx, who, authoring.Acceptance{ID: e.ID, Change: change, Note: in.Note})
	case "retire", "unretire":
		_, err = a.RetireCourse(ctx, who, authoring.Retirement{ID: e.ID, Undo: formText(c, "do") == "unretire"})
	case "copy":
		var made authoring.CourseEntry
		if made, err = a.CreateCourse(ctx, who, authoring.NewCourse{Copy: e.ID}); err == nil {
			to = "/admin/courses/" + made.ID
		}
	case "delete":
		if _, err = a.DeleteCourse(ctx, who, authoring.Deletion{ID: e.ID}); err == nil {
			to = "/admin/courses"
		}
	default:
		return problem.New(problem.Malformed, "malformed")
	}
	if err == nil {
		s.flash(c, "draft_moved")
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	p := problem.From(err)
	if !formFault(p.Kind) && p.Key != "own_text" {
		return err
	}
	c.Locals(localProblem, p)
	c.Status(statuses[p.Kind])
	var stale *authoring.Stale[courses.Course]
	if errors.As(err, &stale) {
		return s.showCourse(c, stale.Present, typed, modules, bothTexts(stale.Present, typed, modules)...)
	}
	return s.showCourse(c, e, typed, modules)
}

// changeField asks how a version relates to the one before.
func changeField(f web.Frame, id string) web.Input {
	return web.Input{ID: id, Name: "change", Label: "change", Options: []web.Option{
		{Value: "substantive", Text: f.T("author.change.substantive")}, {Value: "editorial", Text: f.T("author.change.editorial")},
	}}
}
