package scenarios

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// learningAtOnce: what many tabs do together is done once.
func learningAtOnce(t *testing.T, s *server) {
	c := s.join("rush@example.org")
	path := "/courses/" + course
	if got := count(c.rush(many, "PUT", path+"/enrolment", nil)); got[201] != 1 || got[200] != many-1 {
		t.Errorf("enrolling at once: %v", got)
	}
	lesson := path + "/modules/" + moduleOne + "/lessons/read/completion"
	if got := count(c.rush(many, "PUT", lesson, nil)); got[200] != many {
		t.Errorf("completing at once: %v", got)
	}
	// Different lessons at once: none is lost.
	lessons := []string{moduleOne + "/lessons/read", moduleOne + "/lessons/decide", moduleOne + "/lessons/reflect", moduleTwo + "/lessons/read"}
	atOnce(many, func(i int) *answer {
		a, _ := c.try("PUT", "/api/v1"+path+"/modules/"+lessons[i%len(lessons)]+"/completion", nil)
		return a
	})
	c.api("GET", path+"/enrolment", nil).want(200).is("done", 4).is("state", "in_progress")

	// One key at once: one attempt.
	ids := map[string]bool{}
	for _, a := range atOnce(many, func(int) *answer {
		a, _ := c.try("POST", "/api/v1"+path+"/modules/"+moduleOne+"/attempts", nil, "Idempotency-Key", "rush")
		return a
	}) {
		ids[a.want(201).text("id")] = true
	}
	if len(ids) != 1 {
		t.Errorf("one key began %d attempts", len(ids))
	}
	attempt := c.begin()
	scores, serials := map[string]bool{}, map[string]bool{}
	for _, a := range atOnce(many, func(i int) *answer {
		answers := right()
		if i%2 == 1 {
			answers["q-truth"] = false // passes as well, with another score
		}
		a, _ := c.try("POST", "/api/v1/attempts/"+attempt+"/submission", map[string]any{"answers": answers})
		return a
	}) {
		a.want(200).is("passed", true)
		scores[a.text("score")] = true
		serials[a.text("enrolment.certificate")] = true
	}
	if len(scores) != 1 {
		t.Errorf("one attempt has the scores %v", scores)
	}
	if len(serials) != 1 || serials[""] {
		t.Errorf("one completion gave the certificates %v", serials)
	}
	if n := len(c.api("GET", "/certificates", nil).want(200).list("items")); n != 1 {
		t.Errorf("%d certificates", n)
	}
	c.api("GET", path+"/enrolment", nil).want(200).is("modules.0.quiz.attempts", 1)
}

// certificateLife is a certificate from its issue to its end.
func certificateLife(t *testing.T, s *server) {
	c, other, visitor := s.join("holder@example.org"), s.join("nobody@example.org"), s.visitor()
	c.api("PATCH", "/me", map[string]any{"certificate_name": "Zoë O’Connor-Łuczak"}).want(200)
	serial := c.finish()
	one := c.api("GET", "/certificates", nil).want(200).is("items.0.holder", "Zoë O’Connor-Łuczak").is("items.0.status", "valid").is("items.0.hours", 1.5).
		is("items.0.title", "Fixture course, First edition").is("items.0.published", false).is("items.0.verify_url", baseURL+"/verify/"+serial)
	pdf := c.api("GET", "/certificates/"+serial+"/pdf", nil).want(200)
	if pdf.header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(pdf.body, []byte("%PDF-")) {
		t.Errorf("the PDF is %s %.20q", pdf.header.Get("Content-Type"), pdf.body)
	}
	letter := c.api("GET", "/certificates/"+serial+"/pdf?paper=letter", nil).want(200)
	if !bytes.Contains(letter.body, []byte("/MediaBox [0 0 792.00 612.00]")) || bytes.Equal(letter.body, pdf.body) {
		t.Error("the PDF for Letter paper is of another size")
	}
	c.api("GET", "/certificates/"+serial+"/pdf?paper=A3", nil).fault("paper", "paper")
	c.api("PATCH", "/me", map[string]any{"certificate_name": "Somebody Else"}).want(200)
	s.Pass(10 * 60e9)
	if again := c.api("GET", "/certificates/"+serial+"/pdf", nil).want(200); !bytes.Equal(pdf.body, again.body) {
		t.Error("the PDF is not the same bytes after a change of name")
	}
	if again := c.api("GET", "/certificates/"+serial+"/pdf?paper=letter", nil).want(200); !bytes.Equal(letter.body, again.body) {
		t.Error("the PDF for Letter paper is not the same bytes later")
	}
	c.api("GET", "/certificates", nil).want(200).is("items.0.holder", one.text("items.0.holder"))
	for _, path := range []string{"/certificates/" + serial + "/pdf", "/certificates/UP-0000-0000-0000/pdf", "/certificates/nonsense/pdf"} {
		other.api("GET", path, nil).problem(404, "certificate_unknown")
		visitor.api("GET", path, nil).problem(401, "unauthenticated")
	}

	verify := func(serial, name string) *answer {
		return visitor.api("GET", "/verify/"+url.PathEscape(serial)+"?name="+url.QueryEscape(name), nil)
	}
	plain := visitor.api("GET", "/verify/"+serial, nil).want(200).is("status", "valid").is("name_matches", "").is("holder", "").is("issuer", "Upstander")
	if strings.Contains(string(plain.body), "Connor") {
		t.Errorf("verification tells the name: %s", plain.body)
	}
	for name, matches := range map[string]bool{
		"Zoë O’Connor-Łuczak": true, "  zoe   o'connor-łuczak ": true, "ZOË O'CONNOR‐ŁUCZAK": true,
		"Zoe": false, "Somebody Else": false, "%": false, ".*": false, "": false,
	} {
		want := fmt.Sprint(matches)
		if name == "" {
			want = ""
		}
		if got := verify(serial, name).want(200).text("name_matches"); got != want {
			t.Errorf("%q matches: %q", name, got)
		}
	}
	for _, typed := range []string{strings.ToLower(serial), strings.ReplaceAll(serial, "-", ""), strings.ReplaceAll(serial, "-", " "), strings.NewReplacer("0", "O", "1", "l").Replace(serial)} {
		verify(typed, "").want(200).is("serial", serial)
	}
	for _, typed := range []string{"UP-0000-0000-0000", "x", strings.Repeat("1", 3000), "{\"$ne\":1}"} {
		verify(typed, "").problem(404, "certificate_unknown")
	}
	verify(serial, strings.Repeat("n", 3000)).fault("name", "too_long")

	other.api("PATCH", "/certificates/"+serial, map[string]any{"published": true}).problem(404, "certificate_unknown")
	c.api("PATCH", "/certificates/"+serial, map[string]any{"published": true}).want(200).is("published", true)
	verify(serial, "").want(200).is("holder", "Zoë O’Connor-Łuczak")
	c.api("PATCH", "/certificates/"+serial, map[string]any{"published": false}).want(200)
	verify(serial, "").want(200).is("holder", "")

	admin := s.admin("revoker@example.org")
	revoke := "/certificates/" + serial + "/revocation"
	c.api("POST", revoke, map[string]any{"reason": "mine"}).problem(403, "forbidden")
	admin.api("POST", revoke, map[string]any{"reason": " "}).fault("reason", "required")
	admin.api("POST", revoke, map[string]any{"reason": strings.Repeat("r", 501)}).fault("reason", "too_long")
	admin.api("POST", revoke, map[string]any{"reason": "issued in error"}).want(200).is("status", "revoked")
	at := verify(serial, "").want(200).is("status", "revoked").text("revoked_at")
	s.Pass(60e9)
	admin.api("POST", revoke, map[string]any{"reason": "again"}).want(200)
	verify(serial, "").want(200).is("revoked_at", at)
	c.api("GET", "/certificates", nil).want(200).is("items.0.status", "revoked")
	admin.api("GET", "/certificates/"+serial+"/pdf", nil).want(200)
}

// builtInCourse: the first built-in course can be completed as it was published.
func builtInCourse(t *testing.T, s *server) {
	admin, c := s.admin("reads-keys@example.org"), s.join("diligent@example.org")
	slug := ""
	list := s.visitor().api("GET", "/courses", nil).want(200)
	for i := range list.list("items") {
		if found := list.text(fmt.Sprintf("items.%d.slug", i)); found != course && slug == "" {
			slug = found
		}
	}
	c.enrol(slug)
	detail := c.api("GET", "/courses/"+slug, nil).want(200)
	var end *answer
	for i := range detail.list("modules") {
		at := fmt.Sprintf("modules.%d.", i)
		module := detail.text(at + "slug")
		for j := range detail.list(at + "lessons") {
			lesson := detail.text(fmt.Sprintf("%slessons.%d.slug", at, j))
			c.api("GET", "/courses/"+slug+"/modules/"+module+"/lessons/"+lesson, nil).want(200)
			c.complete(slug, module, lesson)
		}
		key := admin.api("GET", "/authoring/modules/"+module, nil).want(200)
		answers := map[string]any{}
		for _, q := range key.list("source.questions") {
			if q := q.(map[string]any); q["kind"] != "short" {
				answers[q["id"].(string)] = q["answer"]
			}
		}
		attempt := c.api("POST", "/courses/"+slug+"/modules/"+module+"/attempts", nil).want(201).text("id")
		result := c.submit(attempt, answers).want(200).is("score", 1).is("passed", true)
		end = c.api("GET", "/courses/"+slug+"/enrolment", nil).want(200).is("certificate", result.text("enrolment.certificate"))
	}
	serial := end.is("state", "completed").text("certificate")
	c.api("GET", "/certificates/"+serial+"/pdf", nil).want(200)
	s.visitor().api("GET", "/verify/"+serial, nil).want(200).is("status", "valid").is("course", slug)
}
