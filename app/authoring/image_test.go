package authoring

import (
	"bytes"
	stdimage "image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"

	"upstander/app/pictures"
	"upstander/courses"
	"upstander/courses/bundle"
)

func drawnJPEG(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, stdimage.NewRGBA(stdimage.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func drawnPNG(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, stdimage.NewGray(stdimage.Rect(0, 0, 4, 3))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A file that holds more than its pixels is never taken as it is.
func TestOnlyPixels(t *testing.T) {
	photo, plan := drawnJPEG(t), drawnPNG(t)
	end := len(plan) - 12
	for name, c := range map[string]struct {
		data []byte
		want bool
	}{
		"a JPEG": {photo, true}, "a PNG": {plan, true}, "nothing": {nil, false}, "words": {[]byte("words"), false},
		"a comment":             {join(photo[:2], []byte{0xff, 0xfe, 0, 4, 'h', 'i'}, photo[2:]), false},
		"where it was taken":    {join(photo[:2], []byte{0xff, 0xe1, 0, 8, 'E', 'x', 'i', 'f', 0, 0}, photo[2:]), false},
		"behind the JPEG's end": {join(photo, []byte("more")), false},
		"a second picture":      {join(photo, photo), false},
		"a JPEG cut short":      {photo[:len(photo)-2], false},
		"a segment too long":    {join(photo[:2], []byte{0xff, 0xdb, 0xff, 0xff}), false},
		"a text in the PNG":     {join(plan[:end], []byte("\x00\x00\x00\x02tEXthi\x00\x00\x00\x00"), plan[end:]), false},
		"behind the PNG's end":  {join(plan, []byte("more")), false},
		"a PNG cut short":       {plan[:end], false},
		"a chunk too long":      {join(plan[:8], []byte("\xff\xff\xff\xffIDAT\x00\x00\x00\x00")), false},
	} {
		if _, got := drawn(c.data); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// FuzzOnlyPixels: nothing makes the reading fail, and what is taken as it is can be shown.
func FuzzOnlyPixels(f *testing.F) {
	f.Add([]byte{0xff, 0xd8, 0xff, 0xda, 0, 2, 0xff, 0xd9})
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\xaeB`\x82"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, ok := drawn(data); ok && (p.Width < 1 || p.Height < 1) {
			t.Fatal("a picture of no size")
		}
	})
}

// Images of other tools get names of ours, in every text, and lose what is not picture; what is no picture is named.
func TestImportImages(t *testing.T) {
	photo := drawnJPEG(t)
	files := fstest.MapFS{
		"module.yaml":      {Data: []byte("slug: m\nlanguage: en\ntitle: M\nlessons: [read]\n")},
		"lessons/read.md":  {Data: []byte("---\ntitle: R\nkind: reading\nminutes: 1\n---\n\n![A](media/bridge.jpg) ![B](media/plan.png) ![C](media/bridge.jpg \"t\")\n")},
		"media/bridge.jpg": {Data: join(photo[:2], []byte("\xff\xfe\x00\x0ctaken here"), photo[2:])}, "media/plan.png": {Data: drawnPNG(t)},
		"media/broken.png": {Data: drawnPNG(t)[:40]},
	}
	b := bundle.Read(files, bundle.Library{})
	kept, problems := importImages(b)
	if len(kept) != 2 || len(problems) != 1 || problems[0].File != "media/broken.png" {
		t.Fatalf("%d kept, %v", len(kept), problems)
	}
	text := b.Module.Lessons[0].Markdown
	if strings.Contains(text, "bridge") || strings.Contains(text, "plan") || strings.Count(text, "media/") != 3 {
		t.Errorf("the text is %s", text)
	}
	for _, p := range kept {
		i := imageOf(p)
		if there, ok := b.Module.Image(i.Name); !ok || there != i || !strings.Contains(text, i.Name) || bytes.Contains(p.Data, []byte("taken here")) {
			t.Errorf("%+v is not what the module has: %+v", i, b.Module.Images)
		}
	}
}

func TestMayTake(t *testing.T) {
	m := &courses.Module{Images: []courses.Image{{Name: "a.png", Bytes: courses.MaxImageBytes - 10}}}
	for bytes, fits := range map[int]bool{10: true, 11: false} {
		if err := mayTake(m, courses.Image{Name: "b.png", Bytes: bytes}); (err == nil) != fits {
			t.Errorf("%d bytes: %v", bytes, err)
		}
	}
	if err := mayTake(m, courses.Image{Name: "a.png", Bytes: 99}); err != nil {
		t.Errorf("an image that is there: %v", err)
	}
	if p := (pictures.Picture{Type: "image/png"}); !courses.ValidImageName(imageOf(p).Name) {
		t.Errorf("%q is no name", imageOf(p).Name)
	}
}
