package paper

import (
	"bytes"
	"image"
	pixels "image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// languageSample is a certificate of a course in a language, with everything.
func languageSample(tag string) Facts {
	f := sample("Ana Lima")
	f.Layout, f.Language = Newest, tag
	f.Signatory = Signatory{"Dr Adaeze Okonkwo", "Director of studies"}
	f.InstitutionSignatory = Signatory{"Jean-Baptiste Nsengimana", "Permanent secretary"}
	switch tag {
	case "en":
		f.Wording = "and has shown the judgement to tell an early sign from a rumour."
	case "fr":
		f.Holder, f.Institution = "Aïssatou N’Diaye-Lefèvre", "Ministère des Affaires étrangères"
		f.CourseTitle, f.AudienceTitle = "Voir venir\u00a0: l’alerte précoce et le devoir d’agir", "Diplomates"
		f.Modules = []string{"Ce qu’est un crime d’atrocité", "Signes et signaux", "De l’alerte à l’action"}
		f.Criteria = "Tous les questionnaires ont été réussis."
		f.Wording = "et a montré le discernement qui sépare le signe de la rumeur."
		f.Signatory.Title, f.InstitutionSignatory.Title = "Directrice des études", "Secrétaire permanent"
	case "es":
		f.Holder, f.Institution = "María José Núñez Ibáñez", "Ministerio de Asuntos Exteriores"
		f.CourseTitle, f.AudienceTitle = "Verlo venir: la alerta temprana y el deber de actuar", "Diplomáticos"
		f.Modules = []string{"Qué es un crimen atroz", "Signos y señales", "De la alerta a la acción"}
		f.Criteria = "Se aprobaron todos los cuestionarios."
		f.Signatory.Title, f.InstitutionSignatory.Title = "Dirección de estudios", "Secretaría permanente"
	case "ar":
		f.Holder, f.Institution = "ليلى حسن الهاشمي", "وزارة الخارجية"
		f.CourseTitle, f.AudienceTitle = "الإنذار المبكر وواجب التحرك", "الدبلوماسيون"
		f.Modules = []string{"ما هي جرائم الفظائع", "العلامات والإشارات", "من الإنذار إلى العمل"}
		f.Criteria = "اجتياز جميع الاختبارات."
		f.Signatory, f.InstitutionSignatory = Signatory{"د. سلمى الخطيب", "مديرة الدراسات"}, Signatory{"Jean-Baptiste Nsengimana", "الأمين الدائم"}
	default:
		f.Language = "" // a language that nobody has looked at
	}
	return f
}

// seen is a certificate as a small grey picture.
func seen(t *testing.T, f Facts) *image.Gray {
	t.Helper()
	base := filepath.Join(t.TempDir(), "page")
	run(t, render(t, f), "pdftoppm", "-r", "48", "-gray", "-png", "-singlefile", "FILE", base)
	return read(t, base+".png")
}

func read(t *testing.T, file string) *image.Gray {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	grey := image.NewGray(m.Bounds()) // programs also write grey as colour
	pixels.Draw(grey, grey.Rect, m, m.Bounds().Min, pixels.Src)
	return grey
}

// How far a picture may be from the one that was looked at: programs that draw
// PDF smooth edges in their own ways, and a word that moves is far beyond.
const (
	meanApart  = 1.0 // shades of 256, over the picture
	worstApart = 24.0
	cell       = 16 // dots; the worst of such squares counts
)

// apart compares two pictures of one size.
func apart(a, b *image.Gray) (mean, worst float64) {
	size := a.Rect.Size()
	for y := 0; y < size.Y; y += cell {
		for x := 0; x < size.X; x += cell {
			sum, dots := 0, 0
			for dy := y; dy < min(y+cell, size.Y); dy++ {
				for dx := x; dx < min(x+cell, size.X); dx++ {
					d := int(a.GrayAt(dx, dy).Y) - int(b.GrayAt(dx, dy).Y)
					sum += max(d, -d)
					dots++
				}
			}
			mean += float64(sum)
			worst = max(worst, float64(sum)/float64(dots))
		}
	}
	return mean / float64(size.X*size.Y), worst
}

func TestLooks(t *testing.T) {
	for tag := range languages {
		for _, size := range []string{"A4", "Letter"} {
			f := languageSample(tag)
			f.Size = size
			wordsInside(t, f)
			file := filepath.Join("testdata", "looks", tag+"-"+size+".png")
			got := seen(t, f)
			if *updateGolden {
				var out bytes.Buffer
				if err := png.Encode(&out, got); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want := read(t, file)
			if got.Rect != want.Rect {
				t.Errorf("%s: %v, want %v", file, got.Rect, want.Rect)
				continue
			}
			if mean, worst := apart(got, want); mean > meanApart || worst > worstApart {
				t.Errorf("%s: %.2f apart, %.1f in one place; -update rewrites it, then look at it", file, mean, worst)
			}
		}
	}
}

// TestLooksNotices holds that the comparison sees what it is for: another word, a row that has moved.
func TestLooksNotices(t *testing.T) {
	want := seen(t, languageSample("en"))
	for label, change := range map[string]func(*Facts){
		"a name": func(f *Facts) { f.Holder = "Ana Lomax" }, "a signatory": func(f *Facts) { f.Signatory = Signatory{} }, "a title": func(f *Facts) { f.Title = "Diploma" },
	} {
		f := languageSample("en")
		change(&f)
		if mean, worst := apart(seen(t, f), want); mean <= meanApart && worst <= worstApart {
			t.Errorf("%s makes no difference (%.2f, %.1f)", label, mean, worst)
		}
	}
}

func TestEnglishBeside(t *testing.T) {
	for tag := range languages {
		f := languageSample(tag)
		pdf := render(t, f)
		got := strings.Join(strings.Fields(text(t, pdf)), " ")
		for _, want := range []string{"This is to certify that", "Valid until", "14 March 2029"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", tag, want, got)
			}
		}
		if !bytes.Contains(pdf, []byte("/Lang ("+tag+") /MarkInfo")) {
			t.Errorf("%s: the language is not told to readers", tag)
		}
		if marked := bytes.Contains(pdf, []byte("/StructElem /S /P")) && bytes.Contains(pdf, []byte("/Lang (en)>>")); marked != (tag != "en") {
			t.Errorf("%s: English beside is marked %v", tag, marked)
		}
	}
}

// TestOldLayoutsAreInEnglish: a course in another language had English words on its certificates before there were others.
func TestOldLayoutsAreInEnglish(t *testing.T) {
	for layout := 1; layout < Branded; layout++ {
		f := sample("Ana Lima")
		f.Layout = layout
		english := render(t, f)
		f.Language = "ar"
		if !bytes.Equal(render(t, f), english) {
			t.Errorf("layout %d has another language", layout)
		}
	}
}
