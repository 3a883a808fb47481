package command

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"upstander/app/certificates/credential"
	"upstander/app/certificates/paper"
	"upstander/app/certificates/proof"
	"upstander/app/certificates/seal"
	"upstander/app/certificates/statuslist"
)

const (
	verifyBase   = "https://learn.example.org"
	verifySerial = "UP-7K3M-Q9XD-2R4T"
)

// evidenceFolder writes what an issuer hands out, and what a checker saves, into a folder.
func evidenceFolder(t *testing.T) (folder, token, code string) {
	t.Helper()
	folder = t.TempDir()
	ok := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	write := func(name string, data []byte) { ok(os.WriteFile(filepath.Join(folder, name), data, 0o600)) }
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	ok(err)
	short, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(err)
	rs, err := credential.NewKey(long, verifyBase)
	ok(err)
	es, err := credential.NewKey(short, verifyBase)
	ok(err)
	now := time.Now().UTC().Truncate(time.Second)
	issued := now.AddDate(0, -1, 0)
	certificate, key, err := seal.Generate("Upstander", issued)
	ok(err)
	signer, err := seal.ParseSigner(certificate, key)
	ok(err)
	keys := credential.Set{rs.Public, es.Public}
	all, err := json.Marshal(proof.Trust{Keys: keys, Seals: []*x509.Certificate{signer.Certificate}})
	ok(err)
	fewer, err := json.Marshal(keys)
	ok(err)
	write("keys.json", all)
	write("keys-without-seal.json", fewer)
	write("seal.pem", certificate)

	token, err = credential.Sign(credential.Build(credential.Facts{Base: verifyBase, Issuer: "Upstander", Serial: verifySerial, Course: "d", Title: "Seeing it coming",
		Version: 3, Criteria: "Passed.", Language: "en", IssuedAt: issued, List: 1, Index: 77}), rs)
	ok(err)
	day := time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC)
	code, err = credential.CompactSign(verifySerial, credential.Printed{Serial: verifySerial, Holder: "Ana Lima", Title: "Seeing it coming", Version: 3,
		IssuedAt: day, CompletedAt: day}.Hash(), es)
	ok(err)
	page, err := paper.Render(paper.Facts{Holder: "Ana Lima", CourseTitle: "Seeing it coming", IssuedAt: issued, Serial: verifySerial,
		VerifyURL: verifyBase + "/verify/" + verifySerial + "#" + code, Layout: paper.Newest})
	ok(err)
	pdf, err := seal.Seal(page, []byte(token), signer, issued)
	ok(err)
	write("good.pdf", pdf)
	write("good.jwt", []byte(token+"\n"))
	write("altered.pdf", bytes.Replace(pdf, []byte("/Contents [4"), []byte("/Contents [5"), 1))
	write("other.pdf", page)
	for name, index := range map[string]int64{"list.jwt": 78, "list-revoked.jwt": 77} {
		bits := statuslist.New()
		bits.Set(index)
		list, err := statuslist.Sign(statuslist.Facts{Base: verifyBase, Issuer: "Upstander", List: 1, Bits: bits, At: now}, rs)
		ok(err)
		write(name, []byte(list))
	}
	replaced := statuslist.New()
	replaced.Set(77)
	list, err := statuslist.Sign(statuslist.Facts{Base: verifyBase, Issuer: "Upstander", List: 1, Purpose: statuslist.Superseded, Bits: replaced, At: now}, rs)
	ok(err)
	write("list-superseded.jwt", []byte(list))
	return folder, token, code
}

func TestVerify(t *testing.T) {
	folder, token, code := evidenceFolder(t)
	paperFlags := " --title=Seeing_it_coming --version 3 --issued 2026-03-14 --completed 2026-03-14"
	for _, c := range []struct {
		args   string // words, with @ for the folder and _ for a space in a word
		status int
		says   string
	}{
		{"@good.pdf --keys @keys.json", 0, "VALID"},
		{"--keys @keys.json @good.pdf --status @list.jwt", 0, "VALID"},
		{"--keys @keys.json --status @list-revoked.jwt @good.pdf", 1, "REVOKED"},
		{"@good.pdf --keys @keys.json --status @list-revoked.jwt --status @list-superseded.jwt", 1, "SUPERSEDED"},
		{"@good.pdf --keys @keys.json --status @list-superseded.jwt", 1, "UNKNOWN"},
		{"@good.jwt --keys @keys.json", 0, "VALID"},
		{token + " --keys @keys.json", 0, "VALID"},
		{code + " --keys @keys.json", 0, "VALID"},
		{code + " --keys @keys.json --holder Ana_Lima" + paperFlags, 0, "VALID"},
		{code + " --keys @keys.json --holder Ana_Limo" + paperFlags, 1, "ALTERED"},
		{code + " --keys @keys.json --status @list.jwt", 1, "UNKNOWN"},
		{"@good.pdf --keys @keys-without-seal.json --seal-cert @seal.pem", 0, "VALID"},
		{"@good.pdf --keys @keys-without-seal.json", 2, "--seal-cert"},
		{"@altered.pdf --keys @keys.json", 1, "ALTERED"},
		{"@other.pdf --keys @keys.json", 1, "NOT OURS"},
		{"- --keys @keys.json", 1, "NOT OURS"},
		{"@good.pdf --keys @keys.json --status @good.jwt", 1, "UNKNOWN"},
		{"@good.pdf --keys @good.jwt", 2, "key set"},
		{"@absent.pdf --keys @keys.json", 2, "absent.pdf"},
		{"@good.pdf", 2, "usage"},
		{"--keys @keys.json", 2, "usage"},
		{"@good.pdf @good.pdf --keys @keys.json", 2, "usage"},
		{"@good.pdf --keys @keys.json --status @absent", 2, "absent"},
	} {
		var words []string
		for _, w := range strings.Fields(c.args) {
			if w != token && w != code {
				w = strings.ReplaceAll(strings.ReplaceAll(w, "_", " "), "@", folder+"/")
			}
			words = append(words, w)
		}
		var out bytes.Buffer
		nothing := func(string) (string, bool) { return "", false }
		got := Run(context.Background(), append([]string{"verify"}, words...), nothing, strings.NewReader("hello"), &out, &out)
		if got != c.status || !strings.Contains(out.String(), c.says) {
			t.Errorf("verify %.60s…: status %d, want %d and %q:\n%s", c.args, got, c.status, c.says, out.String())
		}
	}
}

func TestVerifyJSON(t *testing.T) {
	folder, _, _ := evidenceFolder(t)
	for file, want := range map[string]string{"good.pdf": proof.Valid, "altered.pdf": proof.Altered} {
		var out, errs bytes.Buffer
		Run(context.Background(), []string{"verify", "--json", "--keys", folder + "/keys.json", folder + "/" + file}, nil, nil, &out, &errs)
		var got checked
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatalf("%s: %v in %s", file, err, out.String())
		}
		if got.Status != want || got.Serial != verifySerial || got.Holds != (want == proof.Valid) || (got.SealedAt != nil) != got.Holds {
			t.Errorf("%s: %+v", file, got)
		}
	}
}
