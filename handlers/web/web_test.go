package web

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every template fits its struct: filled in, in each further state, and as the zero value.
func TestEveryPageRenders(t *testing.T) {
	all := samples(t)
	for name, zero := range registry {
		if _, ok := all[name]; !ok {
			t.Errorf("page %s has no sample", name)
		}
		if err := Render(io.Discard, name, zero); err != nil {
			t.Errorf("zero %s: %v", name, err)
		}
	}
	for name, page := range all {
		html := render(t, name, page)
		for _, fault := range faults(html) {
			t.Errorf("%s: %s", name, fault)
		}
	}
	files, err := filepath.Glob("templates/pages/*.html")
	if err != nil || len(files) != len(registry) {
		t.Errorf("%d page files for %d pages (%v)", len(files), len(registry), err)
	}
}

func render(t *testing.T, name string, page any) string {
	t.Helper()
	name, _, _ = strings.Cut(name, ":")
	var buf bytes.Buffer
	if err := Render(&buf, name, page); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

var (
	idAttr  = regexp.MustCompile(` id="([^"]*)"`)
	refAttr = regexp.MustCompile(` (?:for|aria-labelledby|aria-describedby)="([^"]*)"`)
	posts   = regexp.MustCompile(`(?s)<form method="post".*?</form>`)
)

// faults finds what no page may have, whatever it shows.
func faults(html string) []string {
	var found []string
	for bad, why := range map[string]string{
		" style=": "inline style", "<style": "style element", "<script>": "inline script", " onclick=": "inline handler",
		"ZgotmplZ": "a value refused by the escaper", "%!": "a formatting fault", "<no value>": "a missing value", "\"\"\"": "a broken attribute",
	} {
		if strings.Contains(html, bad) {
			found = append(found, why)
		}
	}
	if n := strings.Count(html, "<h1"); n != 1 {
		found = append(found, "not exactly one h1")
	}
	if !strings.Contains(html, `<main id="main"`) || strings.Count(html, "<main") != 1 {
		found = append(found, "not exactly one main")
	}
	var ids []string
	for _, m := range idAttr.FindAllStringSubmatch(html, -1) {
		if m[1] == "" || slices.Contains(ids, m[1]) {
			found = append(found, "id twice or empty: "+m[1])
		}
		ids = append(ids, m[1])
	}
	for _, m := range refAttr.FindAllStringSubmatch(html, -1) {
		for _, id := range strings.Fields(m[1]) {
			if !slices.Contains(ids, id) {
				found = append(found, "refers to an absent id: "+id)
			}
		}
	}
	for _, form := range posts.FindAllString(html, -1) {
		if strings.Count(form, `name="csrf" value="token"`) != 1 {
			found = append(found, "form without csrf: "+form[:min(len(form), 80)])
		}
	}
	return found
}

func TestRenderRefuses(t *testing.T) {
	var buf bytes.Buffer
	if err := Render(&buf, "nowhere", HomePage{}); err == nil {
		t.Error("an unknown page was rendered")
	}
	if err := Render(&buf, "home", CoursesPage{}); err == nil {
		t.Error("a page took a foreign struct")
	}
	if err := Render(&buf, "home", nil); err == nil {
		t.Error("a page took nil")
	}
	if buf.Len() != 0 {
		t.Errorf("%d bytes were written on failure", buf.Len())
	}
	if err := Render(&buf, "home", &HomePage{}); err != nil || buf.Len() == 0 {
		t.Errorf("a pointer was refused: %v", err)
	}
}

func TestTextIsEscaped(t *testing.T) {
	page := CoursesPage{Courses: []CourseCard{{Title: `<script>alert("x")</script>`, Href: "javascript:alert(1)"}}}
	html := render(t, "courses", page)
	if strings.Contains(html, "<script>alert") || strings.Contains(html, "javascript:alert") {
		t.Error("text reached the page unescaped")
	}
}

// Keys written in the templates have a text, so that no learner ever reads a key.
func TestKeysHaveTexts(t *testing.T) {
	texts := english(t)
	key := regexp.MustCompile(`\.T "([^"]+)"`)
	err := filepath.Walk("templates", func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, m := range key.FindAllStringSubmatch(string(data), -1) {
			if texts[m[1]] == "" && texts[m[1]+".other"] == "" {
				t.Errorf("%s: no text for %s", path, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
