package scenarios

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// lessonImages: pictures come into a lesson without what a camera wrote into them, are seen by those who may read the lesson, and travel with
// its bundle.
func lessonImages(t *testing.T, s *server) {
	admin := s.admin("images-admin@example.org")
	trainer, other := s.role("images-trainer@example.org", "trainer", admin), s.role("images-other@example.org", "trainer", admin)
	reviewer, learner := s.role("images-reviewer@example.org", "reviewer", admin), s.join("images-learner@example.org")
	source := written("with-images")
	id := trainer.api("POST", "/authoring/modules", map[string]any{"source": source}).want(201).text("id")
	path, page := "/authoring/modules/"+id, "/admin/modules/"+id
	b := trainer.browser()

	photo := withComment(encodedJPEG(t, 1800, 900), "taken at 13.1 E")
	added := trainer.api("POST", path+"/images?alt=The+%5Bold%5D+bridge", photo, "Content-Type", "image/jpeg").want(201).is("width", 1600).is("height", 800)
	name := added.text("name")
	if got := added.text("markdown"); got != `![The \[old\] bridge](media/`+name+`)` || !strings.HasSuffix(name, ".jpg") {
		t.Errorf("it is shown by %s", got)
	}
	again := trainer.api("POST", path+"/images?alt=The+bridge", photo, "Content-Type", "image/jpeg").want(201).is("name", name)
	seen := trainer.api("GET", path+"/images/"+name, nil).want(200)
	if seen.header.Get("Content-Type") != "image/jpeg" || bytes.Contains(seen.body, []byte("13.1 E")) || seen.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Error("the image is not bare")
	}
	if kept := seen.header.Get("Cache-Control"); !strings.Contains(kept, "immutable") || !strings.Contains(kept, "private") {
		t.Errorf("Cache-Control: %s", kept)
	}

	// Refused, and nothing is left of it.
	for _, c := range []struct {
		query string
		data  []byte
		field string
		key   string
	}{
		{"", photo, "alt", "alt_required"}, {"?alt=" + strings.Repeat("x", 501), photo, "alt", "too_long"}, {"?alt=x", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "picture", "picture_svg"},
		{"?alt=x", []byte("no picture"), "picture", "picture_type"}, {"?alt=x", photo[:200], "picture", "picture_broken"},
	} {
		got := trainer.api("POST", path+"/images"+c.query, c.data, "Content-Type", "application/octet-stream")
		if got.status < 400 || got.status >= 500 || got.text("errors.0.field") != c.field || got.text("errors.0.code") != c.key {
			t.Errorf("%.30s%.20q is answered %d %s", c.query, c.data, got.status, got.body)
		}
	}
	other.api("POST", path+"/images?alt=x", photo, "Content-Type", "image/jpeg").problem(404, "module_unknown")
	reviewer.api("POST", path+"/images?alt=x", photo, "Content-Type", "image/jpeg").problem(403, "forbidden")
	other.api("GET", path+"/images/"+name, nil).problem(404, "module_unknown")
	reviewer.api("GET", path+"/images/"+name, nil).want(200)
	learner.browser().get(page + "/media/" + name).want(403)
	learner.browser().get("/modules/with-images/media/" + name).want(404)
	trainer.api("GET", path+"/images/none.png", nil).problem(404, "image_unknown")

	// In the text: with its size; a fault at its line where words are missing or there is no such image.
	text := "A bridge.\n\n" + again.text("markdown") + "\n\n![](media/" + name + ")\n\n![A map](media/none.png)"
	source["lessons"].([]any)[0].(map[string]any)["markdown"] = text
	saved := trainer.api("PUT", path, map[string]any{"rev": again.at("rev"), "source": source}).want(200).is("source.images.0.name", name) // a source without images keeps them
	for code, line := range map[string]string{"image_alt": "5", "image_unknown": "7"} {
		if !regexp.MustCompile(`"lessons\[0\]\.markdown","line":` + line + `,"code":"` + code + `"`).Match(saved.body) {
			t.Errorf("no %s at line %s: %s", code, line, saved.body)
		}
	}
	trainer.api("PUT", path, map[string]any{"rev": saved.at("rev"), "source": with(source, "images", []any{map[string]any{"name": "00ff.png"}})}).fault("images[0].name", "unknown")
	trainer.api("DELETE", path+"/images/"+name, nil).problem(409, "image_used")
	shown := b.get(page + "/lessons/read/preview").want(200)
	shown.shows(`<img src="`+page+`/media/`+name+`" alt="The bridge" width="1600" height="800" loading="lazy"`, `<span class="unknown">A map</span>`)
	b.get(page + "/media/" + name).want(200)

	// By form.
	b.upload(page+"/images", "picture", photo, "lesson", "read").want(422).shows("Say in words")
	b.upload(page+"/images", "picture", []byte("nothing"), "lesson", "read", "alt", "x").want(415)
	drawn := encodedPNG(t)
	to := b.upload(page+"/images", "picture", drawn, "lesson", "read", "alt", "Four squares").want(303).header.Get("Location")
	if !strings.HasPrefix(to, page+"/lessons/read?image=") {
		t.Errorf("an upload leads to %s", to)
	}
	second := regexp.MustCompile(`[0-9a-f]{32}\.png`).FindString(to)
	b.get(strings.TrimSuffix(to, "#images")).want(200).shows("![Four squares](media/"+second, "No text shows it.")
	b.upload(page+"/images", "picture", drawn, "alt", "Four squares", "live", "1").want(200).is("name", second)
	b.post(page + "/images/" + name + "/removal").want(409).shows("A text shows this image.")

	// Its bundle goes out and comes back as it was, also where it is not known: the names and every byte.
	source["lessons"].([]any)[0].(map[string]any)["markdown"] = "A bridge.\n\n" + again.text("markdown")
	now := trainer.api("GET", path, nil).want(200)
	trainer.api("PUT", path, map[string]any{"rev": now.at("rev"), "source": source}).want(200)
	zip := trainer.api("GET", path+"/bundle", nil).want(200).body
	back := trainer.api("POST", "/authoring/bundles?incomplete=true", zip, "Content-Type", "application/zip").want(201)
	before, after := trainer.api("GET", path, nil).want(200), back.at("draft.source")
	if a, b := asJSON(before.at("source")), asJSON(after); a != b {
		t.Errorf("went out as %s, came back as %s", a, b)
	}
	if twice := trainer.api("GET", "/authoring/modules/"+back.text("draft.id")+"/bundle", nil).want(200).body; !bytes.Equal(twice, zip) {
		t.Error("its bundle has other bytes")
	}
	b.post(page + "/images/" + second + "/removal").to(page + "#images")
	trainer.api("GET", path+"/images/"+second, nil).problem(404, "image_unknown")

	// Published: for all who learn, and for visitors not.
	trainer.release(reviewer, path, nil)
	learner.browser().get("/modules/with-images/media/" + name).want(200)
	learner.browser().get("/modules/with-images/media/" + second).want(404)
	learner.browser().get("/modules/as-written/media/" + name).want(404)
	trainer.api("POST", path+"/images?alt=x", photo, "Content-Type", "image/jpeg").want(409)
	copied := trainer.api("POST", "/authoring/modules", map[string]any{"copy": "with-images"}).want(201).is("source.images.0.name", name)
	trainer.api("GET", "/authoring/modules/"+copied.text("id")+"/images/"+name, nil).want(200)

	// As many as there may be, and no more.
	rnd := rand.New(rand.NewPCG(1, 2))
	full := "/authoring/modules/" + copied.text("id") + "/images?alt=x"
	for range 39 {
		trainer.api("POST", full, noisePNG(t, rnd, 4), "Content-Type", "image/png").want(201)
	}
	trainer.api("POST", full, noisePNG(t, rnd, 4), "Content-Type", "image/png").fault("picture", "images_full")
}

func asJSON(v any) string {
	data, _ := json.Marshal(v)
	return string(data)
}

func encodedJPEG(t *testing.T, width, height int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			img.Set(x, y, color.RGBA{byte(x), byte(y), byte(x * y), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withComment puts a comment into a JPEG, as cameras do.
func withComment(data []byte, text string) []byte {
	segment := append([]byte{0xff, 0xfe, 0, byte(len(text) + 2)}, text...)
	return append(append(bytes.Clone(data[:2]), segment...), data[2:]...)
}

func encodedPNG(t *testing.T) []byte { return noisePNG(t, rand.New(rand.NewPCG(5, 5)), 2) }

func noisePNG(t *testing.T, rnd *rand.Rand, side int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = byte(rnd.UintN(256))
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
