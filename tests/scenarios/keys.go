package scenarios

import (
	"strings"
	"testing"
	"time"

	"upstander/app/access"
)

// program gives a client that holds a key of the institution with these scopes.
func (h house) program(s *server, scopes ...access.Scope) *client {
	s.t.Helper()
	made := h.boss.api("POST", h.path("/keys"), map[string]any{"name": "A program", "scopes": scopes, "expires_at": s.Now().AddDate(0, 3, 0).Format(time.RFC3339)}).want(201)
	p := s.visitor()
	p.id, p.token = made.text("id"), made.text("key")
	return p
}

// keys: made by a manager, shown once, good for what they say, and over when they should be.
func keys(t *testing.T, s *server) {
	root := s.admin("keys-root@example.org")
	h := s.house(root, "keys")
	until := func(days int) string { return s.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	draft := map[string]any{"name": "Personnel", "scopes": []string{"report:read", "members:read"}, "expires_at": until(90)}
	h.boss.api("POST", h.path("/keys"), map[string]any{}).fault("name", "required").fault("scopes", "required").fault("expires_at", "required")
	h.boss.api("POST", h.path("/keys"), map[string]any{"name": "x", "scopes": []string{"everything"}, "expires_at": "soon"}).fault("scopes", "unknown").fault("expires_at", "date")
	for _, at := range []string{until(-1), until(400), "9999-12-31"} {
		h.boss.api("POST", h.path("/keys"), map[string]any{"name": "x", "scopes": []string{"report:read"}, "expires_at": at}).fault("expires_at", "key_life")
	}
	made := h.boss.api("POST", h.path("/keys"), draft, "Idempotency-Key", "one").want(201).is("state", "active").is("scopes", "[report:read members:read]").is("made_by", h.boss.id)
	again := h.boss.api("POST", h.path("/keys"), draft, "Idempotency-Key", "one").want(201).is("id", made.text("id"))
	secret := again.text("key")
	if !strings.HasPrefix(secret, "upst_"+made.text("id")+"_") || len(secret) < 60 || secret == made.text("key") {
		t.Errorf("the key is %q, then %q", made.text("key"), secret)
	}
	list := h.boss.api("GET", h.path("/keys"), nil).want(200).is("items.0.id", made.text("id")).is("items.0.last_used_on", "").is("items.1", "")
	if strings.Contains(string(list.body), secret) || strings.Contains(string(list.body), "hash") {
		t.Errorf("the list tells the secret: %s", list.body)
	}
	p := s.visitor()
	first := *p
	first.token = made.text("key")
	first.api("GET", h.path(""), nil).problem(401, "unauthenticated") // the earlier answer to the same request
	p.token = secret
	p.api("GET", h.path(""), nil).want(200).is("id", h.id)
	p.api("GET", h.path("/report"), nil).want(200)
	p.api("GET", h.path("/report?format=csv"), nil).want(200)
	p.api("GET", h.path("/members"), nil).want(200).is("items.0.id", h.boss.id)
	p.api("POST", h.path("/invitations"), map[string]any{"email": "keys-new@example.org"}).problem(403, "key_scope")
	p.api("GET", h.path("/keys"), nil).problem(403, "key_scope")
	p.api("GET", "/me", nil).problem(403, "key_scope")
	p.api("GET", "/courses", nil).want(200)
	h.boss.api("GET", h.path("/keys"), nil).is("items.0.last_used_on", s.Now().UTC().Format(time.DateOnly))
	h.boss.api("POST", h.path("/keys"), draft, "Idempotency-Key", "one").problem(409, "key_made") // it is in use

	// A program does what its scopes say, in its own name.
	w := h.program(s, access.WriteInvitations, access.WriteCohorts, access.WriteAssignments, access.ReadCertificates)
	cohort := w.api("POST", h.path("/cohorts"), map[string]any{"name": "By program"}).want(201).text("id")
	w.api("POST", h.path("/assignments"), map[string]any{"cohort": cohort, "course": course}).want(201)
	w.api("POST", h.path("/invitations"), map[string]any{"email": "keys-amina@example.org", "cohort": cohort}, "Idempotency-Key", "k").want(200).is("invited", 1)
	amina := h.invited(s, "keys-bilal", "By program")
	serial := amina.finish()
	w.api("GET", h.path("/certificates"), nil).want(200).is("items.0.serial", serial)
	w.api("GET", "/certificates/"+serial+"/pdf", nil).want(200)
	w.api("GET", h.path("/certificates.zip"), nil).want(200)
	w.api("POST", "/certificates/"+serial+"/revocation", map[string]any{"reason": "x"}).problem(403, "key_scope")
	w.api("DELETE", h.path("/members/"+amina.id), nil).problem(403, "key_scope")
	p.api("GET", "/certificates/"+serial+"/pdf", nil).problem(403, "key_scope")

	// What is not a key, or no longer one, is nobody's.
	for _, wrong := range []string{secret + "x", secret[:len(secret)-1], "upst_", "upst__", "upst_" + made.text("id") + "_", "upst_nobody_secret", strings.Repeat("upst_", 100)} {
		c := s.visitor()
		c.token = wrong
		c.api("GET", h.path(""), nil).problem(401, "unauthenticated")
	}
	h.boss.api("DELETE", h.path("/keys/"+made.text("id")), nil).want(204)
	h.boss.api("DELETE", h.path("/keys/"+made.text("id")), nil).want(204)
	p.api("GET", h.path(""), nil).problem(401, "unauthenticated")
	h.boss.api("DELETE", h.path("/keys/none"), nil).problem(404, "key_unknown")

	// A key ends with its maker's right to act, and with its time.
	deputy := h.invited(s, "keys-deputy", "")
	h.boss.api("PATCH", h.path("/members/"+deputy.id), map[string]any{"role": "manager"}).want(200)
	of := house{h.id, deputy}
	d := of.program(s, access.ReadMembers)
	d.api("GET", h.path("/members"), nil).want(200)
	h.boss.api("PATCH", h.path("/members/"+deputy.id), map[string]any{"role": "learner"}).want(200)
	d.api("GET", h.path("/members"), nil).problem(401, "unauthenticated")
	h.boss.api("PATCH", h.path("/members/"+deputy.id), map[string]any{"role": "manager"}).want(200)
	d.api("GET", h.path("/members"), nil).want(200)
	deputy.api("GET", "/me/export", nil).want(200).is("data.api_keys.0.name", "A program")
	deputy.api("DELETE", "/me", map[string]any{"certificates": "keep"}).want(204)
	d.api("GET", h.path("/members"), nil).problem(401, "unauthenticated")
	for _, item := range h.boss.api("GET", h.path("/keys"), nil).want(200).list("items") {
		if item := item.(map[string]any); item["id"] == d.id && (item["state"] != "revoked" || item["made_by"] != "") {
			t.Errorf("a key whose maker is gone: %v", item)
		}
	}

	// The pages, without script.
	s.Pass(time.Minute) // so that what is made now is the newest
	b := h.boss.browser()
	b.get(h.path("/keys")).want(200).holds("A program").holds("Revoked")
	b.post(h.path("/keys"), "name", "", "nonce", "n").want(422).holds("Fill this in.")
	for range 2 {
		b.post(h.path("/keys"), "name", "Page", "scopes", "report:read", "scopes", "members:read", "expires_at", until(30), "nonce", "n").want(200).holds("Copy the key now").holds("upst_")
	}
	made = h.boss.api("GET", h.path("/keys"), nil)
	if pages := strings.Count(string(made.body), `"name":"Page"`); pages != 1 {
		t.Errorf("a form sent twice makes %d keys", pages)
	}
	newest := h.boss.api("GET", h.path("/keys"), nil).want(200).is("items.0.name", "Page").is("items.0.scopes", "[report:read members:read]")
	b.get(h.path("/keys")).want(200).holds("ends in " + newest.text("items.0.hint"))
	b.post(h.path("/keys/" + newest.text("items.0.id") + "/revocation")).to(h.path("/keys"))
	h.boss.api("GET", h.path("/keys"), nil).want(200).is("items.0.state", "revoked")
	for range 20 {
		if h.boss.api("POST", h.path("/keys"), draft).status == 409 {
			break
		}
	}
	h.boss.api("POST", h.path("/keys"), draft).problem(409, "too_many_keys")
}

// keyTenancy walks every route there is with a key that may do all that keys can: those of its own institution alone answer, and with
// another's things not even they.
func keyTenancy(t *testing.T, s *server, mine, theirs house, fill func(path, institution string) string, bodies map[string]any) {
	t.Helper()
	p := mine.program(s, access.Scopes()...)
	open, closed := 0, 0
	for _, r := range s.app.Server.Routes() {
		if r.Needs == access.Public || !strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		a := p.do(r.Method, fill(r.Path, theirs.id), bodies[r.Name])
		if a.status == 403 {
			a.problem(403, "key_scope")
			closed++
			continue
		}
		a.want(404)
		open++
		if strings.Count(r.Path, ":") > 1 {
			p.do(r.Method, fill(r.Path, mine.id), bodies[r.Name]).want(404)
		}
	}
	if open < 15 || closed < 50 {
		t.Errorf("%d routes are open to keys, %d are not", open, closed)
	}
	for _, query := range []string{"/report?cohort=", "/certificates?cohort=", "/certificates.zip?cohort="} {
		p.api("GET", mine.path(query)+fill(":cohort", ""), nil).problem(404, "cohort_unknown")
	}
	p.do("GET", mine.path(""), nil).want(200).holds("Sign in") // pages know cookies alone
	p.api("POST", mine.path("/assignments"), map[string]any{"cohort": fill(":cohort", ""), "course": course}).fault("cohort", "unknown")
}
