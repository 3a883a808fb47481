package authoring

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"upstander/app/authoring/difference"
	"upstander/courses"
)

// Part is one text of a module that changed. Its path names things by their own ids, so that moving one is no change of the others.
type Part struct {
	Path  string            `json:"path"` // "lessons.three-crimes.markdown"
	Spans []difference.Span `json:"spans"`
}

// text is one text of a module, by its path.
type text struct{ path, value string }

// compare gives the parts that differ, in the order of the new module; what is gone comes last.
func compare(old, new *courses.Module) []Part {
	before := map[string]string{}
	for _, t := range texts(old) {
		before[t.path] = t.value
	}
	out := []Part{}
	add := func(path, old, new string) {
		if old != new {
			out = append(out, Part{path, difference.Texts(old, new)})
		}
	}
	for _, t := range texts(new) {
		add(t.path, before[t.path], t.value)
		delete(before, t.path)
	}
	for _, t := range texts(old) {
		if value, gone := before[t.path]; gone {
			add(t.path, value, "")
		}
	}
	return out
}

// texts lists everything that a reader or a marker sees of a module.
func texts(m *courses.Module) []text {
	var out []text
	put := func(value string, path ...string) { out = append(out, text{strings.Join(path, "."), value}) }
	put(m.Title, "title")
	put(m.Summary, "summary")
	put(number(m.Minutes), "minutes")
	put(strings.Join(m.Objectives, "\n"), "objectives")
	put(m.ContentNote, "content_note")
	put(m.Review, "review")
	var order []string
	for _, l := range m.Lessons {
		order = append(order, l.Slug)
	}
	put(strings.Join(order, "\n"), "lessons")
	for _, l := range m.Lessons {
		put(l.Title, "lessons", l.Slug, "title")
		put(string(l.Kind)+", "+number(l.Minutes), "lessons", l.Slug, "kind, minutes")
		put(l.Markdown, "lessons", l.Slug, "markdown")
		if l.Scenario != nil {
			scenarioTexts(l.Scenario, func(value string, path ...string) { put(value, append([]string{"lessons", l.Slug}, path...)...) })
		}
	}
	for _, q := range m.Questions {
		put(q.Prompt, "questions", q.ID, "prompt")
		put(optionTexts(q.Prompts), "questions", q.ID, "prompts")
		put(optionTexts(q.Options), "questions", q.ID, "options")
		key, _ := json.Marshal(q.Answer) // plain data of ours
		put(string(q.Kind)+": "+string(key), "questions", q.ID, "answer")
		put(q.Feedback, "questions", q.ID, "feedback")
		put(strings.Join(q.Sources, "\n"), "questions", q.ID, "sources")
	}
	for _, s := range m.Sources {
		put(plain(s), "sources", s.ID)
	}
	for _, t := range m.Glossary {
		put(plain(t), "glossary", t.ID)
	}
	return out
}

func scenarioTexts(s *courses.Scenario, put func(value string, path ...string)) {
	put(s.Intro, "intro")
	for _, step := range s.Steps {
		put(step.Text, "steps", step.ID, "text")
		for _, c := range step.Choices {
			put(c.Text, "steps", step.ID, c.ID, "choice")
			put(c.Consequence, "steps", step.ID, c.ID, "consequence")
			leads := "→ " + c.Next
			if c.Best {
				leads += " ★"
			}
			put(leads, "steps", step.ID, c.ID, "next")
		}
	}
	put(s.Debrief, "debrief")
}

func optionTexts(options []courses.Option) string {
	var lines []string
	for _, o := range options {
		lines = append(lines, o.ID+": "+o.Text)
	}
	return strings.Join(lines, "\n")
}

// plain gives a small record as lines of names and values.
func plain(v any) string {
	data, err := yaml.Marshal(v)
	if err != nil {
		return "" // plain data of ours
	}
	return string(data)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func sortedTags[T any](languages map[string]T) []string { return slices.Sorted(maps.Keys(languages)) }
