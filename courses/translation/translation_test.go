package translation

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"upstander/courses"
)

func source(paragraphs ...string) *courses.Module {
	truth := true
	return &courses.Module{
		Slug: "m", Language: "en", Title: "Title", Summary: "Summary", ContentNote: "None", Minutes: 9, Objectives: []string{"Name it", "Say it"},
		Lessons: []courses.Lesson{
			{Slug: "read", Title: "Reading", Kind: courses.Reading, Minutes: 4, Markdown: strings.Join(paragraphs, "\n\n")},
			{Slug: "decide", Title: "Deciding", Kind: courses.Scenarios, Minutes: 5, Scenario: &courses.Scenario{Intro: "It begins.", Debrief: "It ended.", Steps: []courses.Step{
				{ID: "start", Text: "What now?", Choices: []courses.Choice{{ID: "speak", Text: "Speak", Best: true, Consequence: "They listen.", Next: "end"}}}, {ID: "end", Text: "Over.", Ending: true},
			}}},
		},
		Questions: []courses.Question{
			{ID: "one", Kind: courses.Single, Prompt: "Which?", Options: []courses.Option{{ID: "a", Text: "This"}, {ID: "b", Text: "That"}}, Answer: courses.Answer{Text: "b"}, Feedback: "That."},
			{ID: "truth", Kind: courses.TrueFalse, Prompt: "Is it?", Answer: courses.Answer{Truth: &truth}, Feedback: "It is."},
			{ID: "why", Kind: courses.Short, Prompt: "Why?", Answer: courses.Answer{List: []string{"Because", "And so"}}, Feedback: "Well."},
		},
		Glossary: []courses.Term{{ID: "term", Term: "Term", Definition: "A word."}},
	}
}

// into translates every paragraph in a way that shows.
func into(rows []Row) []Row {
	for i := range rows {
		if rows[i].State == Missing {
			rows[i].Text, rows[i].State = "«"+rows[i].Source+"»", Done
		}
	}
	return rows
}

// Everything that a reader sees is translated, nothing that decides is.
func TestModuleHasTheStructureOfItsSource(t *testing.T) {
	s := source("One.", "Two.")
	rows := into(Rows(s, nil))
	m, err := Module(s, "fr", Rows(s, Pairs(rows)))
	if err != nil {
		t.Fatal(err)
	}
	if m.Language != "fr" || m.Title != "«Title»" || m.Lessons[0].Markdown != "«One.»\n\n«Two.»" || m.Lessons[1].Scenario.Steps[0].Choices[0].Consequence != "«They listen.»" {
		t.Errorf("translated: %+v", m)
	}
	back := into(Rows(m, nil))
	for i, r := range back {
		if r.Source != rows[i].Text || r.Path != rows[i].Path {
			t.Errorf("%s became %q", rows[i].Path, r.Source)
		}
	}
	if m.Questions[0].Answer.Text != "b" || !*m.Questions[1].Answer.Truth || m.Questions[0].Options[1].ID != "b" || m.Lessons[1].Scenario.Steps[0].Choices[0].Next != "end" || m.Minutes != 9 {
		t.Errorf("what decides has changed: %+v", m.Questions)
	}
	if s.Title != "Title" || s.Questions[2].Answer.List[0] != "Because" {
		t.Error("the source has changed")
	}
	same, err := Module(s, "fr", Rows(s, FromModule(s, m)))
	if err != nil || !reflect.DeepEqual(same, m) {
		t.Errorf("a module taken apart comes together as %+v, %v", same, err)
	}
}

func states(rows []Row, path string) string {
	var out []string
	for _, r := range rows {
		if r.Path == path {
			out = append(out, fmt.Sprintf("%s:%s", r.State, r.Text))
		}
	}
	return strings.Join(out, " ")
}

// What changes in the source marks what it touches and no more.
func TestRowsFollowTheSource(t *testing.T) {
	pairs := Pairs(into(Rows(source("One.", "Two.", "Three."), nil)))
	const path = "lessons.read.markdown"
	for name, c := range map[string]struct {
		now  []string
		want string
	}{
		"nothing":       {[]string{"One.", "Two.", "Three."}, "done:«One.» done:«Two.» done:«Three.»"},
		"one changed":   {[]string{"One.", "Two, now.", "Three."}, "done:«One.» outdated:«Two.» done:«Three.»"},
		"one more":      {[]string{"Zero.", "One.", "Two.", "Three."}, "missing: done:«One.» done:«Two.» done:«Three.»"},
		"one less":      {[]string{"One.", "Three."}, "done:«One.» done:«Three.»"},
		"moved":         {[]string{"Two.", "Three.", "One."}, "done:«Two.» done:«Three.» done:«One.»"},
		"all new":       {[]string{"A.", "B."}, "outdated:«One.» outdated:«Two.»"},
		"nothing to do": {[]string{"One.", "***", "Two.", "::: desk for=media", "Three.", ":::"}, "done:«One.» done:*** done:«Two.» done:::: desk for=media done:«Three.» done::::"},
	} {
		if got := states(Rows(source(c.now...), pairs), path); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	// An outdated paragraph that is kept stays outdated, and knows what it was made from.
	kept := Rows(source("One!", "Two.", "Three."), Pairs(Rows(source("One!", "Two.", "Three."), pairs)))
	for _, r := range kept {
		if r.Path == path && r.Source == "One!" && (r.State != Outdated || r.Was != "One.") {
			t.Errorf("kept as %+v", r)
		}
	}
	if c := Count(kept); c.Outdated != 1 || c.Missing != 0 || c.Total != len(kept) {
		t.Errorf("counted %+v", c)
	}
}

func TestOdd(t *testing.T) {
	for _, c := range []struct {
		source, text string
		want         Odd
	}{
		{"::: desk for=media\nText [@act].", "::: desk for=media\nTexte [@act].", ""},
		{"::: law The text\nText", "::: law Le texte\nTexte", ""},
		{"::: desk for=media\nText", "::: desk for=business\nTexte", OddBlocks},
		{"::: figure pillars The pillars\nText", "::: figure others Les piliers\nTexte", OddBlocks},
		{"Text", "::: only for=media\nTexte", OddBlocks},
		{"Text [@act, art. 2].", "Texte [@act, art. 2].", ""},
		{"Text [@act].", "Texte.", OddCitations},
		{"Text [@act].", "", ""},
	} {
		if got := odd(c.source, c.text); got != c.want {
			t.Errorf("%q beside %q is %q", c.source, c.text, got)
		}
	}
}

// Keys are each row's own, also of equal paragraphs.
func TestKeys(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rows(source("Same.", "Same.", "Same."), nil) {
		if seen[r.Key] {
			t.Errorf("%q stands twice", r.Key)
		}
		seen[r.Key] = true
	}
	if len(grouped(source(strings.Repeat("a\n\n", 3000)))) == 0 || len(Rows(source(strings.Repeat("a\n\n", 3000)), Pairs(into(Rows(source(strings.Repeat("b\n\n", 3000)), nil))))) < 3000 {
		t.Error("a very long text loses paragraphs")
	}
}
