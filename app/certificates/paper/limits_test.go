package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-fonts/dejavu/dejavumathtexgyre"
)

// words of pdftotext -bbox: boxes in points from the top left corner.
type boxes struct {
	Words []struct {
		XMin float64 `xml:"xMin,attr"`
		XMax float64 `xml:"xMax,attr"`
		YMin float64 `xml:"yMin,attr"`
		YMax float64 `xml:"yMax,attr"`
		Text string  `xml:",chardata"`
	} `xml:"body>doc>page>word"`
}

func TestLongTextStaysInside(t *testing.T) {
	crowded := sample(strings.Repeat("Wilhelmina ", 18))
	crowded.Institution = strings.Repeat("Ministry ", 40)
	crowded.CourseTitle = strings.Repeat("Warning ", 40)
	crowded.AudienceTitle = strings.Repeat("Diplomats ", 40)
	crowded.Criteria = strings.Repeat("Criteria ", 40)
	crowded.Modules = make([]string, 60)
	for i := range crowded.Modules {
		crowded.Modules[i] = "A module with a title of some length"
	}
	crowded.Issuer = strings.Repeat("Institute ", 30)
	crowded.Serial = strings.Repeat("S", 64)
	crowded.VerifyURL += strings.Repeat("x", 190)
	letter, newest := crowded, crowded
	letter.Size, newest.Layout = "Letter", Newest
	cases := map[string]Facts{
		"crowded": crowded, "letter": letter, "newest": newest,
		"one word":  sample(strings.Repeat("W", MaxHolder)),
		"han":       sample(strings.Repeat("山", MaxHolder)),
		"arabic":    sample(strings.Repeat("محمد ", 40)),
		"stacked":   sample(strings.Repeat("a\u0300\u0301\u0302\u0303", 40)),
		"no spaces": sample(strings.Repeat("Шщ", MaxHolder/2)),
	}
	for label, f := range cases {
		t.Run(label, func(t *testing.T) {
			wordsInside(t, f)
		})
	}
}

// wordsInside holds that a certificate's words stay in the frame and off the
// code with its quiet margin, and gives them.
func wordsInside(t *testing.T, f Facts) boxes {
	t.Helper()
	inside := frameInset + frameBand
	size := sizes[f.Size]
	side := designs[max(f.Layout, 1)].codeSide
	m, _ := words(f.Language)
	c := canvas{width: size.width, mirrored: m.mirrored}
	codeX, codeY := c.left(size.width-margin-side, side), size.height-margin-side
	var page boxes
	decoder := xml.NewDecoder(strings.NewReader(run(t, render(t, f), "pdftotext", "-bbox", "FILE", "-")))
	decoder.Strict, decoder.Entity = false, xml.HTMLEntity
	if err := decoder.Decode(&page); err != nil {
		t.Fatal(err)
	}
	if len(page.Words) < 20 {
		t.Fatalf("only %d words", len(page.Words))
	}
	for _, w := range page.Words {
		x1, x2, y2 := w.XMin/mm, w.XMax/mm, w.YMax/mm
		if x1 < inside || x2 > size.width-inside || w.YMin/mm < inside-2 || y2 > size.height-inside {
			t.Errorf("%q leaves the frame: %.1f to %.1f, %.1f to %.1f", w.Text, x1, x2, w.YMin/mm, y2)
		}
		if x2 > codeX-1 && x1 < codeX+side+1 && y2 > codeY {
			t.Errorf("%q touches the code: %.1f, %.1f", w.Text, x2, y2)
		}
	}
	return page
}

// FuzzRender holds that no text makes Render panic and that what it returns is
// a whole file.
func FuzzRender(f *testing.F) {
	for _, name := range names {
		f.Add(name, "Ministry", "Course", "en", "A4", 2.0)
	}
	f.Add("\U0002070E\U0001F468\u200D\U0001F469", "\u202Eevil\x00", "(\\)>>", "ar-EG", "Letter", -1.0)
	f.Add("\xff\xfe", "\u0301\u0301", "ก็กิ", "", "", 1e300)
	f.Fuzz(func(t *testing.T, holder, institution, title, lang, size string, hours float64) {
		facts := sample(holder)
		facts.Institution, facts.CourseTitle, facts.Language = institution, title, lang
		facts.Size, facts.Hours, facts.Modules = size, hours, []string{title, institution}
		pdf, err := Render(facts)
		if fe := (*FieldError)(nil); err != nil {
			if !errors.As(err, &fe) {
				t.Fatalf("not a field's fault: %v", err)
			}
			return
		}
		at, ok := lastNumber(pdf, "startxref\n")
		if !ok || !bytes.HasPrefix(pdf[min(at, len(pdf)):], []byte("xref\n")) || !bytes.HasSuffix(pdf, []byte("%%EOF\n")) {
			t.Fatal("no whole file")
		}
	})
}

func TestFolder(t *testing.T) {
	defer folder.Store(folder.Load())
	dir := t.TempDir()
	if err := AddFolder(filepath.Join(dir, "absent")); err == nil {
		t.Error("an absent folder is no error")
	}
	if err := AddFolder(dir); err == nil {
		t.Error("a folder without faces is no error")
	}
	broken := filepath.Join(dir, "broken.ttf")
	if err := os.WriteFile(broken, []byte("no font"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := AddFolder(dir); err == nil || !strings.Contains(err.Error(), broken) {
		t.Errorf("a file that is no font: %v", err)
	}
	if err := os.Remove(broken); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.otf"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := AddFolder(dir); err == nil {
		t.Error("a folder passes for a font")
	}
	if err := os.Remove(filepath.Join(dir, "folder.otf")); err != nil {
		t.Fatal(err)
	}
	// Script letters are in none of the built-in faces.
	const name = "𝒜𝓃𝒶"
	if Covers(name) {
		t.Fatal("a built-in face covers the sample: choose another")
	}
	if err := os.WriteFile(filepath.Join(dir, "math.ttf"), dejavumathtexgyre.TTF, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := AddFolder(dir); err != nil {
		t.Fatal(err)
	}
	// A face that has the name already is not changed by those of the folder.
	old := sample("Ana Lima")
	old.Layout = 2
	if sum := sha256.Sum256(render(t, old)); hex.EncodeToString(sum[:]) != issued["2 short A4"] {
		t.Error("a folder changes certificates that needed none")
	}
	if got := text(t, render(t, sample(name))); !strings.Contains(got, name) {
		t.Errorf("no %q in\n%s", name, got)
	}
}

func TestScripts(t *testing.T) {
	printable, missing := Scripts()
	for _, want := range []string{"Latin", "Arabic", "Japanese", "Traditional Chinese"} {
		if !slices.Contains(printable, want) {
			t.Errorf("%s is not printable", want)
		}
	}
	if !slices.Contains(missing, "Devanagari") {
		t.Error("no built-in face has Devanagari, but it is said to be printable")
	}
}

func TestDates(t *testing.T) {
	m, lang := words("en-GB")
	// Late evening west of Greenwich is the next day in UTC.
	day := time.Date(2026, 12, 31, 23, 0, 0, 0, time.FixedZone("", -3600*5))
	if got := m.long(day); got != "1 January 2027" || lang != "en" {
		t.Errorf("got %q in %q", got, lang)
	}
	if _, lang := words("xx"); lang != "en" {
		t.Errorf("unknown language gives %q", lang)
	}
}

func TestEveryLanguageIsWhole(t *testing.T) {
	for tag, m := range languages {
		v := reflect.ValueOf(*m)
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.Name != "mirrored" && v.Field(i).IsZero() {
				t.Errorf("%s: no %s", tag, field.Name)
			}
		}
		for i, month := range m.months {
			if month == "" {
				t.Errorf("%s: month %d is empty", tag, i+1)
			}
		}
		for _, word := range []string{m.version, m.more, m.modules, m.codeAlt, m.logoAlt, m.hour, m.hours} {
			if strings.Count(word, "%") != 1 {
				t.Errorf("%s: %q should hold one value", tag, word)
			}
		}
		if f := languageSample(tag); f.Language != tag {
			t.Errorf("%s: no golden sample", tag)
		}
	}
}

func TestHours(t *testing.T) {
	for _, c := range []struct {
		tag   string
		hours float64
		want  string
	}{
		{"en", 1, "1 hour of study"}, {"en", 1.5, "1.5 hours of study"}, {"en", 12, "12 hours of study"},
		{"fr", 1.5, "1,5 heure d’étude"}, {"fr", 2, "2 heures d’étude"}, {"es", 1.5, "1,5 horas de estudio"}, {"ar", 3, "عدد ساعات الدراسة: 3"},
	} {
		if got := languages[c.tag].details(Facts{Hours: c.hours}, ""); got != c.want {
			t.Errorf("%s %v: got %q", c.tag, c.hours, got)
		}
	}
}

func benchmark(b *testing.B, holder string) {
	f := sample(holder)
	render(b, f)
	b.ReportAllocs()
	for b.Loop() {
		render(b, f)
	}
}

func BenchmarkLatin(b *testing.B)    { benchmark(b, names["short"]) }
func BenchmarkLong(b *testing.B)     { benchmark(b, names["long"]) }
func BenchmarkArabic(b *testing.B)   { benchmark(b, names["arabic"]) }
func BenchmarkJapanese(b *testing.B) { benchmark(b, names["japanese"]) }
