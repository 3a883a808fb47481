package bundle

import (
	"bytes"
	"maps"
	"slices"

	"upstander/courses"
)

// File is one file of a bundle.
type File struct {
	Name string
	Data []byte
}

// Write gives the files of a bundle that Read reads back to the same module, sorted by name.
func Write(m courses.Module) []File {
	files := map[string][]byte{}
	head := moduleFile{
		Slug: m.Slug, Language: m.Language, Title: m.Title, Summary: m.Summary, Minutes: m.Minutes,
		ContentNote: m.ContentNote, Review: m.Review, Objectives: m.Objectives, Lessons: []string{},
	}
	for _, l := range m.Lessons {
		head.Lessons = append(head.Lessons, l.Slug)
		front := frontMatter{Title: l.Title, Kind: l.Kind, Minutes: l.Minutes}
		if l.Scenario != nil {
			files[lessonsDir+"/"+l.Slug+".yaml"] = marshal(scenarioFile{front, *l.Scenario})
			continue
		}
		var text bytes.Buffer
		text.WriteString("---\n")
		text.Write(marshal(front))
		text.WriteString("---\n\n" + l.Markdown + "\n")
		files[lessonsDir+"/"+l.Slug+".md"] = text.Bytes()
	}
	files[moduleName] = marshal(head)
	files[quizName] = marshal(quizFile{m.Questions})
	if len(m.Sources) > 0 {
		files[sourcesName] = marshal(m.Sources)
	}
	if len(m.Glossary) > 0 {
		files[glossaryName] = marshal(m.Glossary)
	}
	out := make([]File, 0, len(files))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out = append(out, File{name, files[name]})
	}
	return out
}
