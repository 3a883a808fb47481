package scenarios

import (
	"strings"
	"testing"

	"upstander/app/publishing"
	"upstander/courses"
)

// lengthened is the fixture with a lesson more in its first module, one rewritten, and a third module.
func lengthened(title string) edition {
	e := fixture("First edition")
	e.title = title
	one := e.modules[moduleOne][publishing.DefaultLanguage]
	one.Lessons[0].Markdown = "# Text\n\nRewritten."
	one.Lessons = append(one.Lessons, courses.Lesson{Slug: "more", Title: "More " + title, Kind: courses.Reading, Minutes: 5, Markdown: "More."})
	three := *e.modules[moduleTwo][publishing.DefaultLanguage]
	three.Slug, three.Title = "fixture-three", "Fixture three"
	e.modules["fixture-three"] = map[string]*courses.Module{publishing.DefaultLanguage: &three}
	c := e.courses[course][publishing.DefaultLanguage]
	c.Modules = append(c.Modules, "fixture-three")
	return e
}

// offers: who has begun a course is offered a version that asks something else, and keeps what is done whichever they choose.
func offers(t *testing.T, database string) {
	s := start(t, database, options{})
	path := "/courses/" + course
	amina, bilal, carol, dora := s.join("offer-amina@example.org"), s.join("offer-bilal@example.org"), s.join("offer-carol@example.org"), s.join("offer-dora@example.org")
	for _, c := range []*client{amina, bilal, dora} {
		c.readAll()
	}
	serial := carol.finish()
	amina.api("GET", path+"/enrolment", nil).want(200).is("offer", "").is("progress", 0.8)
	reply := func(version int, accept bool) map[string]any {
		return map[string]any{"version": version, "accept": accept}
	}
	amina.api("POST", path+"/offer", reply(2, true)).problem(409, "offer_none")
	amina.api("POST", path+"/offer", map[string]any{"version": 2}).fault("accept", "required")
	amina.api("POST", path+"/offer", map[string]any{"accept": true}).fault("version", "required")
	attempt := bilal.begin()

	s.install(t, lengthened("Second"))
	told := amina.api("GET", path+"/enrolment", nil).want(200).is("version", 1).is("offer.version", 2).is("offer.declined", false)
	told.is("offer.changes.0.module", moduleOne).is("offer.changes.0.change", "changed").is("offer.changes.0.lessons_added.0.slug", "more").is("offer.changes.0.lessons_added.1", "").
		is("offer.changes.0.lessons_changed.0.slug", "read").is("offer.changes.0.lessons_changed.1", "").is("offer.changes.0.quiz", "").
		is("offer.changes.1.module", "fixture-three").is("offer.changes.1.change", "added").is("offer.changes.2", "")
	carol.api("GET", path+"/enrolment", nil).want(200).is("offer", "").is("version", 1).is("certificate", serial)
	page := amina.browser()
	page.get(path).want(200).holds("A newer version of this course is out").holds("More Second").holds("Fixture three").holds("a new module")
	page.get("/learning").want(200).holds("A newer version of this course is out")

	// Declined, it is remembered, and can still be accepted; a still newer version is offered anew.
	page.post(path+"/offer", "version", "2", "accept", "no").to(path)
	amina.api("GET", path+"/enrolment", nil).want(200).is("version", 1).is("offer.declined", true)
	page.get("/learning").want(200).hides("A newer version")
	page.get(path).want(200).holds("You chose to finish the version that you began").hides("Finish the version I began")
	s.stop()
	s = start(t, database, options{clock: s.clock, bare: true})
	amina, bilal, dora = amina.as(s), bilal.as(s), dora.as(s)
	amina.api("GET", path+"/enrolment", nil).want(200).is("offer.declined", true)
	s.install(t, lengthened("Third"))
	amina.api("GET", path+"/enrolment", nil).want(200).is("offer.version", 3).is("offer.declined", false)
	amina.api("POST", path+"/offer", reply(2, true)).problem(409, "offer_moved")

	// Accepted, many times at once: what is done stays, progress does not go down, only what is new is left.
	for _, a := range amina.rush(8, "POST", path+"/offer", reply(3, true)) {
		if a == nil || a.status != 200 {
			t.Errorf("accepted at once: %+v", a)
		}
	}
	amina.api("POST", path+"/offer", reply(3, true)).want(200).is("version", 3).is("offer", "").is("done", 4).is("total", 7).is("progress", 0.8).
		is("next.module", moduleOne).is("next.lesson", "more").is("modules.0.lessons_done", "[read decide reflect]")
	lesson := amina.api("GET", path+"/modules/"+moduleOne+"/lessons/read", nil).want(200)
	if !strings.Contains(lesson.text("html"), "Rewritten") {
		t.Errorf("the lesson is %s", lesson.body)
	}
	amina.complete(course, moduleOne, "more").is("done", 5).is("progress", 0.8)
	amina.submit(amina.begin(), right()).want(200).is("enrolment.done", 6)
	ended := amina.complete(course, "fixture-three", "read").is("state", "completed").is("progress", 1)
	s.visitor().api("GET", "/verify/"+ended.text("certificate"), nil).want(200).is("version", 3)

	// An attempt begun before counts after.
	bilal.browser().post(path+"/offer", "version", "3", "accept", "yes").to(path)
	bilal.submit(attempt, right()).want(200).is("passed", true).is("enrolment.version", 3).is("enrolment.done", 5).is("enrolment.state", "in_progress")

	// Who moves while the last step is taken finishes one version or the other, and the certificate names that one.
	last := dora.begin()
	answers := atOnce(8, func(i int) *answer { return dora.race(i, path, last) })
	if n := count(answers); n[200]+n[409] != 8 {
		t.Errorf("a move and a last step at once: %v", n)
	}
	end := dora.api("GET", path+"/enrolment", nil).want(200)
	switch state := end.text("state"); {
	case end.text("version") == "1" && state == "completed":
		s.visitor().api("GET", "/verify/"+end.text("certificate"), nil).want(200).is("version", 1)
	case end.text("version") != "3" || state != "in_progress" || end.text("done") != "5":
		t.Errorf("a move and a last step at once end as %s", end.body)
	}
}

// race submits a last attempt, or accepts version 3, by turns.
func (c *client) race(i int, path, attempt string) *answer {
	method, body := "/api/v1"+path+"/offer", map[string]any{"version": 3, "accept": true}
	if i%2 == 0 {
		method, body = "/api/v1/attempts/"+attempt+"/submission", map[string]any{"answers": right()}
	}
	a, err := c.try("POST", method, body)
	if err != nil {
		return nil
	}
	return a
}
