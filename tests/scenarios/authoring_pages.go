package scenarios

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var hidden = regexp.MustCompile(`name="(rev|token)" value="([^"]*)"`)

// editor is a page of a draft with the form that is on it.
func (b *browser) editor(path string) func(fields ...string) *answer {
	b.s.t.Helper()
	page := b.get(path).want(200)
	state := []string{}
	seen := map[string]bool{}
	for _, m := range hidden.FindAllStringSubmatch(string(page.body), -1) {
		if !seen[m[1]] || m[1] == "token" { // the last form's own
			state = append(state, m[1], m[2])
		}
		seen[m[1]] = true
	}
	return func(fields ...string) *answer {
		b.s.t.Helper()
		values := map[string]string{}
		for _, list := range [][]string{state, fields} {
			for i := 0; i+1 < len(list); i += 2 {
				values[list[i]] = list[i+1]
			}
		}
		var all []string
		for name, value := range values {
			all = append(all, name, value)
		}
		return b.post(path, all...)
	}
}

// add puts a lesson or question into the outline and gives the path of its editor.
func (b *browser) add(module, kind, slug string) string {
	b.s.t.Helper()
	rev := b.rev(module)
	b.post(module+"/outline", "rev", rev, "do", "add", "kind", kind, "slug", slug, "title", "Title of "+slug).to(module)
	list, _, _ := strings.Cut(kind, ".")
	return module + "/" + list + "s/" + slug
}

func (b *browser) rev(module string) string {
	b.s.t.Helper()
	m := hidden.FindStringSubmatch(string(b.get(module).want(200).body))
	if m == nil {
		b.s.t.Fatalf("%s has no form", module)
	}
	return m[2]
}

// writingPages: a trainer writes a module with forms alone, with every kind of question and a scenario; a reviewer sends it back, then approves.
func writingPages(t *testing.T, s *server) {
	admin := s.admin("pages-admin@example.org")
	trainer, reviewer := s.role("pages-trainer@example.org", "trainer", admin), s.role("pages-reviewer@example.org", "reviewer", admin)
	b, r := trainer.browser(), reviewer.browser()
	b.get("/admin/modules").want(200).shows(`name="slug"`)
	r.get("/admin/modules").want(200).hides(`name="slug"`)
	b.post("/admin/modules", "title", "By form", "slug", "No Slug", "language", "en").want(422).shows("Lower-case letters", "By form")
	module := b.post("/admin/modules", "title", "By form", "slug", "by-form", "language", "en").want(303).header.Get("Location")
	b.post(module+"/details", "rev", b.rev(module), "title", "By form", "slug", "by-form", "language", "en", "minutes", "12", "summary", "Short.",
		"content_note", "None.", "objectives", "Name it\r\n\r\nSay it").to(module)

	reading := b.add(module, "lesson.reading", "read")
	save := b.editor(reading)
	shown := save("do", "preview", "title", "Reading", "slug", "read", "minutes", "4", "kind", "reading", "markdown", "## Part\r\n\r\nOf [@nothing].\r\n\r\n::: desk for=media\r\nFor the press.\r\n:::", "audience", "media").want(200)
	shown.shows("For the press.", "line 3", "Part</h2>")
	save("do", "preview", "title", "Reading", "slug", "read", "minutes", "4", "kind", "reading", "markdown", "::: desk for=media\nFor the press.\n:::", "audience", "business").want(200).hides("<p>For the press.")
	save("do", "preview", "title", "<script>alert(1)</script>", "slug", "read", "minutes", "4", "kind", "reading", "markdown", "<script>alert(2)</script>\n\n[x](javascript:alert(3))").want(200).
		hides("<script>alert", `href="javascript`)
	trainer.api("GET", "/authoring/modules/"+draftOf(module), nil).want(200).is("source.lessons.0.markdown", "")
	save("do", "save", "title", "Reading", "slug", "read-this", "minutes", "4", "kind", "reading", "markdown", "## Part\r\n\r\nOf the press.\r\n").to(module + "/lessons/read-this")

	story := b.add(module, "lesson.scenario", "decide")
	b.editor(story)("do", "save", "title", "Deciding", "slug", "decide", "minutes", "5", "intro", "It begins.", "debrief", "It ended.",
		"step.0.id", "start", "step.0.text", "What now?", "choice.0.0.id", "speak", "choice.0.0.text", "Speak", "choice.0.0.best", "on", "choice.0.0.consequence", "They listen.", "choice.0.0.next", "end",
		"choice.0.1.id", "wait", "choice.0.1.text", "Wait", "choice.0.1.consequence", "Nothing.", "choice.0.1.next", "lost",
		"step.1.id", "end", "step.1.text", "Over.", "step.1.ending", "on", "step.2.id", "island", "step.2.text", "Alone.", "step.2.ending", "on").to(story)
	b.get(story).want(200).shows("No path leads here.", "Speak → end", "lost")
	b.editor(story)("do", "save", "title", "Deciding", "slug", "decide", "minutes", "5", "intro", "It begins.", "debrief", "It ended.",
		"step.0.id", "start", "step.0.text", "What now?", "choice.0.0.id", "speak", "choice.0.0.text", "Speak", "choice.0.0.best", "on", "choice.0.0.consequence", "They listen.", "choice.0.0.next", "end",
		"choice.0.1.id", "wait", "choice.0.1.text", "Wait", "choice.0.1.consequence", "Nothing.", "choice.0.1.next", "end",
		"step.1.id", "end", "step.1.text", "Over.", "step.1.ending", "on", "step.2.id", "", "step.2.text", "").to(story)
	b.get(story).want(200).hides("No path leads here.").shows("<svg", `href="`+story+`#step-2"`, "It starts here", "An ending")
	writingComfort(t, b, trainer, module)

	ask := func(kind, id string, fields ...string) {
		t.Helper()
		path := b.add(module, "question."+kind, id)
		b.editor(path)(append([]string{"do", "save", "id", id, "kind", kind, "prompt", "Which?", "feedback", "This."}, fields...)...).to(path)
	}
	two := []string{"option.0.id", "a", "option.0.text", "One", "option.1.id", "b", "option.1.text", "Two", "option.3.id", "c", "option.3.text", "Three"}
	ask("single", "one", append(two, "option.1.right", "on")...)
	ask("multiple", "some", append(two, "option.0.right", "on", "option.3.right", "on", "sensitive", "on")...)
	ask("true_false", "truth", "truth", "false")
	ask("ordering", "order", append(two, "option.0.position", "2", "option.1.position", "1", "option.3.position", "3")...)
	ask("matching", "match", append(two, "prompt.0.id", "p", "prompt.0.text", "First", "prompt.0.match", "b", "prompt.1.id", "q", "prompt.1.text", "Second", "prompt.1.match", "a")...)
	ask("short", "why", "points", "Because.\r\nAnd so.")
	source := trainer.api("GET", "/authoring/modules/"+draftOf(module), nil).want(200)
	for i, want := range []string{"b", "[a c]", "false", "[b a c]", "map[p:b q:a]", "[Because. And so.]"} {
		source.is("source.questions."+fmt.Sprint(i)+".answer", want)
	}
	source.is("source.objectives", "[Name it Say it]").is("source.lessons.0.slug", "read-this").is("source.lessons.0.markdown", "## Part\n\nOf the press.")

	b.post(module+"/outline", "rev", b.rev(module), "do", "down.lessons.0").to(module)
	trainer.api("GET", "/authoring/modules/"+draftOf(module), nil).want(200).is("source.lessons.0.slug", "decide")
	b.post(module+"/outline", "rev", b.rev(module), "do", "down.lessons.7").want(400)
	b.post(module+"/library", "rev", b.rev(module), "sources", "- id: act\n  colour: red", "glossary", "").want(422).shows("Line 2")
	b.post(module+"/library", "rev", b.rev(module), "sources", "- id: act\n  short: Act\n  title: The Act\n  kind: statute\n  checked: official", "glossary", "").to(module)

	collision(t, b, admin.browser(), module)

	// The details of a module and its order are different parts: neither form is in the other's way.
	details := b.get(module).want(200)
	b.post(module+"/outline", "rev", b.rev(module), "do", "up.lessons.1").to(module)
	form := string(details.body)[strings.Index(string(details.body), module+"/details"):]
	state := hidden.FindAllStringSubmatch(form, 2)
	b.post(module+"/details", "rev", state[0][2], "token", state[1][2], "title", "By form alone", "slug", "by-form", "language", "en", "minutes", "12",
		"summary", "Short.", "content_note", "None.", "objectives", "Name it").to(module)

	b.post(module+"/step", "do", "approve").want(403)
	b.post(module+"/step", "do", "submit", "note", "Please.").to(module)
	r.get(module).want(200).shows("Approve", "Send back").hides(`action="` + module + `/details"`)
	r.post(module+"/details", "rev", "1", "title", "Theirs").want(403)
	r.post(module+"/comments", "lesson", "read-this", "line", "3", "text", "Which press?").to(module + "/lessons/read-this")
	r.post(module+"/step", "do", "reject").want(422).shows("Fill this in.")
	r.post(module+"/step", "do", "reject", "note", "Say which press.").to(module)
	b.get(module).want(200).shows("Say which press.", "Which press?")
	b.post(module+"/step", "do", "submit").to(module)
	r.post(module+"/step", "do", "approve").to(module)
	b.post(module+"/step", "do", "publish", "change", "substantive", "note", "The first.").to(module)
	b.get(module + "/history").want(200).shows("The first.")
	b.get("/admin/modules/by-form").want(200).shows("Copy into a draft")
	again := b.post("/admin/modules/by-form/step", "do", "copy").want(303).header.Get("Location")
	b.editor(again+"/lessons/read-this")("do", "save", "title", "Reading", "slug", "read-this", "minutes", "4", "kind", "reading", "markdown", "## Part\n\nOf the free press.").want(303)
	b.get(again+"/history").want(200).shows("lessons.read-this.markdown", "<mark>", "free")
	b.post(again+"/step", "do", "delete").to("/admin/modules")
	b.get(again).want(404)
	if zip := b.get("/admin/modules/by-form/bundle").want(200); zip.header.Get("Content-Type") != "application/zip" {
		t.Error("the bundle is no zip")
	}
}

// writingComfort: what spares an author typing does the same by forms alone.
func writingComfort(t *testing.T, b *browser, trainer *client, module string) {
	t.Helper()
	reading, story := module+"/lessons/read-this", module+"/lessons/decide"
	fields := []string{"title", "Reading", "slug", "read-this", "minutes", "4", "kind", "reading", "markdown", "Not saved, of [[genocide|the crime]] [@rome-statute]."}
	save := b.editor(reading)
	save(append(fields, "do", "find", "find", "rome statute")...).want(200).shows("[@rome-statute]", "Not saved, of").hides("[@un-charter]")
	save(append(fields, "do", "find", "find", "nothing of this name")...).want(200).shows("Nothing of this kind was found.")
	live := save(append(fields, "do", "preview", "live", "1")...).want(200)
	live.holds("Rome Statute")
	if page := live.text("page"); !strings.Contains(page, "the crime") || !strings.Contains(page, `lang="en" dir="ltr"`) || strings.Contains(page, "<script") {
		t.Errorf("the preview is %s", page)
	}
	b.get(reading+"/preview?audience=media").want(200).shows("Of the press.", `<p class="kicker">`).hides("<form", "<script")
	b.get(reading + "/preview?audience=nobody").want(422)
	b.get(module + "/lessons/none/preview").want(404)
	trainer.api("GET", "/authoring/modules/"+draftOf(module), nil).want(200).is("source.sources", "[]")
	// What is cited of the shared library becomes the module's own.
	save(append(fields, "do", "save")...).to(reading)
	trainer.api("GET", "/authoring/modules/"+draftOf(module), nil).want(200).holds(`"id":"rome-statute"`).is("source.glossary.0.id", "genocide")
	library := "/authoring/modules/" + draftOf(module) + "/library"
	trainer.api("GET", library+"?query=rome+statute", nil).want(200).is("sources.0.id", "rome-statute").is("sources.0.own", true).is("sources.0.mark", "[@rome-statute]")
	trainer.api("GET", library+"?query="+strings.Repeat("x", 201), nil).fault("query", "too_long")
	b.editor(reading)("do", "save", "title", "Reading", "slug", "read-this", "minutes", "4", "kind", "reading", "markdown", "## Part\n\nOf the press.").to(reading)

	// Steps change places by their names, whatever was left out of the form.
	steps := []string{"title", "Deciding", "slug", "decide", "minutes", "5", "intro", "It begins.", "debrief", "It ended.",
		"step.0.id", "", "step.1.id", "start", "step.1.text", "What now?", "choice.1.0.id", "speak", "choice.1.0.text", "Speak", "choice.1.0.best", "on", "choice.1.0.consequence", "They listen.", "choice.1.0.next", "end",
		"choice.1.1.id", "wait", "choice.1.1.text", "Wait", "choice.1.1.consequence", "Nothing.", "choice.1.1.next", "end", "step.2.id", "end", "step.2.text", "Over.", "step.2.ending", "on"}
	b.editor(story)(append(steps, "do", "down.step.1")...).to(story)
	at := "source.lessons.1.scenario.steps.0.id"
	trainer.api("GET", "/authoring/modules/"+draftOf(module), nil).want(200).is(at, "end")
	b.editor(story)(append(steps, "do", "down.step.7")...).want(400)
	b.editor(story)(append(steps, "do", "save")...).to(story)
	trainer.api("GET", "/authoring/modules/"+draftOf(module), nil).want(200).is(at, "start")

	for _, c := range []struct {
		do     string
		status int
		first  string
	}{
		{"move.lessons.0.1", 303, "decide"}, {"move.lessons.1.0", 303, "read-this"}, {"move.lessons.0.9", 400, "read-this"}, {"move.lessons.0", 400, "read-this"},
		{"move.lessons.x.1", 400, "read-this"}, {"up.lessons.1.0", 400, "read-this"}, {"up.lessons.0", 400, "read-this"},
	} {
		b.post(module+"/outline", "rev", b.rev(module), "do", c.do).want(c.status)
		trainer.api("GET", "/authoring/modules/"+draftOf(module), nil).want(200).is("source.lessons.0.slug", c.first)
	}
}

// coursePages: a course is put together, reviewed and brought up to its modules with forms alone.
func coursePages(t *testing.T, s *server) {
	admin := s.admin("course-pages-admin@example.org")
	trainer, reviewer := s.role("course-pages-trainer@example.org", "trainer", admin), s.role("course-pages-reviewer@example.org", "reviewer", admin)
	made := trainer.api("POST", "/authoring/modules", map[string]any{"source": written("in-a-course")}).want(201)
	trainer.release(reviewer, "/authoring/modules/"+made.text("id"), nil)
	b, r := trainer.browser(), reviewer.browser()
	b.post("/admin/courses", "title", "Paged", "slug", "No Slug", "language", "en").want(422).shows("Lower-case letters")
	path := b.post("/admin/courses", "title", "Paged", "slug", "paged", "language", "en").want(303).header.Get("Location")
	fields := []string{"do", "save", "rev", "1", "title", "Paged", "slug", "paged", "language", "en", "audience", "media", "summary", "Short.", "pass_mark", "75", "hours", "1.5", "validity_months", "6", "window_month", "1", "refresher", course, "criteria", "All done."}
	b.post(path, append(fields, "modules", "not-there")...).to(path)
	b.get(path).want(200).shows("no module")
	b.post(path, append(fields, "modules", "in-a-course")...).want(409).shows("Somebody changed this")
	// Shared with another, who meets the owner in one field: both texts are shown, and nothing of either is lost.
	other := s.role("course-pages-other@example.org", "trainer", admin)
	o := other.browser()
	o.get(path).want(404)
	o.post(path, "do", "share", "email", other.email).want(404)
	r.post(path, "do", "share", "email", other.email).want(403)
	b.post(path, "do", "share", "email", "nobody-there@example.org").want(422)
	b.post(path, "do", "share", "email", other.email).to(path)
	rev := trainer.api("GET", "/authoring/courses/"+draftOf(path), nil).want(200).is("editors.0.id", other.id).text("rev")
	fields[3] = rev
	o.post(path, append(slices.Clone(fields), "modules", "in-a-course\nalso-this")...).to(path)
	b.post(path, append(slices.Clone(fields), "modules", "in-a-course")...).want(409).shows("<mark>", "also-this", "Yours")
	o.post(path, "do", "share", "email", trainer.email).want(403)
	b.post(path, "do", "share", "email", other.email, "remove", "on").to(path)
	o.get(path).want(404)
	fields[3] = trainer.api("GET", "/authoring/courses/"+draftOf(path), nil).want(200).text("rev")
	b.post(path, append(fields, "modules", "in-a-course")...).to(path)
	stale := fields[3]
	present := func() string {
		return trainer.api("GET", "/authoring/courses/"+draftOf(path), nil).want(200).text("rev")
	}
	words := append(slices.Clone(fields), "modules", "in-a-course", "certificate.title", "Diploma of study", "certificate.signatory", "Ana Lima")
	words[1], words[3] = "preview", present()
	b.post(path, words...).want(200).shows("/certificate?", "title=Diploma", `value="Diploma of study"`)
	if now := present(); now != words[3] {
		t.Errorf("a preview has made revision %s of %s", now, words[3])
	}
	words[3] = stale
	b.post(path, words...).want(200).shows(`name="rev" value="` + stale + `"`) // still of the text that the writer began with
	words[1], words[3] = "save", present()
	b.post(path, words...).to(path)
	b.get(path).want(200).shows(`value="Diploma of study"`, `value="Ana Lima"`)
	b.post(path, append(words, "certificate.wording", "and more")...).want(409).shows("and more")
	words[3] = present()
	b.post(path, append(words, "certificate.wording", "<b>bold</b>")...).want(422).shows("without markup")
	b.post(path, "do", "approve").want(403)
	b.post(path, "do", "submit").to(path)
	r.get(path).want(200).shows("Approve")
	r.post(path, "do", "approve").to(path)
	b.post(path, "do", "publish", "change", "substantive").to(path)
	trainer.api("GET", "/authoring/courses/paged", nil).want(200).is("source.pass_mark", 0.75).is("source.hours", 1.5)
	next := trainer.revise("in-a-course", func(m map[string]any) { m["title"] = "Better named" })
	trainer.release(reviewer, next, map[string]any{"change": "editorial"})
	b.get("/admin/courses").want(200).shows("newer versions")
	b.get("/admin/courses/paged").want(200).shows("Take over the newest versions", "from=1&amp;to=2")
	b.post("/admin/courses/paged", "do", "accept", "change", "editorial").to("/admin/courses/paged")
	b.get("/admin/courses/paged").want(200).shows("Better named").hides("Take over")
	again := b.post("/admin/courses/paged", "do", "copy").want(303).header.Get("Location")
	b.post(again, "do", "delete").to("/admin/courses")
	s.join("course-pages-nobody@example.org").browser().get("/admin/courses").want(403)
}

func draftOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// collision: two people in one lesson both keep their text; two in different lessons do not meet.
func collision(t *testing.T, b, other *browser, module string) {
	t.Helper()
	lesson := module + "/lessons/read-this"
	mine, theirs := b.editor(lesson), other.editor(lesson)
	apart := other.editor(module + "/questions/truth")
	fields := func(text string) []string {
		return []string{"do", "save", "title", "Reading", "slug", "read-this", "minutes", "4", "kind", "reading", "markdown", text}
	}
	mine(fields("Mine of the press.")...).to(lesson)
	apart("do", "save", "id", "truth", "kind", "true_false", "prompt", "Which?", "feedback", "That.", "truth", "false").to(module + "/questions/truth")
	met := theirs(fields("Theirs of the press.")...).want(409).shows("Somebody saved before you", "<mark>Mine</mark>", "<mark>Theirs</mark>")
	theirs(append(fields("Theirs again."), "autosave", "1")...).want(409).is("problem", "stale")
	state := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(string(met.body), -1) {
		state.Set(m[1], m[2])
	}
	other.post(lesson, append(fields("Of the press, both."), "rev", state.Get("rev"), "token", state.Get("token"))...).to(lesson)
	b.get(lesson).want(200).shows("Of the press, both.")
	kept := b.editor(lesson)(append(fields("Of the press, kept."), "autosave", "1")...).want(200)
	if kept.text("rev") == "" || kept.text("token") == "" {
		t.Errorf("saving by itself answers %s", kept.body)
	}
}

// shows expects texts in the page; hides expects them not to be there.
func (a *answer) shows(texts ...string) *answer {
	a.s.t.Helper()
	for _, text := range texts {
		a.holds(text)
	}
	return a
}

func (a *answer) hides(texts ...string) *answer {
	a.s.t.Helper()
	for _, text := range texts {
		if i := strings.Index(string(a.body), text); i >= 0 {
			a.s.t.Errorf("%s: holds %q: %.300s", a.call, text, a.body[max(0, i-100):])
		}
	}
	return a
}
