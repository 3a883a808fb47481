package browser

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// visitor is a browser of forms and links alone: quick enough to take every course.
type visitor struct {
	t      *testing.T
	client *http.Client
	at     string     // path of the page that is open
	page   *html.Node // its tree
}

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, client: &http.Client{Jar: jar}}
}

func (v *visitor) open(path string) {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, site+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	v.follow(request)
}

// file gives what a link leads to.
func (v *visitor) file(path string) []byte {
	v.t.Helper()
	answer, err := v.client.Get(site + path)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %s, %v", path, answer.Status, err)
	}
	return data
}

// send sends the form whose action ends as given, with what the page filled in and what is added.
func (v *visitor) send(action string, added url.Values) {
	v.t.Helper()
	form := v.find(func(n *html.Node) bool {
		return n.DataAtom == atom.Form && attribute(n, "method") == "post" && strings.HasSuffix(plainPath(attribute(n, "action")), action)
	})
	if form == nil {
		v.t.Fatalf("%s has no form to %s", v.at, action)
	}
	values := url.Values{}
	for n := range form.Descendants() {
		if n.DataAtom == atom.Input && attribute(n, "type") == "hidden" {
			values.Add(attribute(n, "name"), attribute(n, "value"))
		}
	}
	for name, list := range added {
		values[name] = list
	}
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, site+attribute(form, "action"), strings.NewReader(values.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", site)
	v.follow(request)
}

func (v *visitor) follow(request *http.Request) {
	v.t.Helper()
	answer, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		v.t.Fatalf("%s %s: %s, %v", request.Method, request.URL, answer.Status, err)
	}
	if v.page, err = html.Parse(bytes.NewReader(body)); err != nil {
		v.t.Fatal(err)
	}
	v.at = answer.Request.URL.Path
}

func (v *visitor) find(is func(*html.Node) bool) *html.Node {
	for n := range v.page.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			return n
		}
	}
	return nil
}

// has reports whether the page has an element of a class, or of several, separated by spaces.
func (v *visitor) has(class string) bool {
	return v.find(func(n *html.Node) bool { return attribute(n, "class") == class }) != nil
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func plainPath(address string) string {
	path, _, _ := strings.Cut(address, "?")
	return path
}

// answers are a question's right answers as a form sends them.
func (q *question) answers() url.Values {
	out := url.Values{}
	name := "answer." + q.ID
	switch answer := q.Answer.(type) {
	case map[string]any: // matching
		for prompt, option := range answer {
			out.Set("match."+q.ID+"."+prompt, fmt.Sprint(option))
		}
	case []any:
		for i, option := range answer {
			switch q.Kind {
			case "ordering":
				out.Set(fmt.Sprintf("position.%s.%s", q.ID, option), fmt.Sprint(i+1))
			case "multiple":
				out.Add(name, fmt.Sprint(option))
			default: // short: the answer is a list of model points
				out.Set(name, "In my own words.")
			}
		}
	default:
		out.Set(name, fmt.Sprint(answer))
	}
	return out
}
