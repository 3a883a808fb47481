package browser

import (
	"maps"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// TestEveryCourse takes each course there is from sign-up to certificate, by the forms of the pages.
func TestEveryCourse(t *testing.T) {
	t.Parallel()
	for _, c := range loadCourses(t) {
		t.Run(c.Slug, func(t *testing.T) {
			t.Parallel()
			name := "Learner of " + c.Slug
			v := newVisitor(t)
			v.open("/sign-up")
			v.send("/sign-up", url.Values{"name": {name}, "email": {c.Slug + "-learner@example.org"}, "password": {password}})
			v.open("/courses/" + c.Slug)
			v.send("/enrolment", nil)
			for _, m := range c.Modules {
				v.take(c, m)
			}
			v.open("/certificates")
			link := v.find(func(n *html.Node) bool {
				return n.DataAtom == atom.A && strings.HasSuffix(attribute(n, "href"), "/pdf")
			})
			if link == nil {
				t.Fatal("everything is passed, and there is no certificate")
			}
			checkPDF(t, v.file(attribute(link, "href")), name, c.Title)
		})
	}
}

// take reads a module's lessons, walks its scenarios, and passes its quiz.
func (v *visitor) take(c *course, m *module) {
	v.t.Helper()
	for _, l := range m.Lessons {
		path := m.at(c) + "/lessons/" + l.Slug
		v.open(path)
		if s := m.scenario(l.Slug); s != nil {
			v.open(path + "?path=" + strings.Join(s.path(v.t), ","))
		}
		v.send("/completion", nil)
	}
	v.open(m.at(c) + "/quiz")
	v.send("/quiz", nil)
	answers := url.Values{}
	for _, q := range m.source.Questions {
		maps.Copy(answers, q.answers())
	}
	v.send(v.at, answers)
	if !v.has("verdict good") {
		v.t.Fatalf("%s: all was answered right, and the quiz is not passed", m.Slug)
	}
}
