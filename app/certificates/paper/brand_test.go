package paper

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"strings"
	"testing"
)

// emblem is a picture so wide and high: a disc on nothing.
func emblem(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	r := float64(min(width, height)) / 2
	for y := range height {
		for x := range width {
			if math.Hypot(float64(x)-float64(width)/2, float64(y)-float64(height)/2) < r {
				m.SetNRGBA(x, y, color.NRGBA{0x20, 0x50, 0x90, 0xFF})
			}
		}
	}
	return m
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// branded is a certificate with all that a course and an institution add.
func branded(t testing.TB, holder string) Facts {
	f := sample(holder)
	f.Layout = Newest
	f.Title = "Certificate of advanced study"
	f.Wording = "and has shown, in a simulated crisis of three weeks, the judgement to tell an early sign from a rumour and the nerve to report it."
	f.Signatory = Signatory{"Dr Adaeze Okonkwo", "Director of studies"}
	f.InstitutionSignatory = Signatory{"H.E. Jean-Baptiste Nsengimana", "Permanent secretary"}
	f.Logo = asPNG(t, emblem(300, 200))
	return f
}

func TestBranded(t *testing.T) {
	f := branded(t, "Ana Lima")
	pdf := render(t, f)
	got := strings.Join(strings.Fields(text(t, pdf)), " ")
	for _, want := range []string{f.Title, f.Wording[:40], f.Signatory.Name, f.Signatory.Title, f.InstitutionSignatory.Name, f.InstitutionSignatory.Title, f.Institution, f.Issuer} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "CERTIFICATE OF COMPLETION") {
		t.Error("both titles are printed")
	}
	if out := run(t, pdf, "qpdf", "--check", "FILE"); strings.Contains(out, "WARNING") {
		t.Error(out)
	}
	if out := run(t, pdf, "pdfinfo", "-struct", "FILE"); strings.Count(out, "Figure") != 2 {
		t.Errorf("logo and code should be figures:\n%s", out)
	}
	if len(pdf) > 40<<10 {
		t.Errorf("%d bytes, want at most 40 KiB", len(pdf))
	}
	if !bytes.Equal(pdf, render(t, f)) {
		t.Error("another file the second time")
	}
}

// TestLogoKeepsItsShape measures the printed logo of odd pictures.
func TestLogoKeepsItsShape(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {2000, 20}, {20, 2000}, {460, 170}, {1500, 1500}} {
		p, err := logo(asPNG(t, emblem(size[0], size[1])))
		if err != nil {
			t.Fatal(err)
		}
		width, height := p.size()
		if width > logoWidth+1e-9 || height > logoHeight+1e-9 {
			t.Errorf("%v: %.1f × %.1f mm is beyond the place", size, width, height)
		}
		want, dot := float64(size[0])/float64(size[1]), 1/float64(min(p.width, p.height))
		if got := width / height; got < want*(1-dot) || got > want*(1+dot) {
			t.Errorf("%v: %.1f × %.1f mm is stretched", size, width, height)
		}
	}
}

func TestLogoRefused(t *testing.T) {
	huge := asPNG(t, image.NewGray(image.Rect(0, 0, 4096, 1025)))
	for label, file := range map[string][]byte{
		"svg": []byte("<svg/>"), "cut": asPNG(t, emblem(300, 200))[:200], "long": make([]byte, MaxLogo+1), "huge": huge,
	} {
		f := branded(t, "Ana Lima")
		f.Logo = file
		_, err := Render(f)
		if fe := (*FieldError)(nil); !errors.As(err, &fe) || fe.Field != "Logo" {
			t.Errorf("%s: got %v", label, err)
		}
	}
}

func TestPhotographAsLogo(t *testing.T) {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, emblem(1200, 500), nil); err != nil {
		t.Fatal(err)
	}
	f := branded(t, "Ana Lima")
	f.Logo = file.Bytes()
	pdf := render(t, f)
	if out := run(t, pdf, "pdfimages", "-list", "FILE"); !strings.Contains(out, "jpeg") {
		t.Errorf("no JPEG inside:\n%s", out)
	}
}

// TestBrandStaysInside fills everything that is added with the longest words.
func TestBrandStaysInside(t *testing.T) {
	for _, size := range []string{"A4", "Letter"} {
		for _, word := range []string{"Wilhelmina-Konstantinopoulou ", "W", "محمد "} {
			f := branded(t, strings.TrimSpace(cut(strings.Repeat(word, 40), 199)))
			long := strings.TrimSpace(cut(strings.Repeat(word, 60), 299))
			f.Size, f.Title, f.Wording, f.Institution, f.Issuer = size, cut(long, 80), long, long, long
			f.Signatory, f.InstitutionSignatory = Signatory{cut(long, 100), long}, Signatory{cut(long, 100), long}
			f.Logo = asPNG(t, emblem(460, 170))
			page := wordsInside(t, f)
			for i, a := range page.Words {
				for _, b := range page.Words[:i] {
					if across := min(a.XMax, b.XMax) - max(a.XMin, b.XMin); across > 1 && math.Abs(a.YMin+a.YMax-b.YMin-b.YMax) < 4 {
						t.Errorf("%s: %q lies on %q", size, a.Text, b.Text)
					}
				}
				if a.XMin/mm < logoInset+logoWidth && a.XMax/mm > logoInset && a.YMin/mm < logoInset+logoHeight-1 {
					t.Errorf("%s: %q lies on the logo", size, a.Text)
				}
			}
		}
	}
}

// TestOldLayoutsHaveNoBrand: what was issued before stays the same file.
func TestOldLayoutsHaveNoBrand(t *testing.T) {
	for layout := 1; layout < Branded; layout++ {
		with, without := branded(t, "Ana Lima"), sample("Ana Lima")
		with.Layout, without.Layout = layout, layout
		if !bytes.Equal(render(t, with), render(t, without)) {
			t.Errorf("layout %d draws what it did not know", layout)
		}
	}
}
