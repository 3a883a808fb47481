package scenarios

import (
	"maps"

	"upstander/app/publishing"
	"upstander/courses"
)

// The fixture course: small, with every kind of lesson and question.
const (
	course      = "fixture-course"
	moduleOne   = "fixture-one"
	moduleTwo   = "fixture-two"
	secretWord  = "feedback-word" // in every feedback
	secretPoint = "model-point-word"
)

// edition is the fixture course as it was published at some time.
type edition struct {
	title   string
	modules map[string]map[string]*courses.Module
	courses map[string]map[string]*courses.Course
}

func fixture(title string) edition {
	one := courses.Module{
		Slug: moduleOne, Language: "en", Title: "Fixture one, " + title, Summary: "Every kind of question.", Minutes: 20, ContentNote: "None.",
		Objectives: []string{"To be marked"}, Questions: questions(),
		Lessons: []courses.Lesson{
			{Slug: "read", Title: "Reading", Kind: courses.Reading, Minutes: 5, Markdown: "# Text\n\nThe " + title + "."},
			{Slug: "decide", Title: "Deciding", Kind: courses.Scenarios, Minutes: 5, Scenario: story()},
			{Slug: "reflect", Title: "Reflecting", Kind: courses.Reflection, Minutes: 5, Markdown: "What would you do?"},
		},
	}
	two := courses.Module{
		Slug: moduleTwo, Language: "en", Title: "Fixture two", Summary: "No quiz.", Minutes: 5, ContentNote: "None.", Objectives: []string{"To be read"},
		Lessons: []courses.Lesson{{Slug: "read", Title: "Reading", Kind: courses.Reading, Minutes: 5, Markdown: "Short."}},
	}
	c := courses.Course{
		Slug: course, Language: "en", Audience: courses.Parliamentarian, Title: "Fixture course, " + title, Summary: "For tests.", Modules: []string{moduleOne, moduleTwo},
		PassMark: 0.8, Hours: 1.5, ValidityMonths: 36, Criteria: "Everything was done.",
	}
	return edition{
		title:   title,
		modules: map[string]map[string]*courses.Module{moduleOne: {publishing.DefaultLanguage: &one}, moduleTwo: {publishing.DefaultLanguage: &two}},
		courses: map[string]map[string]*courses.Course{course: {publishing.DefaultLanguage: &c}},
	}
}

func story() *courses.Scenario {
	choice := func(id, next string, best bool) courses.Choice {
		return courses.Choice{ID: id, Text: "Do " + id, Consequence: "Then this.", Next: next, Best: best}
	}
	return &courses.Scenario{Intro: "It begins.", Debrief: "It ended.", Steps: []courses.Step{
		{ID: "start", Text: "What now?", Choices: []courses.Choice{choice("speak", "end", true), choice("wait", "later", false)}},
		{ID: "later", Text: "And now?", Choices: []courses.Choice{choice("speak", "end", true), choice("back", "start", false)}},
		{ID: "end", Text: "It is over.", Ending: true},
	}}
}

func listed(ids ...string) []courses.Option {
	var out []courses.Option
	for _, id := range ids {
		out = append(out, courses.Option{ID: id, Text: "Option " + id})
	}
	return out
}

func questions() []courses.Question {
	yes := true
	out := []courses.Question{
		{ID: "q-single", Kind: courses.Single, Options: listed("a", "b", "c", "d", "e"), Answer: courses.Answer{Text: "c"}},
		{ID: "q-multiple", Kind: courses.Multiple, Options: listed("a", "b", "c", "d"), Answer: courses.Answer{List: []string{"b", "d"}}},
		{ID: "q-truth", Kind: courses.TrueFalse, Answer: courses.Answer{Truth: &yes}},
		{ID: "q-order", Kind: courses.Ordering, Options: listed("a", "b", "c", "d", "e"), Answer: courses.Answer{List: []string{"d", "b", "e", "a", "c"}}},
		{ID: "q-match", Kind: courses.Matching, Prompts: listed("p", "q", "r"), Options: listed("x", "y", "z"), Answer: courses.Answer{Pairs: map[string]string{"p": "z", "q": "x", "r": "y"}}},
		{ID: "q-short", Kind: courses.Short, Answer: courses.Answer{List: []string{secretPoint}}},
	}
	for i := range out {
		out[i].Prompt, out[i].Feedback = "Prompt of "+out[i].ID, "The "+secretWord+"."
	}
	return out
}

// right are answers that pass; wrong ones, all of them, do not.
func right() map[string]any {
	return map[string]any{
		"q-single": "c", "q-multiple": []string{"d", "b"}, "q-truth": true, "q-order": []string{"d", "b", "e", "a", "c"},
		"q-match": map[string]string{"p": "z", "q": "x", "r": "y"}, "q-short": "In my own words",
	}
}

func wrong() map[string]any {
	out := right()
	maps.Copy(out, map[string]any{"q-single": "a", "q-truth": false, "q-order": []string{"a", "b", "c", "d", "e"}})
	return out
}
