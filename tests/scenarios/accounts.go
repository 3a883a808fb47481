package scenarios

import (
	"strings"
	"testing"
	"time"
)

// accountLife is an account from its making to its end.
func accountLife(t *testing.T, s *server) {
	c := s.visitor()
	made := c.api("POST", "/auth/register", map[string]any{
		"email": " Amina.Life@Example.ORG ", "password": password, "name": "  Amina   Ünlü ", "audience": "diplomats", "language": "en",
	}).want(201)
	made.is("user.email", "amina.life@example.org").is("user.name", "Amina Ünlü").is("user.certificate_name", "Amina Ünlü").
		is("user.audience", "diplomats").is("user.language", "en").is("user.roles", "[learner]").is("user.institutions", "[]").
		is("token_type", "Bearer").is("expires_in", 900)
	c.take(made)
	if made.header.Get("Cache-Control") != "no-store" {
		t.Error("tokens may be cached")
	}
	if strings.Contains(string(made.body), "argon2") {
		t.Error("the password's hash leaves the server")
	}
	me := c.api("GET", "/me", nil).want(200).is("id", c.id).is("email", "amina.life@example.org")
	if _, err := time.Parse(time.RFC3339, me.text("created_at")); err != nil || !strings.HasSuffix(me.text("created_at"), "Z") {
		t.Errorf("created_at is %q", me.text("created_at"))
	}
	c.api("PATCH", "/me", map[string]any{"name": "Amina U.", "certificate_name": "Dr Amina Ünlü", "audience": "media"}).want(200).
		is("name", "Amina U.").is("certificate_name", "Dr Amina Ünlü").is("audience", "media")
	c.api("PATCH", "/me", map[string]any{}).want(200).is("name", "Amina U.")
	c.api("PATCH", "/me", map[string]any{"name": ""}).fault("name", "required")
	c.api("PATCH", "/me", map[string]any{"audience": "poets"}).fault("audience", "unknown")
	c.api("PATCH", "/me", map[string]any{"language": "tlh"}).fault("language", "unknown")
	c.api("PATCH", "/me", map[string]any{"email": "x@example.org"}).fault("email", "unknown_field")
	c.api("PATCH", "/me", map[string]any{"roles": []string{"admin"}}).fault("roles", "unknown_field")

	other := s.visitor()
	other.signIn("amina.life@example.org")
	c.api("PATCH", "/me", map[string]any{"password": "another long one"}).fault("current_password", "required")
	c.api("PATCH", "/me", map[string]any{"password": "another long one", "current_password": "guess"}).fault("current_password", "wrong_password")
	c.api("PATCH", "/me", map[string]any{"password": "another long one", "current_password": password}).want(200)
	c.api("GET", "/me", nil).want(200)
	other.api("GET", "/me", nil).problem(401, "unauthenticated")
	s.visitor().api("POST", "/auth/login", map[string]any{"email": "amina.life@example.org", "password": password}).problem(401, "bad_credentials")

	c.enrol(course)
	held := c.api("GET", "/me/export", nil).want(200).is("account.id", c.id).is("data.learning.enrolments.0.course", course)
	if len(held.list("sessions")) != 1 || len(held.list("data.certificates")) != 0 || strings.Contains(string(held.body), "argon2") {
		t.Errorf("the export is %s", held.body)
	}
	c.api("DELETE", "/me", nil).want(204)
	c.api("GET", "/me", nil).problem(401, "unauthenticated")
	c.api("POST", "/auth/refresh", map[string]any{"refresh_token": c.refresh}).problem(401, "bad_refresh")
	s.join("amina.life@example.org").api("GET", "/enrolments", nil).want(200).is("items", "[]")
}

// sessions are refreshed, ended, and cut off when a spent token shows.
func sessions(t *testing.T, s *server) {
	c := s.join("sessions@example.org")
	refresh := func(token string) *answer {
		return s.visitor().api("POST", "/auth/refresh", map[string]any{"refresh_token": token})
	}
	first := c.refresh
	c.take(refresh(first).want(200).is("user.id", c.id))
	if c.refresh == first {
		t.Fatal("the refresh token did not change")
	}
	c.api("GET", "/me", nil).want(200)

	stranger := s.visitor()
	stranger.signIn(c.email)
	refresh(first).problem(401, "bad_refresh") // reuse ends the session of both holders
	c.api("GET", "/me", nil).problem(401, "unauthenticated")
	refresh(c.refresh).problem(401, "bad_refresh")
	stranger.api("GET", "/me", nil).want(200) // and no other session

	good := 0
	for _, a := range stranger.rush(8, "POST", "/auth/refresh", map[string]any{"refresh_token": stranger.refresh}) {
		if a != nil && a.status == 200 {
			good++
		}
	}
	if good > 1 {
		t.Errorf("one refresh token was spent %d times", good)
	}

	c.signIn(c.email)
	c.api("POST", "/auth/logout", map[string]any{"refresh_token": c.refresh}).want(204)
	c.api("POST", "/auth/logout", map[string]any{"refresh_token": c.refresh}).want(204)
	c.api("GET", "/me", nil).problem(401, "unauthenticated")
	for _, token := range []string{"", "x", "a.b.1.c.d", strings.Repeat("x", 5000), strings.Replace(c.refresh, ".", ".x", 1)} {
		refresh(token).problem(401, "bad_refresh")
		s.visitor().api("POST", "/auth/logout", map[string]any{"refresh_token": token}).want(204)
	}

	c.signIn(c.email)
	s.Pass(16 * time.Minute)
	gone := c.api("GET", "/me", nil).problem(401, "unauthenticated")
	if !strings.HasPrefix(gone.header.Get("WWW-Authenticate"), "Bearer") {
		t.Error("401 without WWW-Authenticate")
	}
	c.take(refresh(c.refresh).want(200))
	s.Pass(31 * 24 * time.Hour)
	refresh(c.refresh).problem(401, "bad_refresh")
	for _, token := range []string{"x", "a.b.c", strings.Repeat("a", 5000), ""} {
		c.token = token
		c.api("GET", "/me", nil).problem(401, "unauthenticated")
		c.api("GET", "/courses", nil).want(200) // nobody need be known there
	}
}

func registrationFaults(t *testing.T, s *server) {
	good := map[string]any{"email": "faults@example.org", "password": password, "name": "Fay Faults"}
	register := func(field string, value any) *answer {
		body := map[string]any{}
		for k, v := range good {
			body[k] = v
		}
		body[field] = value
		return s.visitor().api("POST", "/auth/register", body)
	}
	for _, c := range []struct {
		field string
		value any
		code  string
	}{
		{"email", "", "required"}, {"email", "nobody", "email"}, {"email", "a b@example.org", "email"}, {"email", "Fay <fay@example.org>", "email"},
		{"email", "@example.org", "email"}, {"email", "a@b@example.org", "email"}, {"email", "a\x00@example.org", "email"},
		{"email", strings.Repeat("a", 250) + "@example.org", "too_long"},
		{"password", "", "required"}, {"password", "short", "too_short"}, {"password", strings.Repeat("ä", 201), "too_long"}, {"password", "password", "guessable"},
		{"password", "aaaaaaaaaa", "guessable"}, {"password", "faults@example.org", "guessable"},
		{"name", " \t ", "required"}, {"name", strings.Repeat("n", 201), "too_long"}, {"name", "Eve\u202eyaF", "characters"}, {"name", "<b>Eve</b>", "characters"},
		{"name", "nul\x00", "characters"}, {"audience", "poets", "unknown"}, {"language", "xx", "unknown"}, {"roles", []string{"admin"}, "unknown_field"},
	} {
		register(c.field, c.value).fault(c.field, c.code)
	}
	all := s.visitor().api("POST", "/auth/register", nil).problem(422, "invalid")
	if len(all.list("errors")) != 3 {
		t.Errorf("not every fault at once: %s", all.body)
	}
	for _, name := range []string{"O’Neill-Nguyễn", "محمد الأحمد", "王小明", "𠮷野家", "Zoë", "ก้อง"} {
		email := "name" + strings.ToLower(strings.ReplaceAll(t.Name(), "/", "")) + string(rune('a'+len(name))) + "@example.org"
		body := map[string]any{"email": email, "password": password, "name": name}
		s.visitor().api("POST", "/auth/register", body).want(201, 409)
	}
	// Two at once make one account.
	answers := s.visitor().rush(4, "POST", "/auth/register", good)
	if got := count(answers); got[201] != 1 || got[409] != 3 {
		t.Errorf("four sign-ups with one address: %v", got)
	}
	register("email", "FAULTS@example.org").problem(409, "email_taken")
}

// erasure keeps certificates verifiable or withdraws them, as the person chooses.
func erasure(t *testing.T, s *server) {
	for _, c := range []struct{ choice, status, matches string }{{"keep", "valid", "true"}, {"withdraw", "revoked", "false"}} {
		p := s.join("erase-" + c.choice + "@example.org")
		serial := p.finish()
		p.api("PATCH", "/certificates/"+serial, map[string]any{"published": true}).want(200)
		p.api("DELETE", "/me", map[string]any{"certificates": "burn"}).fault("certificates", "unknown")
		p.api("DELETE", "/me", map[string]any{"certificates": c.choice}).want(204)
		v := s.visitor().api("GET", "/verify/"+serial+"?name=Person+erase-"+c.choice, nil).want(200).is("status", c.status).is("name_matches", c.matches)
		if holds := strings.Contains(string(v.body), "Person"); holds != (c.choice == "keep") {
			t.Errorf("after %s: %s", c.choice, v.body)
		}
		again := s.join(p.email)
		again.api("GET", "/certificates", nil).want(200).is("items", "[]")
		again.api("GET", "/certificates/"+serial+"/pdf", nil).problem(404, "certificate_unknown")
	}
}
