package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// set fills the fields of a form by their names: pairs of name and value, "on" for what is ticked.
func (b *tab) set(form string, pairs ...string) {
	b.t.Helper()
	if missing := eval[string](b, `((form, pairs) => {
	  for (let i = 0; i < pairs.length; i += 2) {
	    const field = form.elements[pairs[i]];
	    if (!field) return pairs[i];
	    if (field.type === "checkbox") field.checked = pairs[i + 1] === "on";
	    else field.value = pairs[i + 1];
	  }
	  return "";
	})(document.querySelector(`+quote(form)+`), `+quote(pairs)+`)`); missing != "" {
		b.t.Fatalf("the form %s at %s has no field %s", form, b.where(), missing)
	}
}

// save fills the editor in and saves it.
func (b *tab) save(pairs ...string) {
	b.t.Helper()
	b.set("#edit", pairs...)
	b.press(`#edit p.actions > button[name="do"][value="save"]`)
}

// moved presses a button that moves a draft on, and expects the page to say how it stands.
func (b *tab) moved(page, do, state string, pairs ...string) {
	b.t.Helper()
	b.open(page)
	if len(pairs) > 0 {
		b.set(`form[action$="/step"]:has(button[value="`+do+`"])`, pairs...)
	}
	b.press(`form button[name="do"][value="` + do + `"]`)
	if facts := b.text("main .facts"); !strings.Contains(facts, state) {
		b.t.Fatalf("after %s the draft is %q, not %q: %s", do, facts, state, b.text(".error-summary"))
	}
}

// TestFromDraftToLearner: a trainer writes a module with every kind of question and a scenario, a reviewer sends it back, then approves, and a
// learner takes it; all of it on the pages.
func TestFromDraftToLearner(t *testing.T) {
	t.Parallel()
	trainer := desk(t, "Flow Trainer", "flow-trainer@example.org", "trainer")
	reviewer := desk(t, "Flow Reviewer", "flow-reviewer@example.org", "reviewer")
	module := trainer.draft("Reporting lines", "reporting-lines")
	details := `form[action$="/details"]`
	trainer.set(details, "summary", "How a report travels.", "minutes", "15", "content_note", "None.", "objectives", "Name the line")
	trainer.press(details + " button.button")

	trainer.add(module, "lesson.reading", "read", "The line")
	trainer.save("minutes", "5", "markdown", "## Who reads it\n\nStates undertook to prevent and to punish [@genocide-convention, art. I].")
	story := trainer.add(module, "lesson.scenario", "decide", "The call")
	trainer.save("intro", "It rings.", "debrief", "Write it down.", "minutes", "5", "step.0.id", "start", "step.0.text", "You are told of lists.")
	trainer.save("step.1.id", "end", "step.1.text", "It is on record.", "step.1.ending", "on",
		"choice.0.0.id", "report", "choice.0.0.text", "Report it", "choice.0.0.best", "on", "choice.0.0.consequence", "It is read.", "choice.0.0.next", "end")
	if !strings.Contains(trainer.text("main"), "It starts here") {
		t.Error("the map does not say where it starts")
	}
	trainer.save("choice.0.1.id", "wait", "choice.0.1.text", "Wait for more", "choice.0.1.consequence", "Nothing comes.", "choice.0.1.next", "lost")
	trainer.save("step.2.id", "lost", "step.2.text", "The lists are used.", "step.2.ending", "on")
	if rows := eval[int](trainer, `document.querySelectorAll("svg.branch-map .step").length`); rows != 3 {
		t.Errorf("the map has %d steps", rows)
	}
	trainer.check("the editor of a scenario")
	trainer.run(key(`svg.branch-map a[href$="#step-2"]`, kb.Enter))
	if where := eval[string](trainer, "location.pathname + location.hash"); where != story+"#step-2" {
		t.Errorf("a step of the map leads to %s", where)
	}

	options := []string{"option.0.id", "a", "option.0.text", "One", "option.1.id", "b", "option.1.text", "Two", "option.2.id", "c", "option.2.text", "Three"}
	for kind, fields := range map[string][]string{
		"single":     append(options[:12:12], "option.1.right", "on"),
		"multiple":   append(options[:12:12], "option.0.right", "on", "option.2.right", "on"),
		"true_false": {"truth", "false"},
		"ordering":   append(options[:12:12], "option.0.position", "3", "option.1.position", "1", "option.2.position", "2"),
		"matching":   append(options[:12:12], "prompt.0.id", "p", "prompt.0.text", "First", "prompt.0.match", "b", "prompt.1.id", "q", "prompt.1.text", "Second", "prompt.1.match", "a"),
		"short":      {"points", "Because it is read."},
	} {
		trainer.add(module, "question."+kind, strings.ReplaceAll(kind, "_", "-"), "Which?")
		trainer.save(append(fields, "feedback", "So it is.")...)
	}
	trainer.moved(module, "submit", "In review")

	reviewer.open(module)
	reviewer.check("a draft in review")
	reviewer.set(`form[action$="/comments"]:has(#comment-text)`, "lesson", "read", "line", "3", "text", "Which States?")
	reviewer.press(`form[action$="/comments"]:has(#comment-text) button`)
	reviewer.moved(module, "reject", "Draft", "note", "Say which States.")
	trainer.open(module)
	if text := trainer.text("main"); !strings.Contains(text, "Say which States.") || !strings.Contains(text, "Which States?") {
		t.Error("the trainer is not told why")
	}
	trainer.open(module + "/lessons/read")
	trainer.save("markdown", "## Who reads it\n\nThe parties undertook to prevent and to punish [@genocide-convention, art. I].")
	trainer.moved(module, "submit", "In review")
	reviewer.moved(module, "approve", "Approved")
	trainer.moved(module, "publish", "Published")

	trainer.open("/admin/courses")
	eval[bool](trainer, `document.querySelectorAll("details").forEach((d) => { d.open = true }), true`)
	trainer.set(`form[action="/admin/courses"]`, "title", "Lines", "slug", "lines", "language", "en")
	trainer.press(`form[action="/admin/courses"] button`)
	plan := trainer.where()
	save := `form:has([name="criteria"])`
	trainer.set(save, "summary", "Short.", "audience", "media", "modules", "reporting-lines", "pass_mark", "80", "hours", "0.25", "validity_months", "0", "criteria", "All was done.")
	trainer.press(save + ` button[value="save"]`)
	for _, step := range []struct {
		who *tab
		do  string
	}{{trainer, "submit"}, {reviewer, "approve"}, {trainer, "publish"}} {
		step.who.open(plan)
		step.who.press(`form button[name="do"][value="` + step.do + `"]`)
		if step.who.has(".error-summary") {
			t.Fatalf("%s of the course: %s", step.do, step.who.text(".error-summary"))
		}
	}

	c := &course{Slug: "lines"}
	loadCourse(t, adminToken(t), c)
	learner := newTab(t)
	learner.signUp("Flow Learner", "flow-learner@example.org", "media")
	learner.enrol(c)
	learner.readModule(c, c.Modules[0], func(string) {})
	learner.passQuiz(c, c.Modules[0])
	learner.open("/certificates")
	if !strings.Contains(learner.text("main"), "Lines") {
		t.Errorf("the learner has no certificate: %s", learner.text("main"))
	}
}
