package scenarios

import (
	"strings"
	"testing"
	"time"

	"upstander/app/mail"
	"upstander/storage"
)

// mailTo gives the mail that waits for an address, the texts by their subjects.
func (s *server) mailTo(address string) map[string][]string {
	s.t.Helper()
	outbox, err := storage.Open[mail.Message](s.t.Context(), s.engine, storage.Spec{Name: "outbox", Indexes: []storage.Index{{Name: "by_next", Fields: []string{"dead", "next_at"}}}})
	if err != nil {
		s.t.Fatal(err)
	}
	out := map[string][]string{}
	for m, err := range outbox.Find(s.t.Context(), storage.Query{}) {
		if err != nil {
			s.t.Fatal(err)
		}
		if m.To == address {
			out[m.Subject] = append(out[m.Subject], m.Text)
		}
	}
	return out
}

// focalPoints: nobody is shown who has not agreed, nobody's address is, and leaving is at once.
func focalPoints(t *testing.T, database string) {
	s := start(t, database, options{smtp: "smtp://127.0.0.1:1"})
	root := s.admin("focal-root@example.org")
	h := s.house(root, "focal")
	amina := h.invited(s, "focal-amina", "")
	reader := s.join("focal-reader@example.org")
	s.visitor().api("GET", "/focal-points", nil).problem(401, "unauthenticated")
	house := h.path("/focal-point")
	h.boss.api("GET", house, nil).want(200).is("status", "none")
	h.boss.api("PUT", house, map[string]any{"email": reader.email, "title": "", "state": "XX", "r2p_focal_point": "maybe"}).
		fault("email", "no_member").fault("title", "required").fault("state", "unknown").fault("r2p_focal_point", "unknown")
	naming := map[string]any{"email": amina.email, "title": "=Director for prevention", "state": "be", "r2p_focal_point": "yes"}
	var id string
	for range 2 {
		id = h.boss.api("PUT", house, naming).want(200).is("status", "asked").is("user", amina.id).is("state", "BE").is("region", "150").text("id")
	}
	h.boss.api("GET", h.path(""), nil).want(200).is("focal_point", amina.id)
	if asked := s.mailTo(amina.email)["A question for you"]; len(asked) != 1 || !strings.Contains(asked[0], "/focal-points/"+id+"/consent") {
		t.Errorf("asked %q", asked)
	}
	consent := "/focal-points/" + id + "/consent"
	agreement := map[string]any{"title": "=Director for prevention", "state": "BE", "r2p_focal_point": "yes"}
	hidden := func() {
		t.Helper()
		reader.api("GET", "/focal-points", nil).want(200).is("items", "[]")
		reader.api("POST", "/focal-points/"+id+"/messages", map[string]any{"text": "Hello"}).problem(404, "focal_unknown")
		if file := reader.api("GET", "/focal-points/export?format=json", nil).want(200); strings.TrimSpace(string(file.body)) != "[]" {
			t.Errorf("the file tells %s", file.body)
		}
	}
	hidden()
	for _, other := range []*client{reader, h.boss, root} { // nobody agrees for another
		other.api("PUT", consent, agreement).problem(404, "focal_unknown")
		other.api("DELETE", consent, nil).problem(404, "focal_unknown")
	}
	amina.api("PUT", consent, map[string]any{"title": "Something else", "state": "BE", "r2p_focal_point": "yes"}).problem(409, "focal_changed")
	hidden()
	amina.api("GET", "/focal-points/own", nil).want(200).is("items.0.status", "asked").is("items.0.institution", "House of focal")
	for range 2 {
		amina.api("PUT", consent, agreement).want(200).is("status", "listed")
	}
	list := reader.api("GET", "/focal-points?state=BE&region=150", nil).want(200).is("items.0.name", "Person focal-amina").is("items.0.state_name", "Belgium").is("items.0.region_name", "Europe").is("items.0.id", id)
	csv := reader.api("GET", "/focal-points/export?format=csv", nil).want(200)
	for _, a := range []*answer{list, csv} {
		if strings.Contains(string(a.body), "@") || strings.Contains(string(a.body), amina.id) {
			t.Errorf("%s tells an address or an account: %s", a.call, a.body)
		}
	}
	if !strings.Contains(string(csv.body), ",'=Director for prevention,House of focal,BE,Belgium,150,Europe,yes") {
		t.Errorf("the file is %s", csv.body)
	}
	reader.api("GET", "/focal-points?state=RW", nil).want(200).is("items", "[]")
	reader.api("GET", "/focal-points?region=002", nil).want(200).is("items", "[]")
	reader.api("GET", "/focal-points?region=Mars&state=XX", nil).fault("region", "unknown").fault("state", "unknown")
	reader.api("GET", "/focal-points/export?format=exe", nil).fault("format", "unknown")

	// The relay: once, plain, without addresses unless the writer gives theirs.
	letter := "/focal-points/" + id + "/messages"
	reader.api("POST", letter, map[string]any{"text": " "}).fault("text", "required")
	reader.api("POST", letter, map[string]any{"text": strings.Repeat("x", 2001)}).fault("text", "too_long")
	reader.api("POST", letter, map[string]any{"text": "a\u0000b"}).fault("text", "characters")
	for range 2 {
		reader.api("POST", letter, map[string]any{"text": "May we speak about {writer}?"}).want(202)
	}
	reader.api("POST", letter, map[string]any{"text": "My address is below.", "share_address": true}).want(202)
	got := s.mailTo(amina.email)["A message for you"]
	if len(got) != 2 {
		t.Fatalf("%d messages arrived: %q", len(got), got)
	}
	for _, text := range got {
		if shared := strings.Contains(text, "My address"); strings.Contains(text, reader.email) != shared || !strings.Contains(text, "Person focal-reader") {
			t.Errorf("a message says %q", text)
		}
	}

	// A change asks again; leaving, being removed, leaving the institution and erasure are at once.
	h.boss.api("PUT", house, map[string]any{"user": amina.id, "title": "Director", "state": "RW", "r2p_focal_point": "no"}).want(200).is("status", "asked")
	hidden()
	agreement = map[string]any{"title": "Director", "state": "RW", "r2p_focal_point": "no"}
	again := func() {
		t.Helper()
		s.Pass(time.Second)
		h.boss.api("PUT", house, map[string]any{"user": amina.id, "title": "Director", "state": "RW", "r2p_focal_point": "no"}).want(200).is("status", "asked")
		amina.api("PUT", consent, agreement).want(200).is("status", "listed")
		reader.api("GET", "/focal-points", nil).want(200).is("items.0.state", "RW")
	}
	amina.api("PUT", consent, agreement).want(200)
	amina.api("DELETE", consent, nil).want(204)
	hidden()
	h.boss.api("GET", h.path(""), nil).want(200).is("focal_point", "")
	again()
	h.boss.api("DELETE", house, nil).want(204)
	hidden()
	again()
	h.boss.api("PATCH", h.path(""), map[string]any{"focal_point": ""}).want(200).is("focal_point", "")
	h.boss.api("PATCH", h.path(""), map[string]any{"focal_point": amina.id}).want(200).is("focal_point", amina.id)
	hidden() // named once more is asked once more
	again()
	amina.api("GET", "/me/export", nil).want(200).is("data.focal_points.0.title", "Director")

	// The pages, without script.
	b, reading := h.boss.browser(), reader.browser()
	b.get(house).want(200).holds("has agreed and is in the directory")
	b.post(house, "email", "nobody", "title", "", "state", "", "r2p_focal_point", "").want(422).holds("No member has this address").holds(`value="nobody"`)
	reading.get("/focal-points?state=RW").want(200).holds("Person focal-amina").holds("Brussels in 2014")
	s.visitor().do("GET", "/focal-points", nil).want(200).holds("Sign in")
	page := "/focal-points/" + id + "/message"
	reading.get(page).want(200).holds("Write to Person focal-amina")
	reading.post(page, "text", "").want(422).holds("Fill this in.")
	reading.post(page, "text", "From the page", "share", "on").to("/focal-points")
	reading.get(consent).want(404)
	mine := amina.browser()
	mine.get("/focal-points").want(200).holds("You are in the directory as the focal point of House of focal")
	mine.get(consent).want(200).holds("Leave the directory")
	mine.post(consent, "do", "leave").to("/focal-points")
	hidden()
	b.post(house, "email", amina.email, "title", "Director", "state", "RW", "r2p_focal_point", "no").to(house)
	mine.get(consent).want(200).holds("Agree to be shown")
	mine.post(consent, "do", "agree", "title", "Director", "state", "BE", "r2p_focal_point", "no").want(409).holds("changed meanwhile")
	mine.post(consent, "do", "agree", "title", "Director", "state", "RW", "r2p_focal_point", "no").to("/focal-points")
	reading.get("/focal-points").want(200).holds("Rwanda")
	amina.api("DELETE", h.path("/members/"+amina.id), nil).want(204)
	hidden()
	h.invited(s, "focal-bilal", "")
	bilal := s.visitor()
	bilal.signIn("focal-bilal@example.org")
	h.boss.api("PUT", house, map[string]any{"user": bilal.id, "title": "Director", "state": "RW", "r2p_focal_point": "no"}).want(200)
	bilal.api("PUT", consent, agreement).want(200).is("status", "listed")
	bilal.api("DELETE", "/me", map[string]any{"certificates": "keep"}).want(204)
	hidden()
	h.boss.api("GET", house, nil).want(200).is("status", "none")
}
