package scenarios

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// throttling: who guesses too often waits, and others do not wait with them.
func throttling(t *testing.T, database string) {
	s := start(t, database, options{throttled: true})
	c := s.join("guessed@example.org")
	login := func(email, word string) *answer {
		return s.visitor().api("POST", "/auth/login", map[string]any{"email": email, "password": word})
	}
	for range 6 {
		login(c.email, "guess").problem(401, "bad_credentials")
	}
	held := login(c.email, password).problem(429, "too_many")
	if held.header.Get("Retry-After") != "900" {
		t.Errorf("Retry-After is %q", held.header.Get("Retry-After"))
	}
	other := s.join("unguessed@example.org")
	other.signIn(other.email)
	c.api("GET", "/me", nil).want(200) // whoever is in stays in
	s.browser().post("/sign-in", "email", c.email, "password", password).want(429)
	s.Pass(15 * time.Minute)
	c.signIn(c.email)
	for range 5 {
		login(c.email, "guess").problem(401, "bad_credentials")
	}
	c.signIn(c.email) // a success clears the count
	login(c.email, "guess").problem(401, "bad_credentials")

	serial := c.finish()
	for range 30 {
		s.visitor().api("GET", "/verify/"+serial+"?name=guess", nil).want(200)
	}
	s.visitor().api("GET", "/verify/"+serial+"?name=guess", nil).problem(429, "too_many")
	s.visitor().api("GET", "/verify/"+serial, nil).want(200)
	for range 7 {
		s.visitor().api("POST", "/auth/password/forgot", map[string]any{"email": c.email}).want(202)
		s.visitor().api("POST", "/auth/password/forgot", map[string]any{"email": "nobody-at-all@example.org"}).want(202)
	}
	// The server as a whole slows one address down.
	last := 0
	for range 4000 {
		if last = s.visitor().do("GET", "/healthz", nil).status; last != 200 {
			break
		}
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("4000 requests in a minute end with %d", last)
	}
	s.Pass(time.Minute)
	s.visitor().do("GET", "/healthz", nil).want(200)
}

// restart: everything is there again, sessions too.
func restart(t *testing.T, database string) {
	s := start(t, database, options{})
	c := s.join("stays@example.org")
	serial := c.finish()
	attempt := c.begin()
	paths := []string{"/me", "/enrolments", "/certificates", "/attempts/" + attempt, "/certificates/" + serial + "/pdf", "/verify/" + serial, "/courses/" + course}
	var before []string
	for _, path := range paths {
		before = append(before, string(c.api("GET", path, nil).want(200).body))
	}
	s.stop()
	s = start(t, database, options{clock: s.clock, bare: true})
	c = c.as(s)
	for i, path := range paths {
		if after := string(c.api("GET", path, nil).want(200).body); after != before[i] {
			t.Errorf("after a restart %s is %.400s, before it was %.400s", path, after, before[i])
		}
	}
	c.take(s.visitor().api("POST", "/auth/refresh", map[string]any{"refresh_token": c.refresh}).want(200))
	c.signIn(c.email)
	c.submit(attempt, right()).want(200).is("passed", true)
}

// newVersion: learners stay on the version they enrolled in, while others get the new one; a catalogue taken back makes a third.
func newVersion(t *testing.T, database string) {
	s := start(t, database, options{})
	old := s.join("old@example.org")
	old.enrol(course).is("version", 1)
	begun := old.begin()
	e := fixture("Second edition")
	m := e.modules[moduleOne]["en"]
	m.Questions = m.Questions[:1]
	m.Questions[0].Answer.Text = "e"
	m.Lessons = m.Lessons[:1]
	s.install(t, e)
	lesson := "/courses/" + course + "/modules/" + moduleOne + "/lessons/read"

	s.visitor().api("GET", "/courses/"+course, nil).want(200).is("version", 2).is("title", "Fixture course, Second edition")
	fresh := s.join("new@example.org")
	fresh.enrol(course).is("version", 2).is("total", 3)
	if html := fresh.api("GET", lesson, nil).want(200).text("html"); !strings.Contains(html, "Second edition") {
		t.Errorf("a new learner reads %s", html)
	}
	check := func() {
		t.Helper()
		old.enrol(course).is("version", 1).is("total", 5)
		if html := old.api("GET", lesson, nil).want(200).text("html"); !strings.Contains(html, "First edition") {
			t.Errorf("a learner of the first edition reads %s", html)
		}
	}
	check()
	old.submit(begun, right()).want(200).is("passed", true).is("questions.0.correct_answer", "c")
	fresh.submit(fresh.begin(), map[string]any{"q-single": "e"}).want(200).is("passed", true)

	s.stop()
	s = start(t, database, options{clock: s.clock}) // its program has the first edition again
	old = old.as(s)
	check()
	s.visitor().api("GET", "/courses/"+course, nil).want(200).is("version", 3).is("title", "Fixture course, First edition")
	serial := old.finish()
	old.api("GET", "/certificates", nil).want(200).is("items.0.version", 1)
	s.visitor().api("GET", "/verify/"+serial, nil).want(200).is("version", 1)
	// The same edition again makes nothing new.
	s.install(t, fixture("First edition"))
	s.visitor().api("GET", "/courses/"+course, nil).want(200).is("version", 3)
}

// storeAway: without its store the server lives, says that it is not ready, and asks callers to come again.
func storeAway(t *testing.T, database string) {
	s := start(t, database, options{})
	c := s.join("waiting@example.org")
	b := c.browser()
	s.visitor().do("GET", "/readyz", nil).want(200)
	s.engine.Close()
	s.visitor().do("GET", "/healthz", nil).want(200)
	s.Pass(time.Minute)
	again := func(a *answer) {
		t.Helper()
		a.problem(503, "unavailable")
		if a.header.Get("Retry-After") == "" {
			t.Errorf("%s: 503 without Retry-After", a.call)
		}
		if strings.Contains(string(a.body), "sql") || strings.Contains(string(a.body), "mongo") || strings.Contains(string(a.body), "closed") {
			t.Errorf("%s tells too much: %s", a.call, a.body)
		}
	}
	again(s.visitor().do("GET", "/readyz", nil))
	again(s.visitor().api("GET", "/courses", nil))
	again(s.visitor().api("POST", "/auth/login", map[string]any{"email": c.email, "password": password}))
	again(s.visitor().api("POST", "/auth/register", map[string]any{"email": "later@example.org", "password": password, "name": "Later"}))
	again(s.visitor().api("GET", "/verify/UP-0000-0000-0000", nil))
	again(c.api("PUT", "/courses/"+course+"/enrolment", nil))
	page := b.get("/courses").want(503).holds("<html")
	if page.header.Get("Retry-After") == "" {
		t.Error("a page with 503 without Retry-After")
	}
}
