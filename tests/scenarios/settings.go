package scenarios

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"strings"
	"testing"
)

// emblem is a logo of one colour, so wide.
func emblem(t *testing.T, width int, c color.Color) []byte {
	t.Helper()
	var out bytes.Buffer
	m := image.NewPaletted(image.Rect(0, 0, width, 60), color.Palette{c, color.White})
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sendFile sends a form with one file, as a page of ours does.
func (b *browser) sendFile(path, field string, data []byte) *answer {
	b.s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("csrf", b.formToken()) // to memory
	part, err := form.CreateFormFile(field, "picture.exe")
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		b.s.t.Fatal(err)
	}
	return b.send("POST", path, body.String(), "Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin", "Origin", b.s.url)
}

// brand: an institution's logo and signatory, by program and by page, and how certificates keep them.
func brand(t *testing.T, s *server) {
	root := s.admin("brand-root@example.org")
	h := s.house(root, "brand")
	logo := h.path("/logo")
	h.boss.api("GET", h.path(""), nil).want(200).is("logo", "").is("signatory", "")
	h.boss.api("GET", logo, nil).problem(404, "logo_unknown")
	for body, key := range map[string]string{
		"": "picture_empty", "a letter": "picture_type", `<svg xmlns="http://www.w3.org/2000/svg"/>`: "picture_svg", string(emblem(t, 300, color.Black)[:50]): "picture_broken",
	} {
		a := h.boss.api("PUT", logo, body, "Content-Type", "application/octet-stream")
		if a.status < 400 || a.text("errors.0.code") != key || a.text("errors.0.field") != "picture" {
			t.Errorf("%.20q: %d %s", body, a.status, a.body)
		}
	}
	h.boss.api("PUT", logo, map[string]any{}).problem(415, "content_type")
	h.boss.api("PUT", logo, strings.Repeat("x", 600<<10), "Content-Type", "image/png").problem(413, "picture_refused")
	red := emblem(t, 2400, color.RGBA{200, 0, 0, 255})
	set := h.boss.api("PUT", logo, append(red, "hidden load"...), "Content-Type", "image/png").want(200).is("logo.width", 1200).is("logo.height", 30)
	shown := h.boss.do("GET", set.text("logo.href"), nil).want(200)
	if m, err := png.DecodeConfig(bytes.NewReader(shown.body)); err != nil || m.Width != 1200 || shown.header.Get("Content-Type") != "image/png" || bytes.Contains(shown.body, []byte("hidden")) {
		t.Errorf("the logo: %v %v %s", m, err, shown.header.Get("Content-Type"))
	}
	again := h.boss.api("PUT", logo, red, "Content-Type", "image/png").want(200)
	if again.text("logo.href") != set.text("logo.href") {
		t.Error("the same logo has another address")
	}
	h.boss.api("PATCH", h.path(""), map[string]any{"signatory_title": "Director"}).fault("signatory", "required")
	h.boss.api("PATCH", h.path(""), map[string]any{"signatory": strings.Repeat("x", 201)}).fault("signatory", "too_long")
	h.boss.api("PATCH", h.path(""), map[string]any{"signatory": "Dr  Ada <b>"}).fault("signatory", "characters")
	h.boss.api("PATCH", h.path(""), map[string]any{"signatory": " Dr  Ada Okoye ", "signatory_title": "Director of Training"}).want(200).is("signatory", "Dr Ada Okoye").is("signatory_title", "Director of Training")

	learner := h.invited(s, "brand-learner", "Spring")
	cohort := h.boss.api("GET", h.path("/cohorts"), nil).want(200).text("items.0.id")
	h.boss.api("POST", h.path("/assignments"), map[string]any{"cohort": cohort, "course": course}).want(201)
	serial := learner.finish()
	kept := learner.api("GET", "/certificates/"+serial, nil).want(200).is("institution", "House of brand").text("logo")
	if frozen := s.visitor().do("GET", kept, nil).want(200); !bytes.Equal(frozen.body, shown.body) {
		t.Error("the certificate's logo is another")
	}
	paper := learner.api("GET", "/certificates/"+serial+"/pdf", nil).want(200)
	if !bytes.Contains(paper.body, []byte("/Subtype /Image")) {
		t.Error("the paper has no picture")
	}
	learner.browser().get("/certificates/" + serial).want(200).holds(`src="` + kept + `"`).holds("Logo of House of brand")
	link := learner.api("PUT", "/certificates/"+serial+"/share", nil).want(200).text("url")
	s.browser().get(strings.TrimPrefix(link, baseURL)).want(200).holds(`src="` + kept + `"`).holds("House of brand")

	// What changes now is not on the certificate that was issued.
	b, settings := h.boss.browser(), h.path("/settings")
	b.get(settings).want(200).holds("Dr Ada Okoye").holds(`alt="Logo of House of brand"`)
	b.sendFile(settings+"/logo", "picture", []byte("a letter")).want(415).holds("Choose a PNG, JPEG, GIF or WebP file")
	b.post(settings+"/logo", "do", "save").want(422).holds("Choose a picture.")
	b.sendFile(settings+"/logo", "picture", emblem(t, 100, color.White)).to(settings + "#brand")
	b.get(settings).want(200).holds("The logo is saved").holds(`width="100" height="60"`)
	b.get(settings + "/logo").want(200)
	b.post(settings+"/brand", "signatory", "", "signatory_title", "Director").want(422).holds("Fill this in.").holds(`value="Director"`)
	b.post(settings+"/brand", "signatory", "", "signatory_title", "").to(settings + "#brand")
	for range 2 {
		b.post(settings+"/logo", "do", "remove").to(settings + "#brand")
	}
	b.get(settings).want(200).holds("There is no logo yet")
	h.boss.api("DELETE", logo, nil).want(204)
	h.boss.api("GET", h.path(""), nil).want(200).is("logo", "").is("signatory", "")
	learner.api("GET", "/certificates/"+serial, nil).want(200).is("logo", kept)
	if after := learner.api("GET", "/certificates/"+serial+"/pdf", nil).want(200); !bytes.Equal(after.body, paper.body) {
		t.Error("a later brand changed the paper")
	}
	s.visitor().do("GET", "/certificate-logos/"+base64.RawURLEncoding.EncodeToString([]byte("guess")), nil).want(404)
	learner.api("PUT", logo, red, "Content-Type", "image/png").want(403)
}

// reminders: an institution sets the days on which its learners are reminded, by program and by page.
func reminders(t *testing.T, s *server) {
	root := s.admin("reminders-root@example.org")
	h := s.house(root, "reminders")
	h.boss.api("GET", h.path(""), nil).want(200).is("reminders.before_due", "[30 7 1]").is("reminders.after_expiry", "[1 7 30]")
	h.boss.api("PATCH", h.path(""), map[string]any{"reminders": map[string]any{"before_due": []int{0}, "after_due": []int{1, 2, 3, 4, 5, 6, 7}}}).
		fault("before_due", "reminder_days").fault("after_due", "reminder_days")
	h.boss.api("PATCH", h.path(""), map[string]any{"reminders": map[string]any{"before_due": []string{"a"}}}).want(422)
	h.boss.api("PATCH", h.path(""), map[string]any{"reminders": map[string]any{"before_due": []int{2, 14}, "after_due": []int{}}}).want(200).
		is("reminders.before_due", "[14 2]").is("reminders.after_due", "[]").is("reminders.before_expiry", "[30 7 1]")
	b, settings := h.boss.browser(), h.path("/settings")
	b.get(settings).want(200).holds(`value="14, 2"`).holds(`value="30, 7, 1"`)
	b.post(settings+"/reminders", "before_due", "soon", "after_due", "1", "before_expiry", "5", "after_expiry", "").want(422).holds("At most 6 whole numbers from 1 to 365").holds(`value="soon"`)
	b.post(settings+"/reminders", "before_due", "3, 21", "after_due", "1;2", "before_expiry", "60", "after_expiry", "").to(settings + "#reminders")
	h.boss.api("GET", h.path(""), nil).want(200).is("reminders.before_due", "[21 3]").is("reminders.after_due", "[1 2]").is("reminders.before_expiry", "[60]").is("reminders.after_expiry", "[]")
	h.boss.api("PATCH", h.path(""), map[string]any{"name": "House of days"}).want(200).is("reminders.before_due", "[21 3]")
}

// reportMail: a manager is mailed the report's numbers, by program and by page, and ends it.
func reportMail(t *testing.T, s *server) {
	root := s.admin("numbers-root@example.org")
	h := s.house(root, "numbers")
	mine := h.path("/report-mail")
	h.boss.api("GET", mine, nil).want(200).is("every", "").is("next_at", "")
	h.boss.api("PUT", mine, map[string]any{"every": "hourly"}).fault("every", "unknown")
	h.boss.api("PUT", mine, map[string]any{"every": "weekly", "cohort": "none"}).fault("cohort", "unknown")
	h.boss.api("PUT", mine, map[string]any{"every": "weekly", "course": "none"}).fault("course", "unknown")
	root.api("PUT", mine, map[string]any{"every": "weekly"}).problem(403, "managers_only")
	h.boss.api("PUT", mine, map[string]any{"every": "monthly", "course": course}).want(200).is("every", "monthly").is("course", course)
	h.boss.api("GET", mine, nil).want(200).is("every", "monthly")
	root.api("GET", mine, nil).want(200).is("every", "")
	h.boss.api("GET", "/me/export", nil).want(200).holds("report_mail")
	b, settings := h.boss.browser(), h.path("/settings")
	b.get(settings).want(200).holds("The next mail is written on").holds(`value="monthly" selected`)
	b.post(settings+"/report-mail", "every", "never").want(422).holds("Choose one of those offered.")
	b.post(settings+"/report-mail", "every", "weekly", "cohort", "", "course", "").to(settings + "#report-mail")
	h.boss.api("GET", mine, nil).want(200).is("every", "weekly").is("course", "")
	for range 2 {
		b.post(settings+"/report-mail", "do", "stop").to(settings + "#report-mail")
	}
	h.boss.api("DELETE", mine, nil).want(204)
	h.boss.api("GET", mine, nil).want(200).is("every", "")
}
