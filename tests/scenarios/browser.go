package scenarios

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

// browser is somebody at the pages: it keeps cookies and does not follow redirects.
type browser struct {
	s    *server
	http *http.Client
}

func (s *server) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s: s, http: &http.Client{
		Jar: secureOverHTTP{jar}, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// secureOverHTTP sends secure cookies over the test's plain connection, as a proxy that ends TLS does.
type secureOverHTTP struct{ *cookiejar.Jar }

func (j secureOverHTTP) SetCookies(u *url.URL, cookies []*http.Cookie) {
	j.Jar.SetCookies(secure(u), cookies)
}
func (j secureOverHTTP) Cookies(u *url.URL) []*http.Cookie { return j.Jar.Cookies(secure(u)) }

func secure(u *url.URL) *url.URL {
	same := *u
	same.Scheme = "https"
	return &same
}

// browser gives a browser that holds the person's tokens.
func (c *client) browser() *browser {
	b := c.s.browser()
	u, err := url.Parse(c.s.url)
	if err != nil {
		c.s.t.Fatal(err)
	}
	if c.token != "" {
		b.http.Jar.SetCookies(u, []*http.Cookie{{Name: "upstander_access", Value: c.token, Path: "/"}})
	}
	return b
}

// send makes a request; a body is a form.
func (b *browser) send(method, path, form string, headers ...string) *answer {
	b.s.t.Helper()
	r, err := http.NewRequest(method, b.s.url+path, strings.NewReader(form))
	if err != nil {
		b.s.t.Fatal(err)
	}
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.http.Do(r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return &answer{s: b.s, call: method + " " + path, status: response.StatusCode, header: response.Header, body: body}
}

func (b *browser) get(path string) *answer { return b.send("GET", path, "") }

// formToken is the value that pages put into their forms.
func (b *browser) formToken() string {
	b.s.t.Helper()
	page := string(b.get("/sign-in").body)
	found := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		b.s.t.Fatalf("no form token in %.500s", page)
	}
	return found[1]
}

// post sends a form as a page of ours does. fields are pairs of name and value.
func (b *browser) post(path string, fields ...string) *answer {
	b.s.t.Helper()
	values := url.Values{"csrf": {b.formToken()}}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return b.send("POST", path, values.Encode(), "Sec-Fetch-Site", "same-origin", "Origin", b.s.url)
}

// to expects a redirect.
func (a *answer) to(path string) *answer {
	a.s.t.Helper()
	a.want(http.StatusSeeOther)
	if got := a.header.Get("Location"); got != path {
		a.s.t.Errorf("%s: sent to %q, not %q", a.call, got, path)
	}
	return a
}

// holds expects a text in the page.
func (a *answer) holds(text string) *answer {
	a.s.t.Helper()
	if !strings.Contains(string(a.body), text) {
		a.s.t.Errorf("%s: no %q in %.1500s", a.call, text, a.body)
	}
	return a
}
