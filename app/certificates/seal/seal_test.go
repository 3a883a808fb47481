package seal

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"upstander/app/certificates/paper"
)

var (
	issued = time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)
	jws    = []byte("eyJhbGciOiJSUzI1NiJ9." + strings.Repeat("aZ3-_x", 400) + ".c2lnbmF0dXJl")
)

// newSigner makes a signer whose certificate began at a time.
func newSigner(t testing.TB, began time.Time) *Signer {
	t.Helper()
	certificate, key, err := Generate("Upstander Institute", began)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSigner(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var page = sync.OnceValues(func() ([]byte, error) { return pageOf("UP-7K3M-Q9XD-2R4T") })

func pageOf(serial string) ([]byte, error) {
	return paper.Render(paper.Facts{
		Holder: "José 山田", CourseTitle: "Seeing it coming", Hours: 12.5, Version: 3, IssuedAt: issued, CompletedAt: issued,
		Serial: serial, Issuer: "Upstander Institute", VerifyURL: "https://learn.example.org/verify/" + serial + "#k.c2ln",
		Layout: paper.Newest,
	})
}

func sealed(t testing.TB, s *Signer) []byte {
	t.Helper()
	pdf, err := page()
	if err != nil {
		t.Fatal(err)
	}
	out, err := Seal(pdf, jws, s, issued)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// run gives a file to a program as FILE among its arguments; the program's status does not matter.
func run(t testing.TB, pdf []byte, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "certificate.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FILE", file)
	}
	out, _ := exec.Command(name, args...).CombinedOutput()
	return string(out)
}

func TestOthersSayValid(t *testing.T) {
	pdf := sealed(t, newSigner(t, issued.AddDate(0, -1, 0)))
	out := run(t, pdf, "pdfsig", "-nocert", "FILE")
	for _, want := range []string{"Signature is Valid.", "Total document signed", "Upstander Institute", "ETSI.CAdES.detached"} {
		if !strings.Contains(out, want) {
			t.Errorf("pdfsig does not say %q:\n%s", want, out)
		}
	}
	if strings.Count(out, "Signature #") != 1 {
		t.Errorf("pdfsig sees other than one signature:\n%s", out)
	}
	changed := bytes.Replace(pdf, []byte("/CreationDate"), []byte("/CreationDatf"), 1)
	if out := run(t, changed, "pdfsig", "-nocert", "FILE"); !strings.Contains(out, "Digest Mismatch") {
		t.Errorf("pdfsig takes a changed file:\n%s", out)
	}
	if out := run(t, pdf, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors") || strings.Contains(out, "WARNING") {
		t.Errorf("qpdf: %s", out)
	}
}

func TestPageSurvives(t *testing.T) {
	plain, err := page()
	if err != nil {
		t.Fatal(err)
	}
	pdf := sealed(t, newSigner(t, issued))
	for _, look := range [][]string{{"pdftotext", "FILE", "-"}, {"pdfinfo", "-struct-text", "FILE"}} {
		before, after := run(t, plain, look[0], look[1:]...), run(t, pdf, look[0], look[1:]...)
		if before != after || !strings.Contains(after, "José 山田") {
			t.Errorf("%s reads otherwise after sealing:\n%s", look[0], after)
		}
	}
	if out := run(t, pdf, "qpdf", "--show-attachment="+FileName, "FILE"); out != string(jws) {
		t.Errorf("attachment: %.80q", out)
	}
	if len(pdf) > 40<<10 {
		t.Errorf("%d bytes, want at most 40 KiB", len(pdf))
	}
}

func TestSameBytes(t *testing.T) {
	s := newSigner(t, issued)
	want := sealed(t, s)
	time.Sleep(1100 * time.Millisecond) // a clock in it would show
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got := sealed(t, s); !bytes.Equal(got, want) {
				t.Error("another file")
			}
		})
	}
	all.Wait()
}

func TestOpen(t *testing.T) {
	began := issued.AddDate(1, 0, 0) // the key is younger than the certificate
	for label, s := range map[string]*Signer{"older key": newSigner(t, issued.AddDate(-1, 0, 0)), "younger key": newSigner(t, began), "RSA": rsaSigner(t)} {
		pdf := sealed(t, s)
		got, err := Open(pdf, newSigner(t, issued).Certificate, s.Certificate)
		if err != nil {
			t.Fatalf("%s: %v", label, err)
		}
		want := issued
		if label == "younger key" {
			want = began.AddDate(0, 0, -1)
		}
		if !bytes.Equal(got.Credential, jws) || got.Address != "https://learn.example.org/verify/UP-7K3M-Q9XD-2R4T#k.c2ln" || !got.SealedAt.Equal(want) || got.Certificate != s.Certificate {
			t.Errorf("%s: %.60q at %q, %v", label, got.Credential, got.Address, got.SealedAt)
		}
		if out := run(t, pdf, "pdfsig", "-nocert", "FILE"); !strings.Contains(out, "Signature is Valid.") {
			t.Errorf("%s: %s", label, out)
		}
	}
}

func rsaSigner(t testing.TB) *Signer {
	t.Helper()
	dir := t.TempDir()
	key, certificate := filepath.Join(dir, "key.pem"), filepath.Join(dir, "certificate.pem")
	out, err := exec.Command("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Operator", "-days", "30",
		"-keyout", key, "-out", certificate).CombinedOutput()
	if err != nil {
		t.Fatalf("openssl: %v: %s", err, out)
	}
	keyText, _ := os.ReadFile(key)
	certificateText, _ := os.ReadFile(certificate)
	s, err := ParseSigner(certificateText, keyText)
	if err != nil {
		t.Fatal(err)
	}
	// openssl takes the time of today; the tests live in another.
	s.Certificate.NotBefore = issued.AddDate(0, 0, -1)
	return s
}

func TestRefuses(t *testing.T) {
	s := newSigner(t, issued)
	plain, err := page()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Seal(plain, []byte("a.b.c\nendstream"), s, issued); err != ErrAttachment {
		t.Errorf("attachment that breaks out: %v", err)
	}
	if _, err := Seal(plain, nil, s, issued); err != ErrAttachment {
		t.Errorf("no attachment: %v", err)
	}
	for label, pdf := range map[string][]byte{"nothing": nil, "text": []byte("%PDF-1.7\nhello"), "half": plain[:len(plain)/2], "sealed": sealed(t, s)} {
		if _, err := Seal(pdf, jws, s, issued); err == nil {
			t.Errorf("sealed %s", label)
		}
	}
	mine, _, _ := Generate("A", issued)
	_, other, _ := Generate("A", issued)
	for label, pair := range map[string][2][]byte{"foreign key": {mine, other}, "no key": {mine, mine}, "no certificate": {other, other}} {
		if _, err := ParseSigner(pair[0], pair[1]); err == nil {
			t.Errorf("took %s", label)
		}
	}
}

func BenchmarkRenderAndSeal(b *testing.B) {
	s := newSigner(b, issued)
	b.ReportAllocs()
	for b.Loop() {
		pdf, err := pageOf("UP-7K3M-Q9XD-2R4T")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Seal(pdf, jws, s, issued); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	s := newSigner(b, issued)
	b.ReportAllocs()
	for b.Loop() {
		sealed(b, s)
	}
}

func BenchmarkOpen(b *testing.B) {
	s := newSigner(b, issued)
	pdf := sealed(b, s)
	for b.Loop() {
		if _, err := Open(pdf, s.Certificate); err != nil {
			b.Fatal(err)
		}
	}
}
