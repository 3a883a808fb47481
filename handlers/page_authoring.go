package handlers

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/authoring"
	"upstander/app/learning"
	"upstander/app/paging"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/render"
	"upstander/courses/tongues"
	"upstander/handlers/web"
)

// authoringPages is what those who write see.
func (s *Server) authoringPages() []Route {
	list, module := "/admin/modules", "/admin/modules/:id"
	read, write := access.ReadSources, access.WriteModules
	return append(s.imagePages(), []Route{
		{"modulesPage", get, list, read, "Drafts and every published module.", s.modulesPage(), true},
		{"newModuleForm", post, list, write, "Begin a draft, or copy one.", s.newModuleForm(), true},
		{"importForm", post, list + "/import", write, "Import a bundle.", endpoint{serve: s.importForm}, true},
		{"modulePage", get, module, read, "A module: its draft, or its source.", endpoint{serve: s.modulePage}, true},
		{"detailsForm", post, module + "/details", write, "Change what a module is.", s.editForm(detailsPart), true},
		{"outlineForm", post, module + "/outline", write, "Change the order of a module.", s.editForm(outlinePart), true},
		{"libraryForm", post, module + "/library", write, "Change the sources and terms of a module.", s.editForm(libraryPart), true},
		{"stepForm", post, module + "/step", read, "Move a draft on.", endpoint{serve: s.stepForm}, true},
		{"commentForm", post, module + "/comments", read, "Comment on a draft.", endpoint{serve: s.commentForm}, true},
		{"historyPage", get, module + "/history", read, "The versions of a module, and what changed.", endpoint{serve: s.historyPage}, true},
		{"analyticsPage", get, module + "/analytics", read, "How a module goes with those who learn.", s.analyticsPage(), true},
		{"translateForm", post, module + "/translations", write, "Begin a translation.", s.translateForm(), true},
		{"translationPage", get, module + "/translation", read, "A translation beside its source.", endpoint{serve: s.translationPage}, true},
		{"translationForm", post, module + "/translation", write, "Put paragraphs into a translation.", endpoint{serve: s.translationForm}, true},
		{"giftPage", get, module + "/gift", read, "The questions in Moodle's format.", s.giftPage(), true},
		{"giftForm", post, module + "/gift", write, "Add questions in Moodle's format.", endpoint{serve: s.giftForm}, true},
		{"bundleFile", get, module + "/bundle", read, "A module as a bundle.", s.exportBundle(), true},
		{"courseDesk", get, "/admin/courses", read, "Drafts of courses and what is published.", endpoint{serve: s.courseDesk}, true},
		{"newCourseForm", post, "/admin/courses", write, "Begin a draft of a course.", s.newCourseForm(), true},
		{"courseEditor", get, "/admin/courses/:id", read, "A course: its draft, or what is published.", endpoint{serve: s.courseEditor}, true},
		{"courseForm", post, "/admin/courses/:id", read, "Change a course's draft, or move it on.", endpoint{serve: s.courseForm}, true},
		{"certificatePreview", get, "/admin/courses/:id/certificate", read, "A specimen of a course's certificates.", JSON(200, s.Authoring.PreviewCertificate), true},
		{"lessonEditor", get, module + "/lessons/:lesson", read, "The editor of a lesson.", s.partEditor(s.showLesson), true},
		{"lessonForm", post, module + "/lessons/:lesson", read, "Change a lesson, or show it.", s.editForm(lessonPart), true},
		{"lessonShown", get, module + "/lessons/:lesson/preview", read, "A lesson as learners see it.", endpoint{serve: s.lessonShown}, true},
		{"lessonMoveForm", post, module + "/lessons/:lesson/move", write, "Move a lesson to another draft.", s.lessonMoveForm(), true},
		{"questionEditor", get, module + "/questions/:question", read, "The editor of a question.", s.partEditor(s.showQuestion), true},
		{"questionForm", post, module + "/questions/:question", read, "Change a question, or show it.", s.editForm(questionPart), true},
	}...)
}

func (s *Server) modulesPage() endpoint {
	return Page(s, "admin-modules", s.Authoring.Modules, func(c *fiber.Ctx, f web.Frame, _ authoring.Filter, out paging.List[authoring.Item]) any {
		return s.modulesList(c, f, out)
	})
}

func (s *Server) modulesList(c *fiber.Ctx, f web.Frame, out paging.List[authoring.Item]) web.AdminModulesPage {
	f.Section = "modules"
	page := web.AdminModulesPage{Frame: f, Write: access.Can(actor(c), access.WriteModules), Errors: s.form(c, "", nil).Errors}
	page.New = []web.Input{
		{ID: "new-title", Name: "title", Label: "title", Type: "text", Value: formText(c, "title")},
		{ID: "new-slug", Name: "slug", Label: "slug", Type: "text", Value: formText(c, "slug")},
		{ID: "new-language", Name: "language", Label: "language", Type: "text", Value: orText(formText(c, "language"), "en")},
	}
	page.Import = []web.Input{
		{ID: "bundle", Name: "bundle", Label: "bundle", Type: "file"},
		{ID: "dry_run", Name: "dry_run", Label: "dry_run", Type: "checkbox", Checked: true},
		{ID: "incomplete", Name: "incomplete", Label: "incomplete", Type: "checkbox"},
	}
	for _, m := range out.Items {
		page.Modules = append(page.Modules, web.ModuleRow{
			Href: "/admin/modules/" + m.ID, Title: orText(m.Title, m.Slug), Slug: m.Slug, Language: languageName(m.Language), State: string(m.State),
			BuiltIn: m.BuiltIn, Version: len(m.Versions), Lessons: m.Lessons, Questions: m.Questions, Minutes: m.Minutes,
		})
	}
	return page
}

// languageName is a language's own name.
func languageName(tag string) string { return tongues.Name(tag) }

func orText(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// newModuleForm begins a draft with a title and a name, or copies what is published.
func (s *Server) newModuleForm() endpoint {
	read := func(c *fiber.Ctx) authoring.NewModule {
		in := authoring.NewModule{Copy: formText(c, "copy")}
		if in.Copy != "" {
			in.Version, _ = strconv.ParseInt(formText(c, "version"), 10, 64) // none is the one that holds
			return in
		}
		in.Source = &courses.Module{Slug: formText(c, "slug"), Title: formText(c, "title"), Language: formText(c, "language")}
		return in
	}
	again := func(c *fiber.Ctx) error {
		list, err := s.Authoring.Modules(c.UserContext(), actor(c), authoring.Filter{})
		if err != nil {
			return err
		}
		return s.render(c, "admin-modules", s.modulesList(c, s.frame(c), list))
	}
	return Form(s, read, s.Authoring.CreateModule, func(c *fiber.Ctx, e authoring.ModuleEntry) string {
		s.flash(c, "draft_made")
		return "/admin/modules/" + e.ID
	}, again)
}

// importForm takes a bundle from a browser: what was refused, or only asked about, is reported as a page.
func (s *Server) importForm(c *fiber.Ctx) error {
	data, err := upload(c, "bundle")
	if err != nil {
		return err
	}
	dry := formText(c, "dry_run") == "on"
	out, err := s.Authoring.ImportBundle(c.UserContext(), actor(c), authoring.Import{Data: data, DryRun: dry, Incomplete: formText(c, "incomplete") == "on"})
	if err != nil {
		return err
	}
	if out.Draft != nil {
		s.flash(c, "draft_made")
		return c.Redirect("/admin/modules/"+out.Draft.ID, fiber.StatusSeeOther)
	}
	f := s.frame(c)
	f.Section = "modules"
	page := web.AuthorImportPage{Frame: f, Title: orText(out.Title, out.Slug), Lessons: out.Lessons, Asked: out.Questions, DryRun: dry}
	page.Faults, page.Advice = bundleFaults(out.Faults), bundleFaults(out.Advice)
	if out.Refused() {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.render(c, "author-import", page)
}

func bundleFaults(problems []bundle.Problem) []web.AuthorFault {
	var out []web.AuthorFault
	for _, p := range problems {
		out = append(out, web.AuthorFault{Where: p.File, Line: p.Line, Text: p.Message})
	}
	return out
}

// modulePage shows a draft to work on, or what is published to read.
func (s *Server) modulePage(c *fiber.Ctx) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	return s.showModule(c, e, nil)
}

// entry loads the module that the path names.
func (s *Server) entry(c *fiber.Ctx) (authoring.ModuleEntry, error) {
	var in authoring.ModuleRef
	if err := planFor[authoring.ModuleRef]().bind(c, &in); err != nil {
		return authoring.ModuleEntry{}, err
	}
	return s.Authoring.Module(c.UserContext(), actor(c), in)
}

func sourcePage(f web.Frame, out authoring.ModuleEntry) web.AdminModulePage {
	m := out.Source
	f.Section, f.Title = "modules", m.Title
	page := web.AdminModulePage{
		Frame: f, Summary: m.Summary, ContentNote: m.ContentNote, Review: m.Review, Objectives: m.Objectives,
		Module: web.ModuleRow{
			Title: m.Title, Slug: m.Slug, Language: languageName(m.Language), State: string(out.State), BuiltIn: out.BuiltIn,
			Version: int(out.Version), Lessons: len(m.Lessons), Questions: len(m.Questions), Minutes: m.Minutes,
		},
	}
	scenarios := scenarioSources(m)
	for _, l := range m.Lessons {
		text := l.Markdown
		if l.Scenario != nil {
			text = scenarios[l.Slug]
		}
		lesson := web.SourceLesson{Slug: l.Slug, Title: l.Title, Kind: string(l.Kind), Minutes: l.Minutes, Source: text}
		lesson.Map = branchMap(f, f.T("author.map_of", "title", l.Title), "", l.Scenario)
		page.Lessons = append(page.Lessons, lesson)
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
		v.Options = append(v.Options, web.AnswerOption{ID: o.ID, HTML: template.HTML(html), Checked: o.ID == q.Answer.Text || slices.Contains(q.Answer.List, o.ID)})
	}
	for _, id := range q.Sources {
		if source, ok := c.Sources[id]; ok {
			v.Sources = append(v.Sources, webSource(source))
		}
	}
	return v
}
