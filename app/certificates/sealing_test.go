package certificates

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/certificates/proof"
	"upstander/app/certificates/seal"
	"upstander/app/certificates/wrap"
	"upstander/app/problem"
	"upstander/app/throttle"
	"upstander/storage/sqlite"
)

func (w *world) pdf(t *testing.T, serial string) []byte {
	t.Helper()
	doc, err := w.PDF(t.Context(), amina, PaperInput{Serial: serial})
	if err != nil {
		t.Fatal(err)
	}
	return doc.Data
}

func (w *world) inspect(t *testing.T, data []byte) Inspection {
	t.Helper()
	in := Evidence{File: data}
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		in = Evidence{Credential: string(data)}
	}
	out, err := w.Inspect(context.Background(), access.Actor{}, in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFileProvesItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	w := openWorld(t, path)
	serial := w.issue(t, "e1")
	pdf := w.pdf(t, serial)
	w.later(48 * time.Hour)
	if again := openWorld(t, path); !bytes.Equal(again.pdf(t, serial), pdf) {
		t.Error("another process gives another file")
	}
	// A checker with what is published, and no server.
	published, err := w.KeySet(t.Context(), access.Actor{}, None{})
	if err != nil {
		t.Fatal(err)
	}
	trust, err := proof.ParseTrust(published.Data)
	if err != nil {
		t.Fatal(err)
	}
	p := trust.Check(pdf, w.Now())
	if p.Status != proof.Valid || p.Serial != serial {
		t.Fatalf("%+v", p)
	}
	opened, err := seal.Open(pdf, trust.Seals...)
	if err != nil || !strings.HasPrefix(opened.Address, base+"/verify/"+serial+"#") {
		t.Errorf("%q, %v", opened.Address, err)
	}
	code := trust.Check([]byte(opened.Address), w.Now())
	c := w.certificate(t, serial)
	code.Printed(c.printed())
	if code.Status != proof.Valid || code.Form != proof.Code {
		t.Errorf("the code: %+v", code)
	}
}

func TestInspect(t *testing.T) {
	w := newWorld(t)
	good, revoked, replaced := w.issue(t, "e1"), w.issue(t, "e2"), w.issue(t, "e3")
	if _, err := w.Revoke(t.Context(), admin, RevocationInput{revoked, "wrong person", IssuedInError}); err != nil {
		t.Fatal(err)
	}
	file, token := w.pdf(t, good), []byte(nil)
	if doc, err := w.Credential(t.Context(), amina, CredentialInput{Serial: good}); err == nil {
		token = doc.Data
	}
	trust, err := w.Trust(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := seal.Open(file, trust.Seals...)
	if err != nil {
		t.Fatal(err)
	}
	w.names["amina"] = "Amina Okoye"
	if _, err := w.Reissue(t.Context(), amina, SerialRef{replaced}); err != nil {
		t.Fatal(err)
	}
	stranger := newWorld(t)
	foreign := stranger.pdf(t, stranger.issue(t, "e1"))
	for label, c := range map[string]struct {
		data         []byte
		status, form string
		serial       string
	}{
		"file":             {file, proof.Valid, proof.PDF, good},
		"credential":       {token, proof.Valid, proof.Credential, good},
		"scanned code":     {[]byte(whole.Address), proof.Valid, proof.Code, good},
		"revoked":          {w.pdf(t, revoked), proof.Revoked, proof.PDF, revoked},
		"superseded":       {w.pdf(t, replaced), proof.Superseded, proof.PDF, replaced},
		"changed":          {bytes.Replace(file, []byte("/Contents [4"), []byte("/Contents [5"), 1), proof.Altered, proof.PDF, good},
		"another issuer's": {foreign, proof.NotOurs, proof.PDF, ""},
		"some text":        {[]byte("hello"), proof.NotOurs, proof.Code, ""},
	} {
		out := w.inspect(t, c.data)
		if out.Status != c.status || out.Form != c.form || out.Serial != c.serial {
			t.Errorf("%s: %+v", label, out)
		}
		if told := out.Title != ""; told != (c.status != proof.NotOurs && c.status != proof.Altered) {
			t.Errorf("%s: tells the title %q", label, out.Title)
		}
		if c.status == proof.Revoked && (out.RevokedAt == nil || out.Revocation != IssuedInError) {
			t.Errorf("%s: %+v", label, out)
		}
	}
	w.later(4 * 366 * 24 * time.Hour)
	if out := w.inspect(t, file); out.Status != proof.Expired {
		t.Errorf("later: %+v", out)
	}
	// A store that has lost the certificate does not vouch for it.
	if err := w.certificates.Delete(t.Context(), w.certificate(t, good).ID); err != nil {
		t.Fatal(err)
	}
	if out := w.inspect(t, file); out.Status != proof.NotOurs || out.Serial != "" {
		t.Errorf("unknown: %+v", out)
	}
	if _, err := w.Inspect(t.Context(), access.Actor{}, Evidence{}); problem.From(err).Kind != problem.Invalid {
		t.Errorf("nothing to check: %v", err)
	}
}

func TestInspectIsThrottled(t *testing.T) {
	w := newWorld(t)
	w.sealing.checks = &throttle.Limiter{Limit: 2, Window: time.Minute, Now: w.Now}
	try := func(address string) error {
		_, err := w.Inspect(t.Context(), access.Actor{}, Evidence{Credential: "x", Address: address})
		return err
	}
	first, second := try("1.2.3.4"), try("1.2.3.4")
	if first != nil || second != nil || problem.From(try("1.2.3.4")).Kind != problem.TooMany || try("1.2.3.5") != nil {
		t.Error("not by address, or not at all")
	}
}

func TestOperatorsSeal(t *testing.T) {
	engine, err := sqlite.Open(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	w := overEngine(t, engine)
	serial := w.issue(t, "e1")
	before := w.pdf(t, serial)
	c := w.Config
	if c.SealCertificate, c.SealKey, err = seal.Generate("The Operator", w.Now()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second start finds what the first has kept
		if w.sealing, err = openSealing(t.Context(), engine, c, false); err != nil {
			t.Fatal(err)
		}
	}
	after := w.pdf(t, serial)
	if bytes.Equal(before, after) {
		t.Error("the operator's key changes nothing")
	}
	for label, file := range map[string][]byte{"before": before, "after": after} {
		if out := w.inspect(t, file); out.Status != proof.Valid {
			t.Errorf("%s: %+v", label, out)
		}
	}
	c.SealKey = nil
	if _, err := openSealing(t.Context(), engine, c, false); err == nil {
		t.Error("took a certificate without its key")
	}
}

// A name in a script that no face at hand has is the holder's to mend, and no failure of ours.
func TestNameWithoutAFace(t *testing.T) {
	w := newWorld(t)
	w.names["amina"] = "김철수"
	serial := w.issue(t, "e1")
	if _, err := w.PDF(t.Context(), amina, PaperInput{Serial: serial}); problem.From(err).Key != "name_unprintable" {
		t.Fatalf("a name without a face gives %v", err)
	}
	if v := w.status(t, serial); v.Status != Valid {
		t.Errorf("meanwhile it is %s", v.Status)
	}
	w.names["amina"] = "Kim Cheol-su"
	again, err := w.Reissue(t.Context(), amina, SerialRef{serial})
	if err != nil {
		t.Fatal(err)
	}
	w.pdf(t, again.Serial)
}

// The key of the seal is kept as the keys of credentials are.
func TestSealAtRest(t *testing.T) {
	engine, err := sqlite.Open(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	w := overEngine(t, engine)
	serial := w.issue(t, "e1")
	pdf := w.pdf(t, serial)
	under := func(secret string) error { // as at a start
		box, err := wrap.New([]string{secret})
		if err != nil {
			t.Fatal(err)
		}
		w.Box = box
		w.sealing, err = openSealing(t.Context(), engine, w.Config, false)
		return err
	}
	one, two := strings.Repeat("1", 32), strings.Repeat("2", 32)
	if err := under(one); err != nil {
		t.Fatal(err)
	}
	if kept, err := w.sealing.store.Get(t.Context(), ownSeal); err != nil || bytes.Contains(kept.Key, []byte("PRIVATE KEY")) {
		t.Errorf("the key lies in clear: %v", err)
	}
	if !bytes.Equal(w.pdf(t, serial), pdf) {
		t.Error("another file")
	}
	if err := under(two); !errors.Is(err, wrap.ErrSecret) {
		t.Error(err)
	}
	box, _ := wrap.New([]string{two})
	for _, want := range []bool{true, false} {
		if gone, err := ForgetSeal(t.Context(), engine, box); gone != want || err != nil {
			t.Errorf("given up: %v, %v", gone, err)
		}
	}
	if err := under(two); err != nil {
		t.Fatal(err)
	}
	if anew := w.pdf(t, serial); bytes.Equal(anew, pdf) || w.inspect(t, anew).Status != Valid || w.inspect(t, pdf).Status != Valid {
		t.Error("after the key was given up not both files are valid")
	}
}
