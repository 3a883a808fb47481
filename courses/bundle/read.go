package bundle

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"upstander/courses"
)

// Problem is a fault with its place in the bundle.
type Problem struct {
	File     string           `json:"file"`
	Line     int              `json:"line"` // 1-based
	Code     string           `json:"code"`
	Message  string           `json:"message"`
	Severity courses.Severity `json:"severity,omitempty"`
}

// String is "file:line: message", with the severity before the message of a warning.
func (p Problem) String() string {
	if p.Severity != courses.Error {
		return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Severity, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// Bundle is a module as read, with where each of its parts stands.
type Bundle struct {
	Module   courses.Module
	Images   map[string][]byte // the files of Module.Images by name, as they came: whoever keeps them cleans them
	Problems []Problem         // of form; the module's own faults are found by courses.Module.Faults and courses/lint
	places   map[string]place
}

// place is where a part of the module (a path such as "lessons[2]") is written.
type place struct {
	file   string
	node   *yaml.Node
	inner  string // path inside node that stands for the part itself
	offset int    // lines before node in the file
	body   int    // the line before the Markdown body's first; 0 when there is none
}

// Locate gives a fault of the module its file and line.
func (b *Bundle) Locate(f courses.Fault) Problem {
	p := Problem{File: moduleName, Line: 1, Code: f.Code, Message: f.Path + ": " + f.Message, Severity: f.Severity}
	prefix := f.Path
	for {
		if at, ok := b.places[prefix]; ok {
			rest := strings.TrimPrefix(strings.TrimPrefix(f.Path, prefix), ".")
			p.File = at.file
			switch {
			case rest == "markdown" && at.body > 0:
				p.Line = at.body + max(f.Line, 1)
			case at.node == nil:
				p.Line = 1
			case f.Line > 0:
				p.Line = at.offset + textLine(at.node, join(at.inner, rest), f.Line)
			default:
				p.Line = at.offset + lineOf(at.node, join(at.inner, rest))
			}
			return p
		}
		cut := strings.LastIndexAny(prefix, ".[")
		if cut < 0 {
			break
		}
		prefix = prefix[:cut]
	}
	if at, ok := b.places[""]; ok && at.node != nil {
		p.Line = lineOf(at.node, f.Path)
	}
	return p
}

func join(a, b string) string {
	if a == "" || b == "" || strings.HasPrefix(b, "[") {
		return a + b
	}
	return a + "." + b
}

type reader struct {
	Bundle
	fsys fs.FS
	odd  map[string]bool // files that are not plain
}

func (r *reader) problem(file string, line int, code, format string, args ...any) {
	r.Problems = append(r.Problems, Problem{File: file, Line: max(line, 1), Code: code, Message: fmt.Sprintf(format, args...)})
}

// Read reads the bundle at the root of fsys. What its own sources.yaml and glossary.yaml do not hold is taken from the
// library; the module then carries those sources and terms that it uses, and no other.
func Read(fsys fs.FS, shared Library) *Bundle {
	r := &reader{fsys: fsys, odd: map[string]bool{}}
	r.places = map[string]place{}
	known := r.files()
	var head moduleFile
	if data, ok := r.file(moduleName); ok {
		if node := r.decode(moduleName, data, 0, &head); node != nil {
			r.places[""] = place{file: moduleName, node: node}
		}
	}
	m := &r.Module
	m.Slug, m.Language, m.Title, m.Summary = head.Slug, head.Language, head.Title, head.Summary
	m.Minutes, m.ContentNote, m.Review, m.Objectives = head.Minutes, head.ContentNote, head.Review, head.Objectives
	r.lessons(head.Lessons, known)
	var quiz quizFile
	if data, ok := r.file(quizName); ok {
		if node := r.decode(quizName, data, 0, &quiz); node != nil {
			r.places["questions"] = place{file: quizName, node: node, inner: "questions"}
		}
	}
	m.Questions = quiz.Questions
	r.images(known)
	sources, terms := r.library(known)
	r.use(sources, terms, shared)
	return &r.Bundle
}

// files lists the bundle's files and reports those that do not belong.
func (r *reader) files() map[string]bool {
	known := map[string]bool{}
	err := fs.WalkDir(r.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case len(known) > maxFiles:
			return fmt.Errorf("holds more than %d files", maxFiles)
		case entry.IsDir():
			if name != "." && name != lessonsDir && name != imagesDir {
				r.problem(name, 1, "unknown_file", "is not a folder of a bundle")
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular(): // a link may lead out of the folder, a pipe has no end
			r.problem(name, 1, "name", "is not a plain file")
			r.odd[name] = true
			return nil
		}
		known[name] = true
		dir, base := path.Split(name)
		ext := path.Ext(base)
		lesson := dir == lessonsDir+"/" && (ext == ".md" || ext == ".yaml")
		image := dir == imagesDir+"/" && courses.ValidImageName(base)
		if !lesson && !image && name != moduleName && name != quizName && name != sourcesName && name != glossaryName {
			r.problem(name, 1, "unknown_file", "is not a file of a bundle")
		}
		return nil
	})
	if err != nil {
		r.problem(".", 1, "read", "%v", err)
	}
	return known
}

// file reads one text within its limit.
func (r *reader) file(name string) ([]byte, bool) {
	data, ok := r.raw(name)
	if ok && !utf8.Valid(data) {
		r.problem(name, 1, "encoding", "is not UTF-8 text")
		return nil, false
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), ok
}

// raw reads one file within its limit.
func (r *reader) raw(name string) ([]byte, bool) {
	if r.odd[name] {
		return nil, false // told already
	}
	f, err := r.fsys.Open(name)
	if err != nil {
		r.problem(name, 1, "missing", "is missing")
		return nil, false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		r.problem(name, 1, "read", "cannot be read: %v", err)
	case len(data) > maxFile:
		r.problem(name, 1, "too_long", "is larger than %d bytes", maxFile)
	default:
		return data, true
	}
	return nil, false
}

func (r *reader) lessons(order []string, known map[string]bool) {
	used := map[string]bool{}
	for i, slug := range order {
		at := fmt.Sprintf("lessons[%d]", i)
		base := lessonsDir + "/" + slug
		switch {
		case !courses.ValidSlug(slug):
			r.problem(moduleName, lineOf(r.places[""].node, at), "slug", "%q is not a slug", slug)
		case known[base+".md"]:
			used[base+".md"] = true
			r.readLesson(at, slug, base+".md")
		case known[base+".yaml"]:
			used[base+".yaml"] = true
			r.readScenario(at, slug, base+".yaml")
		default:
			r.problem(moduleName, lineOf(r.places[""].node, at), "missing", "lesson %q has no file %s.md or %s.yaml", slug, base, base)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if strings.HasPrefix(name, lessonsDir+"/") && !used[name] {
			r.problem(name, 1, "unlisted", "is not in the list of lessons of module.yaml")
		}
	}
}

func (r *reader) readLesson(at, slug, name string) {
	data, ok := r.file(name)
	if !ok {
		return
	}
	rest, found := bytes.CutPrefix(data, []byte("---\n"))
	header, body, closed := bytes.Cut(rest, []byte("\n---\n"))
	if !found || !closed {
		r.problem(name, 1, "front_matter", "does not begin with a block of title, kind and minutes between two lines ---")
		return
	}
	var front frontMatter
	node := r.decode(name, header, 1, &front)
	lines := bytes.Count(header, []byte("\n")) + 3
	body = bytes.TrimRight(body, "\n")
	for len(body) > 0 && body[0] == '\n' {
		body, lines = body[1:], lines+1
	}
	index := len(r.Module.Lessons)
	r.Module.Lessons = append(r.Module.Lessons, courses.Lesson{
		Slug: slug, Title: front.Title, Kind: front.Kind, Minutes: front.Minutes, Markdown: string(body),
	})
	r.places[fmt.Sprintf("lessons[%d]", index)] = place{file: name, node: node, offset: 1, body: lines}
}

func (r *reader) readScenario(at, slug, name string) {
	data, ok := r.file(name)
	if !ok {
		return
	}
	var s scenarioFile
	node := r.decode(name, data, 0, &s)
	index := len(r.Module.Lessons)
	scenario := s.Scenario
	r.Module.Lessons = append(r.Module.Lessons, courses.Lesson{
		Slug: slug, Title: s.Title, Kind: s.Kind, Minutes: s.Minutes, Scenario: &scenario,
	})
	r.places[fmt.Sprintf("lessons[%d]", index)] = place{file: name, node: node}
	r.places[fmt.Sprintf("lessons[%d].scenario", index)] = place{file: name, node: node}
}
