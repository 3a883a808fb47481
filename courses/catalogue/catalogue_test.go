package catalogue_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"upstander/courses"
	"upstander/courses/catalogue"
	"upstander/courses/lint"
)

var update = flag.Bool("update", false, "rewrite golden files")

// An editor has nothing to strike out in the built-in courses. Only sources that stand in the bibliography and nothing rests on yet may
// be warned of.
func TestCatalogueIsClean(t *testing.T) {
	for _, tag := range catalogue.Languages {
		all, problems := catalogue.Load(tag)
		for _, p := range append(problems, all.Faults()...) {
			if p.Code != "source_unused" {
				t.Error(p)
			}
		}
	}
}

func TestEachAudienceHasItsCourse(t *testing.T) {
	all, _ := catalogue.Load(catalogue.Languages[0])
	var order []courses.Audience
	taken := map[string]bool{}
	for _, c := range all.Courses {
		order = append(order, c.Audience)
		for _, slug := range c.Modules {
			taken[slug] = true
		}
	}
	if !slices.Equal(order, courses.Audiences()) {
		t.Errorf("courses for %v", order)
	}
	for i := range all.Modules {
		if !taken[all.Modules[i].Slug] {
			t.Errorf("module %s is in no course", all.Modules[i].Slug)
		}
	}
}

// Each diagram teaches somewhere.
func TestEachFigureIsUsed(t *testing.T) {
	all, _ := catalogue.Load(catalogue.Languages[0])
	entries, err := os.ReadDir("figures")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name, used := strings.TrimSuffix(e.Name(), ".svg"), false
		for i := range all.Modules {
			for _, l := range all.Modules[i].Lessons {
				used = used || strings.Contains(l.Markdown, "::: figure "+name+" ")
			}
		}
		if !used {
			t.Errorf("no lesson shows the figure %s", name)
		}
	}
}

func TestFaultHasItsFileAndLine(t *testing.T) {
	all, _ := catalogue.Load(catalogue.Languages[0])
	all.Courses[0].Hours = 100
	all.Modules[0].Lessons[0].Minutes = 200
	var found []string
	for _, p := range all.Faults() {
		if p.Code == "course_hours" || p.Code == "lesson_minutes" {
			found = append(found, p.String())
		}
	}
	if len(found) != 2 || !strings.HasPrefix(found[0], "modules/bus1-why-business/en/lessons/hamburg-1946.md:") ||
		!strings.HasPrefix(found[1], "courses/diplomats/en.yaml:") || strings.HasPrefix(found[1], "courses/diplomats/en.yaml:1:") {
		t.Error(found)
	}
}

func TestPageOfTheCatalogue(t *testing.T) {
	const page = "../../docs/catalogue.md"
	all, _ := catalogue.Load(catalogue.Languages[0])
	now := lint.Markdown(all.Courses, all.Modules)
	if *update {
		if err := os.WriteFile(page, []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held, err := os.ReadFile(page)
	if err != nil || string(held) != now {
		t.Errorf("docs/catalogue.md is not what the catalogue holds (make golden); error %v", err)
	}
}
