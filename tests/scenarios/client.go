package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// password is everybody's.
const password = "correct horse 7 battery"

// client is a program that calls the API, as somebody once it has a token.
type client struct {
	s       *server
	http    *http.Client
	id      string
	email   string
	token   string
	refresh string
}

// answer is what came back.
type answer struct {
	s      *server
	call   string
	status int
	header http.Header
	body   []byte
}

// api calls an endpoint of the API. A body that is a string or bytes is sent as it is, anything else as JSON. headers are pairs of name
// and value.
func (c *client) api(method, path string, body any, headers ...string) *answer {
	c.s.t.Helper()
	return c.do(method, "/api/v1"+path, body, headers...)
}

func (c *client) do(method, path string, body any, headers ...string) *answer {
	c.s.t.Helper()
	a, err := c.try(method, path, body, headers...)
	if err != nil {
		c.s.t.Fatal(err)
	}
	return a
}

// try is do for calls that may fail on the way.
func (c *client) try(method, path string, body any, headers ...string) (*answer, error) {
	var data []byte
	switch body := body.(type) {
	case nil:
	case string:
		data = []byte(body)
	case []byte:
		data = body
	default:
		var err error
		if data, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	r, err := http.NewRequest(method, c.s.url+path, bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if data != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	out, err := io.ReadAll(response.Body)
	return &answer{s: c.s, call: method + " " + path, status: response.StatusCode, header: response.Header, body: out}, err
}

// want ends the test when the status is none of these.
func (a *answer) want(statuses ...int) *answer {
	a.s.t.Helper()
	for _, status := range statuses {
		if a.status == status {
			return a
		}
	}
	a.s.t.Fatalf("%s: status %d, not %v: %.600s", a.call, a.status, statuses, a.body)
	return a
}

// at gives the value at a path such as "items.0.slug"; nil where there is none.
func (a *answer) at(path string) any {
	a.s.t.Helper()
	var value any
	if err := json.Unmarshal(a.body, &value); err != nil {
		a.s.t.Fatalf("%s: %v in %.300s", a.call, err, a.body)
	}
	if path == "" {
		return value
	}
	for _, part := range strings.Split(path, ".") {
		switch inner := value.(type) {
		case map[string]any:
			value = inner[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(inner) {
				return nil
			}
			value = inner[i]
		default:
			return nil
		}
	}
	return value
}

// text gives a value as text; "" where there is none.
func (a *answer) text(path string) string {
	a.s.t.Helper()
	if value := a.at(path); value != nil {
		return fmt.Sprint(value)
	}
	return ""
}

// list gives a value that is a list.
func (a *answer) list(path string) []any {
	a.s.t.Helper()
	list, ok := a.at(path).([]any)
	if !ok {
		a.s.t.Fatalf("%s: no list at %q in %.300s", a.call, path, a.body)
	}
	return list
}

// is reports a value that is another than expected; values are compared as text.
func (a *answer) is(path string, want any) *answer {
	a.s.t.Helper()
	if got := a.text(path); got != fmt.Sprint(want) {
		a.s.t.Errorf("%s: %s is %q, not %q in %.600s", a.call, path, got, fmt.Sprint(want), a.body)
	}
	return a
}

// problem expects a problem document (RFC 9457) with a code.
func (a *answer) problem(status int, code string) *answer {
	a.s.t.Helper()
	a.want(status)
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
		a.s.t.Errorf("%s: a problem as %q", a.call, kind)
	}
	a.is("code", code).is("status", status).is("type", a.s.base+"/problems#"+code)
	if a.text("detail") == "" || strings.HasPrefix(a.text("detail"), "problem.") || a.text("title") != http.StatusText(status) {
		a.s.t.Errorf("%s: a problem without words: %s", a.call, a.body)
	}
	return a
}

// fault expects a 422 that names a field and a code.
func (a *answer) fault(field, code string) *answer {
	a.s.t.Helper()
	a.problem(http.StatusUnprocessableEntity, "invalid")
	for _, e := range a.list("errors") {
		e := e.(map[string]any)
		if e["field"] == field && e["code"] == code && e["message"] != "" && e["message"] != "fault."+code {
			return a
		}
	}
	a.s.t.Errorf("%s: no fault %s of %s in %s", a.call, code, field, a.body)
	return a
}

// join signs a new person up.
func (s *server) join(email string) *client {
	s.t.Helper()
	c := s.visitor()
	c.email = email
	c.take(c.api("POST", "/auth/register", map[string]any{"email": email, "password": password, "name": "Person " + email[:strings.IndexByte(email, '@')]}).want(201))
	return c
}

// signIn signs in with everybody's password.
func (c *client) signIn(email string) {
	c.s.t.Helper()
	c.email, c.token = email, ""
	c.take(c.api("POST", "/auth/login", map[string]any{"email": email, "password": password}).want(200))
}

func (c *client) take(a *answer) {
	c.id, c.token, c.refresh = a.text("user.id"), a.text("access_token"), a.text("refresh_token")
}

// as gives the same person reporting to another test.
func (c *client) as(s *server) *client {
	same := *c
	same.s = s
	return &same
}
