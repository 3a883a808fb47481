package scenarios

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"upstander/handlers"
)

// routeTable pins the index of the program.
func routeTable(t *testing.T, s *server) {
	var out strings.Builder
	names := map[string]bool{}
	for _, r := range s.app.Server.Routes() {
		if names[r.Name] || r.Help == "" || r.Needs == "" {
			t.Errorf("route %s is named twice, or without a help or a permission", r.Name)
		}
		names[r.Name] = true
		fmt.Fprintf(&out, "%-27s %-6s %-82s %s\n", r.Name, r.Method, r.Path, r.Needs)
	}
	golden(t, "routes.golden", out.String())
}

var parameter = regexp.MustCompile(`:\w+`)

// things are a victim's, for others to reach for.
type things struct{ user, attempt, serial string }

// path fills a route's parameters with somebody's things.
func (v things) path(r handlers.Route) string {
	return parameter.ReplaceAllStringFunc(r.Path, func(name string) string {
		switch name {
		case ":course":
			return course
		case ":module":
			return moduleOne
		case ":lesson":
			return "read"
		case ":serial":
			return v.serial
		}
		switch {
		case strings.Contains(r.Path, "/attempts/"):
			return v.attempt
		case strings.Contains(r.Path, "/users/"):
			return v.user
		}
		return moduleOne
	})
}

// accessMatrix calls every route as everybody, with the things of a learner: what each may do is pinned. Bodies are empty, so that what
// may be called shows as 422 where something is required; "→" is sent on, "in" is sent to sign in.
func accessMatrix(t *testing.T, s *server) {
	admin := s.admin("matrix-root@example.org")
	victim := s.join("matrix-victim@example.org")
	v := things{user: victim.id, serial: victim.finish(), attempt: victim.begin()}
	s.admin("matrix-spare@example.org")

	names := []string{"visitor", "learner", "other", "trainer", "reviewer", "manager", "admin"}
	callers := map[string]func() *client{}
	for _, name := range names {
		switch name {
		case "visitor":
			callers[name] = s.visitor
		case "learner":
			callers[name] = victim.again
		default:
			callers[name] = s.remade("matrix-"+name+"@example.org", name, admin)
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%-27s %-7s %s\n", "operation", "method", strings.Join(names, " "))
	for _, r := range s.app.Server.Routes() {
		if r.Name == "deleteMe" || r.Name == "updateUser" {
			continue // tried below: they change who calls
		}
		fmt.Fprintf(&out, "%-27s %-7s", r.Name, r.Method)
		for _, name := range names {
			c := callers[name]()
			path := v.path(r)
			var a *answer
			if strings.HasPrefix(r.Path, "/api/") || r.Path == "/healthz" || r.Path == "/readyz" {
				a = c.do(r.Method, path, nil)
			} else {
				a = c.browser().visit(r.Method, path)
			}
			if a.status >= 500 {
				t.Errorf("%s as %s: %d %s", a.call, name, a.status, a.body)
			}
			note := a.header.Get("Location")
			if strings.HasPrefix(note, "/sign-in?") {
				note = "in"
			} else if note != "" {
				note = "→"
			}
			fmt.Fprintf(&out, " %-*s", len(name), fmt.Sprint(a.status)+note)
		}
		out.WriteString("\n")
	}
	golden(t, "access.golden", trimLines(out.String()))

	for _, name := range names {
		if a := callers[name]().api("PATCH", "/users/"+victim.id, map[string]any{"roles": []string{"learner"}}); (a.status == 200) != (name == "admin") {
			t.Errorf("%s changes a person: %d", name, a.status)
		}
	}
	victim.api("GET", "/me", nil).want(200)
}

func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// remade gives a person of a role, enrolled and with no progress.
func (s *server) remade(email, role string, admin *client) func() *client {
	c := s.join(email)
	if role != "other" {
		admin.api("PATCH", "/users/"+c.id, map[string]any{"roles": []string{role}}).want(200)
	}
	c.enrol(course)
	return c.again
}

// again is the same person, signed in anew when a call ended the session.
func (c *client) again() *client {
	if c.api("GET", "/me", nil).status == 401 {
		c.signIn(c.email)
	}
	return c
}

// visit opens a page, or sends its form empty but for the token.
func (b *browser) visit(method, path string) *answer {
	if method == "POST" {
		return b.post(path)
	}
	return b.send(method, path, "")
}
