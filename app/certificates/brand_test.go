package certificates

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"

	"upstander/app/access"
	"upstander/courses"
	"upstander/storage"
)

// host is an institution whose brand can change.
type host struct{ Brand }

func (h *host) OnCertificate(context.Context, string, string) (Brand, error) { return h.Brand, nil }

func (h *host) Manages(context.Context, access.Actor, string, string) (bool, error) {
	return false, nil
}

func (h *host) Sees(context.Context, access.Actor, string, string) (bool, error) { return false, nil }

func square(t *testing.T, side int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestBrandIsFrozen changes the institution and the course after issue: the file stays, and the next certificate has the new brand.
func TestBrandIsFrozen(t *testing.T) {
	w := newWorld(t)
	h := &host{Brand{Institution: "Ministry of Foreign Affairs", Logo: square(t, 40), Signatory: "Jean Nsengimana", SignatoryTitle: "Permanent secretary"}}
	w.UseInstitutions(h)
	done := completion("one")
	words := courses.Certificate{Title: "Certificate of study", Wording: "with care", Signatory: "Adaeze Okonkwo", SignatoryTitle: "Director"}
	done.Course.Languages["en"].Certificate = words
	serial, err := w.Issue(t.Context(), done)
	if err != nil {
		t.Fatal(err)
	}
	file := func(serial string) []byte {
		doc, err := w.PDF(t.Context(), amina, PaperInput{Serial: serial})
		if err != nil {
			t.Fatal(err)
		}
		return doc.Data
	}
	before := file(serial)
	if !bytes.Contains(before, []byte("/Subtype /Image /Width 40")) {
		t.Error("the logo is not printed")
	}
	h.Brand = Brand{Institution: "Ministry of Justice", Logo: square(t, 30), Signatory: "Somebody else"}
	done.Course.Languages["en"].Certificate = courses.Certificate{Title: "Another title"}
	if again, err := w.Issue(t.Context(), done); err != nil || again != serial {
		t.Fatal(again, err)
	}
	if !bytes.Equal(before, file(serial)) {
		t.Error("the file changed with the institution")
	}
	c, err := w.certificates.bySerial(t.Context(), serial)
	if err != nil || c.Facts.Wording != words || c.Facts.Brand.Signatory != "Jean Nsengimana" {
		t.Errorf("kept %+v %+v (%v)", c.Facts.Wording, c.Facts.Brand, err)
	}
	if later := file(w.issue(t, "two")); !bytes.Contains(later, []byte("/Width 30")) {
		t.Error("the next certificate has no new logo")
	}
	if kept, err := w.pictures.Count(t.Context(), storage.Query{}); err != nil || kept != 2 {
		t.Errorf("%d pictures are kept, want 2 (%v)", kept, err)
	}
}
