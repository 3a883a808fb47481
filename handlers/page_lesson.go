package handlers

import (
	"context"
	"fmt"
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/learning"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/handlers/web"
)

// lessonPage serves readings from a skeleton that is rendered once, and scenarios afresh, for each stands at its own step.
func (s *Server) lessonPage() endpoint {
	plan := planFor[learning.LessonRef]()
	return endpoint{serve: func(c *fiber.Ctx) error {
		var in learning.LessonRef
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		page, err := s.Learning.LessonPage(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		if page.Lesson.Scenario != nil {
			return s.render(c, "scenario", s.scenario(c, page))
		}
		return s.lessons.serve(s, c, page)
	}}
}

// lessonFrame is what both kinds of lesson share, personal bits left empty.
func (s *Server) lessonFrame(f web.Frame, p *learning.LessonPage) web.LessonFrame {
	course, base := p.Course.In(p.Enrolment.Language), moduleHref(p.Course.Slug, p.Module.Slug)
	f.Section, f.Title = "courses", p.Lesson.Title
	f.Content = contentIn(f, p.Source.Language)
	lf := web.LessonFrame{
		Frame:  f,
		Course: web.Link{Href: "/courses/" + p.Course.Slug, Text: course.Title},
		Module: web.Link{Href: "/courses/" + p.Course.Slug + "#" + p.Module.Slug, Text: p.Source.Title},
		Lesson: web.LessonHead{
			Title: p.Lesson.Title, Kind: string(p.Lesson.Kind), Minutes: p.Lesson.Minutes, Number: p.Index + 1, Of: len(p.Source.Lessons),
		},
		ContentNote: p.Source.ContentNote, PrintHref: base + "/print",
	}
	for i, l := range p.Source.Lessons {
		lf.Outline = append(lf.Outline, web.OutlineItem{Href: base + "/lessons/" + l.Slug, Title: l.Title, Minutes: l.Minutes, Current: i == p.Index})
	}
	if len(p.Source.Questions) > 0 {
		lf.Outline = append(lf.Outline, web.OutlineItem{Href: base + "/quiz", Title: f.T("quiz.name")})
	}
	if p.Index > 0 {
		lf.Previous = &web.Link{Href: lf.Outline[p.Index-1].Href, Text: lf.Outline[p.Index-1].Title}
	}
	if p.Index+1 < len(lf.Outline) {
		lf.Next = &web.Link{Href: lf.Outline[p.Index+1].Href, Text: lf.Outline[p.Index+1].Title}
	}
	return lf
}

// doneMarks tells for each item of the outline whether it is done.
func doneMarks(p *learning.LessonPage) []bool {
	progress := p.Progress()
	out := make([]bool, 0, len(p.Source.Lessons)+1)
	for i := range p.Source.Lessons {
		out = append(out, progress.Done(p.Source.Lessons[i].Slug))
	}
	if len(p.Source.Questions) > 0 {
		out = append(out, progress.Passed())
	}
	return out
}

// complete is the button at a lesson's end.
func complete(lf web.LessonFrame, p *learning.LessonPage, done bool) web.Complete {
	state := "open"
	if done {
		state = "done"
	}
	href := moduleHref(p.Course.Slug, p.Module.Slug) + "/lessons/" + p.Lesson.Slug
	return web.Complete{State: state, Action: href + "/completion", Next: lf.Next, Course: lf.Course}
}

// scenario shows the story so far and the decision at hand; the place is the query's path, so that each step has an address, can be
// shared and gone back from, and needs no script.
func (s *Server) scenario(c *fiber.Ctx, p *learning.LessonPage) web.ScenarioPage {
	f := s.frame(c)
	lf := s.lessonFrame(f, p)
	base := moduleHref(p.Course.Slug, p.Module.Slug) + "/lessons/" + p.Lesson.Slug
	for i, done := range doneMarks(p) {
		lf.Outline[i].Done = fragment("done-mark", f, done)
	}
	done, all := p.Tally()
	lf.Progress = fragment("progress", f, web.Progress{Done: done, Total: all})
	view := p.Scenario()
	page := web.ScenarioPage{Action: base, Restart: base, Intro: template.HTML(view.IntroHTML)}
	path := scenarioPath(c.Query("path"))
	here, index := view.Steps[0], stepIndex(view)
	for i, id := range path {
		choice, ok := choiceIn(here, id)
		if !ok {
			path = path[:i] // an address that does not fit leads as far as it goes
			break
		}
		page.Taken = append(page.Taken, web.TakenStep{
			Number: i + 1, Text: template.HTML(here.TextHTML), Choice: template.HTML(choice.TextHTML), Consequence: template.HTML(choice.ConsequenceHTML),
			Best: choice.Best, RewindHref: base + "?path=" + strings.Join(path[:i], ","),
		})
		here = view.Steps[index[choice.Next]]
	}
	page.Step = web.ScenarioStep{Number: len(path) + 1, Text: template.HTML(here.TextHTML), Ending: here.Ending}
	for _, choice := range here.Choices {
		page.Step.Choices = append(page.Step.Choices, web.ScenarioChoice{Path: strings.Join(append(path[:len(path):len(path)], choice.ID), ","), HTML: template.HTML(choice.TextHTML)})
	}
	if here.Ending {
		page.Debrief = template.HTML(view.DebriefHTML)
		button := complete(lf, p, p.Progress().Done(p.Lesson.Slug))
		button.Action += "?path=" + strings.Join(path, ",")
		lf.Complete = fragment("complete-button", f, button)
	}
	page.LessonFrame = lf
	return page
}

func stepIndex(v *learning.ScenarioView) map[string]int {
	out := map[string]int{}
	for i, step := range v.Steps {
		out[step.ID] = i
	}
	return out
}

func choiceIn(step learning.StepView, id string) (learning.ChoiceView, bool) {
	for _, c := range step.Choices {
		if c.ID == id {
			return c, true
		}
	}
	return learning.ChoiceView{}, false
}

// scenarioPath reads "a,c". It cannot be longer than a scenario has steps.
func scenarioPath(text string) []string {
	if text == "" || len(text) > courses.MaxSteps*(courses.MaxSlug+1) {
		return nil
	}
	path := strings.Split(text, ",")
	return path[:min(len(path), courses.MaxSteps)]
}

// fragment draws a small template. It can fail only for a fault in the template, which the tests of web find.
func fragment(name string, f web.Frame, it any) template.HTML {
	html, err := web.Fragment(name, f, it)
	if err != nil {
		return ""
	}
	return html
}

func (s *Server) completionForm() endpoint {
	read := func(c *fiber.Ctx) learning.LessonCompletion {
		return learning.LessonCompletion{Path: scenarioPath(c.Query("path"))}
	}
	return Form(s, read, s.Learning.CompleteLesson, func(c *fiber.Ctx, out learning.EnrolmentView) string {
		return s.afterLesson(c, out)
	}, nil)
}

// afterLesson leads to what follows in the module: the next lesson, the quiz, or the course.
func (s *Server) afterLesson(c *fiber.Ctx, e learning.EnrolmentView) string {
	module, lesson := c.Params("module"), c.Params("lesson")
	course, err := s.Learning.CourseOf(c.UserContext(), e)
	if err == nil {
		if m, ok := course.Module(module); ok {
			source := m.In(publishing.DefaultLanguage)
			base := moduleHref(e.Course, module)
			for i, l := range source.Lessons {
				switch {
				case l.Slug != lesson:
				case i+1 < len(source.Lessons):
					return base + "/lessons/" + source.Lessons[i+1].Slug
				case len(source.Questions) > 0:
					return base + "/quiz"
				}
			}
		}
	}
	return "/courses/" + e.Course
}

// enrolChoice is the input of enrolForm: the language may be a field of the form.
type enrolChoice struct {
	learning.CourseRef
	chosen string
}

func (s *Server) enrolForm() endpoint {
	read := func(c *fiber.Ctx) enrolChoice { return enrolChoice{chosen: formText(c, "language")} }
	enrol := func(ctx context.Context, who access.Actor, in enrolChoice) (learning.Enrolled, error) {
		if in.chosen != "" {
			in.Language = in.chosen
		}
		return s.Learning.Enrol(ctx, who, in.CourseRef)
	}
	return beginForm(s, read, enrol, "enrolled")
}

func (s *Server) renewForm() endpoint {
	return beginForm(s, func(*fiber.Ctx) learning.CourseRef { return learning.CourseRef{} }, s.Learning.Renew, "renewal_begun")
}

// beginForm begins a course and leads to the first lesson.
func beginForm[In any](s *Server, read func(*fiber.Ctx) In, begin Action[In, learning.Enrolled], flash string) endpoint {
	return Form(s, read, begin, func(c *fiber.Ctx, out learning.Enrolled) string {
		if out.Created {
			s.flash(c, flash)
		}
		if out.Next != nil && out.Next.Lesson != nil {
			return moduleHref(out.Course, out.Next.Module) + "/lessons/" + *out.Next.Lesson
		}
		return "/courses/" + out.Course
	}, nil)
}

func (s *Server) printPage() endpoint {
	action := func(ctx context.Context, who access.Actor, in learning.ModuleRef) (*learning.ModulePage, error) {
		return s.Learning.ModulePage(ctx, who, in)
	}
	return Page(s, "print", action, func(_ *fiber.Ctx, f web.Frame, _ learning.ModuleRef, p *learning.ModulePage) any {
		f.Title = p.Source.Title
		page := web.PrintPage{
			Frame: f, Course: web.Link{Href: "/courses/" + p.Course.Slug, Text: p.Course.In(f.Lang).Title},
			Module: web.Link{Href: "/courses/" + p.Course.Slug + "#" + p.Module.Slug, Text: p.Source.Title}, Summary: p.Source.Summary,
			Objectives: p.Source.Objectives, ContentNote: p.Source.ContentNote, Review: p.Source.Review, Minutes: p.Source.Minutes,
			Glossary: template.HTML(p.Glossary), Printed: day(f, s.Now()),
		}
		for i, l := range p.Lessons {
			if l.Scenario != nil {
				l.HTML = scenarioOnPaper(f, l.Scenario)
			}
			page.Lessons = append(page.Lessons, web.PrintLesson{
				Number: i + 1, Title: l.Title, Kind: string(l.Kind), Minutes: l.Minutes, HTML: template.HTML(l.HTML), Notes: template.HTML(l.Notes),
			})
		}
		return page
	})
}

// scenarioOnPaper lays the steps out one after the other: each choice with its consequence, where it leads, and which are well chosen.
func scenarioOnPaper(f web.Frame, v *learning.ScenarioView) string {
	var out strings.Builder
	words := func(key string, args ...any) string { return template.HTMLEscapeString(f.T(key, args...)) }
	index := stepIndex(v)
	out.WriteString(v.IntroHTML)
	for i, step := range v.Steps {
		fmt.Fprintf(&out, "<section class=\"step\"><h3>%s</h3>%s", words("print.step", "number", i+1), step.TextHTML)
		if len(step.Choices) > 0 {
			out.WriteString("<ul>")
			for _, choice := range step.Choices {
				fmt.Fprintf(&out, "<li><p><strong>%s</strong></p>%s<p>", choice.TextHTML, choice.ConsequenceHTML)
				if choice.Best {
					out.WriteString("<em>" + words("print.best") + "</em> ")
				}
				out.WriteString(words("print.leads", "number", index[choice.Next]+1) + "</p></li>")
			}
			out.WriteString("</ul>")
		}
		out.WriteString("</section>")
	}
	out.WriteString(v.DebriefHTML)
	return out.String()
}
