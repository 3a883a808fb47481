package proof

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"upstander/app/certificates/paper"
	"upstander/app/certificates/seal"
)

// largestFile is what a file with everything in it may have, in bytes: people fetch them over poor networks, and institutions by the thousand.
const largestFile = 40_000

// emblem is a logo of 240 × 100 dots: a shaded disc with soft edges on nothing, and bars for letters.
func emblem() []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 240, 100))
	for y := range 100 {
		for x := range 240 {
			if soft := 40 - math.Hypot(float64(x)-50, float64(y)-50); soft > 0 {
				m.SetNRGBA(x, y, color.NRGBA{uint8(30 + x/2), uint8(60 + y), 140, uint8(255 * min(1, soft))})
			}
			if x > 110 && (x/6+y/14)%3 == 0 {
				m.SetNRGBA(x, y, color.NRGBA{20, 40, 90, uint8(120 + (x*7+y*13)%130)})
			}
		}
	}
	var out bytes.Buffer
	must(png.Encode(&out, m))
	return out.Bytes()
}

// TestWholeFile holds that a file with every fact, a logo, its credential and its seal is small, and that other programs take it as we do.
func TestWholeFile(t *testing.T) {
	us := parties()[0]
	expires := issued.AddDate(3, 0, 0)
	token := us.credential(one, &expires)
	page, err := paper.Render(paper.Facts{
		Holder: "Ana Lima", Institution: "Ministry of Foreign Affairs", CourseTitle: "Seeing it coming: early warning and the duty to act",
		AudienceTitle: "Diplomats and civil servants", Hours: 12.5, Version: 3, IssuedAt: issued, CompletedAt: issued, ExpiresAt: &expires,
		Modules: []string{"What an atrocity crime is", "Signs and signals", "From warning to action", "At your desk"},
		Serial:  one, Issuer: "Upstander Institute", VerifyURL: base + "/verify/" + one + "#" + us.code(one), Layout: paper.Newest,
		Criteria:             "Passed the quiz of every module and completed the scenario.",
		Signatory:            paper.Signatory{Name: "Dr Adaeze Okonkwo", Title: "Director of studies"},
		InstitutionSignatory: paper.Signatory{Name: "Jean-Baptiste Nsengimana", Title: "Permanent secretary"},
		Logo:                 emblem(),
	})
	must(err)
	file, err := seal.Seal(page, []byte(token), us.seal, issued)
	must(err)
	t.Logf("%d bytes, of which the page %d", len(file), len(page))
	if len(file) > largestFile {
		t.Errorf("%d bytes, want at most %d", len(file), largestFile)
	}
	path := filepath.Join(t.TempDir(), "certificate.pdf")
	must(os.WriteFile(path, file, 0o600))
	for _, c := range []struct {
		command string
		says    []string
	}{
		{"qpdf --check FILE", []string{"No syntax or stream encoding errors"}},
		{"pdfsig -nocert FILE", []string{"Signature is Valid.", "Total document signed"}},
		{"pdfinfo FILE", []string{"Metadata Stream: yes", "Tagged:          yes", "CERTIFICATE OF COMPLETION: Ana Lima"}},
		{"pdfinfo -struct-text FILE", []string{`"Completed 14 March 2026"`, `"Issued by Upstander Institute"`}},
		{"pdfdetach -save 1 -o /dev/stdout FILE", []string{token}},
	} {
		words := strings.Fields(strings.ReplaceAll(c.command, "FILE", path))
		out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
		for _, want := range c.says {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s (%v) does not say %q:\n%s", c.command, err, want, out)
			}
		}
		if strings.Contains(string(out), "WARNING") || strings.Contains(string(out), "Syntax Error") {
			t.Errorf("%s:\n%s", c.command, out)
		}
	}
}
