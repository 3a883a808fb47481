// Package crossref finds where a module's sources and terms are used: the way back from a bibliography or a glossary to the lessons.
package crossref

import (
	"regexp"
	"slices"
	"strings"

	"upstander/courses"
)

// Use is a part of a module that rests on a source or links a term.
type Use struct {
	Lesson string   // slug; empty for the quiz
	Places []string // the articles, paragraphs or pages that are cited, in the order of first use; none for a term
	Count  int      // marks
}

// Uses are by the id of the source or term, in the order of the module.
type Uses map[string][]Use

var (
	cite = regexp.MustCompile(`\[@([a-z0-9-]+)\s*(?:,([^\]]*))?\]`)
	term = regexp.MustCompile(`\[\[([a-z0-9-]+)(?:\\?\|[^\]]*)?\]\]`)
)

// Module finds the uses of sources and of terms in lessons and quiz. A question's list of sources counts where its texts cite none of them.
func Module(m *courses.Module) (sources, terms Uses) {
	sources, terms = Uses{}, Uses{}
	for i := range m.Lessons {
		text := lessonText(&m.Lessons[i])
		sources.read(m.Lessons[i].Slug, cite, text)
		terms.read(m.Lessons[i].Slug, term, text)
	}
	for _, q := range m.Questions {
		text := q.Prompt + "\n" + q.Feedback
		for _, o := range slices.Concat(q.Options, q.Prompts) {
			text += "\n" + o.Text
		}
		for _, id := range q.Sources {
			if !strings.Contains(text, "[@"+id) {
				text += "\n[@" + id + "]"
			}
		}
		sources.read("", cite, text)
		terms.read("", term, text)
	}
	return sources, terms
}

func (u Uses) read(lesson string, form *regexp.Regexp, text string) {
	for _, found := range form.FindAllStringSubmatch(text, -1) {
		id, list := found[1], u[found[1]]
		if len(list) == 0 || list[len(list)-1].Lesson != lesson {
			list = append(list, Use{Lesson: lesson})
		}
		last := &list[len(list)-1]
		last.Count++
		if len(found) > 2 {
			if place := strings.Join(strings.Fields(found[2]), " "); place != "" && !slices.Contains(last.Places, place) {
				last.Places = append(last.Places, place)
			}
		}
		u[id] = list
	}
}

func lessonText(l *courses.Lesson) string {
	if l.Scenario == nil {
		return l.Markdown
	}
	texts := []string{l.Scenario.Intro}
	for _, step := range l.Scenario.Steps {
		texts = append(texts, step.Text)
		for _, c := range step.Choices {
			texts = append(texts, c.Text, c.Consequence)
		}
	}
	return strings.Join(append(texts, l.Scenario.Debrief), "\n")
}
