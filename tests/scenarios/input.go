package scenarios

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"upstander/handlers"
)

// bodies are requests that no endpoint may take, nor fail at.
func bodies() map[string]string {
	deep := strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	return map[string]string{
		"malformed":          `{"email": `,
		"garbage":            "\x00\x01\x02",
		"not an object":      `[1, 2]`,
		"a text":             `"text"`,
		"a number":           `7`,
		"trailing":           `{} {}`,
		"unknown field":      `{"no_such_field": 1}`,
		"prototype":          `{"__proto__": {"admin": true}}`,
		"operator":           `{"$where": "1"}`,
		"deep":               deep,
		"deep lists":         strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000),
		"deep inside":        `{"answers": ` + strings.Repeat("[", 12_000) + strings.Repeat("]", 12_000) + `}`,
		"invalid UTF-8 name": "{\"\xff\xfe\": 1}",
		"number too large":   `{"a": 1e999}`,
	}
}

// odd are values that a field may get, whatever its type.
var odd = []string{
	`7`, `-1.5e300`, `true`, `{}`, `[]`, `{"$gt": ""}`, `[[[]]]`, `"\u0000"`, `"a\u0000b"`, "\"\xff\xfe\"", `"\ud800"`, `"\u202e\u2066"`, `""`, `null`, `[null]`, `{"":null}`,
}

// badInput sends every endpoint with a body what it cannot take: the answer is always a problem of the caller's.
func badInput(t *testing.T, s *server) {
	admin, victim := s.admin("input-admin@example.org"), s.join("input@example.org")
	v := things{user: s.join("input-target@example.org").id, serial: victim.finish(), attempt: victim.begin()}
	fields := documentedFields(s.visitor().do("GET", "/api/openapi.json", nil).want(200))
	tried := 0
	for _, r := range s.app.Server.Routes() {
		names, ok := fields[r.Name]
		if !ok || !strings.HasPrefix(r.Path, "/api/") {
			continue
		}
		tried++
		// Whoever has the thing calls, so that the body is what is wrong.
		c := victim
		if strings.Contains(r.Path, "/users/") || strings.HasSuffix(r.Path, "/revocation") {
			c = admin
		}
		call := func(what, body string, headers ...string) *answer {
			a, err := c.try(r.Method, v.path(r), body, headers...)
			if err != nil {
				t.Fatalf("%s, %s: %v", r.Name, what, err)
			}
			return a
		}
		refused := func(what string, a *answer) {
			if a.status < 400 || a.status >= 500 || a.header.Get("Content-Type") != "application/problem+json" || a.text("code") == "" {
				t.Errorf("%s, %s: %d %s %.300s", r.Name, what, a.status, a.header.Get("Content-Type"), a.body)
			}
		}
		all := bodies()
		for _, what := range slices.Sorted(maps.Keys(all)) {
			refused(what, call(what, all[what]))
		}
		// Up to a bound the server reads what is too much, so that its sender gets the answer; what is announced beyond is refused unread.
		large := []*answer{c.announce(r.Method, v.path(r), 64<<20)}
		if r.Name != "invite" { // lists of people may be long
			large = append(large, call("a large body", `{"a": "`+strings.Repeat("long", 1<<19)+`"}`))
		}
		for _, a := range large {
			refused("a large body", a)
			if a.status != 413 {
				t.Errorf("%s: a large body gives %d", r.Name, a.status)
			}
		}
		for _, kind := range []string{"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"} {
			if a := call(kind, `{}`, "Content-Type", kind); r.Name != "inspect" { // which takes a credential as text
				refused(kind, a)
			}
		}
		for _, name := range names {
			for _, value := range append(odd, `"`+strings.Repeat("long", 100_000)+`"`) {
				a := call(name, fmt.Sprintf(`{%q: %s}`, name, value))
				if a.status >= 500 {
					t.Errorf("%s: {%q: %.60s} gives %d %.300s", r.Name, name, value, a.status, a.body)
				}
				if a.status >= 400 {
					refused(name+" "+value[:min(len(value), 40)], a)
				}
			}
		}
		victim.signIn(victim.email) // what was taken may have ended sessions
	}
	if tried < 8 {
		t.Errorf("only %d endpoints take a body", tried)
	}
}

// announce begins a request with a body of n bytes and reads what the server says to that. A client that sends the whole body first may
// find the connection closed before it has read the answer.
func (c *client) announce(method, path string, n int) *answer {
	c.s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.s.url, "http://"))
	if err != nil {
		c.s.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n{", method, path, c.token, n)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		c.s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.s.t.Fatal(err)
	}
	return &answer{s: c.s, call: method + " " + path, status: response.StatusCode, header: response.Header, body: body}
}

// documentedFields gives, by operation, the fields of its body.
func documentedFields(reference *answer) map[string][]string {
	document := reference.at("").(map[string]any)
	out := map[string][]string{}
	for _, item := range document["paths"].(map[string]any) {
		for _, op := range item.(map[string]any) {
			ref, ok := dig(op, "requestBody", "content", "application/json", "schema", "$ref").(string)
			id := dig(op, "operationId").(string)
			if !ok || id == "deleteMe" { // it would end the caller
				continue
			}
			props, _ := dig(document, "components", "schemas", strings.TrimPrefix(ref, "#/components/schemas/"), "properties").(map[string]any)
			out[id] = slices.Sorted(maps.Keys(props))
		}
	}
	return out
}

// badParameters puts hostile texts into every parameter of every route that is read with GET.
func badParameters(t *testing.T, s *server) {
	admin := s.admin("parameters@example.org")
	browser := admin.browser()
	hostile := []string{"%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "%2e%2e", strings.Repeat("a", 1200), "$ne", "%7B%22%24gt%22%3A%22%22%7D", "'%20OR%201=1--", "%F0%9F%98%80", "%0d%0aX-Evil:1", "@1"}
	call := func(r handlers.Route, path string) {
		var a *answer
		if strings.HasPrefix(r.Path, "/api/") {
			a = admin.do("GET", path, nil)
		} else {
			a = browser.send("GET", path, "")
		}
		if a.status >= 500 || a.header.Get("X-Evil") != "" {
			t.Errorf("GET %.200s: %d %.300s", path, a.status, a.body)
		}
	}
	v := things{user: "nobody", attempt: "none", serial: "UP-0000-0000-0000"}
	for _, r := range s.app.Server.Routes() {
		if r.Method != "GET" {
			continue
		}
		for _, text := range hostile {
			if at := parameter.FindStringIndex(r.Path); at != nil {
				call(r, v.path(handlers.Route{Path: r.Path[:at[0]]})+text+v.path(handlers.Route{Path: r.Path[at[1]:]}))
			}
			call(r, v.path(r)+"?language="+text+"&query="+text+"&name="+text+"&cursor="+text+"&limit="+text+"&audience="+text+"&next="+text+"&serial="+text+"&token="+text+"&version="+text)
		}
	}
	for _, header := range []string{"Accept-Language", "Accept-Encoding", "Idempotency-Key", "Authorization", "Cookie", "X-Forwarded-For", "Origin"} {
		for _, value := range []string{"\xff\xfe", strings.Repeat("x,", 4000), "*;q=nonsense", "'\"<>", url.QueryEscape("\x00")} {
			for _, path := range []string{"/", "/api/v1/courses", "/api/v1/me"} {
				if a, err := s.visitor().try("GET", path, nil, header, value); err == nil && a.status >= 500 {
					t.Errorf("%s: %.30q gives %d %.200s", header, value, a.status, a.body)
				}
			}
		}
	}
}
