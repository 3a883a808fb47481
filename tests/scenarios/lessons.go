package scenarios

import (
	"fmt"
	"strings"
	"testing"
)

// movingLessons: a lesson goes to another draft with what it needs; nothing is lost when somebody is faster, nothing is there twice.
func movingLessons(t *testing.T, s *server) {
	admin := s.admin("moving-admin@example.org")
	trainer, other := s.role("moving-trainer@example.org", "trainer", admin), s.role("moving-other@example.org", "trainer", admin)
	draft := func(who *client, slug string) string {
		t.Helper()
		return who.api("POST", "/authoring/modules", map[string]any{"source": written(slug)}).want(201).text("id")
	}
	from, foreign := draft(trainer, "moved-from"), draft(other, "moved-foreign")
	to := trainer.api("POST", "/authoring/modules", map[string]any{"source": map[string]any{"slug": "moved-to", "language": "en", "title": "The other"}}).want(201).text("id")
	path, there := "/authoring/modules/"+from, "/authoring/modules/"+to
	image := trainer.api("POST", path+"/images?alt=Squares", encodedPNG(t), "Content-Type", "image/png").want(201)
	source := written("moved-from")
	source["lessons"].([]any)[0].(map[string]any)["markdown"] = "Of [[genocide|this]].\n\n" + image.text("markdown")
	rev := trainer.api("PUT", path, map[string]any{"rev": image.at("rev"), "source": source}).want(200).at("rev").(float64)
	move := func(lesson string, rev, toRev float64, to string) *answer {
		t.Helper()
		return trainer.api("POST", path+"/lessons/"+lesson+"/move", map[string]any{"rev": rev, "to": to, "to_rev": toRev})
	}
	trainer.api("POST", path+"/lessons/read/move", map[string]any{}).fault("rev", "required")
	move("read", rev, 1, from).fault("to", "unknown")
	move("read", rev, 1, "as-written").fault("to", "unknown")
	move("read", rev, 1, foreign).problem(404, "module_unknown")
	move("none", rev, 1, to).problem(404, "lesson_unknown")
	move("read", rev-1, 1, to).problem(409, "stale")
	move("read", rev, 9, to).problem(409, "stale")
	other.api("POST", path+"/lessons/read/move", map[string]any{"rev": rev, "to": foreign, "to_rev": 1}).problem(404, "module_unknown")
	trainer.api("GET", there, nil).want(200).is("source.lessons", "[]")

	// Somebody was faster between the two writes: it is in both, and moving it again makes it one.
	copied := trainer.api("GET", path, nil).want(200).at("source.lessons.0")
	trainer.api("PUT", there, map[string]any{"rev": 1, "source": map[string]any{"slug": "moved-to", "language": "en", "title": "The other", "lessons": []any{copied}}}).want(200)
	got := move("read", rev, 2, to).want(200).is("source.lessons.0.slug", "read").is("source.images.0.name", image.text("name"))
	if n := len(got.list("source.lessons")); n != 1 {
		t.Errorf("the lesson is there %d times", n)
	}
	if left := string(trainer.api("GET", path, nil).want(200).body); strings.Contains(left, `"slug":"read"`) {
		t.Error("the lesson is still where it was")
	}

	// By form, with what it needs.
	b := trainer.browser()
	page := "/admin/modules/" + to
	now := trainer.api("GET", there, nil).want(200).at("rev").(float64)
	third := draft(trainer, "moved-third")
	b.get(page+"/lessons/read").want(200).shows(third+"@1", `/lessons/read/move"`).hides(foreign)
	b.post(page+"/lessons/read/move", "rev", fmt.Sprint(now), "to", third+"@1").want(422).shows("another lesson of this name")
	fourth := trainer.api("POST", "/authoring/modules", map[string]any{"source": map[string]any{"slug": "moved-fourth", "language": "en", "title": "Fourth"}}).want(201).text("id")
	b.post(page+"/lessons/read/move", "rev", "1", "to", fourth+"@1").want(409)
	b.post(page+"/lessons/read/move", "rev", fmt.Sprint(now), "to", fourth+"@1").to("/admin/modules/" + fourth)
	last := trainer.api("GET", "/authoring/modules/"+fourth, nil).want(200).is("source.lessons.0.slug", "read").is("source.glossary.0.id", "genocide")
	last.is("source.images.0.name", image.text("name"))
}
