package scenarios

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// cohortsAndDates does with pages what a manager does in a term: dates, exceptions, people who come later, and the end of a cohort.
func cohortsAndDates(t *testing.T, s *server) {
	root := s.admin("dates-root@example.org")
	h := s.house(root, "dates")
	b := h.boss.browser()
	b.post(h.path("/cohorts"), "name", "Spring").to(h.path("") + "#cohorts")
	amina := h.invited(s, "dates-amina", "Spring")
	cohort := h.boss.api("GET", h.path("/cohorts"), nil).want(200).text("items.0.id")
	at := h.path("/cohorts/" + cohort)
	b.post(h.path("/assignments"), "cohort", cohort, "course", course, "due_days", "soon").want(422).holds("A whole number from 1 to")
	b.post(h.path("/assignments"), "cohort", cohort, "course", course, "due_days", "10", "due_at", "2026-12-31").want(422).holds("not both")
	b.post(h.path("/assignments"), "cohort", cohort, "course", course, "due_days", "10").to(h.path("") + "#assigned")
	assignment := h.boss.api("GET", h.path("/assignments"), nil).want(200).is("items.0.due_days", 10).text("items.0.id")
	task := h.path("/assignments/" + assignment)
	b.get(h.path("")).want(200).holds("10 days after joining").holds(task)
	amina.api("GET", "/assignments", nil).want(200).is("items.0.state", "not_started")
	if due := amina.api("GET", "/assignments", nil).want(200).text("items.0.due_at"); !strings.HasPrefix(due, s.Now().AddDate(0, 0, 10).Format(time.DateOnly)) {
		t.Errorf("ten days after joining is %s", due)
	}

	// Who comes later gets what the cohort has; who is taken out has it no more.
	bilal := h.invited(s, "dates-bilal", "Spring")
	chidi := h.invited(s, "dates-chidi", "")
	chidi.api("GET", "/assignments", nil).want(200).is("items", "[]")
	b.post(at, "do", "add", "email", "").want(422).holds("Fill this in.")
	b.post(at, "do", "add", "email", chidi.email).to(at)
	bilal.api("GET", "/assignments", nil).want(200).is("items.0.course", course)
	chidi.api("GET", "/assignments", nil).want(200).is("items.0.course", course)
	b.post(at, "do", "remove", "user", bilal.id).to(at)
	bilal.api("GET", "/assignments", nil).want(200).is("items", "[]")

	// Another date for all, then one for one.
	b.post(task, "do", "date", "due_at", "never").want(422).holds("Write the date as year, month and day").holds(`value="never"`)
	b.post(task, "do", "something").want(422)
	b.post(task, "do", "date", "due_at", "2026-06-30").to(task)
	b.get(task).want(200).holds("30 June 2026").holds(`value="2026-06-30"`)
	amina.api("GET", "/assignments", nil).want(200).is("items.0.due_at", "2026-06-30T23:59:59Z")
	h.boss.api("PATCH", task, map[string]any{"due_days": 20, "due_at": "2026-06-30"}).fault("due_days", "either_date")
	h.boss.api("PATCH", task, map[string]any{"due_days": 20}).want(200).is("due_days", 20).is("due_at", "")
	h.boss.api("PATCH", task, map[string]any{"due_at": "2026-06-30"}).want(200).is("due_days", "").is("due_at", "2026-06-30T23:59:59Z")
	except := task + "/exceptions"
	b.post(except, "email", bilal.email, "until", "2020-01-01", "kind", "waiver").want(422).holds("does not have this assignment").holds("A date after today").holds("Fill this in.")
	b.post(except, "email", amina.email, "kind", "extension", "until", "2026-08-31", "reason", "On mission").to(task + "#exceptions")
	b.post(except, "email", chidi.email, "kind", "waiver", "until", "2026-12-31", "reason", "On leave").to(task + "#exceptions")
	b.get(task).want(200).holds("31 August 2026").holds("On mission").holds("31 December 2026").holds("On leave")
	amina.api("GET", "/assignments", nil).want(200).is("items.0.due_at", "2026-08-31T23:59:59Z").is("items.0.reason", "On mission")
	h.boss.api("GET", except, nil).want(200).is("items.1.state", "waived").is("items.2", "")
	h.boss.api("GET", h.path("/report?state=waived"), nil).want(200).is("items.0.learner.id", chidi.id).is("items.1", "")
	for range 2 {
		b.post(except + "/" + chidi.id).to(task + "#exceptions")
	}
	h.boss.api("DELETE", except+"/"+amina.id, nil).want(200).is("due_at", "2026-06-30T23:59:59Z").is("reason", "")
	h.boss.api("GET", except, nil).want(200).is("items", "[]")
	h.boss.api("DELETE", except+"/nobody", nil).problem(404, "member_unknown")

	// The end of the cohort.
	link := h.boss.api("POST", h.path("/invitation-links"), map[string]any{"cohort": cohort, "seats": 5, "expires_at": s.Now().AddDate(0, 0, 7).Format(time.DateOnly)}).want(201).text("id")
	b.post(at, "do", "rename", "name", "").want(422).holds("Fill this in.")
	b.post(at, "do", "rename", "name", "Spring 2026").to(at)
	b.post(at, "do", "close").to(at)
	b.get(at).want(200).holds("Spring 2026").holds("Open the cohort again")
	b.post(at, "do", "add", "email", bilal.email).want(409).holds("This cohort is closed")
	b.post(h.path("/assignments"), "cohort", cohort, "course", course).want(422).holds("This cohort is closed")
	if list := h.boss.api("GET", h.path("/invitation-links"), nil).want(200); list.text("items.0.id") != link || list.text("items.0.state") != "closed" {
		t.Errorf("a closed cohort's link: %s", list.body)
	}
	h.boss.api("POST", h.path("/invitations?dry_run=true"), map[string]any{"email": "dates-x@example.org", "cohort": "Spring 2026"}).want(200).is("rows.0.reason", "cohort_closed")
	amina.api("GET", "/assignments", nil).want(200).is("items.0.course", course) // goes on
	b.post(at, "do", "open").to(at)
	b.post(at, "do", "add", "email", bilal.email).to(at)
	b.post(task, "do", "take_back").to(h.path("") + "#assigned")
	amina.api("GET", "/assignments", nil).want(200).is("items", "[]")
	if page := b.get(at).want(200); regexp.MustCompile(`/assignments/[a-z0-9]{26}`).Match(page.body) || !strings.Contains(string(page.body), bilal.email) {
		t.Errorf("after all: %s", page.body)
	}
}
