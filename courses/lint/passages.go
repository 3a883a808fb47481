package lint

import (
	"fmt"
	"slices"

	"upstander/courses"
)

// form is how a passage is read.
type form int

const (
	plainWords form = iota // no Markdown: titles, summaries, objectives
	oneLine                // render.Inline
	paragraphs             // render.Text
	page                   // render.Lesson
)

// passage is one text of a module.
type passage struct {
	path  string // as in courses.Fault
	text  string
	form  form
	wrong bool // a wrong option of a question, which may show the very wording that the question is about
}

// passages lists every text that a learner reads, in the order of the module.
func passages(m *courses.Module) []passage {
	all := []passage{{"title", m.Title, plainWords, false}, {"summary", m.Summary, plainWords, false}, {"content_note", m.ContentNote, plainWords, false}}
	add := func(form form, text, path string, args ...any) {
		all = append(all, passage{fmt.Sprintf(path, args...), text, form, false})
	}
	for i, o := range m.Objectives {
		add(plainWords, o, "objectives[%d]", i)
	}
	for i := range m.Lessons {
		lesson := &m.Lessons[i]
		add(plainWords, lesson.Title, "lessons[%d].title", i)
		if lesson.Scenario == nil {
			add(page, lesson.Markdown, "lessons[%d].markdown", i)
			continue
		}
		at := fmt.Sprintf("lessons[%d].scenario", i)
		add(paragraphs, lesson.Scenario.Intro, "%s.intro", at)
		for j, step := range lesson.Scenario.Steps {
			add(paragraphs, step.Text, "%s.steps[%d].text", at, j)
			for k, c := range step.Choices {
				add(oneLine, c.Text, "%s.steps[%d].choices[%d].text", at, j, k)
				add(paragraphs, c.Consequence, "%s.steps[%d].choices[%d].consequence", at, j, k)
			}
		}
		add(paragraphs, lesson.Scenario.Debrief, "%s.debrief", at)
	}
	for i, q := range m.Questions {
		add(paragraphs, q.Prompt, "questions[%d].prompt", i)
		for j, o := range q.Prompts {
			add(oneLine, o.Text, "questions[%d].prompts[%d].text", i, j)
		}
		for j, o := range q.Options {
			add(oneLine, o.Text, "questions[%d].options[%d].text", i, j)
			all[len(all)-1].wrong = q.Answer.Text != o.ID && !slices.Contains(q.Answer.List, o.ID)
		}
		if q.Kind == courses.Short {
			for j, point := range q.Answer.List {
				add(oneLine, point, "questions[%d].answer[%d]", i, j)
			}
		}
		add(paragraphs, q.Feedback, "questions[%d].feedback", i)
	}
	return all
}
