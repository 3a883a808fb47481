package handlers

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"upstander/app/problem"
	"upstander/courses"
)

// everything is an input with every source and kind of field.
type everything struct {
	ID      string                    `json:"-" path:"id"`
	Query   string                    `json:"-" query:"query"`
	Limit   int                       `json:"-" query:"limit"`
	Key     string                    `json:"-" header:"Idempotency-Key"`
	Address string                    `json:"-" from:"address"`
	Tongue  string                    `json:"-" from:"language"`
	Text    string                    `json:"text"`
	Flag    *bool                     `json:"flag,omitempty"`
	List    []string                  `json:"list,omitempty"`
	Answers map[string]courses.Answer `json:"answers,omitempty"`
}

// bound is what became of a request: the input, or the problem.
type bound struct {
	in  everything
	err *problem.Error
}

// binder gives a function that binds a request as the API does.
func binder() func(r *http.Request) (bound, error) {
	plan := planFor[everything]()
	var out bound
	app := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true, BodyLimit: bodyLimit, ReadBufferSize: headerLimit, DisablePreParseMultipartForm: true})
	app.Post("/things/:id", func(c *fiber.Ctx) error {
		out = bound{}
		if err := plan.bind(c, &out.in); err != nil {
			out.err = problem.From(err)
		}
		return nil
	})
	return func(r *http.Request) (bound, error) {
		response, err := app.Test(r, -1)
		if err == nil {
			_, err = io.Copy(io.Discard, response.Body)
		}
		return out, err
	}
}

func TestBind(t *testing.T) {
	bind := binder()
	for _, c := range []struct {
		name, target, body, header, want string // want: "" is good, else the problem with its first field
	}{
		{"all", "/things/a%20b?query=q&limit=7", `{"text":"t","flag":true,"list":["a"],"answers":{"q":["b"]}}`, "key", ""},
		{"nothing", "/things/x", "", "", ""},
		{"white space", "/things/x", " \n", "", ""},
		{"null", "/things/x", "null", "", ""},
		{"least limit", "/things/x?limit=1", "", "", ""},
		{"most limit", "/things/x?limit=200", "", "", ""},
		{"limit too small", "/things/x?limit=0", "", "", "invalid limit:limit"},
		{"limit too large", "/things/x?limit=201", "", "", "invalid limit:limit"},
		{"limit of another form", "/things/x?limit=1e2", "", "", "invalid limit:limit"},
		{"limit beyond integers", "/things/x?limit=99999999999999999999", "", "", "invalid limit:limit"},
		{"zero in query", "/things/x?query=%00", "", "", "invalid query:characters"},
		{"no UTF-8 in query", "/things/x?query=%ff", "", "", "invalid query:characters"},
		{"long query", "/things/x?query=" + strings.Repeat("q", maxParam+1), "", "", "invalid query:characters"},
		{"zero in path", "/things/%00", "", "", "not_found"},
		{"no UTF-8 in path", "/things/%ff", "", "", "not_found"},
		{"no UTF-8 in header", "/things/x", "", "\xff", "invalid Idempotency-Key:characters"},
		{"unknown field", "/things/x", `{"texts":"t"}`, "", "invalid texts:unknown_field"},
		{"path in body", "/things/x", `{"ID":"y"}`, "", "invalid ID:unknown_field"},
		{"type", "/things/x", `{"text":7}`, "", "invalid text:type"},
		{"type inside", "/things/x", `{"list":["a",7]}`, "", "invalid list:type"},
		{"answer's type", "/things/x", `{"answers":{"q":7}}`, "", "invalid :type"},
		{"list", "/things/x", `[]`, "", "not_object"},
		{"cut", "/things/x", `{"text":"t"`, "", "malformed"},
		{"two", "/things/x", `{"text":"t"}{}`, "", "malformed"},
		{"garbage after", "/things/x", `{"text":"t"}x`, "", "malformed"},
	} {
		r := httptest.NewRequest("POST", c.target, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
		if c.header != "" {
			r.Header.Set("Idempotency-Key", c.header)
		}
		out, err := bind(r)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if out.err != nil {
			got = out.err.Key
			if len(out.err.Fields) > 0 {
				got += " " + out.err.Fields[0].Name + ":" + out.err.Fields[0].Key
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
		if c.name == "all" && (out.in.ID != "a b" || out.in.Query != "q" || out.in.Limit != 7 || out.in.Key != "key" || out.in.Text != "t" || !*out.in.Flag || out.in.Answers["q"].List[0] != "b") {
			t.Errorf("bound %+v", out.in)
		}
		if c.name == "nothing" && out.in.Limit != defaultLimit {
			t.Errorf("limit is %d", out.in.Limit)
		}
	}
}

// FuzzBindBody: a body is bound, or is the caller's problem; nothing else happens.
func FuzzBindBody(f *testing.F) {
	bind := binder()
	for _, seed := range []string{`{"text":"t"}`, `{"text":7}`, `{"answers":{"q":{"p":"x"},"r":null,"s":true}}`, `{"list":null}`, `{"":""}`, `[`, "\xff", `{"text":"\ud800"}`, `{"a\u0000b":1}`, strings.Repeat("[", 20000)} {
		f.Add(seed, "application/json")
	}
	f.Add("{}", "text/plain")
	f.Fuzz(func(t *testing.T, body, kind string) {
		r := httptest.NewRequest("POST", "/things/x", strings.NewReader(body))
		r.Header["Content-Type"] = []string{strings.Map(printable, kind)}
		out, err := bind(r)
		if err != nil {
			return // not HTTP any more
		}
		if out.err != nil {
			if status := statuses[out.err.Kind]; status < 400 || status >= 500 {
				t.Errorf("%q: status %d, %v", body, status, out.err)
			}
			for _, field := range out.err.Fields {
				if !utf8.ValidString(field.Name) || len(field.Name) > 200 {
					t.Errorf("%q: names the field %q", body, field.Name)
				}
			}
			return
		}
		if strings.TrimSpace(body) != "" && !json.Valid([]byte(body)) {
			t.Errorf("%q was taken", body)
		}
		if !utf8.ValidString(out.in.Text) {
			t.Errorf("%q gives the text %q", body, out.in.Text)
		}
	})
}

// FuzzBindParameters: what passes is text without a zero byte, of bounded length; the rest is the caller's problem.
func FuzzBindParameters(f *testing.F) {
	bind := binder()
	f.Add("x", "q", "5", "key")
	f.Add("..", "\x00", "-1", "")
	f.Add("a%2fb", "\xff", "0x10", "\u202e")
	f.Fuzz(func(t *testing.T, id, query, limit, key string) {
		u := url.URL{Path: "/things/" + id, RawQuery: url.Values{"query": {query}, "limit": {limit}}.Encode()}
		if id == "" || strings.Contains(id, "/") || len(u.RequestURI()) > headerLimit {
			return
		}
		r := httptest.NewRequest("POST", "/", nil)
		r.URL, r.RequestURI = &u, u.RequestURI()
		r.Header.Set("Idempotency-Key", strings.Map(printable, key))
		out, err := bind(r)
		if err != nil {
			return
		}
		if out.err != nil {
			if status := statuses[out.err.Kind]; status < 400 || status >= 500 {
				t.Errorf("status %d, %v", status, out.err)
			}
			return
		}
		for _, text := range []string{out.in.ID, out.in.Query, out.in.Key} {
			if !clean(text) {
				t.Errorf("%q passes", text)
			}
		}
		if out.in.Limit < 0 || out.in.Limit > maxLimit {
			t.Errorf("limit %d passes", out.in.Limit)
		}
	})
}

// printable leaves out what no header can carry.
func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return -1
	}
	return r
}

func TestLocalPath(t *testing.T) {
	for in, good := range map[string]bool{
		"/": true, "/a?b=c#d": true, "/%2f%2fevil": true, "": false, "a": false, "//evil": false, "/\\evil": false, "\\/evil": false, "https://evil": false,
		"/\t/evil": false, "/\r\nX: y": false, "/a\x00": false, "/a\x7f": false, "/" + strings.Repeat("a", 2000): false,
	} {
		want := "-"
		if good {
			want = in
		}
		if got := localPath(in, "-"); got != want {
			t.Errorf("%.40q leads to %.40q", in, got)
		}
	}
}
