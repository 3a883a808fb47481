package scenarios

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"upstander/app/access"
	"upstander/handlers"
)

// isPage reports whether a route is for browsers.
func isPage(r handlers.Route) bool {
	return !strings.HasPrefix(r.Path, "/api/v1/") && r.Path != "/healthz" && r.Path != "/readyz" && r.Path != "/api/openapi.json"
}

// pageHeaders: every page, also one that says no, carries the headers that protect its reader.
func pageHeaders(t *testing.T, s *server) {
	admin := s.admin("headers@example.org")
	v := things{user: admin.id, serial: admin.finish(), attempt: admin.begin()}
	paths := []string{"/no/such/page", "/courses/none", "/attempts/none", "/verify/UP-0000-0000-0000", "/certificates/x/pdf"}
	public := map[string]bool{}
	for _, r := range s.app.Server.Routes() {
		if r.Method == "GET" && isPage(r) {
			paths = append(paths, v.path(r))
			public[v.path(r)] = r.Needs == access.Public
		}
	}
	b := admin.browser()
	for _, path := range paths {
		a := b.get(path)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000", "Content-Language": "en",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		policy := a.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: Content-Security-Policy is %q", path, policy)
		}
		// A file that is everybody's may be kept; what a person sees may not.
		file := public[path] && !strings.HasPrefix(a.header.Get("Content-Type"), "text/html")
		if !file && path != "/api/docs" && !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s: Cache-Control is %q", path, a.header.Get("Cache-Control"))
		}
		if a.status == 200 && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			for _, trace := range []string{"<nil>", "{{", "%!", "ZgotmplZ", " style=", "<script>"} {
				if strings.Contains(string(a.body), trace) {
					t.Errorf("%s holds %q", path, trace)
				}
			}
		}
	}
	missing := s.browser().get("/no/such/page").want(404).holds("<html")
	if !strings.HasPrefix(missing.header.Get("Content-Type"), "text/html") {
		t.Errorf("the page for what is missing is %s", missing.header.Get("Content-Type"))
	}

	signed := s.browser().post("/sign-in", "email", admin.email, "password", password).to("/learning")
	cookies := signed.header.Values("Set-Cookie")
	if len(cookies) < 2 {
		t.Errorf("signing in sets %v", cookies)
	}
	for _, cookie := range append(cookies, s.browser().get("/sign-in").header.Values("Set-Cookie")...) {
		lower := strings.ToLower(cookie)
		for _, part := range []string{"; httponly", "; samesite=lax", "; secure", "; path=/"} {
			if !strings.Contains(lower, part) {
				t.Errorf("a cookie without%s: %.30s…", part[1:], cookie)
			}
		}
		if strings.Contains(lower, "domain=") {
			t.Errorf("a cookie for other hosts: %.30s…", cookie)
		}
	}
}

// forgedForms: no form of another site is taken, whoever is signed in.
func forgedForms(t *testing.T, s *server) {
	admin := s.admin("forged@example.org")
	learner := s.join("forged-learner@example.org")
	v := things{user: learner.id, serial: learner.finish(), attempt: learner.begin()}
	for _, b := range []*browser{s.browser(), learner.browser(), admin.browser()} {
		token := b.formToken()
		good := url.Values{"csrf": {token}}.Encode()
		forms := 0
		for _, r := range s.app.Server.Routes() {
			if r.Method != "POST" || !isPage(r) {
				continue
			}
			forms++
			path := v.path(r)
			for what, a := range map[string]*answer{
				"without a token":         b.send("POST", path, "x=1"),
				"with an empty token":     b.send("POST", path, "csrf="),
				"with another token":      b.send("POST", path, "csrf=AAAAAAAAAAAAAAAAAAAAAAAAAA"),
				"with a longer token":     b.send("POST", path, "csrf="+token+"x"),
				"with the token in query": b.send("POST", path+"?csrf=AAAAAAAAAAAAAAAAAAAAAAAAAA", "x=1"),
				"from another site":       b.send("POST", path, good, "Sec-Fetch-Site", "cross-site"),
				"from a sister site":      b.send("POST", path, good, "Sec-Fetch-Site", "same-site"),
				"of another origin":       b.send("POST", path, good, "Origin", "https://evil.example"),
				"of a near origin":        b.send("POST", path, good, "Origin", s.url+".evil.example"),
			} {
				if a.status != 403 {
					t.Errorf("POST %s %s: %d", path, what, a.status)
				}
			}
		}
		if forms < 10 {
			t.Errorf("only %d forms", forms)
		}
	}
	learner.api("GET", "/me", nil).want(200).is("name", "Person forged-learner")
	learner.api("GET", "/attempts/"+v.attempt, nil).want(200).is("submitted_at", "")
	if a := learner.browser().post("/admin/users/"+admin.id, "roles", "learner"); a.status != 403 {
		t.Errorf("a learner's form takes a role: %d", a.status)
	}
	admin.api("GET", "/me", nil).want(200).is("roles", "[learner admin]")
}

// redirects after signing in lead to this site alone.
func redirects(t *testing.T, s *server) {
	s.join("redirects@example.org")
	for next, want := range map[string]string{
		"/courses?a=b": "/courses?a=b", "": "/learning", "https://evil.example/": "/learning", "//evil.example/": "/learning", `/\evil.example`: "/learning",
		"/\t/evil.example": "/learning", "/\n/evil.example": "/learning", "javascript:alert(1)": "/learning", `\\evil.example`: "/learning",
		"evil.example": "/learning", "/%0d%0aSet-Cookie:x=1": "/%0d%0aSet-Cookie:x=1", "/" + strings.Repeat("a", 5000): "/learning", "/a\x00b": "/learning",
	} {
		b := s.browser()
		b.post("/sign-in", "email", "redirects@example.org", "password", password, "next", next).to(want)
		b = s.browser()
		page := b.get("/sign-in?next=" + url.QueryEscape(next)).want(200)
		if strings.Contains(string(page.body), "evil.example") {
			t.Errorf("next=%q reaches the page", next)
		}
	}
	s.browser().get("/account").to("/sign-in?next=%2Faccount")
}

// pageJourney is the way of a learner without scripts, from signing up to the certificate and out again.
func pageJourney(t *testing.T, s *server) {
	b := s.browser()
	b.post("/sign-up", "name", "", "email", "nobody", "password", "x").want(422).holds("nobody")
	b.post("/sign-up", "name", "Jo <script>", "email", "journey@example.org", "password", password).want(422).holds("Jo &lt;script&gt;")
	b.post("/sign-up", "name", "Jo Urney", "email", "journey@example.org", "password", password, "next", "/courses/"+course).to("/courses/" + course)
	b.get("/courses/" + course).want(200).holds("Fixture course")
	b.get("/courses/" + course + "/modules/" + moduleOne + "/lessons/read").want(403).holds("/courses/" + course)
	b.post("/courses/" + course + "/enrolment").want(303)
	module := "/courses/" + course + "/modules/" + moduleOne
	b.get(module + "/lessons/read").want(200).holds("First edition")
	b.get(module + "/lessons/decide?path=wait,speak").want(200)
	b.get(module + "/print").want(200).holds("First edition")
	for _, lesson := range []string{"read", "decide", "reflect"} {
		b.post(module + "/lessons/" + lesson + "/completion").want(303)
	}
	b.post("/courses/" + course + "/modules/" + moduleTwo + "/lessons/read/completion").want(303)
	b.get(module + "/quiz").want(200)
	attempt := b.post(module + "/quiz").want(303).header.Get("Location")
	if page := b.get(attempt).want(200); strings.Contains(string(page.body), secretWord) {
		t.Error("the quiz tells its feedback")
	}
	b.post(attempt, "answer.q-single", "nope").want(422)
	fields := []string{"answer.q-single", "c", "answer.q-multiple", "b", "answer.q-multiple", "d", "answer.q-truth", "true", "match.q-match.p", "z", "match.q-match.q", "x", "match.q-match.r", "y"}
	for i, id := range []string{"d", "b", "e", "a", "c"} {
		fields = append(fields, "position.q-order."+id, fmt.Sprint(i+1))
	}
	b.post(attempt, fields...).to(attempt + "/result")
	b.get(attempt + "/result").want(200).holds(secretWord)
	b.get(attempt).to(attempt + "/result")
	b.get("/learning").want(200).holds("Fixture course")
	page := string(b.get("/certificates").want(200).holds("/pdf").body)
	at := strings.Index(page, `"/certificates/UP-`)
	if at < 0 {
		t.Fatal("no certificate on its page")
	}
	serial := page[at+len(`"/certificates/`):][:len("UP-0000-0000-0000")]
	if pdf := b.get("/certificates/" + serial + "/pdf").want(200); !strings.HasPrefix(string(pdf.body), "%PDF-") {
		t.Error("no PDF")
	}
	s.browser().get("/verify?serial=" + strings.ToLower(serial)).to("/verify/" + serial)
	s.browser().get("/verify/" + serial + "?name=jo+urney").want(200).holds(serial)
	if told := s.browser().get("/verify/" + serial); strings.Contains(string(told.body), "Urney") {
		t.Error("the page tells the holder's name")
	}
	b.post("/account/profile", "name", "Jo U", "certificate_name", "Jo U", "audience", "", "language", "en").to("/account")
	b.get("/account").want(200).holds("Jo U")
	if export := b.get("/account/export").want(200); !strings.Contains(string(export.body), "journey@example.org") {
		t.Error("the export lacks the address")
	}
	b.post("/account/password", "password", "guess", "new_password", "a new long one").want(422)
	b.post("/account/password", "password", password, "new_password", "a new long one").to("/account")
	b.post("/account/deletion", "certificates", "keep", "confirmation", "other@example.org", "password", "a new long one").want(422)
	b.post("/sign-out").to("/")
	b.get("/account").to("/sign-in?next=%2Faccount")
	b.post("/sign-in", "email", "journey@example.org", "password", "a new long one").to("/learning")
	s.Pass(20 * 60e9) // the access token runs out; the browser notices nothing
	b.get("/account").want(200)
	b.post("/account/deletion", "certificates", "keep", "confirmation", "journey@example.org", "password", "a new long one").to("/")
	b.get("/account").to("/sign-in?next=%2Faccount")
	s.visitor().api("GET", "/verify/"+serial, nil).want(200).is("status", "valid")
}
