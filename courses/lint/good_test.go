package lint_test

import (
	"strings"

	"upstander/courses"
)

// good is a small module that an editor would pass.
func good() *courses.Module {
	option := func(id, text string) courses.Option { return courses.Option{ID: id, Text: text} }
	abc := func(a, b, c string) []courses.Option {
		return []courses.Option{option("a", a), option("b", b), option("c", c)}
	}
	yes, no := true, false
	because := "Because the treaty says so in its second article [@treaty, art. 2 (b)]."
	question := func(id string, kind courses.QuestionKind, options []courses.Option, key courses.Answer) courses.Question {
		return courses.Question{ID: id, Kind: kind, Prompt: "Which of these?", Options: options, Answer: key, Feedback: because, Sources: []string{"treaty"}}
	}
	matching := question("m", courses.Matching, abc("one", "two", "three"), courses.Answer{Pairs: map[string]string{"p": "a", "q": "b"}})
	matching.Prompts = []courses.Option{option("p", "first"), option("q", "second")}
	choices := func(best int, next string) []courses.Choice {
		list := []courses.Choice{
			{ID: "a", Text: "Wait for an answer", Consequence: "Nothing comes.", Next: next},
			{ID: "b", Text: "Write a short note", Consequence: "It is read.", Next: next},
			{ID: "c", Text: "Ask somebody who has been there", Consequence: "You learn more.", Next: next},
		}
		list[best].Best = true
		return list
	}
	return &courses.Module{
		Slug: "signs", Language: "en", Title: "Signs", Summary: "What signs there are.", Minutes: 19, ContentNote: "Nothing hard to read.",
		Review: "Not yet reviewed.", Objectives: []string{"Explain what a sign is."},
		Sources:  []courses.Source{{ID: "treaty", Short: "Treaty", Title: "A Treaty", Kind: "treaty", Checked: "official", URL: "https://example.org/treaty"}},
		Glossary: []courses.Term{{ID: "early-warning", Term: "Early warning", Definition: "Telling in time."}, {ID: "icc", Term: "ICC", Definition: "A court."}},
		Lessons: []courses.Lesson{
			{Slug: "read", Title: "Signs", Minutes: 5, Kind: courses.Reading, Markdown: prose + strings.Repeat(" A sign is a fact that somebody has seen.", 110)},
			{Slug: "story", Title: "A story", Minutes: 2, Kind: courses.Scenarios, Scenario: &courses.Scenario{
				Intro: "You are in Velmara.", Debrief: "Ask early.", Steps: []courses.Step{
					{ID: "one", Text: "A letter comes.", Choices: choices(0, "two")},
					{ID: "two", Text: "A second letter comes.", Choices: choices(1, "three")},
					{ID: "three", Text: "A third letter comes.", Choices: choices(2, "end")},
					{ID: "end", Text: "It ends here.", Ending: true},
				}}},
			{Slug: "think", Title: "Reflection", Minutes: 3, Kind: courses.Reflection, Markdown: "What would you have seen?"},
		},
		Questions: []courses.Question{
			question("s1", courses.Single, abc("a short one", "the key to it", "the longest option here"), courses.Answer{Text: "b"}),
			question("s2", courses.Single, abc("the key that is longest", "a middle one", "short"), courses.Answer{Text: "a"}),
			question("s3", courses.Single, abc("a first option", "a second", "key"), courses.Answer{Text: "c"}),
			question("u", courses.Multiple, abc("right", "right as well", "wrong one"), courses.Answer{List: []string{"a", "b"}}),
			question("t1", courses.TrueFalse, nil, courses.Answer{Truth: &yes}),
			question("t2", courses.TrueFalse, nil, courses.Answer{Truth: &no}),
			question("t3", courses.TrueFalse, nil, courses.Answer{Truth: &no}),
			matching,
			question("w", courses.Short, nil, courses.Answer{List: []string{"It names the fact."}}),
		},
	}
}

const prose = `In the work of an [[early-warning|early warning]] desk a fact comes first [@treaty, art. 1]. [[early-warning]] is a task.

## What the court says

The [[icc]] has a page of its own: [the treaty](https://example.org/treaty/). He wrote of "ancient hatreds", wrongly.

- [[early-warning]]
- the 1994 genocide against the Tutsi in Rwanda

::: note A frame
[[early-warning]] stands here as well.
:::
`
