package scenarios

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

var braces = regexp.MustCompile(`\{(\w+)\}`)

// reference holds the OpenAPI document to the route table and to the rules of OpenAPI 3.1 that a generator of clients trips over.
func reference(t *testing.T, s *server) {
	a := s.visitor().do("GET", "/api/openapi.json", nil).want(200)
	golden(t, "openapi.golden.json", string(a.body)+"\n")
	a.is("openapi", "3.1.0").is("servers.0.url", baseURL)
	if a.text("info.title") == "" || a.text("info.version") == "" {
		t.Error("info needs a title and a version")
	}
	document := a.at("").(map[string]any)
	paths := document["paths"].(map[string]any)
	ids := map[string]bool{}
	for path, item := range paths {
		if !strings.HasPrefix(path, "/") {
			t.Errorf("path %q", path)
		}
		for method, op := range item.(map[string]any) {
			operation(t, document, path, method, op.(map[string]any), ids)
		}
	}
	for _, r := range s.app.Server.Routes() {
		path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.Path, "{$1}")
		item, _ := paths[path].(map[string]any)
		if strings.HasPrefix(r.Path, "/api/v1/") && (item == nil || item[strings.ToLower(r.Method)] == nil) {
			t.Errorf("the reference lacks %s %s", r.Method, r.Path)
		}
	}
	refs(t, document, document)
}

func operation(t *testing.T, document map[string]any, path, method string, op map[string]any, ids map[string]bool) {
	where := method + " " + path
	id, _ := op["operationId"].(string)
	if id == "" || ids[id] {
		t.Errorf("%s: operationId %q is empty or used twice", where, id)
	}
	ids[id] = true
	named := map[string]bool{}
	list, _ := op["parameters"].([]any)
	for _, p := range list {
		p := p.(map[string]any)
		if p["in"] == "path" {
			named[p["name"].(string)] = true
			if p["required"] != true {
				t.Errorf("%s: a parameter of the path must be required", where)
			}
		}
		if p["schema"] == nil {
			t.Errorf("%s: parameter %v has no schema", where, p["name"])
		}
	}
	for _, found := range braces.FindAllStringSubmatch(path, -1) {
		if !named[found[1]] {
			t.Errorf("%s: parameter %s is not described", where, found[1])
		}
	}
	if len(named) != len(braces.FindAllString(path, -1)) {
		t.Errorf("%s: describes parameters that the path does not have", where)
	}
	responses, _ := op["responses"].(map[string]any)
	if len(responses) < 2 || responses["default"] == nil {
		t.Errorf("%s: needs responses, also for failure", where)
	}
	for status, r := range responses {
		if r.(map[string]any)["description"] == nil {
			t.Errorf("%s: response %s has no description", where, status)
		}
	}
	if body, ok := op["requestBody"].(map[string]any); ok && (method == "get" || body["content"] == nil) {
		t.Errorf("%s: body %v", where, body)
	}
	if security, ok := op["security"].([]any); ok {
		for name := range security[0].(map[string]any) {
			if dig(document, "components", "securitySchemes", name) == nil {
				t.Errorf("%s: no security scheme %s", where, name)
			}
		}
	}
}

// refs checks that each $ref leads somewhere and that names of components have the form that OpenAPI asks for.
func refs(t *testing.T, document map[string]any, value any) {
	switch value := value.(type) {
	case map[string]any:
		if ref, ok := value["$ref"].(string); ok {
			name := strings.TrimPrefix(ref, "#/components/schemas/")
			if schema, _ := dig(document, "components", "schemas", name).(map[string]any); len(schema) == 0 {
				t.Errorf("%s leads nowhere", ref)
			}
			if !regexp.MustCompile(`^[a-zA-Z0-9._-]+$`).MatchString(name) {
				t.Errorf("%s is no name for a component", name)
			}
		}
		if kind, ok := value["type"].(string); ok && !strings.Contains(" object array string boolean integer number null http ", " "+kind+" ") {
			t.Errorf("type %s", kind)
		}
		for _, inner := range value {
			refs(t, document, inner)
		}
	case []any:
		for _, inner := range value {
			refs(t, document, inner)
		}
	}
}

func dig(value any, names ...string) any {
	for _, name := range names {
		m, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = m[name]
	}
	return value
}

// problems: every answer that is not good says so in one form, and wrong methods are told apart from unknown paths.
func problems(t *testing.T, s *server) {
	c := s.visitor()
	c.do("GET", "/api/v1/nothing/here", nil).problem(404, "not_found")
	c.do("GET", "/api/v1/courses/%ff", nil).problem(404, "not_found")
	c.do("GET", "/api/v1/courses/a%00b", nil).problem(404, "not_found")
	wrong := c.do("DELETE", "/api/v1/courses", nil).problem(405, "method_not_allowed")
	if !strings.Contains(wrong.header.Get("Allow"), "GET") {
		t.Errorf("405 with Allow: %q", wrong.header.Get("Allow"))
	}
	c.do("POST", "/healthz", nil).problem(405, "method_not_allowed")
	for _, path := range []string{"/healthz", "/", "/api/v1/courses", "/sign-in"} {
		head := c.do("HEAD", path, nil)
		if head.status != 200 || len(head.body) != 0 {
			t.Errorf("HEAD %s: %d with %d bytes", path, head.status, len(head.body))
		}
	}
	a := c.api("GET", "/me", nil).problem(401, "unauthenticated")
	if id := a.header.Get("X-Request-Id"); id == "" || a.text("instance") != "urn:request:"+id {
		t.Errorf("instance is %q, the request %q", a.text("instance"), id)
	}
	for _, path := range []string{"/problems", "/api/docs", "/healthz", "/readyz"} {
		c.do("GET", path, nil).want(200)
	}
	if ids := fmt.Sprint(c.api("GET", "/me", nil).header.Values("X-Request-Id")); ids == fmt.Sprint(a.header.Values("X-Request-Id")) {
		t.Error("two requests have one id")
	}
}
