package browser

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// TestEveryLink follows every link of the site, as a learner who holds a certificate and as an administrator. None is broken, and one page
// of each kind is looked at in the browser, so that a page that is added is looked at too.
func TestEveryLink(t *testing.T) {
	t.Run("learner", func(t *testing.T) {
		t.Parallel()
		c := diplomats(t)
		v := newVisitor(t)
		v.open("/sign-up")
		v.send("/sign-up", url.Values{"name": {"Link Follower"}, "email": {"links@example.org"}, "password": {password}})
		v.open("/courses/" + c.Slug)
		v.send("/enrolment", nil)
		for _, m := range c.Modules {
			v.take(c, m)
		}
		b := newTab(t)
		b.signIn("links@example.org", password)
		v.followAll(b, "/courses/:/modules/:/lessons/:", "/courses/:/modules/:/print", "/certificates/:/pdf", "/verify/:", "/glossary", "/account")
	})
	t.Run("administrator", func(t *testing.T) {
		t.Parallel()
		v := newVisitor(t)
		v.open("/sign-in")
		v.send("/sign-in", url.Values{"email": {adminEmail}, "password": {adminPassword}})
		b := newTab(t)
		b.signIn(adminEmail, adminPassword)
		v.followAll(b, "/admin/users", "/admin/modules/:")
	})
}

// followAll goes through the site from its home, and shows one page of each kind to the tab; kinds that must be met are named.
func (v *visitor) followAll(b *tab, mustMeet ...string) {
	v.t.Helper()
	met := map[string]bool{}
	seen := map[string]bool{"/": true}
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		page, status, media := v.read(at)
		if status != http.StatusOK {
			v.t.Errorf("a link leads to %s: %d", at, status)
			continue
		}
		if k := kind(at); !met[k] {
			met[k] = true
			if media == "text/html" {
				b.open(at)
				b.check("linked page " + k)
			}
		}
		if media != "text/html" {
			continue
		}
		for n := range page.Descendants() {
			if n.DataAtom != atom.A {
				continue
			}
			address, _, _ := strings.Cut(attribute(n, "href"), "#")
			address = strings.TrimPrefix(address, site)
			if strings.HasPrefix(address, "/") && !strings.Contains(address, "?path=") && !seen[address] { // a story leads on for ever
				seen[address] = true
				queue = append(queue, address)
			}
		}
	}
	for _, k := range mustMeet {
		if !met[k] {
			v.t.Errorf("no link leads to a page of kind %s", k)
		}
	}
	v.t.Logf("%d addresses, %d kinds of page", len(seen), len(met))
}

func (v *visitor) read(path string) (page *html.Node, status int, media string) {
	v.t.Helper()
	answer, err := v.client.Get(site + path)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	if page, err = html.Parse(answer.Body); err != nil {
		v.t.Fatal(err)
	}
	media, _, _ = mime.ParseMediaType(answer.Header.Get("Content-Type"))
	return page, answer.StatusCode, media
}

// kind is an address without what tells pages of one kind apart.
func kind(address string) string {
	parts := strings.Split(plainPath(address), "/")
	for i := range parts {
		if i > 0 {
			switch parts[i-1] {
			case "courses", "modules", "lessons", "attempts", "certificates", "verify", "shared", "users":
				parts[i] = ":"
			}
		}
	}
	return strings.Join(parts, "/")
}
