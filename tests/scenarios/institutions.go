package scenarios

import (
	"archive/zip"
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"upstander/app/access"
)

// house is an institution with its manager.
type house struct {
	id   string
	boss *client
}

func (s *server) house(root *client, name string) house {
	s.t.Helper()
	boss := s.join("boss-" + name + "@example.org")
	made := root.api("POST", "/institutions", map[string]any{"name": "House of " + name, "country": "Velmara", "manager": boss.email}).want(201).is("members", 1)
	return house{made.text("id"), boss}
}

func (h house) path(rest string) string { return "/institutions/" + h.id + rest }

// invited gives a person who has accepted an invitation to the institution.
func (h house) invited(s *server, name, cohort string) *client {
	s.t.Helper()
	email := name + "@example.org"
	h.boss.api("POST", h.path("/invitations"), map[string]any{"email": email, "name": "Person " + name, "cohort": cohort}).want(200).is("invited", 1)
	for _, item := range h.boss.api("GET", h.path("/invitations?limit=200"), nil).want(200).list("items") {
		if item := item.(map[string]any); item["email"] == email {
			link := item["link"].(string)
			c := s.join(email)
			token := link[strings.LastIndexByte(link, '/')+1:]
			c.api("POST", "/invitations/"+token+"/acceptance", nil).want(200).is("institution.id", h.id).is("mine", true)
			return c
		}
	}
	s.t.Fatalf("no invitation for %s", email)
	return nil
}

// institutionLife goes from an institution's opening to its certificates.
func institutionLife(t *testing.T, s *server) {
	root := s.admin("institutions-root@example.org")
	h := s.house(root, "life")
	h.boss.api("GET", "/me", nil).want(200).is("institutions.0.id", h.id).is("institutions.0.role", "manager").is("roles", "[learner]")
	h.boss.api("GET", "/institutions", nil).want(200).is("items.0.id", h.id).is("items.1", "")
	h.boss.api("PATCH", h.path(""), map[string]any{"name": "Ministry of Velmara", "focal_point": h.boss.id}).want(200).is("focal_point", h.boss.id)
	h.boss.api("POST", "/institutions", map[string]any{"name": "Mine too"}).problem(403, "forbidden")

	file := "\xef\xbb\xbfemail;name;cohort;language\r\nlife-csv@example.org;\"Haddad; Amina\";Spring;en\r\nLIFE-CSV@example.org;;;\r\nnobody;;;\r\n" + h.boss.email + ";;;\r\n"
	csv := []string{"Content-Type", "text/csv", "Idempotency-Key", "spring"}
	dry := h.boss.api("POST", h.path("/invitations?dry_run=true"), file, csv...).want(200).is("invited", 1).is("rows.0.outcome", "invited").is("rows.0.line", 2).
		is("rows.1.outcome", "duplicate").is("rows.2.outcome", "invalid").is("rows.2.reason", "email").is("rows.3.outcome", "already_member")
	h.boss.api("GET", h.path("/invitations"), nil).want(200).is("items", "[]")
	real := h.boss.api("POST", h.path("/invitations"), file, csv...).want(200)
	again := h.boss.api("POST", h.path("/invitations"), file, csv...).want(200)
	if dry.text("rows") != real.text("rows") || string(real.body) != string(again.body) {
		t.Errorf("an import, dry, done and repeated: %s %s %s", dry.body, real.body, again.body)
	}
	h.boss.api("POST", h.path("/invitations"), file, "Content-Type", "text/csv").want(200).is("invited", 0).is("rows.0.outcome", "duplicate")
	h.boss.api("POST", h.path("/invitations"), "", csv...).fault("file", "required")
	h.boss.api("POST", h.path("/invitations"), "<x/>", "Content-Type", "application/xml").problem(415, "content_type")
	h.boss.api("POST", h.path("/invitations"), map[string]any{}).fault("email", "required")
	large := strings.Repeat("someone-with-a-long-address@an-organisation.example.org,Some Name,Spring,en\n", 30_000) // over two megabytes
	h.boss.api("POST", h.path("/invitations?dry_run=true"), large, csv...).want(200).is("invited", 1)
	if a, err := h.boss.try("POST", "/api/v1/auth/login", large); err == nil {
		a.problem(413, "too_large")
	}

	cohort := h.boss.api("GET", h.path("/cohorts"), nil).want(200).is("items.0.name", "Spring").text("items.0.id")
	h.boss.api("POST", h.path("/cohorts"), map[string]any{"name": "spring"}).problem(409, "cohort_taken")
	h.boss.api("POST", h.path("/assignments"), map[string]any{"cohort": cohort, "course": "none", "due_at": "soon"}).fault("course", "unknown").fault("due_at", "date")
	given := h.boss.api("POST", h.path("/assignments"), map[string]any{"cohort": cohort, "course": course, "due_at": "2026-12-31T00:00:00Z"}).want(201)
	given.is("cohort", cohort).is("course", course).is("due_at", "2026-12-31T00:00:00Z")
	amina := h.invited(s, "life-amina", "Spring")
	amina.api("GET", "/me", nil).want(200).is("institutions.0.name", "Ministry of Velmara").is("institutions.0.role", "learner")
	h.boss.api("GET", h.path("/cohorts/"+cohort), nil).want(200).is("members", "["+amina.id+"]")
	h.boss.api("GET", h.path("/report"), nil).want(200).is("items.0.state", "not_started").is("items.0.learner.email", amina.email).is("summary.rows", 1)
	amina.enrol(course).is("due_at", "2026-12-31T00:00:00Z")
	serial := amina.finish()
	report := h.boss.api("GET", h.path("/report?cohort="+cohort+"&course="+course), nil).want(200).is("items.0.state", "completed").is("items.0.certificate", serial).
		is("items.0.score", 1).is("items.0.progress", 1).is("next_cursor", "")
	for _, word := range []string{secretWord, "answers", "path", "speak"} {
		if strings.Contains(string(report.body), word) {
			t.Errorf("the report holds %q: %s", word, report.body)
		}
	}
	amina.api("GET", "/certificates", nil).want(200).is("items.0.institution", "Ministry of Velmara")
	h.boss.api("GET", h.path("/certificates?status=valid"), nil).want(200).is("items.0.serial", serial).is("items.0.learner.id", amina.id)
	h.boss.api("GET", "/certificates/"+serial+"/pdf", nil).want(200)
	archive := h.boss.api("GET", h.path("/certificates.zip"), nil).want(200)
	h.boss.api("GET", h.path("/certificates.zip?paper=a3"), nil).fault("paper", "paper")
	if letter := h.boss.api("GET", h.path("/certificates.zip?paper=letter"), nil).want(200); !bytes.Contains(letter.body, []byte("792.00 612.00")) || bytes.Contains(archive.body, []byte("792.00 612.00")) {
		t.Error("the archive is not on the paper that was asked for")
	}
	if z, err := zip.NewReader(bytes.NewReader(archive.body), int64(len(archive.body))); err != nil || len(z.File) != 2 || z.File[1].Name != "index.csv" {
		t.Errorf("the archive: %v", err)
	}
	sheet := h.boss.api("GET", h.path("/report?format=xlsx"), nil).want(200)
	if !bytes.HasPrefix(sheet.body, []byte("PK")) || !strings.Contains(sheet.header.Get("Content-Disposition"), ".xlsx") {
		t.Error("no workbook")
	}
	h.boss.api("GET", h.path("/report?format=csv"), nil).want(200)
	h.boss.api("GET", h.path("/report?format=exe"), nil).fault("format", "unknown")
	h.boss.api("GET", h.path("/report?cursor=x"), nil).fault("cursor", "bad_cursor")
	amina.api("DELETE", h.path("/members/"+amina.id), nil).want(204)
	h.boss.api("GET", h.path("/report"), nil).want(200).is("items", "[]")
	h.boss.api("GET", "/certificates/"+serial+"/pdf", nil).problem(404, "certificate_unknown")
	amina.api("GET", "/certificates/"+serial+"/pdf", nil).want(200)
}

// institutionPages goes through the pages of a manager, and the one that an invitation leads to, without any script.
func institutionPages(t *testing.T, s *server) {
	root := s.admin("houses-root@example.org")
	root.browser().post("/institutions", "name", "", "manager", "x").want(422).holds("Fill this in.")
	boss := s.join("houses-boss@example.org")
	boss.browser().get("/institutions").want(403)
	there := root.browser().post("/institutions", "name", "Academy & Sons", "manager", boss.email).want(303).header.Get("Location")
	b := boss.browser()
	b.get("/learning").want(200).holds(`href="/institutions"`)
	b.get("/institutions").want(200).holds("Academy &amp; Sons")
	b.get(there).want(200).holds("Nothing is assigned yet")
	b.post(there+"/cohorts", "name", "Spring").to(there + "#cohorts")
	b.post(there+"/cohorts", "name", "Spring").want(409).holds("This name is taken").holds(`value="Spring"`)
	b.post(there+"/invitations", "do", "one", "email", "nobody").want(422).holds("this is not an e-mail address").holds(`value="nobody"`)
	b.post(there+"/invitations", "do", "one", "email", "houses-amina@example.org", "cohort", "Spring").to(there + "/invitations#sent")
	b.post(there+"/invitations", "do", "check").want(422).holds("Fill this in.")
	file := "email;name;cohort\nhouses-bilal@example.org;Bilal;Summer\nbad;;\n"
	page := b.post(there+"/invitations", "rows", file, "do", "again").want(200).holds("Send 1 invitation").holds("Summer").holds("Not usable: this is not an e-mail address")
	key := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(string(page.body))[1]
	b.post(there+"/invitations", "rows", file, "do", "report").want(200).holds("3,bad,Not usable,")
	b.get(there + "/people?query=boss").want(200)
	boss.api("GET", there+"/invitations", nil).want(200).is("items.1", "")
	for range 2 {
		b.post(there+"/invitations", "rows", file, "do", "send", "key", key).to(there + "/invitations#sent")
	}
	list := boss.api("GET", there+"/invitations", nil).want(200).is("items.2", "")
	at := "items.0."
	if list.text("items.0.email") != "houses-amina@example.org" { // both were made at one time
		at = "items.1."
	}
	link, cohort := strings.TrimPrefix(list.text(at+"link"), baseURL), list.text(at+"cohort")
	s.browser().get(link).want(200).holds("Academy &amp; Sons").holds("/sign-up?next=" + url.QueryEscape(link))
	s.browser().get(link + "x").want(404)
	amina := s.join("houses-amina@example.org")
	amina.browser().get(link).want(200).holds("never see your answers")
	amina.browser().post(link).to("/learning")
	amina.browser().get(link).want(200).holds("You are a member of")
	s.join("houses-thief@example.org").browser().post(link).want(409)
	b.post(there+"/assignments", "cohort", cohort, "course", course, "due_at", "never").want(422).holds("Write the date as year, month and day")
	b.post(there+"/assignments", "cohort", cohort, "course", course, "due_at", "2027-01-31").to(there + "#assigned")
	amina.browser().get("/learning").want(200).holds("Asked of you by Academy &amp; Sons").holds("31 January 2027")
	amina.api("GET", "/assignments", nil).want(200).is("items.0.course", course).is("items.0.state", "not_started")
	b.get(there).want(200).holds("31 January 2027").holds("<rect ")
	serial := amina.finish()
	b.get(there + "/report?state=completed").want(200).holds(amina.email).holds(serial).holds("Scores are summed up from five people on")
	b.get(there + "/report?limit=1").want(200)
	b.get(there + "/report/csv?state=completed").want(200).holds(serial)
	b.get(there + "/report/exe").want(422)
	b.get(there + "/certificates").want(200).holds(serial).holds(there + "/certificates.zip")
	if z := b.get(there + "/certificates.zip?status=valid").want(200); !bytes.HasPrefix(z.body, []byte("PK")) {
		t.Error("no archive")
	}
	b.post(there+"/cohorts/"+cohort, "do", "add", "email", "stranger@example.org").want(422).holds("No member has this address")
	b.post(there+"/cohorts/"+cohort, "do", "add", "email", boss.email).to(there + "/cohorts/" + cohort)
	b.get(there + "/cohorts/" + cohort).want(200).holds(boss.email)
	b.post(there+"/cohorts/"+cohort, "do", "remove", "user", boss.id).to(there + "/cohorts/" + cohort)
	b.post(there, "name", "Academy of Velmara", "country", "Velmara").to(there)
	b.post(there+"/people/"+amina.id, "do", "manager").to(there + "/people")
	amina.browser().get("/account").want(200).holds(there + "/leaving")
	amina.browser().post(there + "/leaving").to("/account")
	amina.browser().post(there + "/leaving").want(404)
	b.post(there+"/people/"+amina.id, "do", "remove").want(404)
	amina.browser().get("/certificates").want(200).holds("Academy &amp; Sons")
}

// tenancy walks every route of institutions: for the manager of one, another and all in it do not exist, also by way of their own.
func tenancy(t *testing.T, s *server) {
	root := s.admin("tenancy-root@example.org")
	mine, theirs := s.house(root, "mine"), s.house(root, "theirs")
	victim := theirs.invited(s, "tenancy-victim", "Theirs")
	cohort := theirs.boss.api("GET", theirs.path("/cohorts"), nil).want(200).text("items.0.id")
	own := mine.boss.api("POST", mine.path("/cohorts"), map[string]any{"name": "Own"}).want(201).text("id")
	assignment := theirs.boss.api("POST", theirs.path("/assignments"), map[string]any{"cohort": cohort, "course": course}).want(201).text("id")
	serial := victim.finish()
	theirs.boss.api("POST", theirs.path("/invitations"), map[string]any{"email": "tenancy-open@example.org"}).want(200)
	invitation := theirs.boss.api("GET", theirs.path("/invitations"), nil).want(200).text("items.0.id")
	link := theirs.boss.api("POST", theirs.path("/invitation-links"), map[string]any{"seats": 5, "expires_at": s.Now().AddDate(0, 0, 7).Format(time.DateOnly)}).want(201).text("id")
	hook := theirs.boss.api("POST", theirs.path("/webhooks"), map[string]any{"url": "https://hooks.example.org/", "events": []string{"completion"}}).want(201).text("id")
	key := theirs.program(s, access.ReadReport).id

	fill := func(path, institution string) string {
		return strings.NewReplacer(
			":id", institution, ":user", victim.id, ":invitation", invitation, ":cohort", cohort, ":assignment", assignment, ":serial", serial, ":key", key, ":link", link, ":webhook", hook,
		).Replace(path)
	}
	bodies := map[string]any{
		"assign": map[string]any{"cohort": own, "course": course}, "createCohort": map[string]any{"name": "Spy"}, "invite": map[string]any{"email": "spy@example.org"},
		"updateMember": map[string]any{"role": "learner"}, "except": map[string]any{"reason": "Spite", "waived_until": "2030-01-01"}, "updateCohort": map[string]any{"name": "Taken"},
		"nameFocalPoint": map[string]any{"user": victim.id, "title": "Spy", "state": "BE", "r2p_focal_point": "no"},
		"createWebhook":  map[string]any{"url": "https://spy.example.org/", "events": []string{"completion"}}, "updateWebhook": map[string]any{"url": "https://spy.example.org/"},
		"createKey": map[string]any{"name": "Spy", "scopes": access.Scopes(), "expires_at": "2026-05-01"},
	}
	walked := 0
	for _, r := range s.app.Server.Routes() {
		if !strings.Contains(r.Path, "/institutions/:id") {
			continue
		}
		walked++
		call := func(institution string) *answer {
			if strings.HasPrefix(r.Path, "/api/") {
				return mine.boss.do(r.Method, fill(r.Path, institution), bodies[r.Name])
			}
			if r.Method == "POST" {
				return mine.boss.browser().post(fill(r.Path, institution), "do", "learner", "rows", "email\nspy@example.org", "name", "Spy", "course", course, "cohort", own)
			}
			return mine.boss.browser().get(fill(r.Path, institution))
		}
		call(theirs.id).want(404)
		// Their things under one's own institution. A path without one is one's own to call.
		if strings.Count(r.Path, ":") > 1 && r.Name != "reportFile" {
			call(mine.id).want(404)
		}
	}
	keyTenancy(t, s, mine, theirs, fill, bodies)
	if walked < 40 {
		t.Errorf("only %d routes were walked", walked)
	}
	for _, query := range []string{"/report?cohort=", "/certificates?cohort=", "/certificates.zip?cohort="} {
		mine.boss.api("GET", mine.path(query)+cohort, nil).problem(404, "cohort_unknown")
	}
	mine.boss.api("POST", mine.path("/assignments"), map[string]any{"cohort": cohort, "course": course}).fault("cohort", "unknown")
	mine.boss.api("POST", mine.path("/cohorts"), map[string]any{"name": "Spy", "members": []string{victim.id}}).fault("members", "unknown")
	mine.boss.api("PATCH", mine.path("/cohorts/"+own), map[string]any{"add": []string{victim.id}}).fault("members", "unknown")
	mine.boss.api("PATCH", mine.path(""), map[string]any{"focal_point": victim.id}).fault("focal_point", "unknown")
	mine.boss.api("POST", mine.path("/invitations"), map[string]any{"email": "tenancy-two@example.org", "cohort": cohort}).want(200)
	if list := mine.boss.api("GET", mine.path("/invitations"), nil).want(200); list.text("items.0.cohort") == cohort { // the id is a name like any other here
		t.Errorf("an invitation leads into a foreign cohort: %s", list.body)
	}
	mine.boss.api("GET", "/certificates/"+serial+"/pdf", nil).problem(404, "certificate_unknown")
	mine.boss.api("POST", "/certificates/"+serial+"/revocation", map[string]any{"reason": "Spite"}).problem(404, "certificate_unknown")
	theirs.boss.api("GET", theirs.path("/report"), nil).want(200).is("items.0.certificate", serial).is("items.0.learner.id", victim.id) // and nothing was changed
	theirs.boss.api("GET", theirs.path("/cohorts"), nil).want(200).is("items.0.name", "Theirs")
	for _, path := range []string{theirs.path(""), theirs.path("/report")} {
		victim.api("GET", path, nil).want(403) // a member is no manager
		s.visitor().api("GET", path, nil).want(401)
	}
}
