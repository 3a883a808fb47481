package authoring

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"upstander/app/problem"
	"upstander/courses"
)

// maxSource bounds a text as JSON, in bytes: far above any real module, far below what a document may hold.
const maxSource = 2 << 20

// limits refuses what no draft may hold, however unfinished: a name that cannot be used, more than the model allows, texts beyond its
// lengths, characters that are none. The rest is told as faults and stops nothing.
func limits(m *courses.Module) error {
	var f problem.Fields
	most(&f, "lessons", len(m.Lessons), courses.MaxLessons)
	most(&f, "questions", len(m.Questions), courses.MaxQuestions)
	most(&f, "sources", len(m.Sources), courses.MaxSources)
	most(&f, "glossary", len(m.Glossary), courses.MaxTerms)
	most(&f, "objectives", len(m.Objectives), 20)
	for i, l := range m.Lessons {
		if l.Scenario == nil {
			continue
		}
		at := fmt.Sprintf("lessons[%d].scenario.steps", i)
		most(&f, at, len(l.Scenario.Steps), courses.MaxSteps)
		for j, step := range l.Scenario.Steps {
			most(&f, fmt.Sprintf("%s[%d].choices", at, j), len(step.Choices), 12)
		}
	}
	for i, q := range m.Questions {
		most(&f, fmt.Sprintf("questions[%d].options", i), len(q.Options), 24)
		most(&f, fmt.Sprintf("questions[%d].prompts", i), len(q.Prompts), 24)
		most(&f, fmt.Sprintf("questions[%d].sources", i), len(q.Sources), courses.MaxSources)
		most(&f, fmt.Sprintf("questions[%d].answer", i), len(q.Answer.List)+len(q.Answer.Pairs), 24)
	}
	hard(&f, m.Faults())
	characters(&f, m)
	return f.Err()
}

func courseLimits(c *courses.Course) error {
	var f problem.Fields
	most(&f, "modules", len(c.Modules), courses.MaxLessons)
	hard(&f, c.Faults())
	printable(&f, c)
	characters(&f, c)
	return f.Err()
}

// hard picks from the faults of the model those that no draft may have.
func hard(f *problem.Fields, faults []courses.Fault) {
	for _, fault := range faults {
		switch {
		case fault.Path == "slug":
			f.Add("slug", "slug")
		case fault.Path == "refresher":
			f.Add("refresher", "slug")
		case fault.Path == "window.month":
			f.Add("window.month", "month")
		case fault.Path == "language":
			f.Add("language", "unknown")
		case strings.HasPrefix(fault.Path, "certificate.") && fault.Code == "characters":
			f.Add(fault.Path, "certificate_text")
		case fault.Code == "too_long" || fault.Code == "encoding":
			f.Add(fault.Path, "text_limit", "text", fault.Message)
		}
	}
}

func most(f *problem.Fields, field string, n, limit int) {
	if n > limit {
		f.Add(field, "too_many", "n", limit)
	}
}

// characters looks at every text, names of members included: one zero byte would make the document impossible to store.
func characters(f *problem.Fields, source any) {
	data, err := json.Marshal(source)
	if err != nil || len(data) > maxSource {
		f.Add("source", "too_large")
		return
	}
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		token, err := d.Token()
		if err != nil {
			return
		}
		if text, ok := token.(string); ok && strings.ContainsFunc(text, control) {
			f.Add("source", "characters")
			return
		}
	}
}

func control(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f }
