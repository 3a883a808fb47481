package bundle

import (
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strings"

	"upstander/courses"
)

// ReadLibrary reads sources.yaml and glossary.yaml at the root of fsys.
func ReadLibrary(fsys fs.FS) (Library, []Problem) {
	r := &reader{fsys: fsys}
	r.places = map[string]place{}
	sources, terms := r.library(map[string]bool{sourcesName: true, glossaryName: true})
	return Library{sources, terms}, r.Problems
}

func (r *reader) library(known map[string]bool) (sources []courses.Source, terms []courses.Term) {
	if known[sourcesName] {
		if data, ok := r.file(sourcesName); ok {
			if node := r.decode(sourcesName, data, 0, &sources); node != nil {
				r.places["sources"] = place{file: sourcesName, node: node}
			}
		}
	}
	if known[glossaryName] {
		if data, ok := r.file(glossaryName); ok {
			if node := r.decode(glossaryName, data, 0, &terms); node != nil {
				r.places["glossary"] = place{file: glossaryName, node: node}
			}
		}
	}
	return sources, terms
}

var (
	citeMark = regexp.MustCompile(`\[@([a-z0-9-]+)`)
	termMark = regexp.MustCompile(`\[\[([a-z0-9-]+)(?:\\?\|[^\]]*)?\]\]`) // within a table the bar is escaped
)

// Mentions gives the ids of the sources cited and of the terms linked in a module's texts, each in order of first use.
func Mentions(m *courses.Module) (sources, terms []string) {
	var all strings.Builder
	for _, l := range m.Lessons {
		all.WriteString(l.Markdown + "\n")
		if l.Scenario != nil {
			all.WriteString(l.Scenario.Intro + "\n" + l.Scenario.Debrief + "\n")
			for _, s := range l.Scenario.Steps {
				all.WriteString(s.Text + "\n")
				for _, c := range s.Choices {
					all.WriteString(c.Text + "\n" + c.Consequence + "\n")
				}
			}
		}
	}
	seen := map[string]bool{}
	take := func(list *[]string, id, kind string) {
		if !seen[kind+id] {
			seen[kind+id] = true
			*list = append(*list, id)
		}
	}
	for _, q := range m.Questions {
		all.WriteString(q.Prompt + "\n" + q.Feedback + "\n")
		for _, o := range append(append([]courses.Option{}, q.Options...), q.Prompts...) {
			all.WriteString(o.Text + "\n")
		}
	}
	text := all.String()
	for _, found := range citeMark.FindAllStringSubmatch(text, -1) {
		take(&sources, found[1], "s")
	}
	for _, found := range termMark.FindAllStringSubmatch(text, -1) {
		take(&terms, found[1], "t")
	}
	for _, q := range m.Questions {
		for _, id := range q.Sources {
			take(&sources, id, "s")
		}
	}
	return sources, terms
}

// use gives the module its sources and terms: all that its own files hold, and from the shared library what it mentions.
func (r *reader) use(sources []courses.Source, terms []courses.Term, shared Library) {
	r.Module.Sources, r.Module.Glossary = sources, terms
	Adopt(&r.Module, shared)
}

// Adopt adds to a module, from the shared library, the sources and terms that its texts mention and that it does not have itself.
func Adopt(m *courses.Module, shared Library) {
	cited, linked := Mentions(m)
	termID, sourceID := func(t courses.Term) string { return t.ID }, func(s courses.Source) string { return s.ID }
	m.Glossary = append(slices.Clip(m.Glossary), pick(linked, idsOf(m.Glossary, termID), shared.Terms, termID)...)
	for _, t := range m.Glossary {
		cited = append(cited, t.Sources...)
	}
	m.Sources = append(slices.Clip(m.Sources), pick(cited, idsOf(m.Sources, sourceID), shared.Sources, sourceID)...)
}

func idsOf[T any](list []T, id func(T) string) map[string]bool {
	own := map[string]bool{}
	for _, item := range list {
		own[id(item)] = true
	}
	return own
}

// pick takes the wanted items that are not the module's own from the shared list, sorted by id.
func pick[T any](wanted []string, own map[string]bool, shared []T, id func(T) string) []T {
	byID := map[string]T{}
	for _, item := range shared {
		byID[id(item)] = item
	}
	var out []T
	for _, key := range wanted {
		if item, ok := byID[key]; ok && !own[key] {
			own[key] = true
			out = append(out, item)
		}
	}
	sort.Slice(out, func(i, j int) bool { return id(out[i]) < id(out[j]) })
	return out
}
