// Package lint reads a module as a careful editor would: structure, Markdown, citations. It names each fault by its place.
package lint

import (
	"fmt"

	"upstander/courses"
	"upstander/courses/render"
)

// Figures gives a diagram of the catalogue by name.
type Figures func(name string) ([]byte, bool)

// Module lists everything that is wrong with the module: what courses.Module.Faults finds, and what its Markdown holds.
func Module(m *courses.Module, figures Figures) []courses.Fault {
	l := &linter{context: render.Context{Sources: map[string]courses.Source{}, Terms: map[string]courses.Term{}, Figures: figures}}
	l.faults = m.Faults()
	for _, s := range m.Sources {
		l.context.Sources[s.ID] = s
	}
	for _, t := range m.Glossary {
		l.context.Terms[t.ID] = t
	}
	for i := range m.Lessons {
		l.lesson(fmt.Sprintf("lessons[%d]", i), &m.Lessons[i])
	}
	for i, q := range m.Questions {
		at := fmt.Sprintf("questions[%d]", i)
		l.text(at+".prompt", q.Prompt)
		l.text(at+".feedback", q.Feedback)
		for j, o := range q.Options {
			l.inline(fmt.Sprintf("%s.options[%d].text", at, j), o.Text)
		}
		for j, o := range q.Prompts {
			l.inline(fmt.Sprintf("%s.prompts[%d].text", at, j), o.Text)
		}
	}
	return l.faults
}

type linter struct {
	context render.Context
	faults  []courses.Fault
}

func (l *linter) lesson(at string, lesson *courses.Lesson) {
	if s := lesson.Scenario; s != nil {
		l.text(at+".scenario.intro", s.Intro)
		l.text(at+".scenario.debrief", s.Debrief)
		for i, step := range s.Steps {
			where := fmt.Sprintf("%s.scenario.steps[%d]", at, i)
			l.text(where+".text", step.Text)
			for j, c := range step.Choices {
				choice := fmt.Sprintf("%s.choices[%d]", where, j)
				l.inline(choice+".text", c.Text)
				l.text(choice+".consequence", c.Consequence)
			}
		}
		return
	}
	out, err := render.Lesson(lesson.Markdown, l.context)
	if err != nil {
		l.faults = append(l.faults, courses.Fault{Path: at + ".markdown", Code: "markdown", Message: err.Error()})
	}
	l.markdown(at+".markdown", out.Faults)
	if lesson.Kind == courses.Reading && len(out.Citations) == 0 {
		l.faults = append(l.faults, courses.Fault{Path: at + ".markdown", Line: 1, Code: "no_citation", Message: "cites no source"})
	}
}

func (l *linter) text(path, markdown string) {
	_, faults := render.Text(markdown, l.context)
	l.markdown(path, faults)
}

func (l *linter) inline(path, markdown string) {
	_, faults := render.Inline(markdown, l.context)
	l.markdown(path, faults)
}

func (l *linter) markdown(path string, faults []render.Fault) {
	for _, f := range faults {
		l.faults = append(l.faults, courses.Fault{Path: path, Line: f.Line, Code: f.Code, Message: f.Message})
	}
}
