package courses

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Faults lists what is structurally wrong with the course; what its modules are is for the caller to check.
func (c *Course) Faults() []Fault {
	var f faults
	f.slug("slug", c.Slug)
	f.language(c.Language)
	if !c.Audience.Valid() {
		f.add("audience", "unknown", "%q is not one of the seven audiences", c.Audience)
	}
	f.text("title", c.Title, MaxTitle)
	f.text("summary", c.Summary, MaxText)
	f.text("criteria", c.Criteria, MaxText)
	f.count("modules", len(c.Modules), 1, MaxLessons, "modules")
	f.unique("modules", c.Modules)
	if c.PassMark < 0 || c.PassMark > 1 {
		f.add("pass_mark", "range", "is a share from 0 to 1")
	}
	if c.Hours <= 0 || c.Hours > 1000 {
		f.add("hours", "range", "is more than 0 and at most 1000")
	}
	if c.ValidityMonths < 0 || c.ValidityMonths > 240 {
		f.add("validity_months", "range", "is 0 (for ever) to 240")
	}
	if w := c.Window; w != nil && (w.Month < 1 || w.Month > 12) {
		f.add("window.month", "range", "is the number of a month, 1 to 12")
	}
	if c.Refresher != "" {
		f.slug("refresher", c.Refresher)
		if c.Refresher == c.Slug {
			f.add("refresher", "itself", "is another course; left out, the course itself is taken again")
		}
	}
	f.certificate("certificate", &c.Certificate)
	return f.list
}

// Faults lists everything structurally wrong with the module, Markdown not included (courses/lint reads that).
func (m *Module) Faults() []Fault {
	var f faults
	f.slug("slug", m.Slug)
	f.language(m.Language)
	f.text("title", m.Title, MaxTitle)
	f.text("summary", m.Summary, MaxText)
	f.text("content_note", m.ContentNote, MaxText)
	f.optional("review", m.Review, MaxText)
	f.minutes("minutes", m.Minutes, 600)
	f.count("objectives", len(m.Objectives), 1, 8, "objectives")
	for i, o := range m.Objectives {
		f.text(fmt.Sprintf("objectives[%d]", i), o, MaxText)
	}
	f.count("lessons", len(m.Lessons), 1, MaxLessons, "lessons")
	f.unique("lessons", ids(m.Lessons, func(l Lesson) string { return l.Slug }))
	for i := range m.Lessons {
		f.lesson(fmt.Sprintf("lessons[%d]", i), &m.Lessons[i])
	}
	f.images(m.Images)
	f.sources(m.Sources)
	f.terms(m)
	f.count("questions", len(m.Questions), 0, MaxQuestions, "questions")
	f.unique("questions", ids(m.Questions, func(q Question) string { return q.ID }))
	for i := range m.Questions {
		f.question(fmt.Sprintf("questions[%d]", i), &m.Questions[i], m)
	}
	return f.list
}

func (f *faults) language(tag string) {
	if len(tag) > 35 || !languageForm.MatchString(tag) {
		f.add("language", "language", "%q is not a language tag such as en or fr", tag)
	}
}

func (f *faults) minutes(path string, n, most int) {
	if n < 1 || n > most {
		f.add(path, "range", "is 1 to %d minutes", most)
	}
}

func (f *faults) lesson(at string, l *Lesson) {
	f.slug(at+".slug", l.Slug)
	f.text(at+".title", l.Title, MaxTitle)
	f.minutes(at+".minutes", l.Minutes, 240)
	switch l.Kind {
	case Reading, Reflection:
		f.text(at+".markdown", l.Markdown, MaxMarkdown)
		if l.Scenario != nil {
			f.add(at+".scenario", "kind", "a %s lesson has no scenario", l.Kind)
		}
	case Scenarios:
		if l.Markdown != "" {
			f.add(at+".markdown", "kind", "a scenario lesson has no markdown")
		}
		if l.Scenario == nil {
			f.add(at+".scenario", "required", "is missing")
			return
		}
		f.scenario(at+".scenario", l.Scenario)
	default:
		f.add(at+".kind", "unknown", "%q is not a kind of lesson: reading, scenario or reflection", l.Kind)
	}
}

func (f *faults) sources(list []Source) {
	f.count("sources", len(list), 0, MaxSources, "sources")
	f.unique("sources", ids(list, func(s Source) string { return s.ID }))
	for i, s := range list {
		at := fmt.Sprintf("sources[%d]", i)
		f.slug(at+".id", s.ID)
		f.text(at+".short", s.Short, MaxTitle)
		f.text(at+".title", s.Title, MaxText)
		f.optional(at+".author", s.Author, MaxText)
		f.optional(at+".symbol", s.Symbol, MaxText)
		f.optional(at+".note", s.Note, MaxText)
		if !slices.Contains(SourceKinds, s.Kind) {
			f.add(at+".kind", "unknown", "%q is not one of %s", s.Kind, strings.Join(SourceKinds, ", "))
		}
		if !slices.Contains(SourceChecks, s.Checked) {
			f.add(at+".checked", "unknown", "%q is not one of %s", s.Checked, strings.Join(SourceChecks, ", "))
		}
		if s.URL != "" {
			if u, err := url.Parse(s.URL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || len(s.URL) > MaxText {
				f.add(at+".url", "url", "is not an https address")
			}
		}
	}
}

func (f *faults) terms(m *Module) {
	f.count("glossary", len(m.Glossary), 0, MaxTerms, "terms")
	f.unique("glossary", ids(m.Glossary, func(t Term) string { return t.ID }))
	for i, t := range m.Glossary {
		at := fmt.Sprintf("glossary[%d]", i)
		f.slug(at+".id", t.ID)
		f.text(at+".term", t.Term, MaxTitle)
		f.text(at+".definition", t.Definition, MaxText)
		f.optional(at+".group", t.Group, MaxTitle)
		f.known(at+".sources", t.Sources, m)
	}
}

// known reports each source id that the module does not have.
func (f *faults) known(at string, sources []string, m *Module) {
	for i, id := range sources {
		if !slices.ContainsFunc(m.Sources, func(s Source) bool { return s.ID == id }) {
			f.add(fmt.Sprintf("%s[%d]", at, i), "unknown_source", "no source has the id %q", id)
		}
	}
}

func ids[T any](list []T, id func(T) string) []string {
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = id(item)
	}
	return out
}
