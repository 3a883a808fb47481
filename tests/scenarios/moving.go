package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"strings"
	"testing"

	"upstander/courses/bundle"
	"upstander/courses/bundle/bundletest"
)

// attackedImports: archives made to do harm are refused with what is wrong, by the API and by the page, and leave nothing.
func attackedImports(t *testing.T, s *server) {
	admin := s.admin("attacks-admin@example.org")
	trainer := s.role("attacks-trainer@example.org", "trainer", admin)
	b := trainer.browser()
	before := len(trainer.api("GET", "/authoring/modules?limit=200", nil).want(200).list("items"))
	for _, c := range bundletest.Attacks() {
		for _, query := range []string{"", "?dry_run=true", "?incomplete=true"} {
			got := trainer.api("POST", "/authoring/bundles"+query, c.Data, "Content-Type", "application/zip").problem(422, "bundle_refused")
			if got.text("faults.0.code") != c.Code || got.text("faults.0.message") == "" || got.text("faults.0.line") != "1" {
				t.Errorf("%s%s is answered %s", c.Name, query, got.body)
			}
		}
		b.upload("/admin/modules/import", "bundle", c.Data).want(422)
	}
	// More than the listener takes never gets so far.
	huge := bytes.Repeat([]byte("PK"), 9<<20)
	if got, err := trainer.try("POST", "/api/v1/authoring/bundles", huge, "Content-Type", "application/zip"); err == nil && got.status != 413 {
		t.Errorf("eighteen megabytes are answered %d", got.status)
	}
	// YAML has its own ways to grow.
	bomb := "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"
	trainer.api("POST", "/authoring/bundles", bundletest.Archive(bundletest.Packed{Name: "module.yaml", Data: bomb}), "Content-Type", "application/zip").problem(422, "bundle_refused")
	if after := len(trainer.api("GET", "/authoring/modules?limit=200", nil).want(200).list("items")); after != before {
		t.Errorf("refused archives left %d drafts", after-before)
	}
}

// generatedBundles: whatever a module holds, its bundle goes in and comes out as it was.
func generatedBundles(t *testing.T, s *server) {
	admin := s.admin("generated-admin@example.org")
	trainer := s.role("generated-trainer@example.org", "trainer", admin)
	g := bundletest.Generator{Rand: rand.New(rand.NewPCG(23, 29))}
	for tried := 0; tried < 25; {
		m := g.Module()
		if len(m.Faults()) > 0 {
			continue // texts that are blank
		}
		tried++
		m.Slug = fmt.Sprintf("generated-%d", tried)
		data := pack(t, m)
		made := trainer.api("POST", "/authoring/bundles?incomplete=true", data, "Content-Type", "application/zip").want(201)
		id := made.text("draft.id")
		if back := trainer.api("GET", "/authoring/modules/"+id+"/bundle", nil).want(200); !bytes.Equal(back.body, data) {
			files, _ := bundle.Unpack(back.body)
			t.Errorf("a module came back changed\nwas: %+v\nnow: %+v", m, bundle.Read(files, bundle.Library{}).Module)
		}
		trainer.api("DELETE", "/authoring/modules/"+id, nil).want(204)
	}
}

// dryRunPage: the page reports and stores nothing, then stores.
func dryRunPage(t *testing.T, s *server) {
	admin := s.admin("dry-admin@example.org")
	trainer := s.role("dry-trainer@example.org", "trainer", admin)
	b := trainer.browser()
	m := *fixture("Tried first").modules[moduleOne]["en"]
	m.Slug = "tried-first"
	b.upload("/admin/modules/import", "bundle", pack(t, m), "dry_run", "on").want(200).shows(m.Title)
	b.get("/admin/modules").want(200).hides("tried-first")
	m.Questions[0].Answer.Text, m.Questions[0].Answer.List = "nowhere", nil
	b.upload("/admin/modules/import", "bundle", pack(t, m), "dry_run", "on").want(422).shows("quiz.yaml")
	m = *fixture("Tried first").modules[moduleOne]["en"]
	m.Slug = "tried-first"
	to := b.upload("/admin/modules/import", "bundle", pack(t, m)).want(303).header.Get("Location")
	if !strings.HasPrefix(to, "/admin/modules/d_") {
		t.Errorf("it leads to %s", to)
	}
	b.get("/admin/modules").want(200).shows("tried-first")
}

// upload sends a file with a form as a page of ours does; fields are pairs of name and value.
func (b *browser) upload(path, field string, data []byte, fields ...string) *answer {
	b.s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = form.WriteField(fields[i], fields[i+1]) // into memory
	}
	_ = form.WriteField("csrf", b.formToken())
	part, err := form.CreateFormFile(field, "file.zip")
	if err == nil {
		_, err = part.Write(data)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		b.s.t.Fatal(err)
	}
	return b.send("POST", path, body.String(), "Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin", "Origin", b.s.url)
}
