// Package lint reads modules, courses and the shared library as a careful editor would: structure, Markdown, citations, terms,
// giveaways in quizzes and scenarios, reading time, language. It names each fault by its place.
//
// An error is what would mislead a reader or give an answer away. A warning is a question to the editor.
package lint

import (
	"fmt"
	"strings"

	"upstander/courses"
	"upstander/courses/render"
)

// Figures gives a diagram of the catalogue by name.
type Figures func(name string) ([]byte, bool)

// Module lists everything that is wrong with the module: what courses.Module.Faults finds, what its Markdown holds, and what an
// editor would strike out. The rules of language are for English modules only.
func Module(m *courses.Module, figures Figures) []courses.Fault {
	l := &linter{module: m, context: contextOf(m, figures), faults: m.Faults()}
	for i := range m.Lessons {
		l.lesson(fmt.Sprintf("lessons[%d]", i), &m.Lessons[i])
	}
	for _, p := range passages(m) {
		l.passage(p)
	}
	l.objectives()
	l.orphans()
	l.quiz()
	l.minutes()
	return l.faults
}

func contextOf(m *courses.Module, figures Figures) render.Context {
	c := render.Context{Sources: map[string]courses.Source{}, Terms: map[string]courses.Term{}, Figures: figures, Images: m.ImageSize}
	for _, s := range m.Sources {
		c.Sources[s.ID] = s
	}
	for _, t := range m.Glossary {
		c.Terms[t.ID] = t
	}
	return c
}

type linter struct {
	module  *courses.Module
	context render.Context
	faults  []courses.Fault
}

func (l *linter) add(path string, line int, code, format string, args ...any) {
	l.faults = append(l.faults, courses.Fault{Path: path, Line: line, Code: code, Message: fmt.Sprintf(format, args...)})
}

func (l *linter) warn(path string, line int, code, format string, args ...any) {
	l.add(path, line, code, format, args...)
	l.faults[len(l.faults)-1].Severity = courses.Warning
}

func (l *linter) english() bool {
	return l.module.Language == "en" || strings.HasPrefix(l.module.Language, "en-")
}

// lesson checks what only the whole lesson shows.
func (l *linter) lesson(at string, lesson *courses.Lesson) {
	if lesson.Scenario != nil {
		l.scenario(at+".scenario", lesson.Scenario)
		return
	}
	out, err := render.Lesson(lesson.Markdown, l.context)
	if err != nil {
		l.add(at+".markdown", 0, "markdown", "%v", err)
	}
	l.rendered(at+".markdown", out.Faults)
	if lesson.Kind == courses.Reading && len(out.Citations) == 0 {
		l.add(at+".markdown", 1, "no_citation", "cites no source")
	}
}

// passage checks one text, wherever it stands.
func (l *linter) passage(p passage) {
	switch p.form {
	case paragraphs:
		_, faults := render.Text(p.text, l.context)
		l.rendered(p.path, faults)
	case oneLine:
		_, faults := render.Inline(p.text, l.context)
		l.rendered(p.path, faults)
	}
	if p.form != plainWords {
		l.links(p)
		l.terms(p)
	}
	if l.english() {
		l.language(p)
	}
}

func (l *linter) rendered(path string, faults []render.Fault) {
	for _, f := range faults {
		l.add(path, f.Line, f.Code, "%s", f.Message)
	}
}
