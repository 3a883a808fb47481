package scenarios

import (
	"fmt"
	"strings"
	"testing"
)

// joinLinks has more people come by a link than it has seats, at once and each twice.
func joinLinks(t *testing.T, s *server) {
	root := s.admin("links-root@example.org")
	h := s.house(root, "links")
	cohort := h.boss.api("POST", h.path("/cohorts"), map[string]any{"name": "Open house"}).want(201).text("id")
	h.boss.api("POST", h.path("/assignments"), map[string]any{"cohort": cohort, "course": course, "due_days": 30}).want(201)
	draft := map[string]any{"cohort": cohort, "seats": 10, "expires_at": "2026-05-01", "domains": []string{"example.org"}}
	h.boss.api("POST", h.path("/invitation-links"), map[string]any{"seats": 0, "expires_at": "2027-05-01", "domains": []string{"x"}}).
		fault("seats", "limit").fault("expires_at", "days_ahead").fault("domains", "domain")
	made := h.boss.api("POST", h.path("/invitation-links"), draft, "Idempotency-Key", "k").want(201).is("taken", 0).is("state", "open")
	h.boss.api("POST", h.path("/invitation-links"), draft, "Idempotency-Key", "k").want(201).is("id", made.text("id"))
	token := made.text("link")[strings.LastIndexByte(made.text("link"), '/')+1:]
	s.visitor().api("GET", "/invitations/"+token, nil).want(200).is("state", "open").is("institution.id", h.id).is("cohort.id", cohort)

	const crowd, seats = 64, 10
	guests := make([]*client, crowd)
	for i := range guests {
		guests[i] = s.join(fmt.Sprintf("links-%02d@example.org", i))
	}
	answers := atOnce(2*crowd, func(i int) *answer {
		a, err := guests[i%crowd].try("POST", "/api/v1/invitations/"+token+"/acceptance", nil)
		if err != nil {
			return nil
		}
		return a
	})
	if n := count(answers); n[200] != 2*seats || n[409] != 2*(crowd-seats) {
		t.Errorf("answers are %v", n)
	}
	for i, a := range answers {
		if a != nil && a.status == 200 {
			guests[i%crowd].api("GET", "/assignments", nil).want(200).is("items.0.course", course).is("items.1", "")
		}
	}
	h.boss.api("GET", h.path(""), nil).want(200).is("members", seats+1)
	h.boss.api("GET", h.path("/report"), nil).want(200).is("summary.rows", seats)
	h.boss.api("GET", h.path("/invitation-links"), nil).want(200).is("items.0.taken", seats).is("items.0.state", "full")
	h.boss.api("DELETE", h.path("/invitation-links/"+made.text("id")), nil).want(200).is("state", "closed")
	h.boss.api("DELETE", h.path("/invitation-links/none"), nil).problem(404, "link_unknown")

	b := h.boss.browser()
	page := h.path("/invitations")
	b.post(h.path("/invitation-links"), "seats", "many", "expires_at", "").want(422).holds("A whole number from 1 to 5000").holds(`value="many"`)
	b.post(h.path("/invitation-links"), "seats", "2", "expires_at", "2026-05-01", "domains", "ministry.example, academy.example", "key", "a").to(page + "#links")
	b.post(h.path("/invitation-links"), "seats", "2", "expires_at", "2026-05-01", "domains", "ministry.example, academy.example", "key", "a").to(page + "#links")
	b.get(page).want(200).holds("0 of 2 taken").holds("ministry.example, academy.example").holds("10 of 10 taken")
	list := h.boss.api("GET", h.path("/invitation-links"), nil).want(200).is("items.2", "")
	link := strings.TrimPrefix(list.text("items.0.link"), baseURL)
	if list.text("items.0.state") != "open" { // both were made at one time
		link = strings.TrimPrefix(list.text("items.1.link"), baseURL)
	}
	guests[0].browser().get(link).want(200).holds("account with an address at: ministry.example")
	guests[0].browser().post(link).want(409).holds("This link is for people whose account")
	member := s.join("links-late@academy.example")
	member.browser().post(link).to("/learning")
	member.browser().get(link).want(200).holds("You are a member of")
	for _, item := range h.boss.api("GET", h.path("/invitation-links"), nil).list("items") {
		if item := item.(map[string]any); item["state"] == "open" {
			b.post(h.path("/invitation-links/" + item["id"].(string))).to(page + "#links")
		}
	}
	s.browser().get(link).want(200).holds("This link is closed")
	guests[1].browser().post(link).want(409).holds("This link is closed")
}
