package lint_test

import (
	"strings"
	"testing"

	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/lint"
)

func TestGoodModuleHasNoFault(t *testing.T) {
	for _, f := range lint.Module(good(), nil) {
		t.Errorf("%s:%d %s: %s", f.Path, f.Line, f.Code, f.Message)
	}
}

func TestEachRuleFindsItsFault(t *testing.T) {
	lesson := func(add string) func(*courses.Module) {
		return func(m *courses.Module) { m.Lessons[0].Markdown = add + "\n\n" + m.Lessons[0].Markdown }
	}
	for _, c := range []struct {
		name     string
		code     string
		path     string
		severity courses.Severity
		spoil    func(m *courses.Module)
	}{
		{"no citation", "no_citation", "lessons[0].markdown", courses.Error, func(m *courses.Module) {
			m.Lessons[0].Markdown = strings.ReplaceAll(m.Lessons[0].Markdown, "[@treaty, art. 1]", "")
		}},
		{"unknown source", "source_unknown", "lessons[0].markdown", courses.Error, lesson("It is so [@nowhere].")},
		{"unknown source of a question", "unknown_source", "questions[0].sources[0]", courses.Error, func(m *courses.Module) { m.Questions[0].Sources[0] = "nowhere" }},
		{"unknown term", "term_unknown", "lessons[0].markdown", courses.Error, lesson("A [[riddle]].")},
		{"orphan term", "orphan_term", "glossary[2].id", courses.Error, func(m *courses.Module) {
			m.Glossary = append(m.Glossary, courses.Term{ID: "alone", Term: "Alone", Definition: "Used nowhere."})
		}},
		{"capital in mid-sentence", "term_capital", "lessons[0].markdown", courses.Error, lesson("We call it [[early-warning]] here.")},
		{"capital on a second line", "term_capital", "lessons[0].markdown", courses.Error, lesson("We call it\n[[early-warning]] here.")},
		{"capital after a citation", "term_capital", "lessons[0].markdown", courses.Error, lesson("He saw [@treaty] [[early-warning]].")},
		{"capital in a choice", "term_capital", "lessons[1].scenario.steps[0].choices[0].text", courses.Error, func(m *courses.Module) {
			m.Lessons[1].Scenario.Steps[0].Choices[0].Text = "Ask for [[early-warning]]"
		}},
		{"link without a source", "link_unsourced", "lessons[0].markdown", courses.Error, lesson("See [a page](https://example.org/other).")},
		{"bare link without a source", "link_unsourced", "lessons[0].markdown", courses.Error, lesson("See <https://example.org/other>.")},
		{"heading level", "heading_jump", "lessons[0].markdown", courses.Error, lesson("#### Deep")},
		{"image without alternative", "image_alt", "lessons[0].markdown", courses.Error, lesson("![](media/a.png)")},
		{"no feedback", "required", "questions[0].feedback", courses.Error, func(m *courses.Module) { m.Questions[0].Feedback = "" }},
		{"thin feedback", "feedback_thin", "questions[0].feedback", courses.Error, func(m *courses.Module) { m.Questions[0].Feedback = "That is right." }},
		{"letter in feedback", "option_letter", "questions[0].feedback", courses.Error, func(m *courses.Module) { m.Questions[0].Feedback += " A large army (a) is no licence." }},
		{"letters in feedback", "option_letter", "questions[0].feedback", courses.Error, func(m *courses.Module) { m.Questions[0].Feedback += " They fail (b, d)." }},
		{"option by name", "option_letter", "questions[0].feedback", courses.Error, func(m *courses.Module) { m.Questions[0].Feedback += " Option b blames a group." }},
		{"questions without sources", "questions_unsourced", "questions", courses.Warning, func(m *courses.Module) {
			for i := range 6 {
				m.Questions[i].Sources = nil
			}
		}},
		{"longest key", "key_longest", "questions", courses.Error, func(m *courses.Module) { m.Questions[2].Options[2].Text = "a key that is now the longest" }},
		{"shortest key", "key_shortest", "questions", courses.Error, func(m *courses.Module) {
			m.Questions[0].Options[1].Text, m.Questions[1].Options[0].Text = "key", "key"
		}},
		{"key in one place", "key_place", "questions", courses.Error, func(m *courses.Module) {
			m.Questions[0].Answer.Text, m.Questions[2].Answer.Text = "a", "a"
		}},
		{"right options longer", "key_longer", "questions[3].options", courses.Error, func(m *courses.Module) { m.Questions[3].Options[2].Text = "no" }},
		{"all false", "key_truth", "questions", courses.Error, func(m *courses.Module) { m.Questions[4].Answer = m.Questions[5].Answer }},
		{"short quiz", "quiz_short", "questions", courses.Warning, func(m *courses.Module) { m.Questions = m.Questions[2:] }},
		{"few kinds", "quiz_kinds", "questions", courses.Warning, func(m *courses.Module) { m.Questions = m.Questions[:4] }},
		{"best always longest", "best_longest", "lessons[1].scenario.steps", courses.Error, func(m *courses.Module) {
			for i := range 2 {
				for j, c := range m.Lessons[1].Scenario.Steps[i].Choices {
					if c.Best {
						m.Lessons[1].Scenario.Steps[i].Choices[j].Text = "A choice that is by far the longest of all"
					}
				}
			}
		}},
		{"best always shortest", "best_shortest", "lessons[1].scenario.steps", courses.Error, func(m *courses.Module) {
			for i := range 3 {
				m.Lessons[1].Scenario.Steps[i].Choices[i].Text = "Go"
			}
		}},
		{"best in one place", "best_place", "lessons[1].scenario.steps", courses.Error, func(m *courses.Module) {
			for i := range 3 {
				list := m.Lessons[1].Scenario.Steps[i].Choices
				list[0], list[i] = list[i], list[0]
			}
		}},
		{"lesson too long for its minutes", "lesson_minutes", "lessons[0].minutes", courses.Error, func(m *courses.Module) { m.Lessons[0].Minutes, m.Minutes = 1, 15 }},
		{"lesson too short for its minutes", "lesson_minutes", "lessons[0].minutes", courses.Error, func(m *courses.Module) { m.Lessons[0].Minutes, m.Minutes = 12, 26 }},
		{"scenario too short for its minutes", "lesson_minutes", "lessons[1].minutes", courses.Error, func(m *courses.Module) { m.Lessons[1].Minutes, m.Minutes = 9, 26 }},
		{"module minutes", "module_minutes", "minutes", courses.Error, func(m *courses.Module) { m.Minutes = 40 }},
		{"small objective", "objective_capital", "objectives[0]", courses.Error, func(m *courses.Module) { m.Objectives[0] = "explain it" }},
		{"unseen objective", "objective_unseen", "objectives[0]", courses.Error, func(m *courses.Module) { m.Objectives[0] = "Understand it" }},
		{"objective without a verb", "objective_verb", "objectives[0]", courses.Error, func(m *courses.Module) { m.Objectives[0] = "The definition of it" }},
		{"wording in a title", "language", "title", courses.Error, func(m *courses.Module) { m.Title = "Tribal conflict" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := good()
			c.spoil(m)
			for _, f := range lint.Module(m, nil) {
				if f.Code == c.code && f.Path == c.path {
					if f.Severity != c.severity {
						t.Errorf("severity %q, want %q", f.Severity, c.severity)
					}
					return
				}
			}
			t.Errorf("not found in %v", lint.Module(m, nil))
		})
	}
}

func TestLanguageRules(t *testing.T) {
	for text, found := range map[string]bool{
		"It was ancient hatred that did it.":                      true,
		"Ancient\nhatreds did it.":                                true,
		`He spoke of "ancient hatreds" again.`:                    false,
		"He spoke of “tribal hatred” again.":                      false,
		"> Ancient hatred, he said.\n> [@treaty]":                 false,
		"The Rwandan genocide began.":                             true,
		"In the 1994 genocide against the Tutsi in Rwanda.":       false,
		"The genocide in Rwanda began.":                           true,
		"The so-called genocide in Srebrenica.":                   true,
		"After the holocaust.":                                    true,
		"After the Holocaust.":                                    false,
		"The Serbs killed them.":                                  true,
		"Units of the Bosnian Serb army killed them.":             false,
		"It is simply so.":                                        true,
		"Of course it is.":                                        true,
		"It is, of course, so.":                                   true,
		"Against any change of course while facts are unclear.":   false,
		"It is simple.":                                           false,
		"Stop it!":                                                true,
		`"Stop it!" he said.`:                                     false,
		"A Polish death camp.":                                    true,
		"See [this](https://example.org/treaty/of-course!) page.": false,
		"Tribute is paid in the distribution.":                    false,
	} {
		m := good()
		m.Lessons[0].Markdown = text + "\n\n" + m.Lessons[0].Markdown
		got := false
		for _, f := range lint.Module(m, nil) {
			got = got || f.Code == "language"
		}
		if got != found {
			t.Errorf("%q: found %v", text, got)
		}
	}
	m := good()
	m.Questions[0].Options[0].Text = "Obviously" // wrong, and what the question is about
	for _, f := range lint.Module(m, nil) {
		if f.Code == "language" {
			t.Errorf("wording of a wrong option: %v", f)
		}
	}
	m = good()
	m.Language, m.Summary = "fr", "Simply put, a tribe!"
	for _, f := range lint.Module(m, nil) {
		t.Errorf("English rules on a French module: %v", f)
	}
}

func TestFaultHasItsLine(t *testing.T) {
	m := good()
	m.Lessons[0].Markdown = "First.\n\nSecond\nobviously.\n" + m.Lessons[0].Markdown
	for _, f := range lint.Module(m, nil) {
		if f.Code == "language" && f.Line == 4 {
			return
		}
	}
	t.Error("not at line 4")
}

func TestCourse(t *testing.T) {
	modules := []courses.Module{{Slug: "a", Minutes: 60}, {Slug: "b", Minutes: 60}}
	for _, c := range []struct {
		hours float64
		list  []string
		code  string
	}{{2, []string{"a", "b"}, ""}, {3, []string{"a", "b"}, "course_hours"}, {1, []string{"a", "c"}, "module_unknown"}} {
		faults := lint.Course(&courses.Course{Hours: c.hours, Modules: c.list}, modules)
		if c.code == "" && len(faults) > 0 || c.code != "" && (len(faults) != 1 || faults[0].Code != c.code) {
			t.Errorf("%v: %v", c, faults)
		}
	}
}

func TestLibrary(t *testing.T) {
	m := good()
	lib := bundle.Library{Sources: m.Sources, Terms: m.Glossary}
	if faults := lint.Library(lib, []courses.Module{*m}); len(faults) > 0 {
		t.Errorf("clean library: %v", faults)
	}
	lib.Sources = append(lib.Sources, courses.Source{ID: "unread"})
	lib.Terms = append(lib.Terms, courses.Term{ID: "alone", Sources: []string{"nowhere"}})
	m.Questions[0].Feedback += " [[alone]]" // a quiz is not where a term is explained
	codes := ""
	for _, f := range lint.Library(lib, []courses.Module{*m}) {
		codes += f.Code + string(f.Severity) + " "
	}
	if codes != "source_unusedwarning orphan_term unknown_source " {
		t.Error(codes)
	}
}

func TestFlesch(t *testing.T) {
	easy, hard := lint.Flesch("The cat sat. The dog ran. We go home."), lint.Flesch("Institutional accountability necessitates comprehensive documentation of administrative irregularities.")
	if easy < 100 || hard > 0 {
		t.Errorf("easy %.0f, hard %.0f", easy, hard)
	}
	// 4 words in one sentence, 5 syllables.
	if got, want := lint.Flesch("We saw the river."), 206.835-1.015*4-84.6*5/4.0; got < want-1e-9 || got > want+1e-9 {
		t.Errorf("%f, want %f", got, want)
	}
}
