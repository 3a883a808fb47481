package pictures

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand"
	"strings"
	"testing"

	"upstander/app/problem"
)

var limit = Limits{Bytes: 1 << 20, Pixels: 1_000_000, Side: 200}

// drawn makes a picture of noise, which no format packs well, whose first pixel is red.
func drawn(width, height int, alpha uint8) *image.NRGBA {
	m, r := image.NewNRGBA(image.Rect(0, 0, width, height)), rand.New(rand.NewSource(1))
	for y := range height {
		for x := range width {
			m.SetNRGBA(x, y, color.NRGBA{uint8(r.Int()), uint8(r.Int()), uint8(r.Int()), alpha})
		}
	}
	m.SetNRGBA(0, 0, color.NRGBA{255, 0, 0, 255})
	return m
}

// flat makes a picture of one colour, as a logo mostly is.
func flat(width, height int) *image.Paletted {
	return image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.NRGBA{20, 80, 120, 255}, color.White})
}

func encoded(t testing.TB, m image.Image, kind string) []byte {
	t.Helper()
	var out bytes.Buffer
	var err error
	switch kind {
	case "png":
		err = png.Encode(&out, m)
	case "jpeg":
		err = jpeg.Encode(&out, m, nil)
	case "gif":
		err = gif.Encode(&out, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func decoded(t testing.TB, text string) []byte {
	t.Helper()
	out, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// One pixel of WebP each.
const (
	losslessWebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
	lossyWebP    = "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA="
)

func TestClean(t *testing.T) {
	cases := map[string]struct {
		data          []byte
		kind          string
		width, height int
	}{
		"flat PNG stays sharp":              {encoded(t, flat(40, 30), "png"), "image/png", 40, 30},
		"photograph in PNG":                 {encoded(t, drawn(150, 100, 255), "png"), "image/jpeg", 150, 100},
		"transparent PNG":                   {encoded(t, drawn(150, 100, 100), "png"), "image/png", 150, 100},
		"JPEG":                              {encoded(t, drawn(150, 100, 255), "jpeg"), "image/jpeg", 150, 100},
		"GIF":                               {encoded(t, flat(40, 30), "gif"), "image/png", 40, 30},
		"WebP without loss":                 {decoded(t, losslessWebP), "image/png", 1, 1},
		"WebP with loss":                    {decoded(t, lossyWebP), "image/png", 1, 1},
		"scaled by its width":               {encoded(t, flat(900, 300), "png"), "image/png", 200, 66},
		"scaled by its height, never empty": {encoded(t, flat(1, 900), "png"), "image/png", 1, 200},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Clean(c.data, limit)
			if err != nil {
				t.Fatal(err)
			}
			if got.Type != c.kind || got.Width != c.width || got.Height != c.height {
				t.Errorf("%s of %d × %d, want %s of %d × %d", got.Type, got.Width, got.Height, c.kind, c.width, c.height)
			}
			size, kind, err := image.DecodeConfig(bytes.NewReader(got.Data))
			if err != nil || "image/"+kind != got.Type || size.Width != got.Width || size.Height != got.Height {
				t.Errorf("the data is %s %v: %v", kind, size, err)
			}
		})
	}
}

func TestColoursStay(t *testing.T) {
	got, err := Clean(encoded(t, flat(900, 700), "png"), limit)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(got.Data))
	if err != nil {
		t.Fatal(err)
	}
	if c := color.NRGBAModel.Convert(m.At(100, 100)); c != (color.NRGBA{20, 80, 120, 255}) {
		t.Errorf("a scaled picture has the colour %v", c)
	}
}

func TestNothingElseSurvives(t *testing.T) {
	const secret = "52.5200 N, 13.4050 E"
	text := chunk("tEXt", []byte("Comment\x00"+secret))
	plain := encoded(t, flat(40, 30), "png")
	files := map[string][]byte{
		"text in PNG":     append(append(bytes.Clone(plain[:33]), text...), plain[33:]...),
		"behind the end":  append(encoded(t, drawn(40, 30, 255), "jpeg"), secret...),
		"comment in JPEG": withSegment(encoded(t, drawn(40, 30, 255), "jpeg"), 0xFE, []byte(secret)),
	}
	for name, data := range files {
		got, err := Clean(data, limit)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if bytes.Contains(got.Data, []byte(secret)) {
			t.Errorf("%s is still there", name)
		}
	}
}

// chunk makes a chunk of PNG.
func chunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// withSegment puts a segment of JPEG behind the first marker.
func withSegment(data []byte, marker byte, body []byte) []byte {
	out := append(bytes.Clone(data[:2]), 0xFF, marker)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(append(out, body...), data[2:]...)
}

// exif makes the body of a segment that says how the camera was held.
func exif(orientation byte) []byte {
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0}
	return append([]byte("Exif\x00\x00"), tiff...)
}

// TestUpright draws a picture with a red corner and asks where the corner is once it is upright.
func TestUpright(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 64, 32))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for y := range 8 {
		for x := range 8 {
			m.SetNRGBA(x, y, color.NRGBA{255, 0, 0, 255})
		}
	}
	data := encoded(t, m, "jpeg")
	want := map[byte]struct {
		width, height int
		right, bottom bool
	}{
		1: {64, 32, false, false}, 2: {64, 32, true, false}, 3: {64, 32, true, true}, 4: {64, 32, false, true},
		5: {32, 64, false, false}, 6: {32, 64, true, false}, 7: {32, 64, true, true}, 8: {32, 64, false, true}, 9: {64, 32, false, false},
	}
	for orientation, w := range want {
		got, err := Clean(withSegment(data, 0xE1, exif(orientation)), limit)
		if err != nil {
			t.Fatal(err)
		}
		if got.Width != w.width || got.Height != w.height {
			t.Errorf("orientation %d: %d × %d", orientation, got.Width, got.Height)
			continue
		}
		m, err := jpeg.Decode(bytes.NewReader(got.Data))
		if err != nil {
			t.Fatal(err)
		}
		x, y := 3, 3
		if w.right {
			x = w.width - 4
		}
		if w.bottom {
			y = w.height - 4
		}
		if c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA); c.R < 200 || c.G > 80 {
			t.Errorf("orientation %d: %v where the red corner should be", orientation, c)
		}
	}
}

// extended makes a WebP that says it is a by a pixels, and holds a picture that says it is b by b.
func extended(a, b uint32) []byte {
	var body []byte
	add := func(kind string, data []byte) {
		body = binary.LittleEndian.AppendUint32(append(body, kind...), uint32(len(data)))
		body = append(body, data...)
	}
	a, b = a-1, b-1
	add("VP8X", []byte{0, 0, 0, 0, byte(a), byte(a >> 8), byte(a >> 16), byte(a), byte(a >> 8), byte(a >> 16)})
	bits := b | b<<14
	add("VP8L", append(binary.LittleEndian.AppendUint32([]byte{0x2F}, bits), make([]byte, 59)...))
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4)), append([]byte("WEBP"), body...)...)
}

func TestRefusals(t *testing.T) {
	bomb := encoded(t, flat(1, 1), "png")
	binary.BigEndian.PutUint32(bomb[16:], 60_000) // says that it is 60,000 pixels wide and high
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	whole := encoded(t, drawn(50, 50, 255), "png")
	cases := map[string]struct {
		data []byte
		kind problem.Kind
		key  string
	}{
		"empty":             {nil, problem.Invalid, "picture_empty"},
		"text":              {[]byte("a letter"), problem.UnsupportedType, "picture_type"},
		"PDF":               {[]byte("%PDF-1.7"), problem.UnsupportedType, "picture_type"},
		"SVG":               {[]byte(`<?xml version="1.0"?> <SVG xmlns="http://www.w3.org/2000/svg"/>`), problem.UnsupportedType, "picture_svg"},
		"heavy":             {make([]byte, limit.Bytes+1), problem.TooLarge, "picture_bytes"},
		"bomb":              {bomb, problem.Invalid, "picture_pixels"},
		"WebP bomb":         {extended(16384, 16384), problem.Invalid, "picture_pixels"},
		"hidden WebP bomb":  {extended(1, 16384), problem.Invalid, "picture_broken"},
		"cut short":         {whole[:len(whole)/2], problem.Invalid, "picture_broken"},
		"nothing but magic": {whole[:8], problem.Invalid, "picture_broken"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Clean(c.data, limit)
			var p *problem.Error
			if !errors.As(err, &p) || len(p.Fields) != 1 {
				t.Fatalf("%v", err)
			}
			if p.Kind != c.kind || p.Fields[0].Key != c.key || p.Fields[0].Name != Field {
				t.Errorf("%v %+v", p.Kind, p.Fields[0])
			}
		})
	}
	t.Run("heavier than it came", func(t *testing.T) {
		var rough bytes.Buffer
		if err := jpeg.Encode(&rough, drawn(150, 150, 255), &jpeg.Options{Quality: 2}); err != nil {
			t.Fatal(err)
		}
		if _, err := Clean(rough.Bytes(), Limits{Bytes: rough.Len(), Pixels: limit.Pixels}); err == nil || !strings.Contains(err.Error(), "picture_bytes") {
			t.Errorf("%v", err)
		}
	})
}

// FuzzClean: whatever comes, what is taken is a picture of the size that it says, within the limits, and is taken again.
func FuzzClean(f *testing.F) {
	for _, kind := range []string{"png", "jpeg", "gif"} {
		f.Add(encoded(f, flat(9, 5), kind))
	}
	f.Add(decoded(f, losslessWebP))
	f.Add(decoded(f, lossyWebP))
	f.Add(extended(1, 2))
	f.Add(withSegment(encoded(f, flat(9, 5), "jpeg"), 0xE1, exif(6)))
	small := Limits{Bytes: 64 << 10, Pixels: 100_000, Side: 64}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Clean(data, small)
		if err != nil {
			return
		}
		if len(got.Data) > small.Bytes || max(got.Width, got.Height) > small.Side {
			t.Fatalf("%d bytes, %d × %d", len(got.Data), got.Width, got.Height)
		}
		again, err := Clean(got.Data, small)
		if err != nil || again.Width != got.Width || again.Height != got.Height {
			t.Fatalf("%v %v", again, err)
		}
	})
}
