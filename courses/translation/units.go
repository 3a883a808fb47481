// Package translation is how a module in another language follows its source: paragraph by paragraph. A translation is a list of pairs, each
// a text of the source with what it became; where things stand, what answers are right and where a choice leads are always the source's.
package translation

import (
	"regexp"
	"strings"

	"upstander/courses"
)

// place is where a text of a module stands. Long texts are cut into paragraphs.
type place struct {
	path string
	text *string
	long bool
}

// places lists every text of a module that is translated, in the order of reading. The pointers lead into m.
func places(m *courses.Module) []place {
	var out []place
	short := func(text *string, path ...string) { out = append(out, place{strings.Join(path, "."), text, false}) }
	long := func(text *string, path ...string) { out = append(out, place{strings.Join(path, "."), text, true}) }
	short(&m.Title, "details", "title")
	short(&m.Summary, "details", "summary")
	short(&m.ContentNote, "details", "content_note")
	short(&m.Review, "details", "review")
	for i := range m.Objectives {
		short(&m.Objectives[i], "details", "objectives")
	}
	for i := range m.Lessons {
		l := &m.Lessons[i]
		short(&l.Title, "lessons", l.Slug, "title")
		if l.Scenario == nil {
			long(&l.Markdown, "lessons", l.Slug, "markdown")
			continue
		}
		long(&l.Scenario.Intro, "lessons", l.Slug, "intro")
		for j := range l.Scenario.Steps {
			step := &l.Scenario.Steps[j]
			long(&step.Text, "lessons", l.Slug, step.ID, "text")
			for k := range step.Choices {
				c := &step.Choices[k]
				short(&c.Text, "lessons", l.Slug, step.ID, c.ID, "text")
				long(&c.Consequence, "lessons", l.Slug, step.ID, c.ID, "consequence")
			}
		}
		long(&l.Scenario.Debrief, "lessons", l.Slug, "debrief")
	}
	for i := range m.Questions {
		q := &m.Questions[i]
		long(&q.Prompt, "questions", q.ID, "prompt")
		for j := range q.Prompts {
			short(&q.Prompts[j].Text, "questions", q.ID, "prompts", q.Prompts[j].ID)
		}
		for j := range q.Options {
			short(&q.Options[j].Text, "questions", q.ID, "options", q.Options[j].ID)
		}
		if q.Kind == courses.Short {
			for j := range q.Answer.List {
				short(&q.Answer.List[j], "questions", q.ID, "points")
			}
		}
		long(&q.Feedback, "questions", q.ID, "feedback")
	}
	for i := range m.Glossary {
		short(&m.Glossary[i].Term, "glossary", m.Glossary[i].ID, "term")
		short(&m.Glossary[i].Definition, "glossary", m.Glossary[i].ID, "definition")
	}
	return out
}

var emptyLines = regexp.MustCompile(`\n[ \t]*\n\s*`)

// paragraphs cuts a text where lines are empty.
func paragraphs(text string) []string {
	if text = strings.Trim(text, "\n"); text == "" {
		return nil
	}
	return emptyLines.Split(text, -1)
}

func (p place) paragraphs() []string {
	switch {
	case *p.text == "":
		return nil
	case p.long:
		return paragraphs(*p.text)
	}
	return []string{*p.text}
}

var (
	letter    = regexp.MustCompile(`\pL`)
	blockMark = regexp.MustCompile(`(?m)^:::[^\S\n]*([a-z]*)(?:[^\S\n]+(for=\S+|[a-z0-9-]+)?)?.*$`)
	bareMark  = regexp.MustCompile(`(?m)^:::[^\S\n]*[a-z]*([^\S\n]+for=\S+)?[^\S\n]*$`)
	citation  = regexp.MustCompile(`\[@([a-z0-9-]+)`)
)

// fixed reports whether a paragraph has nothing to translate: lines, and marks of blocks without a title.
func fixed(text string) bool {
	return !letter.MatchString(bareMark.ReplaceAllString(text, ""))
}

// frame gives the marks of blocks in a text, without their titles: their kinds, and whom they are for.
func frame(text string) string {
	var out []string
	for _, m := range blockMark.FindAllStringSubmatch(text, -1) {
		mark := m[1]
		if strings.HasPrefix(m[2], "for=") || m[1] == "figure" {
			mark += " " + m[2]
		}
		out = append(out, mark)
	}
	return strings.Join(out, "\n")
}

func cited(text string) map[string]int {
	out := map[string]int{}
	for _, m := range citation.FindAllStringSubmatch(text, -1) {
		out[m[1]]++
	}
	return out
}
