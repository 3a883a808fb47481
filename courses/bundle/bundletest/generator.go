// Package bundletest makes modules to test the authoring format with.
package bundletest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"upstander/courses"
)

// Generator makes modules without faults whose texts are as odd as texts can be.
type Generator struct{ *rand.Rand }

var oddTexts = []string{
	"plain", "true", "null", "~", "007", "1e3", "2001-01-01", "- a", "# not a heading", "a: b", "a # b", "'", `"`, "''", `\`, "%", "@x", "`x`", "{a", "[a", "&a", "*a", "!a", "|", ">", "?",
	"two\nlines", "trailing newline\n", "\nleading newline", "  leading spaces", "trailing spaces  ", "tab\there", "a\n\n\nb", "a\n  indented\nb", "no-break\u00a0space", "éà", "\u200f\u0645\u0631\u062d\u0628\u0627",
	"王", "𠮷😀", "---", "---\n", "...", "a\n---\nb", "\ufeffmark", "line\u2028separator", "\u0085next", "a\t\n b", "[@act] [[term|words]]", "<script>", "\u202eoverride", "y", "no", "0x1F", "=", "<<",
}

func (g Generator) text() string {
	n := 1 + g.IntN(3)
	parts := make([]string, n)
	for i := range parts {
		parts[i] = oddTexts[g.IntN(len(oddTexts))]
	}
	return strings.Join(parts, []string{" ", "\n", ""}[g.IntN(3)])
}

// markdown is a text as a lesson's file keeps it: without empty lines at its ends.
func (g Generator) markdown() string {
	if text := strings.Trim(g.text(), "\n"); text != "" {
		return text
	}
	return "x"
}

func (g Generator) options(prefix string, n int) []courses.Option {
	var out []courses.Option
	for i := range n {
		out = append(out, courses.Option{ID: fmt.Sprintf("%s%d", prefix, i), Text: g.text()})
	}
	return out
}

func ids(options []courses.Option) []string {
	var out []string
	for _, o := range options {
		out = append(out, o.ID)
	}
	return out
}

func (g Generator) question(i int) courses.Question {
	q := courses.Question{ID: fmt.Sprintf("q%d", i), Kind: courses.QuestionKinds[g.IntN(6)], Prompt: g.text(), Feedback: g.text(), Sensitive: g.IntN(3) == 0}
	if g.IntN(2) == 0 {
		q.Sources = []string{"act"}
	}
	switch q.Kind {
	case courses.Single:
		// Ids that YAML takes for something else when they are not quoted.
		q.Options = append(g.options("o", 2), courses.Option{ID: []string{"true", "null", "1", "no", "1e3"}[g.IntN(5)], Text: g.text()})
		q.Answer.Text = q.Options[g.IntN(3)].ID
	case courses.Multiple:
		q.Options = g.options("o", 4)
		q.Answer.List = ids(q.Options)[:1+g.IntN(4)]
	case courses.TrueFalse:
		truth := g.IntN(2) == 0
		q.Answer.Truth = &truth
	case courses.Ordering:
		q.Options = g.options("o", 3+g.IntN(4))
		q.Answer.List = ids(q.Options)
		g.Shuffle(len(q.Answer.List), func(i, j int) { q.Answer.List[i], q.Answer.List[j] = q.Answer.List[j], q.Answer.List[i] })
	case courses.Matching:
		q.Prompts, q.Options = g.options("p", 2), g.options("o", 3)
		q.Answer.Pairs = map[string]string{"p0": "o2", "p1": "o0"}
	case courses.Short:
		q.Answer.List = []string{g.text(), g.text()}
	}
	return q
}

func (g Generator) scenario() *courses.Scenario {
	choice := func(id, next string) courses.Choice {
		return courses.Choice{ID: id, Text: g.text(), Best: id == "one", Consequence: g.text(), Next: next}
	}
	return &courses.Scenario{Intro: g.text(), Debrief: g.text(), Steps: []courses.Step{
		{ID: "start", Text: g.text(), Choices: []courses.Choice{choice("one", "end"), choice("two", "end")}}, {ID: "end", Text: g.text(), Ending: true},
	}}
}

// Module makes a module. Some of its texts may be blank: look at its Faults.
func (g Generator) Module() courses.Module {
	m := courses.Module{
		Slug: "made", Language: "en", Title: g.text(), Summary: g.text(), Minutes: 1 + g.IntN(100), ContentNote: g.text(), Objectives: []string{g.text(), g.text()},
		Sources:  []courses.Source{{ID: "act", Short: g.text(), Title: g.text(), Note: g.text(), Kind: "statute", Checked: "official", Year: g.IntN(2030), Date: "2005-09-16", Symbol: "A/RES/60/1"}},
		Glossary: []courses.Term{{ID: "term", Term: g.text(), Definition: g.text(), Group: g.text(), Sources: []string{"act"}}},
	}
	if g.IntN(2) == 0 {
		m.Review = g.text()
	}
	for i := range 1 + g.IntN(3) {
		l := courses.Lesson{Slug: fmt.Sprintf("l%d", i), Title: g.text(), Minutes: 1 + g.IntN(100), Kind: courses.Reading, Markdown: g.markdown()}
		if g.IntN(3) == 0 {
			l.Kind, l.Markdown, l.Scenario = courses.Scenarios, "", g.scenario()
		}
		m.Lessons = append(m.Lessons, l)
	}
	for i := range g.IntN(5) {
		m.Questions = append(m.Questions, g.question(i))
	}
	return m
}
