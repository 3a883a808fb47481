package scenarios

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
)

// sharing is what a holder makes of a certificate: a link for others, and another certificate after a change of name.
func sharing(t *testing.T, s *server) {
	c, other := s.join("sharer@example.org"), s.join("onlooker@example.org")
	c.api("PATCH", "/me", map[string]any{"certificate_name": "Maiden Nameworthy"}).want(200)
	serial := c.finish()
	page, stranger := "/certificates/"+serial, s.browser()
	b := c.browser()
	b.get(page).want(200).holds("Maiden Nameworthy").holds("https://www.linkedin.com/profile/add?")
	other.browser().get(page).want(404)
	stranger.get(page).to("/sign-in?next=%2Fcertificates%2F" + serial)

	b.post(page + "/share").to(page)
	link := c.api("PUT", page+"/share", nil).want(200).text("url")
	path, ours := strings.CutPrefix(link, baseURL)
	if !ours || len(path) < len("/shared/")+20 {
		t.Fatalf("the link is %s", link)
	}
	b.get(page).want(200).holds(link)
	shared := stranger.get(path).want(200).holds("Maiden Nameworthy").holds(`property="og:image" content="` + baseURL + `/certificate-card.png"`)
	if head, _, _ := bytes.Cut(shared.body, []byte("</head>")); bytes.Contains(head, []byte("Nameworthy")) {
		t.Errorf("what other sites show of the link has the name: %s", head)
	}
	for _, method := range []string{"PUT", "DELETE"} {
		other.api(method, page+"/share", nil).problem(404, "certificate_unknown")
	}
	other.browser().post(page + "/share/withdrawal").want(404)
	b.post(page + "/share/withdrawal").to(page)
	stranger.get(path).want(404)
	c.api("DELETE", page+"/share", nil).want(204)
	if again := c.api("PUT", page+"/share", nil).want(200).text("url"); again == link {
		t.Error("a link that was withdrawn came back")
	}

	c.api("POST", page+"/reissue", nil).problem(409, "name_unchanged")
	c.api("PATCH", "/me", map[string]any{"certificate_name": "Married Otherwise"}).want(200)
	other.api("POST", page+"/reissue", nil).problem(404, "certificate_unknown")
	b.get(page).want(200).holds(page + "/reissue")
	next := b.post(page + "/reissue").want(303).header.Get("Location")
	b.get(next).want(200).holds("Married Otherwise")
	fresh := strings.TrimPrefix(next, "/certificates/")
	c.api("POST", page+"/reissue", nil).want(200).is("serial", fresh).is("replaces", serial)
	s.visitor().api("GET", "/verify/"+serial, nil).want(200).is("status", "superseded").is("superseded_by", "")
	s.visitor().api("GET", "/verify/"+fresh, nil).want(200).is("status", "valid")
	c.api("GET", "/verify/"+serial, nil).want(200).is("superseded_by", fresh)
	if old := stranger.get("/verify/" + serial).want(200); bytes.Contains(old.body, []byte(fresh)) {
		t.Error("a stranger learns which certificate bears the new name")
	}
	b.get("/verify/" + serial).want(200).holds(next)
}

// evidence is what anybody fetches to check a certificate by themselves; tests/verifiers looks inside.
func evidence(t *testing.T, s *server) {
	c, other, visitor := s.join("evident@example.org"), s.join("unknown-to-it@example.org"), s.visitor()
	serial := c.finish()
	path := "/certificates/" + serial + "/credential"
	token := c.api("GET", path, nil).want(200)
	if page := c.browser().get(path).want(200); !bytes.Equal(page.body, token.body) || page.header.Get("Content-Type") != "application/vc+jwt" {
		t.Errorf("the page gives %s %.40q", page.header.Get("Content-Type"), page.body)
	}
	c.browser().get("/certificates/" + serial).want(200).holds(path + "?name=true")
	c.browser().get(path + "?name=true").want(200)
	other.api("GET", path+"?name=true", nil).problem(404, "certificate_unknown")
	other.api("GET", path, nil).problem(404, "certificate_unknown")
	visitor.api("GET", path, nil).problem(401, "unauthenticated")
	for address, kind := range map[string]string{
		"/.well-known/jwks.json": "application/jwk-set+json", "/status/1": "application/vc+jwt", "/status/1/superseded": "application/vc+jwt", "/certificate-card.png": "image/png",
	} {
		a := s.browser().get(address).want(200)
		if a.header.Get("Content-Type") != kind || !strings.HasPrefix(a.header.Get("Cache-Control"), "public, max-age=") {
			t.Errorf("%s: %s, %s", address, a.header.Get("Content-Type"), a.header.Get("Cache-Control"))
		}
		if a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", address)
		}
		if kind == "image/png" {
			if img, err := png.Decode(bytes.NewReader(a.body)); err != nil || img.Bounds().Dx() != 1200 || len(a.body) > 20_000 {
				t.Errorf("%s: %d bytes, %v", address, len(a.body), err)
			}
		}
	}
	for _, none := range []string{"/status/0", "/status/99", "/status/x", "/status/99/superseded", "/status/x/superseded"} {
		s.browser().get(none).problem(404, "not_found")
	}
	head := visitor.api("GET", "/certificates/log/head", nil).want(200)
	if head.text("entries") == "0" || strings.Count(head.text("token"), ".") != 2 {
		t.Errorf("the log's head: %s", head.body)
	}
	visitor.api("GET", "/certificates/log/heads?limit=1", nil).want(200)
	visitor.api("GET", "/certificates/log/heads?limit=none", nil).want(422)
}
