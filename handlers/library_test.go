package handlers

import (
	"reflect"
	"testing"

	"upstander/app/publishing"
	"upstander/courses"
	"upstander/courses/catalogue"
)

// heldCourses makes courses of the catalogue's form, as publishing holds them.
func heldCourses(list map[string][]*courses.Module, order ...string) (out []*publishing.Course) {
	for _, slug := range order {
		c := &publishing.Course{CourseVersion: &publishing.CourseVersion{Slug: slug}}
		for _, m := range list[slug] {
			c.Modules = append(c.Modules, &publishing.ModuleVersion{Slug: m.Slug, Languages: map[string]*courses.Module{"en": m}})
		}
		out = append(out, c)
	}
	return out
}

func TestShelfLinksBothWays(t *testing.T) {
	core := &courses.Module{
		Slug: "core", Title: "Core", Lessons: []courses.Lesson{{Slug: "a", Title: "A", Markdown: "A [[term]] [@law, art. II]."}, {Slug: "b", Title: "B", Markdown: "Nothing."}},
		Questions: []courses.Question{{Feedback: "So [@law]."}},
		Sources:   []courses.Source{{ID: "law", Short: "The Law"}}, Glossary: []courses.Term{{ID: "term", Term: "Term", Sources: []string{"law"}}},
	}
	track := &courses.Module{
		Slug: "track", Title: "Track", Lessons: []courses.Lesson{{Slug: "a", Title: "Another A", Markdown: "The [[term]] and [@a-book]."}},
		Sources: []courses.Source{{ID: "law", Short: "The Law"}, {ID: "a-book", Short: "A book"}}, Glossary: core.Glossary,
	}
	all := newShelf(heldCourses(map[string][]*courses.Module{"first": {core}, "second": {core, track}}, "first", "second"), "en")
	inCore := UseView{"first", "core", "Core", "a", "A", []string{}, 1}
	if len(all.terms) != 1 || !reflect.DeepEqual(all.terms[0].Uses, []UseView{inCore, {"second", "track", "Track", "a", "Another A", []string{}, 1}}) {
		t.Errorf("terms: %+v", all.terms)
	}
	if len(all.sources) != 2 || all.sources[0].ID != "a-book" || all.sources[1].ID != "law" {
		t.Fatalf("sources: %+v", all.sources)
	}
	inCore.Places = []string{"art. II"}
	if law := all.sources[1]; !reflect.DeepEqual(law.Uses, []UseView{inCore, {"first", "core", "Core", "", "", []string{}, 1}}) || !reflect.DeepEqual(law.Terms, []string{"term"}) {
		t.Errorf("law: %+v", law)
	}
	if len(all.modules) != 2 {
		t.Errorf("%d modules", len(all.modules))
	}
}

// BenchmarkShelf is what a new edition costs, once.
func BenchmarkShelf(b *testing.B) {
	held, _ := catalogue.Load("en")
	list := map[string][]*courses.Module{}
	for i := range held.Modules {
		list["all"] = append(list["all"], &held.Modules[i])
	}
	all := heldCourses(list, "all")
	for b.Loop() {
		newShelf(all, "en")
	}
}
