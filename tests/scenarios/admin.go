package scenarios

import (
	"context"
	"fmt"
	"net/url"
	"testing"
)

// administration: finding people, giving roles, disabling.
func administration(t *testing.T, s *server) {
	admin := s.admin("root@example.org")
	if created, err := s.app.Accounts.MakeAdmin(context.Background(), "ROOT@example.org", ""); created || err != nil {
		t.Errorf("making an administrator twice: %v, %v", created, err)
	}
	admin.api("GET", "/me", nil).want(200).is("roles", "[learner admin]")
	if _, err := s.app.Accounts.MakeAdmin(context.Background(), "unmade@example.org", ""); err == nil {
		t.Error("an administrator without a password")
	}

	var ids []string
	for i := range 7 {
		ids = append(ids, s.join(fmt.Sprintf("crowd%d@example.org", i)).id)
	}
	find := func(query string) *answer { return admin.api("GET", "/users?"+query, nil).want(200) }
	find("query=CROWD3").is("items.0.id", ids[3]).is("items.1", "").is("next_cursor", "")
	find("query=person+crowd5").is("items.0.id", ids[5])
	find("query=nobody-at-all").is("items", "[]")
	for _, hostile := range []string{".*", "%", "_", "$ne", `"`, "\U0010ffff"} {
		find("query="+url.QueryEscape(hostile)).is("items", "[]")
	}
	found := map[string]int{}
	cursor := ""
	for range 10 {
		page := find("query=crowd&limit=2&cursor=" + url.QueryEscape(cursor))
		for i := range page.list("items") {
			found[page.text(fmt.Sprintf("items.%d.id", i))]++
		}
		if cursor = page.text("next_cursor"); cursor == "" {
			break
		}
	}
	if len(found) != len(ids) {
		t.Errorf("page by page there are %d of %d people", len(found), len(ids))
	}
	for _, id := range ids {
		if found[id] != 1 {
			t.Errorf("a person is on %d pages", found[id])
		}
	}
	for _, bad := range []string{"limit=0", "limit=201", "limit=x", "limit=-1", "cursor=nonsense", "query=%00", "query=%ff", "limit=99999999999999999999"} {
		admin.api("GET", "/users?"+bad, nil).problem(422, "invalid")
	}

	c := s.visitor()
	c.signIn("crowd0@example.org")
	c.api("GET", "/users", nil).problem(403, "forbidden")
	change := func(id string, body any) *answer { return admin.api("PATCH", "/users/"+id, body) }
	change(ids[0], map[string]any{"roles": []string{"manager", "trainer", "trainer"}}).want(200).is("roles", "[learner trainer manager]")
	c.api("GET", "/me", nil).want(200).is("roles", "[learner trainer manager]")
	change(ids[0], map[string]any{"roles": []string{"god"}}).fault("roles", "unknown")
	change(ids[0], map[string]any{"roles": []string{}}).want(200).is("roles", "[learner]")
	change(ids[0], map[string]any{"name": "New"}).fault("name", "unknown_field")
	change("nobody", map[string]any{"disabled": true}).problem(404, "not_found")

	change(ids[0], map[string]any{"disabled": true}).want(200).is("disabled", true)
	c.api("GET", "/me", nil).problem(401, "unauthenticated") // at once, not when the token runs out
	s.visitor().api("POST", "/auth/refresh", map[string]any{"refresh_token": c.refresh}).problem(401, "bad_refresh")
	s.visitor().api("POST", "/auth/login", map[string]any{"email": c.email, "password": password}).problem(401, "bad_credentials")
	change(ids[0], map[string]any{"disabled": false}).want(200)
	c.api("GET", "/me", nil).problem(401, "unauthenticated")
	c.signIn(c.email)

	// Two changes at once: neither undoes the other.
	for range 5 {
		change(ids[1], map[string]any{"roles": []string{}, "disabled": false}).want(200)
		atOnce(2, func(i int) *answer {
			body := []map[string]any{{"roles": []string{"reviewer"}}, {"disabled": true}}[i]
			a, _ := admin.try("PATCH", "/api/v1/users/"+ids[1], body)
			return a
		})
		change(ids[1], map[string]any{}).want(200).is("roles", "[learner reviewer]").is("disabled", true)
	}
}

// lastAdministrator: there is always one, also when two take the role from each other at once.
func lastAdministrator(t *testing.T, database string) {
	s := start(t, database, options{bare: true})
	a := s.admin("a@example.org")
	less := map[string]any{"roles": []string{"learner"}}
	a.api("PATCH", "/users/"+a.id, less).problem(409, "last_admin")
	a.api("PATCH", "/users/"+a.id, map[string]any{"disabled": true}).problem(409, "last_admin")
	a.api("DELETE", "/me", nil).problem(409, "last_admin")
	a.api("GET", "/me", nil).want(200).is("roles", "[learner admin]")

	b := s.admin("b@example.org")
	for range 5 {
		answers := atOnce(2, func(i int) *answer {
			one, two := a, b
			if i == 1 {
				one, two = b, a
			}
			r, _ := one.try("PATCH", "/api/v1/users/"+two.id, less)
			return r
		})
		got := count(answers)
		// The slower one may already have lost the role (403).
		if got[200] != 1 || got[409]+got[403] != 1 {
			t.Fatalf("two who take the role from each other: %v", got)
		}
		left := a
		if a.api("GET", "/users", nil).status != 200 {
			left = b
		}
		for _, id := range []string{a.id, b.id} {
			left.api("PATCH", "/users/"+id, map[string]any{"roles": []string{"admin"}}).want(200)
		}
	}
	a.api("DELETE", "/me", nil).want(204)
	b.api("PATCH", "/users/"+b.id, less).problem(409, "last_admin")
}

// sources, with their answers, are for those who write.
func sources(t *testing.T, s *server) {
	admin, c := s.admin("gives-roles@example.org"), s.join("writer@example.org")
	for role, may := range map[string]bool{"learner": false, "manager": false, "trainer": true, "reviewer": true, "admin": true} {
		admin.api("PATCH", "/users/"+c.id, map[string]any{"roles": []string{role}}).want(200)
		list, one := c.api("GET", "/authoring/modules", nil), c.api("GET", "/authoring/modules/"+moduleOne, nil)
		if !may {
			list.problem(403, "forbidden")
			one.problem(403, "forbidden")
			continue
		}
		if len(list.want(200).list("items")) < 2 {
			t.Errorf("%s sees %s", role, list.body)
		}
		one.want(200).is("source.questions.0.answer", "c").is("source.questions.2.answer", true).is("source.questions.3.answer", "[d b e a c]").
			is("source.questions.4.answer.p", "z").is("source.questions.5.answer", "["+secretPoint+"]").is("state", "published").is("versions", "[1]")
	}
	admin.api("GET", "/authoring/modules/none", nil).problem(404, "module_unknown")
	admin.api("GET", "/authoring/modules/"+moduleOne+"?version=9", nil).problem(404, "module_unknown")
	for _, version := range []string{"0", "x", "-1", "99999999999999999999"} {
		admin.api("GET", "/authoring/modules/"+moduleOne+"?version="+version, nil).fault("version", "unknown")
	}
}
