package scenarios

import (
	"testing"
	"time"

	"upstander/app/publishing"
	"upstander/courses"
)

const refresher = "fixture-refresher"

const aDay = 24 * time.Hour

// withRefresher is the fixture with a shorter course by which it is renewed.
func withRefresher(title string) edition {
	e := fixture(title)
	e.courses[course][publishing.DefaultLanguage].Refresher = refresher
	short := *e.courses[course][publishing.DefaultLanguage]
	short.Slug, short.Title, short.Refresher, short.Modules, short.Hours, short.ValidityMonths = refresher, "Fixture refresher", "", []string{moduleTwo}, 0.5, 6
	e.courses[refresher] = map[string]*courses.Course{publishing.DefaultLanguage: &short}
	return e
}

// renewals takes learners through cycles of a course: by itself, by its refresher, across restarts, for an institution that asks sooner.
func renewals(t *testing.T, database string) {
	s := start(t, database, options{})
	root := s.admin("renewal-root@example.org")
	h := s.house(root, "renewal")
	amina := h.invited(s, "renewal-amina", "Yearly")
	path := "/courses/" + course
	amina.api("POST", path+"/renewal", nil).problem(404, "not_enrolled")
	amina.enrol(course).is("cycle", 1).is("renewal", "")
	amina.api("POST", path+"/renewal", nil).problem(409, "renewal_unfinished")
	amina.api("POST", "/courses/none/renewal", nil).problem(404, "course_unknown")
	amina.readAll()
	attempt := amina.begin()
	first := amina.submit(attempt, right()).want(200).text("enrolment.certificate")
	amina.api("GET", path+"/enrolment", nil).want(200).is("renewal.open", false).is("renewal.ends_at", "2029-03-14T09:01:00Z").is("renewal.from", "2028-12-14T09:01:00Z")
	amina.api("POST", path+"/renewal", nil).problem(409, "renewal_early")
	amina.browser().get(path).want(200).holds("It counts until").holds("14 March 2029").holds("You can renew it from").holds("14 December 2028").hides(path + "/renewal")

	// A day before the time, the day itself, and twice at once.
	s.Pass(time.Date(2028, 12, 14, 9, 0, 59, 0, time.UTC).Sub(s.Now()))
	amina.signIn(amina.email)
	amina.api("POST", path+"/renewal", nil).problem(409, "renewal_early")
	s.Pass(time.Second)
	amina.browser().get("/learning").want(200).holds(path + "/renewal")
	if n := count(amina.rush(8, "POST", path+"/renewal", nil)); n[201] != 1 || n[200] != 7 {
		t.Errorf("renewals begun at once: %v", n)
	}
	amina.api("POST", path+"/renewal", nil).want(200).is("cycle", 2).is("state", "enrolled").is("progress", 0).is("completed_at", "").is("certificate", "").
		is("before.certificate", first).is("renewal.open", false).is("renewal.ends_at", "2029-03-14T09:01:00Z").is("refresher", "")
	amina.api("GET", path+"/enrolment?cycle=1", nil).want(200).is("state", "completed").is("done", 5).is("certificate", first).is("cycle", 1)
	amina.api("GET", path+"/enrolment?cycle=3", nil).problem(404, "not_enrolled")
	amina.api("GET", path+"/enrolment?cycle=none", nil).fault("cycle", "unknown")
	amina.api("GET", "/enrolments", nil).want(200).is("items.0.cycle", 2).is("items.1", "")
	s.visitor().api("GET", "/verify/"+first, nil).want(200).is("status", "valid")
	amina.browser().get(path).want(200).holds("You are renewing this course").holds(first)

	// The first time's quiz is over: its result is shown again and counts for nothing now.
	amina.submit(attempt, right()).want(200).is("enrolment.cycle", 1).is("enrolment.certificate", first)
	amina.complete(course, moduleOne, "read").is("done", 1).is("cycle", 2).is("modules.0.quiz.attempts", 0)
	s.stop()
	s = start(t, database, options{clock: s.clock, bare: true})
	amina = amina.as(s)
	second := amina.finish()
	if second == first {
		t.Fatal("the renewal has the certificate of the first time")
	}
	amina.api("GET", path+"/enrolment", nil).want(200).is("state", "completed").is("cycle", 2).is("certificate", second)
	visitor := s.visitor()
	visitor.api("GET", "/verify/"+first, nil).want(200).is("status", "superseded").is("superseded_by", "")
	visitor.api("GET", "/verify/"+second, nil).want(200).is("status", "valid").is("expires_at", "2032-03-14T09:01:00Z") // on from the first's end
	amina.api("GET", "/verify/"+first, nil).want(200).is("superseded_by", second)
	amina.api("GET", "/certificates", nil).want(200).is("items.0.serial", first).is("items.0.superseded_by", second).is("items.1.serial", second).is("items.1.replaces", first)
	amina.browser().get("/verify/" + first).want(200).holds("Replaced")
	amina.api("POST", "/certificates/"+first+"/reissue", nil).problem(409, "certificate_superseded")
	amina.api("POST", path+"/renewal", nil).problem(409, "renewal_early")
	if report, err := s.app.Issuer.VerifyLog(t.Context(), nil); err != nil || len(report.Faults) != 0 {
		t.Errorf("the log: %v, %v", report.Faults, err)
	}

	// In another name, the enrolment names the newest.
	amina.api("PATCH", "/me", map[string]any{"certificate_name": "Amina H. Renewed"}).want(200)
	third := amina.api("POST", "/certificates/"+second+"/reissue", nil).want(200).text("serial")
	amina.api("GET", path+"/enrolment", nil).want(200).is("certificate", third).is("renewal.ends_at", "2032-03-14T09:01:00Z")

	// By a refresher, after it has ended.
	s.install(t, withRefresher("Second edition"))
	s.Pass(time.Date(2033, 1, 31, 12, 0, 0, 0, time.UTC).Sub(s.Now()))
	amina.signIn(amina.email)
	amina.api("GET", path+"/enrolment", nil).want(200).is("renewal.ended", true).is("renewal.open", true).is("renewal.refresher", refresher)
	amina.browser().get(path).want(200).holds("It counted until").holds("a shorter refresher")
	amina.browser().post(path + "/renewal").to(path + "/modules/" + moduleTwo + "/lessons/read")
	amina.api("GET", path+"/enrolment", nil).want(200).is("course", course).is("refresher", refresher).is("title", "Fixture refresher").is("total", 1).is("cycle", 3)
	amina.browser().get(path + "/modules/" + moduleTwo + "/lessons/read").want(200).holds("Short.").holds(`href="` + path + `"`)
	amina.api("GET", path+"/modules/"+moduleOne+"/lessons/read", nil).problem(404, "module_unknown")
	fourth := amina.complete(course, moduleTwo, "read").is("state", "completed").text("certificate")
	visitor.api("GET", "/verify/"+fourth, nil).want(200).is("status", "valid").is("course", course).is("title", "Fixture refresher").is("expires_at", "2036-01-31T12:00:00Z")
	visitor.api("GET", "/verify/"+third, nil).want(200).is("status", "superseded")

	// Erased, nothing of any cycle is left.
	amina.api("GET", "/me/export", nil).want(200).is("data.learning.enrolments.2.cycle", 3).is("data.learning.enrolments.2.refresher", refresher)
	amina.api("DELETE", "/me", map[string]any{"certificates": "keep"}).want(204)
	visitor.api("GET", "/verify/"+fourth, nil).want(200).is("status", "valid")
	yearly(t, s, h)
}

// yearly: an institution asks for a renewal every January, of a course whose certificate lasts longer.
func yearly(t *testing.T, s *server, h house) {
	h.boss = h.boss.as(s)
	h.boss.signIn(h.boss.email)
	bilal := h.invited(s, "renewal-bilal", "Yearly")
	cohort := h.boss.api("GET", h.path("/cohorts"), nil).want(200).text("items.0.id")
	assign := func(more map[string]any) *answer {
		body := map[string]any{"cohort": cohort, "course": course, "due_days": 30}
		for key, value := range more {
			body[key] = value
		}
		return h.boss.api("POST", h.path("/assignments"), body)
	}
	assign(map[string]any{"window": map[string]any{"month": 13}}).fault("window.month", "month")
	assign(map[string]any{"validity_months": 500}).fault("validity_months", "limit")
	assign(map[string]any{"validity_months": 12, "window": map[string]any{"month": 1}}).want(201).is("validity_months", 12).is("window.month", 1)
	assignment := h.path("/assignments/") + assign(map[string]any{"validity_months": 12, "window": map[string]any{"month": 1}}).want(200).text("id")
	h.boss.api("PATCH", assignment, map[string]any{"validity_months": 6, "window": map[string]any{"month": 0}}).want(200).is("validity_months", 6).is("window", "").is("due_days", 30)
	h.boss.api("PATCH", assignment, map[string]any{"window": map[string]any{"month": -1}}).fault("window.month", "month")
	h.boss.api("PATCH", assignment, map[string]any{"validity_months": 12, "window": map[string]any{"month": 1}}).want(200).is("window.month", 1)
	serial := bilal.finish() // on 31 January 2033
	row := func() *answer { return h.boss.api("GET", h.path("/report?query=person+renewal-bilal"), nil).want(200) }
	row().is("items.0.state", "completed").is("items.0.expires_at", "2034-01-31T23:59:59Z").is("items.0.cycle", 1).is("items.0.renewing", false)
	bilal.api("GET", "/courses/"+course+"/enrolment", nil).want(200).is("renewal.ends_at", "2034-01-31T23:59:59Z")
	s.Pass(300 * aDay) // 27 November 2033
	h.boss.signIn(h.boss.email)
	bilal.signIn(bilal.email)
	bilal.api("POST", "/courses/"+course+"/renewal", nil).want(201).is("due_at", "2034-01-31T23:59:59Z").is("refresher", refresher)
	row().is("items.0.state", "completed").is("items.0.cycle", 2).is("items.0.renewing", true).is("items.0.progress", 0).is("items.0.certificate", serial).
		is("items.0.due_at", "2034-01-31T23:59:59Z")
	s.Pass(10 * aDay)
	bilal.signIn(bilal.email)
	h.boss.signIn(h.boss.email)
	row().is("items.0.state", "expiring")
	next := bilal.complete(course, moduleTwo, "read").is("state", "completed").text("certificate")
	row().is("items.0.state", "completed").is("items.0.cycle", 2).is("items.0.renewing", false).is("items.0.certificate", next).is("items.0.expires_at", "2035-01-31T23:59:59Z")
	s.visitor().api("GET", "/verify/"+serial, nil).want(200).is("status", "superseded")
	s.Pass(500 * aDay)
	h.boss.signIn(h.boss.email)
	row().is("items.0.state", "expired")
}
