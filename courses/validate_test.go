package courses

import (
	"strings"
	"testing"
)

// sound is a module without a fault, with every kind of lesson and question.
func sound() *Module {
	m := &Module{
		Slug: "sound", Language: "en", Title: "Title", Summary: "Summary", Minutes: 10, Objectives: []string{"Know"}, ContentNote: "Note",
		Lessons: []Lesson{
			{Slug: "read", Title: "Read", Minutes: 5, Kind: Reading, Markdown: "Text"},
			{Slug: "decide", Title: "Decide", Minutes: 5, Kind: Scenarios, Scenario: story()},
			{Slug: "reflect", Title: "Reflect", Minutes: 5, Kind: Reflection, Markdown: "Think"},
		},
		Sources:  []Source{{ID: "act", Short: "Act", Title: "The Act", Kind: "statute", Checked: "official", URL: "https://example.org/act"}},
		Glossary: []Term{{ID: "term", Term: "Term", Definition: "Meaning", Sources: []string{"act"}}},
	}
	for _, kind := range QuestionKinds {
		q := sample(kind)
		q.ID = strings.ReplaceAll(string(kind), "_", "-")
		q.Sources = []string{"act"}
		m.Questions = append(m.Questions, q)
	}
	return m
}

// question finds one of sound's by its kind.
func (m *Module) question(kind QuestionKind) *Question {
	for i := range m.Questions {
		if m.Questions[i].Kind == kind {
			return &m.Questions[i]
		}
	}
	panic("no such kind")
}

func TestModuleFaults(t *testing.T) {
	if faults := sound().Faults(); len(faults) != 0 {
		t.Fatalf("a sound module has faults: %v", faults)
	}
	long := strings.Repeat("ä", MaxMarkdown+1)
	for _, c := range []struct {
		name       string
		spoil      func(m *Module)
		path, code string
	}{
		{"slug", func(m *Module) { m.Slug = "Not A Slug" }, "slug", "slug"},
		{"slug of two hyphens", func(m *Module) { m.Slug = "a--b" }, "slug", "slug"},
		{"long slug", func(m *Module) { m.Slug = strings.Repeat("a", MaxSlug+1) }, "slug", "slug"},
		{"language", func(m *Module) { m.Language = "English" }, "language", "language"},
		{"title", func(m *Module) { m.Title = " " }, "title", "required"},
		{"long title", func(m *Module) { m.Title = strings.Repeat("t", MaxTitle+1) }, "title", "too_long"},
		{"encoding", func(m *Module) { m.Summary = "a\xff" }, "summary", "encoding"},
		{"content note", func(m *Module) { m.ContentNote = "" }, "content_note", "required"},
		{"minutes", func(m *Module) { m.Minutes = 0 }, "minutes", "range"},
		{"objectives", func(m *Module) { m.Objectives = nil }, "objectives", "count"},
		{"empty objective", func(m *Module) { m.Objectives = []string{"a", ""} }, "objectives[1]", "required"},
		{"no lessons", func(m *Module) { m.Lessons = nil }, "lessons", "count"},
		{"too many lessons", func(m *Module) { m.Lessons = make([]Lesson, MaxLessons+1) }, "lessons", "count"},
		{"two lessons of one slug", func(m *Module) { m.Lessons[2].Slug = "read" }, "lessons[2]", "twice"},
		{"lesson's slug", func(m *Module) { m.Lessons[0].Slug = "../x" }, "lessons[0].slug", "slug"},
		{"lesson's minutes", func(m *Module) { m.Lessons[0].Minutes = 241 }, "lessons[0].minutes", "range"},
		{"no text", func(m *Module) { m.Lessons[0].Markdown = "" }, "lessons[0].markdown", "required"},
		{"long text", func(m *Module) { m.Lessons[0].Markdown = long }, "lessons[0].markdown", "too_long"},
		{"kind of lesson", func(m *Module) { m.Lessons[0].Kind = "film" }, "lessons[0].kind", "unknown"},
		{"reading with scenario", func(m *Module) { m.Lessons[0].Scenario = story() }, "lessons[0].scenario", "kind"},
		{"scenario with text", func(m *Module) { m.Lessons[1].Markdown = "x" }, "lessons[1].markdown", "kind"},
		{"no scenario", func(m *Module) { m.Lessons[1].Scenario = nil }, "lessons[1].scenario", "required"},
		{"no steps", func(m *Module) { m.Lessons[1].Scenario.Steps = nil }, "lessons[1].scenario.steps", "count"},
		{"step that none leads to", func(m *Module) {
			s := m.Lessons[1].Scenario
			s.Steps = append(s.Steps, Step{ID: "island", Text: "x", Ending: true})
		}, "lessons[1].scenario.steps[3]", "unreachable"},
		{"dead end", func(m *Module) {
			for i := range 2 {
				m.Lessons[1].Scenario.Steps[1].Choices[i].Next = "later"
			}
		}, "lessons[1].scenario.steps[1]", "dead_end"},
		{"unknown step", func(m *Module) { m.Lessons[1].Scenario.Steps[0].Choices[0].Next = "x" }, "lessons[1].scenario.steps[0].choices[0].next", "unknown_step"},
		{"no best choice", func(m *Module) { m.Lessons[1].Scenario.Steps[0].Choices[0].Best = false }, "lessons[1].scenario.steps[0].choices", "no_best"},
		{"one choice", func(m *Module) { s := &m.Lessons[1].Scenario.Steps[0]; s.Choices = s.Choices[:1] }, "lessons[1].scenario.steps[0].choices", "count"},
		{"ending with choices", func(m *Module) { m.Lessons[1].Scenario.Steps[1].Ending = true }, "lessons[1].scenario.steps[1].choices", "count"},
		{"two choices of one id", func(m *Module) { m.Lessons[1].Scenario.Steps[0].Choices[1].ID = "speak" }, "lessons[1].scenario.steps[0].choices[1]", "twice"},
		{"source's kind", func(m *Module) { m.Sources[0].Kind = "rumour" }, "sources[0].kind", "unknown"},
		{"source's check", func(m *Module) { m.Sources[0].Checked = "yes" }, "sources[0].checked", "unknown"},
		{"source's address", func(m *Module) { m.Sources[0].URL = "javascript:alert(1)" }, "sources[0].url", "url"},
		{"two sources of one id", func(m *Module) { m.Sources = append(m.Sources, m.Sources[0]) }, "sources[1]", "twice"},
		{"term's source", func(m *Module) { m.Glossary[0].Sources = []string{"none"} }, "glossary[0].sources[0]", "unknown_source"},
		{"question's source", func(m *Module) { m.question(Single).Sources = []string{"act", "none"} }, "questions[0].sources[1]", "unknown_source"},
		{"question's kind", func(m *Module) { m.question(Single).Kind = "essay" }, "questions[0].kind", "unknown"},
		{"no feedback", func(m *Module) { m.question(Single).Feedback = "" }, "questions[0].feedback", "required"},
		{"one option", func(m *Module) { q := m.question(Single); q.Options = q.Options[1:2] }, "questions[0].options", "count"},
		{"two options of one id", func(m *Module) { m.question(Single).Options[2].ID = "a" }, "questions[0].options[2]", "twice"},
		{"empty option", func(m *Module) { m.question(Single).Options[0].Text = "" }, "questions[0].options[0].text", "required"},
		{"no answer", func(m *Module) { m.question(Single).Answer = Answer{} }, "questions[0].answer", "required"},
		{"unknown answer", func(m *Module) { m.question(Single).Answer.Text = "z" }, "questions[0].answer", "answer_option"},
		{"answer's form", func(m *Module) { m.question(Multiple).Answer = Answer{Text: "a"} }, "questions[1].answer", "answer_form"},
		{"answer twice", func(m *Module) { m.question(Multiple).Answer.List = []string{"a", "a"} }, "questions[1].answer", "answer_twice"},
		{"true or false with options", func(m *Module) { m.question(TrueFalse).Options = options("a", "b") }, "questions[2].options", "count"},
		{"half an order", func(m *Module) { m.question(Ordering).Answer.List = []string{"a", "b"} }, "questions[3].answer", "answer_whole"},
		{"half a match", func(m *Module) { delete(m.question(Matching).Answer.Pairs, "p") }, "questions[4].answer", "answer_whole"},
		{"one option for two prompts", func(m *Module) { m.question(Matching).Answer.Pairs["p"] = "x" }, "questions[4].answer", "answer_twice"},
		{"fewer options than prompts", func(m *Module) { q := m.question(Matching); q.Options = q.Options[:1] }, "questions[4].options", "count"},
		{"prompts elsewhere", func(m *Module) { m.question(Single).Prompts = options("p") }, "questions[0].prompts", "count"},
		{"empty model point", func(m *Module) { m.question(Short).Answer.List = []string{""} }, "questions[5].answer[0]", "required"},
	} {
		m := sound()
		c.spoil(m)
		found := false
		for _, f := range m.Faults() {
			found = found || f.Path == c.path && f.Code == c.code && f.Message != ""
		}
		if !found {
			t.Errorf("%s: no fault %s at %s in %v", c.name, c.code, c.path, m.Faults())
		}
	}
}

func TestCourseFaults(t *testing.T) {
	good := Course{
		Slug: "c", Language: "en", Audience: Media, Title: "T", Summary: "S", Modules: []string{"a", "b"}, PassMark: 0.8, Hours: 2, Criteria: "All",
	}
	if faults := good.Faults(); len(faults) != 0 {
		t.Fatalf("a sound course has faults: %v", faults)
	}
	for path, spoil := range map[string]func(c *Course){
		"slug": func(c *Course) { c.Slug = "" }, "language": func(c *Course) { c.Language = "" }, "audience": func(c *Course) { c.Audience = "poets" },
		"title": func(c *Course) { c.Title = "" }, "summary": func(c *Course) { c.Summary = "" }, "criteria": func(c *Course) { c.Criteria = "" },
		"modules": func(c *Course) { c.Modules = nil }, "modules[1]": func(c *Course) { c.Modules = []string{"a", "a"} },
		"pass_mark": func(c *Course) { c.PassMark = 1.1 }, "hours": func(c *Course) { c.Hours = 0 }, "validity_months": func(c *Course) { c.ValidityMonths = -1 },
		"window.month": func(c *Course) { c.Window = &Window{13} }, "refresher": func(c *Course) { c.Refresher = c.Slug },
	} {
		c := good
		spoil(&c)
		if faults := c.Faults(); len(faults) != 1 || faults[0].Path != path {
			t.Errorf("%s: %v", path, faults)
		}
	}
}
