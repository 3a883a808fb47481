package bundle

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"upstander/courses"
)

// files is a sound bundle; the tables below spoil one file of it.
func files() map[string]string {
	return map[string]string{
		"module.yaml": `slug: sound
language: en
title: A title
summary: A summary
minutes: 10
content_note: A note
objectives:
  - Know it
lessons:
  - read
  - decide
`,
		"lessons/read.md": `---
title: Reading
kind: reading
minutes: 5
---

# Heading

A claim [@act] and a [[term]].
`,
		"lessons/decide.yaml": `title: Deciding
kind: scenario
minutes: 5
intro: It begins.
steps:
  - id: start
    text: Now?
    choices:
      - id: speak
        text: Speak
        best: true
        consequence: Good.
        next: end
      - id: wait
        text: Wait
        consequence: Worse.
        next: end
  - id: end
    text: |
      Over.
      Truly [@act].
    ending: true
debrief: It ended.
`,
		"quiz.yaml": `questions:
  - id: one
    kind: single
    prompt: Which?
    options:
      - id: a
        text: This
      - id: b
        text: That
    answer: b
    feedback: Because.
    sources: [act]
`,
		"sources.yaml": `- id: act
  short: Act
  title: The Act
  kind: statute
  checked: official
`,
		"glossary.yaml": `- id: term
  term: Term
  definition: A meaning
`,
	}
}

func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// faults gives everything wrong with a bundle, of form and of content, as "file:line code".
func faults(b *Bundle) []string {
	var out []string
	for _, p := range b.Problems {
		out = append(out, fmt.Sprintf("%s:%d %s", p.File, p.Line, p.Code))
	}
	for _, f := range b.Module.Faults() {
		p := b.Locate(f)
		out = append(out, fmt.Sprintf("%s:%d %s", p.File, p.Line, p.Code))
	}
	return out
}

func TestRead(t *testing.T) {
	b := Read(folder(files()), Library{})
	if found := faults(b); len(found) != 0 {
		t.Fatalf("a sound bundle has faults: %v", found)
	}
	m := b.Module
	if m.Slug != "sound" || len(m.Lessons) != 2 || m.Lessons[0].Markdown != "# Heading\n\nA claim [@act] and a [[term]]." || m.Lessons[1].Scenario.Steps[1].Text != "Over.\nTruly [@act].\n" ||
		m.Questions[0].Answer.Text != "b" || m.Sources[0].ID != "act" || m.Glossary[0].ID != "term" {
		t.Errorf("read as %+v", m)
	}
	crlf := files()
	for name, text := range crlf {
		crlf[name] = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if again := Read(folder(crlf), Library{}); fmt.Sprint(again.Module.Lessons[0]) != fmt.Sprint(m.Lessons[0]) || len(faults(again)) != 0 {
		t.Errorf("with CRLF: %+v %v", again.Module.Lessons[0], faults(again))
	}
}

// TestFaults: each fault is told at its file and line.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name, file, old, new string // old "" replaces the whole file; new "-" removes it
		want                 string
	}{
		{"no module", "module.yaml", "", "-", "module.yaml:1 missing"},
		{"empty module", "module.yaml", "", "", "module.yaml:1 empty"},
		{"no quiz", "quiz.yaml", "", "-", "quiz.yaml:1 missing"},
		{"broken YAML", "module.yaml", "minutes: 10", "minutes: 10: 11", "module.yaml:5 yaml"},
		{"unknown field", "module.yaml", "minutes: 10", "minutes: 10\nauthor: me", "module.yaml:6 yaml"},
		{"field twice", "module.yaml", "minutes: 10", "minutes: 10\nminutes: 11", "module.yaml:6 yaml"},
		{"wrong type", "module.yaml", "minutes: 10", "minutes: ten", "module.yaml:5 yaml"},
		{"two documents", "module.yaml", "  - decide\n", "  - decide\n---\nslug: b\n", "module.yaml:12 yaml"},
		{"anchor", "module.yaml", "title: A title", "title: &t A title", "module.yaml:3 yaml"},
		{"alias", "quiz.yaml", "    sources: [act]\n", "    sources: &s [act]\n", "quiz.yaml:12 yaml"},
		{"deep", "quiz.yaml", "sources: [act]", "sources: [[[[[[[[[[[[[act]]]]]]]]]]]]]", "quiz.yaml:12 yaml"},
		{"not UTF-8", "lessons/read.md", "A claim", "A \xff", "lessons/read.md:1 encoding"},
		{"large", "lessons/read.md", "A claim", strings.Repeat("x", maxFile), "lessons/read.md:1 too_long"},
		{"slug", "module.yaml", "slug: sound", "slug: Not sound", "module.yaml:1 slug"},
		{"empty title", "module.yaml", "title: A title", "title: ''", "module.yaml:3 required"},
		{"minutes", "module.yaml", "minutes: 10", "minutes: 0", "module.yaml:5 range"},
		{"empty objective", "module.yaml", "  - Know it", "  - Know it\n  - ''", "module.yaml:9 required"},
		{"lesson without a file", "module.yaml", "  - decide\n", "  - decide\n  - gone\n", "module.yaml:12 missing"},
		{"lesson outside", "module.yaml", "  - decide\n", "  - decide\n  - ../../etc/passwd\n", "module.yaml:12 slug"},
		{"unlisted lesson", "module.yaml", "  - decide\n", "", "lessons/decide.yaml:1 unlisted"},
		{"no front matter", "lessons/read.md", "---\ntitle", "title", "lessons/read.md:1 front_matter"},
		{"open front matter", "lessons/read.md", "minutes: 5\n---\n", "minutes: 5\n", "lessons/read.md:1 front_matter"},
		{"front matter's field", "lessons/read.md", "minutes: 5", "minutes: 5\nlevel: 3", "lessons/read.md:5 yaml"},
		{"front matter's minutes", "lessons/read.md", "minutes: 5", "minutes: 500", "lessons/read.md:4 range"},
		{"kind of lesson", "lessons/read.md", "kind: reading", "kind: film", "lessons/read.md:3 unknown"},
		{"empty lesson", "lessons/read.md", "# Heading\n\nA claim [@act] and a [[term]].\n", "", "lessons/read.md:6 required"},
		{"step without text", "lessons/decide.yaml", "    text: Now?", "    text: ''", "lessons/decide.yaml:7 required"},
		{"unknown step", "lessons/decide.yaml", "next: end\n      - id: wait", "next: nowhere\n      - id: wait", "lessons/decide.yaml:13 unknown_step"},
		{"no best choice", "lessons/decide.yaml", "        best: true\n", "", "lessons/decide.yaml:9 no_best"},
		{"answer", "quiz.yaml", "answer: b", "answer: z", "quiz.yaml:10 answer_option"},
		{"answer's form", "quiz.yaml", "answer: b", "answer: [b]", "quiz.yaml:10 answer_form"},
		{"option", "quiz.yaml", "text: That", "text: ''", "quiz.yaml:9 required"},
		{"feedback", "quiz.yaml", "    feedback: Because.\n", "", "quiz.yaml:2 required"},
		{"source of a question", "quiz.yaml", "sources: [act]", "sources: [act, none]", "quiz.yaml:12 unknown_source"},
		{"source's kind", "sources.yaml", "kind: statute", "kind: rumour", "sources.yaml:4 unknown"},
		{"term's meaning", "glossary.yaml", "definition: A meaning", "definition: ''", "glossary.yaml:3 required"},
		{"file that does not belong", "notes.txt", "", "x", "notes.txt:1 unknown_file"},
		{"folder that does not belong", "secret/x.md", "", "x", "secret:1 unknown_file"},
		{"folder among lessons", "lessons/deep/x.md", "", "x", "lessons/deep:1 unknown_file"},
	} {
		all := files()
		switch {
		case c.new == "-":
			delete(all, c.file)
		case c.old == "":
			all[c.file] = c.new
		default:
			if !strings.Contains(all[c.file], c.old) {
				t.Fatalf("%s: %s does not hold %q", c.name, c.file, c.old)
			}
			all[c.file] = strings.Replace(all[c.file], c.old, c.new, 1)
		}
		found := faults(Read(folder(all), Library{}))
		if !strings.Contains("|"+strings.Join(found, "|")+"|", "|"+c.want+"|") {
			t.Errorf("%s: no %s in %v", c.name, c.want, found)
		}
	}
}

// TestLocateMarkdown: a fault in a text is told at its line of the file.
func TestLocateMarkdown(t *testing.T) {
	b := Read(folder(files()), Library{})
	for _, c := range []struct {
		path string
		line int
		want string
	}{
		{"lessons[0].markdown", 1, "lessons/read.md:7"},
		{"lessons[0].markdown", 3, "lessons/read.md:9"},
		{"lessons[1].scenario.steps[1].text", 2, "lessons/decide.yaml:21"},
		{"lessons[1].scenario.intro", 1, "lessons/decide.yaml:4"},
		{"questions[0].prompt", 1, "quiz.yaml:4"},
		{"glossary[0].definition", 1, "glossary.yaml:3"},
		{"title", 0, "module.yaml:3"},
		{"no.such[7].path", 0, "module.yaml:1"},
	} {
		p := b.Locate(courses.Fault{Path: c.path, Line: c.line})
		if got := fmt.Sprintf("%s:%d", p.File, p.Line); got != c.want {
			t.Errorf("%s line %d is at %s, not %s", c.path, c.line, got, c.want)
		}
	}
}

// TestShared: a module takes from the library what it mentions and no more, its own first.
func TestShared(t *testing.T) {
	all := files()
	delete(all, "sources.yaml")
	all["glossary.yaml"] = "- id: own\n  term: Own\n  definition: Ours\n  sources: [far]\n"
	source := func(id string) courses.Source {
		return courses.Source{ID: id, Short: id, Title: id, Kind: "report", Checked: "copy"}
	}
	shared := Library{
		Sources: []courses.Source{source("act"), source("far"), source("near"), source("unused")},
		Terms:   []courses.Term{{ID: "term", Term: "T", Definition: "D", Sources: []string{"near"}}, {ID: "own", Term: "Theirs", Definition: "D"}, {ID: "unused", Term: "U", Definition: "D"}},
	}
	b := Read(folder(all), shared)
	var ids []string
	for _, s := range b.Module.Sources {
		ids = append(ids, s.ID)
	}
	for _, term := range b.Module.Glossary {
		ids = append(ids, term.ID+"="+term.Term)
	}
	if got := strings.Join(ids, " "); got != "act far near own=Own term=T" || len(faults(b)) != 0 {
		t.Errorf("the module has %s; %v", got, faults(b))
	}
}

func TestCourseFile(t *testing.T) {
	text := "slug: c\nlanguage: en\naudience: media\ntitle: T\nsummary: S\nmodules: [a, b]\npass_mark: 0.8\nhours: 2\nvalidity_months: 36\nwindow:\n    month: 1\nrefresher: d\ncriteria: All\n"
	read := func(text string) (courses.Course, []Problem) {
		return ReadCourse(folder(map[string]string{"c.yaml": text}), "c.yaml")
	}
	c, problems := read(text)
	if len(problems) != 0 || c.Modules[1] != "b" {
		t.Fatalf("%+v %v", c, problems)
	}
	if again, problems := read(string(WriteCourse(c))); len(problems) != 0 || !reflect.DeepEqual(again, c) {
		t.Errorf("written and read: %+v %v", again, problems)
	}
	if strings.Contains(string(WriteCourse(c)), "certificate") {
		t.Error("a course without words for its certificate is written with some")
	}
	worded := text + "certificate:\n  title: \"Diploma: early warning\"\n  wording: |-\n    ومي\n  signatory: A\n  signatory_title: '#1'\n"
	w, problems := read(worded)
	if want := (courses.Certificate{Title: "Diploma: early warning", Wording: "ومي", Signatory: "A", SignatoryTitle: "#1"}); len(problems) != 0 || w.Certificate != want {
		t.Errorf("%+v %v", w.Certificate, problems)
	}
	if again, problems := read(string(WriteCourse(w))); len(problems) != 0 || again.Certificate != w.Certificate {
		t.Errorf("written and read: %+v %v", again.Certificate, problems)
	}
	for spoiled, want := range map[string]string{
		strings.Replace(worded, "signatory: A", "signatory: <b>", 1): "c.yaml:18: certificate.signatory",
		strings.Replace(text, "hours: 2", "hours: -2", 1):            "c.yaml:8: hours",
		strings.Replace(text, "audience: media", "audience: x", 1):   "c.yaml:3: audience",
		strings.Replace(text, "[a, b]", "[a, a]", 1):                 "c.yaml:6: modules[1]",
		strings.Replace(text, "title: T", "title: T\nlevel: 2", 1):   "c.yaml:5: field level",
		"": "c.yaml:1: is empty",
	} {
		if _, problems := read(spoiled); len(problems) != 1 || !strings.HasPrefix(problems[0].String(), want) {
			t.Errorf("%v, not %s", problems, want)
		}
	}
}
