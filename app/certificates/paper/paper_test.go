package paper

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

var updateGolden = flag.Bool("update", false, "rewrite golden files")

// sample is a certificate with every fact.
func sample(holder string) Facts {
	issued := time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)
	expires := issued.AddDate(3, 0, 0)
	return Facts{
		Holder: holder, Institution: "Ministry of Foreign Affairs",
		CourseTitle:   "Seeing it coming: early warning and the duty to act",
		AudienceTitle: "Diplomats and civil servants", Hours: 12.5, Version: 3,
		Modules:  []string{"What an atrocity crime is", "Signs and signals", "From warning to action", "At your desk"},
		IssuedAt: issued, CompletedAt: issued.AddDate(0, 0, -2), ExpiresAt: &expires,
		Serial: "UP-7K3M-Q9XD-2R4T", Issuer: "Upstander Institute",
		VerifyURL: "https://learn.example.org/verify/UP-7K3M-Q9XD-2R4T",
		Criteria:  "Passed the quiz of every module and completed the scenario.",
	}
}

func render(t testing.TB, f Facts) []byte {
	t.Helper()
	pdf, err := Render(f)
	if err != nil {
		t.Fatalf("Render(%q): %v", f.Holder, err)
	}
	return pdf
}

// run gives a PDF to a program as FILE among its arguments.
func run(t testing.TB, pdf []byte, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "certificate.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FILE", file)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// text is what a reader gets out of a PDF, without the marks by which
// pdftotext shows direction.
func text(t testing.TB, pdf []byte) string {
	out := run(t, pdf, "pdftotext", "FILE", "-")
	return strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "").Replace(out)
}

var names = map[string]string{
	"short":       "Ana Lima",
	"long":        "Dr Wilhelmina Anastasia Konstantinopoulou-Featherstonehaugh of the Permanent Mission to the United Nations Office",
	"ligatures":   "Griffin Fflewelling",
	"vietnamese":  "Nguyễn Thị Ánh Tuyết",
	"polish":      "Łukasz Żółć-Święcki",
	"turkish":     "İpek Şahın Ğüneş",
	"combining":   "Zoe\u0308 Dvor\u030ca\u0301k",
	"igbo":        "Chị\u0301nụ̀á Ọ̀kọ́",
	"greek":       "Ελευθέριος Παπαδόπουλος",
	"cyrillic":    "Екатерина Ивановна Їжак",
	"arabic":      "محمد عبد الله الهاشمي",
	"persian":     "علی\u200cرضا پژوهش",
	"urdu":        "ڈاکٹر ٹیپو",
	"hebrew":      "דוד בן־גוריון",
	"armenian":    "Հովհաննես Թումանյան",
	"georgian":    "ნინო ბერიძე",
	"traditional": "陳大明",
	"japanese":    "山田 太郎 さくら",
	"mixed":       "Marie 山田 Иванова",
}

func TestNamesComeBackAsText(t *testing.T) {
	for label, name := range names {
		t.Run(label, func(t *testing.T) {
			pdf := render(t, sample(name))
			got := strings.Join(strings.Fields(norm.NFC.String(text(t, pdf))), " ")
			if want := norm.NFC.String(name); !strings.Contains(got, want) {
				t.Errorf("text has no %q:\n%s", want, got)
			}
			if len(pdf) > 40<<10 {
				t.Errorf("%d bytes, want at most 40 KiB", len(pdf))
			}
			if out := run(t, pdf, "qpdf", "--check", "FILE"); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
		})
	}
}

func TestText(t *testing.T) {
	got := text(t, render(t, sample("Ana Lima")))
	golden := filepath.Join("testdata", "certificate.txt")
	if *updateGolden {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("text changed; -update rewrites %s:\n%s", golden, got)
	}
}

func TestSameBytes(t *testing.T) {
	want := map[string][]byte{}
	for label, name := range names {
		want[label] = render(t, sample(name))
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for label, name := range names {
				got, err := Render(sample(name))
				if err != nil || !bytes.Equal(got, want[label]) {
					t.Errorf("%s: another file (%v)", label, err)
				}
			}
		})
	}
	wg.Wait()
}

// TestSameBytesWithoutMemory renders with the shared memory full and empty.
func TestSameBytesWithoutMemory(t *testing.T) {
	want := render(t, sample(names["arabic"]))
	outlines.Lock()
	clear(outlines.of)
	outlines.Unlock()
	knownTexts.Lock()
	clear(knownTexts.of)
	knownTexts.Unlock()
	if !bytes.Equal(render(t, sample(names["arabic"])), want) {
		t.Error("the file depends on what was rendered before")
	}
}

func TestCodeReads(t *testing.T) {
	long := sample("Ana Lima")
	long.VerifyURL = "https://learn.example.org/" + strings.Repeat("a", 220)
	letter := sample("Ana Lima")
	letter.Size = "Letter"
	signed := sample("Ana Lima")
	signed.Layout = Newest
	signed.VerifyURL += "#" + strings.Repeat("aZ3-_x.", 40)
	signed.VerifyURL = signed.VerifyURL[:300]
	for _, f := range []Facts{sample("Ana Lima"), letter, long, signed} {
		base := filepath.Join(t.TempDir(), "page")
		run(t, render(t, f), "pdftoppm", "-r", "150", "-png", "-singlefile", "-gray", "FILE", base)
		out, err := exec.Command("zbarimg", "--raw", "-q", base+".png").Output()
		if err != nil || strings.TrimSpace(string(out)) != f.VerifyURL {
			t.Errorf("code reads %q (%v), want %q", out, err, f.VerifyURL)
		}
	}
}

func TestDescription(t *testing.T) {
	pdf := render(t, sample("José 山田"))
	info := run(t, pdf, "pdfinfo", "-isodates", "FILE")
	for _, want := range []string{
		"CERTIFICATE OF COMPLETION: José 山田, Seeing it coming", "2026-03-14T09:30:00",
		"Tagged:          yes", "Pages:           1", "841.89 x 595.28",
	} {
		if !strings.Contains(info, want) {
			t.Errorf("no %q in\n%s", want, info)
		}
	}
	structure := run(t, pdf, "pdfinfo", "-struct-text", "FILE")
	if !strings.Contains(structure, "H1") || !strings.Contains(structure, "José 山田") {
		t.Errorf("structure:\n%s", structure)
	}
	if !bytes.Contains(pdf, []byte("/Lang (en)")) {
		t.Error("no language")
	}
}

func TestRefused(t *testing.T) {
	for label, change := range map[string]func(*Facts){
		"Holder":      func(f *Facts) { f.Holder = " \t" },
		"CourseTitle": func(f *Facts) { f.CourseTitle = "" },
		"Serial":      func(f *Facts) { f.Serial = "" },
		"VerifyURL":   func(f *Facts) { f.VerifyURL = "https://é.example" },
		"IssuedAt":    func(f *Facts) { f.IssuedAt = time.Time{} },
		"Layout":      func(f *Facts) { f.Layout = Newest + 1 },
		"Size":        func(f *Facts) { f.Size = "A3" },
		"Institution": func(f *Facts) { f.Institution = "\U00012000" },
		"HolderLatin": func(f *Facts) { f.Holder, f.HolderLatin = "\U00012000", strings.Repeat("x", MaxHolder+1) },
	} {
		f := sample("Ana Lima")
		change(&f)
		_, err := Render(f)
		if fe := (*FieldError)(nil); !errors.As(err, &fe) || fe.Field != label {
			t.Errorf("%s: got %v", label, err)
		}
	}
}

func TestUncoveredName(t *testing.T) {
	const name = "𒀀𒀁" // cuneiform: in no face
	if Covers(name) || !Covers("Ana Lima") {
		t.Fatal("Covers is wrong")
	}
	f := sample(name)
	if _, err := Render(f); err == nil {
		t.Fatal("printed a name without a face")
	}
	f.HolderLatin = "Enheduanna"
	if got := text(t, render(t, f)); !strings.Contains(got, "Enheduanna") {
		t.Errorf("no name in Latin letters:\n%s", got)
	}
}
