package crossref_test

import (
	"reflect"
	"testing"

	"upstander/courses"
	"upstander/courses/crossref"
)

func TestModule(t *testing.T) {
	m := &courses.Module{
		Lessons: []courses.Lesson{
			{Slug: "one", Markdown: "So it is [@treaty, art. II][@treaty,\n art. II] and [@treaty, art. III]; [@case]. A [[term]], [[term|words]], and `|` [[other\\|in a table]]."},
			{Slug: "two", Scenario: &courses.Scenario{Intro: "[[term]]", Debrief: "[@case, para. 3]", Steps: []courses.Step{
				{Text: "[@treaty]", Choices: []courses.Choice{{Text: "x", Consequence: "[[other]]"}}},
			}}},
			{Slug: "three", Markdown: "Nothing."},
		},
		Questions: []courses.Question{
			{Prompt: "Why?", Feedback: "As it says [@treaty, art. I].", Sources: []string{"treaty", "case"}},
			{Prompt: "How?", Feedback: "So.", Options: []courses.Option{{Text: "[[term]]"}}, Sources: []string{"case"}},
		},
	}
	sources, terms := crossref.Module(m)
	for id, want := range map[string][]crossref.Use{
		"treaty": {{"one", []string{"art. II", "art. III"}, 3}, {"two", nil, 1}, {"", []string{"art. I"}, 1}},
		"case":   {{"one", nil, 1}, {"two", []string{"para. 3"}, 1}, {"", nil, 2}},
	} {
		if !reflect.DeepEqual(sources[id], want) {
			t.Errorf("%s: %+v, want %+v", id, sources[id], want)
		}
	}
	for id, want := range map[string][]crossref.Use{
		"term":  {{"one", nil, 2}, {"two", nil, 1}, {"", nil, 1}},
		"other": {{"one", nil, 1}, {"two", nil, 1}},
	} {
		if !reflect.DeepEqual(terms[id], want) {
			t.Errorf("%s: %+v, want %+v", id, terms[id], want)
		}
	}
}
