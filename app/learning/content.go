package learning

import (
	"context"
	"fmt"
	"sync"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/courses/catalogue"
	"upstander/courses/render"
)

// LessonRef names a lesson in a path.
type LessonRef struct {
	Course string `json:"-" path:"course"`
	Module string `json:"-" path:"module"`
	Lesson string `json:"-" path:"lesson"`
	// Language asks for this lesson in a language (BCP 47), this time only. Where it is not to be had, the enrolment's is taken.
	Language string `json:"-" query:"language"`
}

// LessonView is a lesson as the API shows it.
type LessonView struct {
	Slug      string             `json:"slug"`
	Kind      courses.LessonKind `json:"kind"`
	Title     string             `json:"title"`
	Minutes   int                `json:"minutes"`
	Language  string             `json:"language"`
	HTML      string             `json:"html"`
	Citations []CitationView     `json:"citations"`
	Glossary  []TermView         `json:"glossary"`
	Scenario  *ScenarioView      `json:"scenario,omitempty"`
}

// ContentLanguage is the language that the lesson is in.
func (v LessonView) ContentLanguage() string { return v.Language }

// CitationView is a footnote.
type CitationView struct {
	Number int            `json:"number"`
	Where  string         `json:"where"`
	Source courses.Source `json:"source"`
}

// TermView is a term used in the lesson.
type TermView struct {
	ID         string `json:"id"`
	Term       string `json:"term"`
	Definition string `json:"definition"`
}

// ScenarioView is a scenario with its texts as HTML. The order of choices is the learner's own and stays the same.
type ScenarioView struct {
	IntroHTML   string     `json:"intro_html"`
	Steps       []StepView `json:"steps"`
	DebriefHTML string     `json:"debrief_html"`
}

// StepView is a decision point or an ending.
type StepView struct {
	ID       string       `json:"id"`
	TextHTML string       `json:"text_html"`
	Ending   bool         `json:"ending"`
	Choices  []ChoiceView `json:"choices"`
}

// ChoiceView is one way on.
type ChoiceView struct {
	ID              string `json:"id"`
	TextHTML        string `json:"text_html"`
	Best            bool   `json:"best"`
	ConsequenceHTML string `json:"consequence_html"`
	Next            string `json:"next"`
}

// Rendered is a lesson rendered for an audience: what the API shows and what the page needs besides. It is shared; nobody changes it.
type Rendered struct {
	View   LessonView
	Output render.Output
}

// pageCache holds rendered lessons: versions are immutable, so an entry is good for ever. What strangers ask for cannot fill it, for
// only lessons that exist have entries.
type pageCache struct{ lessons sync.Map }

// Lesson gives a lesson of a course in which the actor is enrolled.
func (s *Service) Lesson(ctx context.Context, who access.Actor, in LessonRef) (LessonView, error) {
	page, err := s.LessonPage(ctx, who, in)
	if err != nil {
		return LessonView{}, err
	}
	out := page.Rendered.View
	if out.Scenario != nil {
		out.Scenario = page.shuffled(out.Scenario)
	}
	return out, nil
}

// LessonPage is everything that a page with a lesson shows.
type LessonPage struct {
	Enrolment *Enrolment
	Course    *publishing.Course
	Module    *publishing.ModuleVersion
	Source    *courses.Module
	Lesson    *courses.Lesson
	Index     int // of the lesson in its module
	Rendered  *Rendered
}

// Progress is what is done of the lesson's module.
func (p *LessonPage) Progress() *ModuleProgress { return p.Enrolment.module(p.Module.Slug) }

// Tally counts the lessons and quizzes done of the course.
func (p *LessonPage) Tally() (done, all int) { return p.Enrolment.tally(p.Course) }

// Quiz tells how the module's quiz stands.
func (p *LessonPage) Quiz() QuizView {
	return moduleView(p.Progress(), p.Module.Slug, p.Source).Quiz
}

// LessonPage loads and, the first time, renders a lesson.
func (s *Service) LessonPage(ctx context.Context, who access.Actor, in LessonRef) (*LessonPage, error) {
	e, course, err := s.mustBeEnrolled(ctx, who, in.Course)
	if err != nil {
		return nil, err
	}
	page := &LessonPage{Enrolment: &e, Course: course}
	var ok bool
	if page.Module, ok = course.Module(in.Module); !ok {
		return nil, problem.Missing("module_unknown")
	}
	page.Source = page.Module.In(in.Language + "," + e.Language)
	if page.Index = lessonIndex(page.Source, in.Lesson); page.Index < 0 {
		return nil, problem.Missing("lesson_unknown")
	}
	page.Lesson = &page.Source.Lessons[page.Index]
	page.Rendered, err = s.rendered(page.Module, page.Source, page.Lesson, course.Audience())
	return page, err
}

// mustBeEnrolled loads the enrolment; who has none is told to enrol.
func (s *Service) mustBeEnrolled(ctx context.Context, who access.Actor, slug string) (Enrolment, *publishing.Course, error) {
	e, course, err := s.enrolment(ctx, who, slug)
	if p := problem.From(err); err != nil && p.Key == "not_enrolled" {
		return e, nil, problem.New(problem.Forbidden, "not_enrolled")
	}
	return e, course, err
}

func lessonIndex(m *courses.Module, slug string) int {
	for i := range m.Lessons {
		if m.Lessons[i].Slug == slug {
			return i
		}
	}
	return -1
}

// RenderContext is what a module's texts are rendered for.
func RenderContext(m *courses.Module, audience courses.Audience) render.Context {
	c := render.Context{Audience: audience, Sources: map[string]courses.Source{}, Terms: map[string]courses.Term{}, Figures: catalogue.Figure, GlossaryURL: "/glossary"}
	c.Images, c.MediaBase = m.ImageSize, "/modules/"+m.Slug+"/"
	for _, source := range m.Sources {
		c.Sources[source.ID] = source
	}
	for _, term := range m.Glossary {
		c.Terms[term.ID] = term
	}
	return c
}

func (s *Service) rendered(v *publishing.ModuleVersion, m *courses.Module, l *courses.Lesson, audience courses.Audience) (*Rendered, error) {
	key := v.ID + "/" + m.Language + "/" + l.Slug + "/" + string(audience)
	if held, ok := s.pages.lessons.Load(key); ok {
		return held.(*Rendered), nil
	}
	c := RenderContext(m, audience)
	r := &Rendered{View: LessonView{
		Slug: l.Slug, Kind: l.Kind, Title: l.Title, Minutes: l.Minutes, Language: m.Language, Citations: []CitationView{}, Glossary: []TermView{},
	}}
	if l.Scenario != nil {
		r.View.Scenario = scenarioView(l.Scenario, c)
		r.View.HTML = r.View.Scenario.IntroHTML
	} else {
		var err error
		if r.Output, err = render.Lesson(l.Markdown, c); err != nil {
			return nil, fmt.Errorf("rendering %s: %w", key, err)
		}
		r.View.HTML = r.Output.HTML
	}
	for _, cite := range r.Output.Citations {
		r.View.Citations = append(r.View.Citations, CitationView{cite.Number, cite.Where, cite.Source})
	}
	for _, t := range r.Output.Terms {
		r.View.Glossary = append(r.View.Glossary, TermView{t.ID, t.Term, t.Definition})
	}
	held, _ := s.pages.lessons.LoadOrStore(key, r)
	return held.(*Rendered), nil
}

func scenarioView(sc *courses.Scenario, c render.Context) *ScenarioView {
	text := func(markdown string) string { html, _ := render.Text(markdown, c); return html }
	v := &ScenarioView{IntroHTML: text(sc.Intro), DebriefHTML: text(sc.Debrief)}
	for _, step := range sc.Steps {
		sv := StepView{ID: step.ID, TextHTML: text(step.Text), Ending: step.Ending, Choices: []ChoiceView{}}
		for _, choice := range step.Choices {
			html, _ := render.Inline(choice.Text, c)
			sv.Choices = append(sv.Choices, ChoiceView{choice.ID, html, choice.Best, text(choice.Consequence), choice.Next})
		}
		v.Steps = append(v.Steps, sv)
	}
	return v
}

// Scenario gives the scenario with its choices in the learner's own order: the best one must not be known by its place.
func (p *LessonPage) Scenario() *ScenarioView { return p.shuffled(p.Rendered.View.Scenario) }

func (p *LessonPage) shuffled(v *ScenarioView) *ScenarioView {
	out := *v
	out.Steps = make([]StepView, len(v.Steps))
	for i, step := range v.Steps {
		step.Choices = courses.Shuffle(step.Choices, 0, p.Enrolment.ID+p.Lesson.Slug+step.ID)
		out.Steps[i] = step
	}
	return &out
}

// ModuleRef names a module in a path.
type ModuleRef struct {
	Course string `json:"-" path:"course"`
	Module string `json:"-" path:"module"`
}

// ModulePage is a whole module to be printed: every lesson with its notes, no answers.
type ModulePage struct {
	Course   *publishing.Course
	Module   *publishing.ModuleVersion
	Source   *courses.Module
	Lessons  []PrintedLesson
	Glossary string
}

// PrintedLesson is a lesson as HTML; its ids are its own, so that all can stand on one page.
type PrintedLesson struct {
	Title       string
	Kind        courses.LessonKind
	Minutes     int
	HTML, Notes string
	Scenario    *ScenarioView // in place of HTML
}

// ModulePage renders a module of a course in which the actor is enrolled.
func (s *Service) ModulePage(ctx context.Context, who access.Actor, in ModuleRef) (*ModulePage, error) {
	e, course, err := s.mustBeEnrolled(ctx, who, in.Course)
	if err != nil {
		return nil, err
	}
	module, ok := course.Module(in.Module)
	if !ok {
		return nil, problem.Missing("module_unknown")
	}
	page := &ModulePage{Course: course, Module: module, Source: module.In(e.Language)}
	for _, l := range page.Source.Lessons {
		c := RenderContext(page.Source, course.Audience())
		c.IDPrefix, c.HeadingOffset = l.Slug+"-", 1
		printed := PrintedLesson{Title: l.Title, Kind: l.Kind, Minutes: l.Minutes}
		if l.Scenario != nil {
			printed.Scenario = scenarioView(l.Scenario, c)
		} else {
			out, err := render.Lesson(l.Markdown, c)
			if err != nil {
				return nil, err
			}
			printed.HTML, printed.Notes = out.HTML, out.Notes
			page.Glossary += out.Glossary
		}
		page.Lessons = append(page.Lessons, printed)
	}
	return page, nil
}
