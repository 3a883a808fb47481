package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"upstander/courses"
	"upstander/courses/bundle"
)

// roles gives a person the role.
func (s *server) role(email string, role string, admin *client) *client {
	s.t.Helper()
	c := s.join(email)
	admin.api("PATCH", "/users/"+c.id, map[string]any{"roles": []string{role}}).want(200)
	return c
}

// written is a small module without faults, with every kind of lesson and question.
func written(slug string) map[string]any {
	m := *fixture("As written").modules[moduleOne]["en"]
	m.Slug, m.Objectives = slug, []string{"Name what is there"}
	data, _ := json.Marshal(m)
	out := map[string]any{}
	_ = json.Unmarshal(data, &out)
	return out
}

func with(source map[string]any, name string, value any) map[string]any {
	out := maps.Clone(source)
	out[name] = value
	return out
}

// writing is the life of a module from its draft to a learner who takes it.
func writing(t *testing.T, s *server) {
	admin := s.admin("writing-admin@example.org")
	trainer, other := s.role("writing-trainer@example.org", "trainer", admin), s.role("writing-other@example.org", "trainer", admin)
	reviewer := s.role("writing-reviewer@example.org", "reviewer", admin)
	source := written("as-written")

	trainer.api("POST", "/authoring/modules", map[string]any{}).fault("source", "required")
	trainer.api("POST", "/authoring/modules", map[string]any{"source": with(source, "slug", "No Slug")}).fault("slug", "slug")
	trainer.api("POST", "/authoring/modules", map[string]any{"source": with(source, "colour", "red")}).fault("colour", "unknown_field")
	trainer.api("POST", "/authoring/modules", map[string]any{"source": with(source, "title", "a\x00b")}).fault("source", "characters")
	made := trainer.api("POST", "/authoring/modules", map[string]any{"source": with(source, "summary", "")}, "Idempotency-Key", "one").want(201)
	again := trainer.api("POST", "/authoring/modules", map[string]any{"source": source}, "Idempotency-Key", "one").want(201)
	id := made.text("id")
	made.is("state", "draft").is("slug", "as-written").is("versions", "[]").is("rev", 1).is("source.questions.0.answer", "c").is("faults.0.path", "summary")
	if again.text("id") != id {
		t.Error("one key made two drafts")
	}
	path := "/authoring/modules/" + id
	other.api("GET", path, nil).problem(404, "module_unknown")
	other.api("PUT", path, map[string]any{"rev": 1, "source": source}).problem(404, "module_unknown")
	reviewer.api("GET", path, nil).want(200).is("may.edit", false)
	reviewer.api("PUT", path, map[string]any{"rev": 1, "source": source}).problem(403, "forbidden")
	for _, c := range []struct {
		who  *client
		seen bool
	}{{trainer, true}, {other, false}, {reviewer, true}, {admin, true}} {
		list := c.who.api("GET", "/authoring/modules?state=draft", nil).want(200)
		if strings.Contains(string(list.body), id) != c.seen {
			t.Errorf("%s sees %s", c.who.email, list.body)
		}
	}
	other.api("POST", path+"/editors", map[string]any{"email": other.email}).problem(404, "module_unknown")
	reviewer.api("POST", path+"/editors", map[string]any{"email": other.email}).problem(403, "forbidden")
	trainer.api("POST", path+"/editors", map[string]any{"email": "nobody-at-all@example.org"}).fault("email", "unknown")
	shared := trainer.api("POST", path+"/editors", map[string]any{"email": other.email}).want(200).is("editors.0.id", other.id)
	other.api("GET", path, nil).want(200).is("may.edit", true).is("may.share", false)
	other.api("POST", path+"/editors", map[string]any{"email": other.email, "remove": true}).problem(403, "forbidden")
	trainer.api("POST", path+"/editors", map[string]any{"email": other.email, "remove": true}).want(200).is("editors", "[]")
	other.api("GET", path, nil).problem(404, "module_unknown")
	rev := shared.at("rev").(float64) + 1

	trainer.api("GET", "/authoring/modules?state=lost", nil).fault("state", "unknown")

	trainer.api("POST", path+"/submit", nil).fault("summary", "text_limit")
	preview := trainer.api("POST", path+"/preview", map[string]any{"source": with(source, "title", "<b>bold</b>"), "audience": "media"}).want(200)
	if !strings.Contains(preview.text("html"), "As written") || strings.Contains(preview.text("html"), "<script") || len(preview.list("faults")) == 0 {
		t.Errorf("the preview is %.600s", preview.body)
	}
	trainer.api("POST", path+"/preview", map[string]any{"audience": "poets"}).fault("audience", "unknown")
	trainer.api("POST", path+"/preview", nil).want(200)
	trainer.api("GET", path, nil).want(200).is("rev", rev).is("source.summary", "")

	saved := trainer.api("PUT", path, map[string]any{"rev": rev, "source": source}).want(200).is("rev", rev+1)
	stale := trainer.api("PUT", path, map[string]any{"rev": rev, "source": with(source, "title", "Mine")}).problem(409, "stale")
	stale.is("rev", rev+1).is("present.source.title", saved.text("source.title"))
	var whole map[string]any
	if err := json.Unmarshal(saved.body, &whole); err != nil {
		t.Fatal(err)
	}
	trainer.api("PUT", path, whole).want(200).is("source.title", saved.text("source.title")) // as it was read
	trainer.api("PUT", path, map[string]any{"source": source}).fault("rev", "required")

	for _, step := range []string{"approve", "reject", "publish"} {
		if a := admin.api("POST", path+"/"+step, map[string]any{"note": "x"}); a.status != 409 {
			t.Errorf("%s of a draft: %d %s", step, a.status, a.body)
		}
	}
	trainer.api("POST", path+"/submit", nil).want(200).is("state", "in_review")
	trainer.api("POST", path+"/submit", nil).problem(409, "not_a_draft")
	trainer.api("PUT", path, map[string]any{"rev": 9, "source": source}).want(409)
	trainer.api("POST", path+"/approve", nil).problem(403, "forbidden")
	reviewer.api("POST", path+"/comments", map[string]any{"lesson": "none", "text": "Where?"}).fault("lesson", "unknown")
	reviewer.api("POST", path+"/comments", map[string]any{"lesson": "read", "line": 3, "text": "Say which."}).want(201).is("comments.0.line", 3)
	reviewer.api("POST", path+"/reject", nil).fault("reason", "required")
	reviewer.api("POST", path+"/reject", map[string]any{"reason": "Say which edition."}).want(200).is("state", "draft")
	comment := trainer.api("GET", path, nil).want(200).is("history.2.action", "rejected").is("history.2.note", "Say which edition.").is("history.2.by.id", reviewer.id)
	trainer.api("PUT", path+"/comments/"+comment.text("comments.0.id"), map[string]any{"resolved": true}).want(200).is("comments.0.resolved", true)
	trainer.api("PUT", path+"/comments/none", map[string]any{"resolved": true}).problem(404, "not_found")

	// Whoever changed the text does not approve it, whatever their role.
	now := admin.api("GET", path, nil).want(200)
	admin.api("PUT", path, map[string]any{"rev": now.at("rev"), "source": source}).want(200).is("authors.1.id", admin.id)
	trainer.api("POST", path+"/submit", map[string]any{"note": "Again."}).want(200)
	admin.api("POST", path+"/approve", nil).problem(403, "own_text")
	reviewer.api("POST", path+"/approve", nil).want(200).is("state", "approved")
	other.api("POST", path+"/publish", nil).problem(404, "module_unknown")
	trainer.api("POST", path+"/publish", map[string]any{"change": "small"}).fault("change", "unknown")
	trainer.api("POST", path+"/publish", nil).want(200).is("state", "published").is("version", 1).is("versions", "[1]")
	trainer.api("POST", path+"/publish", nil).want(200).is("version", 1)
	trainer.api("DELETE", path, nil).problem(409, "published_immutable")
	trainer.api("PUT", path, map[string]any{"rev": 9, "source": source}).want(409)
	trainer.api("GET", "/authoring/modules/as-written", nil).want(200).is("state", "published").is("owner.id", trainer.id)
	trainer.api("PUT", "/authoring/modules/as-written", map[string]any{"rev": 1, "source": source}).problem(409, "published_immutable")

	teach(t, s, trainer, reviewer)
}

// teach puts the module into a course, which a learner takes while new versions come.
func teach(t *testing.T, s *server, trainer, reviewer *client) {
	plan := map[string]any{
		"slug": "taught", "language": "en", "audience": "media", "title": "Taught", "summary": "For tests.", "modules": []string{"as-written", "not-there"},
		"pass_mark": 0.5, "hours": 2, "validity_months": 12, "criteria": "Everything was done.",
		"certificate": wording(),
	}
	made := trainer.api("POST", "/authoring/courses", map[string]any{"source": plan}).want(201).is("faults.0.code", "unknown_module")
	path := "/authoring/courses/" + made.text("id")
	trainer.wordCertificate(path, plan)
	trainer.api("POST", path+"/submit", nil).fault("modules", "module_unpublished")
	trainer.api("PUT", path, map[string]any{"rev": 1, "source": with(plan, "modules", []string{"as-written"})}).want(200).is("modules.0.version", 1)
	trainer.api("PUT", path, map[string]any{"rev": 1, "source": plan}).problem(409, "stale")
	trainer.api("POST", path+"/submit", nil).want(200)
	trainer.api("POST", path+"/approve", nil).problem(403, "forbidden")
	reviewer.api("POST", path+"/approve", nil).want(200)
	reviewer.api("POST", path+"/publish", nil).want(200).is("version", 1)

	learner := s.join("taught-learner@example.org")
	learner.enrol("taught")
	learner.complete("taught", "as-written", "read")

	// A better wording reaches the learner at once, and what is done stays done.
	reworded := trainer.revise("as-written", func(m map[string]any) {
		m["lessons"].([]any)[0].(map[string]any)["markdown"] = "Better worded."
	})
	trainer.release(reviewer, reworded, map[string]any{"change": "editorial", "note": "Better worded."}).is("version", 2)
	trainer.api("GET", "/authoring/courses/taught", nil).want(200).is("modules.0.newer", true)
	diff := trainer.api("GET", "/authoring/modules/as-written/diff?from=1&to=2", nil).want(200)
	diff.is("parts.0.path", "lessons.read.markdown").is("parts.1", "")
	learner.api("POST", "/authoring/courses/taught/acceptance", nil).problem(403, "forbidden")
	trainer.api("POST", "/authoring/courses/taught/acceptance", map[string]any{"change": "editorial"}).want(200).is("version", 2).is("modules.0.newer", false)
	trainer.api("POST", "/authoring/courses/taught/acceptance", nil).fault("modules", "nothing_newer")
	learner.api("GET", "/courses/taught/enrolment", nil).want(200).is("version", 2).is("modules.0.lessons_done", "[read]")
	lesson := learner.api("GET", "/courses/taught/modules/as-written/lessons/read", nil).want(200)
	if !strings.Contains(lesson.text("html"), "Better worded.") {
		t.Errorf("the learner reads %s", lesson.body)
	}

	// More lessons are no matter of wording; who has begun finishes what they began.
	longer := trainer.revise("as-written", func(m map[string]any) {
		m["lessons"] = append(m["lessons"].([]any), map[string]any{"slug": "more", "title": "More", "kind": "reading", "minutes": 1, "markdown": "More."})
	})
	trainer.api("POST", longer+"/submit", nil).want(200)
	reviewer.api("POST", longer+"/approve", nil).want(200)
	trainer.api("POST", longer+"/publish", map[string]any{"change": "editorial"}).fault("change", "not_editorial")
	trainer.api("POST", longer+"/publish", nil).want(200).is("version", 3)
	trainer.api("POST", "/authoring/courses/taught/acceptance", map[string]any{"change": "editorial"}).fault("change", "not_editorial")
	trainer.api("POST", "/authoring/courses/taught/acceptance", nil).want(200).is("version", 3)
	learner.api("GET", "/courses/taught/enrolment", nil).want(200).is("version", 2)
	learner.complete("taught", "as-written", "decide")
	learner.complete("taught", "as-written", "reflect")
	attempt := learner.api("POST", "/courses/taught/modules/as-written/attempts", nil).want(201).text("id")
	learner.submit(attempt, right()).want(200).is("passed", true).is("enrolment.state", "completed").is("enrolment.version", 2)
	serial := learner.api("GET", "/certificates", nil).want(200).text("items.0.serial")
	learner.browser().get("/certificates/"+serial).want(200).shows("and has told a sign from a rumour", "Dr Adaeze Okonkwo", "Director of studies")

	// Two who start from one version: the second is told.
	one := trainer.revise("as-written", func(m map[string]any) { m["title"] = "One" })
	two := trainer.revise("as-written", func(m map[string]any) { m["title"] = "Two" })
	trainer.release(reviewer, one, nil).is("version", 4)
	trainer.api("POST", two+"/submit", nil).want(200)
	reviewer.api("POST", two+"/approve", nil).want(200)
	trainer.api("POST", two+"/publish", nil).problem(409, "base_moved")
	trainer.api("POST", two+"/publish", map[string]any{"onto": 4}).want(200).is("version", 5)
	trainer.api("GET", "/authoring/modules/as-written/versions", nil).want(200).is("items.0.version", 5).is("items.0.current", true).is("items.4.version", 1)
	trainer.api("GET", "/authoring/modules/as-written/versions/4", nil).want(200).is("source.title", "One")
	trainer.api("GET", "/authoring/modules/as-written/versions/9", nil).problem(404, "module_unknown")
	trainer.api("POST", "/authoring/modules", map[string]any{"copy": "as-written", "version": 4}).want(201).is("source.title", "One").is("base", 5)

	trainer.api("POST", "/authoring/modules/as-written/retire", nil).problem(403, "forbidden")
	reviewer.api("POST", "/authoring/modules/as-written/retire", nil).want(200).is("state", "retired")
	learner.api("GET", "/courses/taught/modules/as-written/lessons/read", nil).want(200)
	reviewer.api("POST", "/authoring/modules/as-written/retire", map[string]any{"undo": true}).want(200).is("state", "published")
}

// revise copies a published module into a draft, changes it and gives the draft's path.
func (c *client) revise(slug string, change func(source map[string]any)) string {
	c.s.t.Helper()
	made := c.api("POST", "/authoring/modules", map[string]any{"copy": slug}).want(201)
	path := "/authoring/modules/" + made.text("id")
	source := made.at("source").(map[string]any)
	change(source)
	c.api("PUT", path, map[string]any{"rev": made.at("rev"), "source": source}).want(200)
	return path
}

// release takes a draft through its review.
func (c *client) release(reviewer *client, path string, publication any) *answer {
	c.s.t.Helper()
	c.api("POST", path+"/submit", nil).want(200)
	reviewer.api("POST", path+"/approve", nil).want(200)
	return c.api("POST", path+"/publish", publication).want(200)
}

// bundles go out and come back.
func bundles(t *testing.T, s *server) {
	admin := s.admin("bundles-admin@example.org")
	trainer := s.role("bundles-trainer@example.org", "trainer", admin)
	send := func(data []byte, query string, headers ...string) *answer {
		return trainer.api("POST", "/authoring/bundles"+query, data, append(headers, "Content-Type", "application/zip")...)
	}
	for _, slug := range []string{"c1-atrocity-crimes", moduleOne} {
		packed := trainer.api("GET", "/authoring/modules/"+slug+"/bundle", nil).want(200)
		if packed.header.Get("Content-Type") != "application/zip" {
			t.Errorf("a bundle as %s", packed.header.Get("Content-Type"))
		}
		send(packed.body, "?dry_run=true").want(200).is("draft", "").is("slug", slug)
		made := send(packed.body, "", "Idempotency-Key", slug).want(201)
		if again := send(packed.body, "", "Idempotency-Key", slug).want(201); again.text("draft.id") != made.text("draft.id") {
			t.Error("one key made two drafts")
		}
		back := trainer.api("GET", "/authoring/modules/"+made.text("draft.id")+"/bundle", nil).want(200)
		if !bytes.Equal(back.body, packed.body) {
			t.Errorf("%s came back changed", slug)
		}
		trainer.api("GET", "/authoring/modules/"+made.text("draft.id")+"/diff", nil).want(200).is("parts", "[]")
	}
	before := len(trainer.api("GET", "/authoring/modules?limit=200", nil).want(200).list("items"))
	m := *fixture("Broken").modules[moduleOne]["en"]
	m.Slug = "broken"
	m.Questions[0].Answer = courses.Answer{Text: "nowhere"}
	refused := send(pack(t, m), "").problem(422, "bundle_refused")
	refused.is("faults.0.file", "quiz.yaml").is("faults.0.code", "answer_option")
	if line := refused.text("faults.0.line"); line == "0" || line == "1" || refused.text("errors.0.field") != "quiz.yaml:"+line {
		t.Errorf("the fault is at line %s: %s", line, refused.body)
	}
	send(pack(t, m), "?incomplete=true&dry_run=true").want(200)
	send([]byte("PK nothing"), "").problem(422, "bundle_refused")
	send(nil, "").problem(422, "bundle_refused")
	trainer.api("POST", "/authoring/bundles", map[string]any{}).problem(415, "content_type")
	if after := len(trainer.api("GET", "/authoring/modules?limit=200", nil).want(200).list("items")); after != before {
		t.Errorf("refused bundles left %d drafts", after-before)
	}
}

// authoringAtOnce: many save, approve and publish together, and one of each counts.
func authoringAtOnce(t *testing.T, s *server) {
	admin := s.admin("at-once-admin@example.org")
	trainer, reviewer := s.role("at-once-trainer@example.org", "trainer", admin), s.role("at-once-reviewer@example.org", "reviewer", admin)
	source := written("at-once")
	made := trainer.api("POST", "/authoring/modules", map[string]any{"source": source}).want(201)
	path := "/authoring/modules/" + made.text("id")
	answers := atOnce(16, func(i int) *answer {
		a, _ := trainer.try("PUT", "/api/v1"+path, map[string]any{"rev": 1, "source": with(source, "title", fmt.Sprint("Title ", i))})
		return a
	})
	if got := count(answers); got[200] != 1 || got[409] != 15 {
		t.Errorf("sixteen saves of one revision: %v", got)
	}
	trainer.api("POST", path+"/submit", nil).want(200)
	if got := count(reviewer.rush(8, "POST", path+"/approve", nil)); got[200] != 1 || got[409] != 7 {
		t.Errorf("eight approvals: %v", got)
	}
	if got := count(trainer.rush(8, "POST", path+"/publish", nil)); got[200] != 8 {
		t.Errorf("eight publications: %v", got)
	}
	trainer.api("GET", "/authoring/modules/at-once/versions", nil).want(200).is("items.1", "").is("items.0.version", 1)
}

func pack(t *testing.T, m courses.Module) []byte {
	t.Helper()
	data, err := bundle.Pack(m)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// analytics tell how a module goes, and nothing of few.
func analytics(t *testing.T, s *server) {
	admin := s.admin("analytics-admin@example.org")
	trainer, reviewer := s.role("analytics-trainer@example.org", "trainer", admin), s.role("analytics-reviewer@example.org", "reviewer", admin)
	made := trainer.api("POST", "/authoring/modules", map[string]any{"source": written("measured")}).want(201)
	trainer.release(reviewer, "/authoring/modules/"+made.text("id"), nil)
	plan := map[string]any{
		"slug": "measured-course", "language": "en", "audience": "media", "title": "Measured", "summary": "For tests.", "modules": []string{"measured"},
		"pass_mark": 0.9, "hours": 1, "validity_months": 0, "criteria": "Done.",
	}
	c := trainer.api("POST", "/authoring/courses", map[string]any{"source": plan}).want(201)
	trainer.release(reviewer, "/authoring/courses/"+c.text("id"), nil)
	path := "/authoring/modules/measured/analytics"
	var all []*client
	for i := range 6 {
		if i == 4 {
			trainer.api("GET", path, nil).want(200).is("withheld", true).is("learners", 0).is("questions.0.attempts", 0).is("questions.0.correct_share", "").is("lessons.0.completions", 0)
		}
		learner := s.join(fmt.Sprintf("analytics%d@example.org", i))
		all = append(all, learner)
		learner.enrol("measured-course")
		s.Pass(time.Duration(i+1) * 30 * time.Second)
		learner.complete("measured-course", "measured", "read")
		answers := right()
		if i%2 == 0 {
			learner.complete("measured-course", "measured", "decide")
			answers["q-single"] = "a"
		}
		attempt := learner.api("POST", "/courses/measured-course/modules/measured/attempts", nil).want(201).text("id")
		learner.submit(attempt, answers).want(200)
	}
	trainer.api("GET", path, nil).want(200).is("withheld", false).is("learners", 6).is("questions.0.attempts", 6).is("questions.0.correct_share", 0.5).
		is("questions.0.discrimination", 1).is("questions.0.chosen.a", 3).is("questions.1.flag", "easy").is("questions.5.correct_share", "").is("questions.5.chosen", "map[]").
		is("lessons.0.completions", 6).is("lessons.0.drop_off", 0).is("lessons.1.drop_off", 0.5).
		is("lessons.0.median_minutes", 2).is("lessons.1.median_minutes", "").is("lessons.1.scenario.withheld", true).is("lessons.1.scenario.steps.0.choices.0.at_least", 0)
	trainer.browser().get("/admin/modules/measured/analytics").want(200).holds("50 %").holds("Fewer than five have gone this story to an end")
	// Choices are counted coarsely, once a learner: the sixth does not show, nor does one who tells it twice.
	for i, learner := range all {
		choices := []string{"speak"}
		if i == 0 {
			choices = []string{"wait", "back", "wait", "speak"}
		}
		for range 2 {
			learner.api("PUT", "/courses/measured-course/modules/measured/lessons/decide/completion", map[string]any{"path": choices}).want(200)
		}
	}
	steps := "lessons.1.scenario.steps."
	trainer.api("GET", path, nil).want(200).is("lessons.1.completions", 6).is("lessons.1.scenario.withheld", false).is(steps+"0.choices.0.at_least", 5).
		is(steps+"0.choices.1.at_least", 0).is(steps+"1.choices.1.at_least", 0).is(steps+"2.at_least", 5)
	trainer.browser().get("/admin/modules/measured/analytics").want(200).holds("5–9").holds("fewer than 5")
	s.join("analytics-nobody@example.org").api("GET", path, nil).problem(403, "forbidden")
	trainer.api("GET", "/authoring/modules/none/analytics", nil).problem(404, "module_unknown")
}

// giftQuestions go out to another platform and come back.
func giftQuestions(t *testing.T, s *server) {
	admin := s.admin("gift-admin@example.org")
	trainer, other := s.role("gift-trainer@example.org", "trainer", admin), s.role("gift-other@example.org", "trainer", admin)
	out := trainer.api("GET", "/authoring/modules/"+moduleOne+"/gift", nil).want(200)
	if !strings.Contains(out.text("text"), "::q-single::") || !strings.Contains(string(out.body), "no ordering questions") {
		t.Errorf("the questions are %s", out.body)
	}
	made := trainer.api("POST", "/authoring/modules", map[string]any{"source": written("gifted")}).want(201)
	path := "/authoring/modules/" + made.text("id") + "/gift"
	text := map[string]any{"rev": 1, "text": "::q-single::Which? {=this ~that}\n\nHow many? {#3}\n"}
	other.api("POST", path, text).problem(404, "module_unknown")
	admin.api("POST", "/authoring/modules/"+moduleOne+"/gift", text).problem(409, "published_immutable")
	trainer.api("POST", path, with(text, "dry_run", true)).want(200).is("added", "[q-single-2]").is("rev", 1)
	trainer.api("POST", path, text).want(200).is("added", "[q-single-2]").is("notes.0.line", 3).is("notes.0.dropped", true).is("rev", 2)
	trainer.api("POST", path, text).problem(409, "stale")
	trainer.api("POST", path, map[string]any{"rev": 2, "text": ""}).fault("text", "required")
	trainer.api("GET", "/authoring/modules/"+made.text("id"), nil).want(200).is("source.questions.6.answer", "a1")
	b := trainer.browser()
	b.post("/admin/modules/"+made.text("id")+"/gift", "rev", "2", "text", "Is it so?{T}").want(200).holds("1 question was added.")
	b.post("/admin/modules/"+made.text("id")+"/gift", "rev", "2", "text", "Is it so?{T}").want(409).holds("Somebody changed this")
}
