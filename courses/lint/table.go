package lint

import (
	"fmt"
	"strings"

	"upstander/courses"
)

// columns name the six kinds of question in a narrow table.
var columns = map[courses.QuestionKind]string{
	courses.Single: "single", courses.Multiple: "multiple", courses.TrueFalse: "true or false",
	courses.Ordering: "ordering", courses.Matching: "matching", courses.Short: "short",
}

// Table gives the figures of modules as rows of cells, the first row their heads.
func Table(modules []courses.Module) [][]string {
	head := []string{"module", "lessons", "words", "citations", "sources", "terms", "questions"}
	for _, kind := range courses.QuestionKinds {
		head = append(head, columns[kind])
	}
	rows := [][]string{append(head, "Flesch", "minutes")}
	for i := range modules {
		m, flesch := Measure(&modules[i]), "–"
		if m.Flesch != 0 {
			flesch = fmt.Sprintf("%.0f", m.Flesch)
		}
		row := []string{modules[i].Slug}
		for _, n := range []int{m.Lessons, m.Words, m.Citations, m.Sources, m.Terms, len(modules[i].Questions)} {
			row = append(row, fmt.Sprint(n))
		}
		for _, kind := range courses.QuestionKinds {
			row = append(row, fmt.Sprint(m.Questions[kind]))
		}
		rows = append(rows, append(row, flesch, fmt.Sprint(m.Minutes)))
	}
	return rows
}

// Markdown gives the page of a catalogue: its courses, its modules, and the figures of each.
func Markdown(list []courses.Course, modules []courses.Module) string {
	var b strings.Builder
	b.WriteString(intro)
	b.WriteString("\n## Courses\n\n")
	minutes := map[string]int{}
	for i := range modules {
		minutes[modules[i].Slug] = modules[i].Minutes
	}
	rows := [][]string{{"course", "for", "modules", "minutes", "hours on the certificate", "pass mark"}}
	for _, c := range list {
		sum := 0
		for _, slug := range c.Modules {
			sum += minutes[slug]
		}
		rows = append(rows, []string{c.Title, string(c.Audience), fmt.Sprint(len(c.Modules)), fmt.Sprint(sum), fmt.Sprint(c.Hours), fmt.Sprintf("%.0f %%", 100*c.PassMark)})
	}
	grid(&b, rows, 2)
	b.WriteString("\n## Modules\n")
	for i := range modules {
		m := &modules[i]
		fmt.Fprintf(&b, "\n### %s\n\n`%s` · %d minutes\n\n%s\n\n", m.Title, m.Slug, m.Minutes, m.Summary)
		for _, o := range m.Objectives {
			fmt.Fprintf(&b, "- %s\n", o)
		}
		fmt.Fprintf(&b, "\n%s\n", m.Review)
	}
	b.WriteString("\n## Figures\n\n")
	b.WriteString(figuresNote)
	b.WriteString("\n")
	grid(&b, Table(modules), 1)
	return b.String()
}

const intro = `# The catalogue

Every course is the shared core, C1 to C6, and the modules of its own track. Lessons of the core hold blocks for each audience, so that
a reader sees what a thing means at their own desk.

This page is made by ` + "`upstander check --table`" + `; a test keeps it true.
`

const figuresNote = `Words are what a reader of one audience can read in lessons and scenarios at most; citations are marks in lessons, scenarios and
quizzes; sources and terms are counted once. Flesch is the reading ease of the lessons in prose: 60 is plain English, 30 a law review.
`

// grid writes a Markdown table; columns from the given one on hold numbers.
func grid(b *strings.Builder, rows [][]string, numbers int) {
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i > 0 {
			continue
		}
		for column := range row {
			if column < numbers {
				b.WriteString("| --- ")
			} else {
				b.WriteString("| ---: ")
			}
		}
		b.WriteString("|\n")
	}
}
