package proof

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"upstander/app/certificates/credential"
	"upstander/app/certificates/paper"
	"upstander/app/certificates/seal"
	"upstander/app/certificates/statuslist"
)

var issued = time.Date(2026, 3, 14, 9, 30, 0, 0, time.UTC)

const base = "https://learn.example.org"

// issuer makes certificates as the application does.
type issuer struct {
	rs, es credential.Key
	seal   *seal.Signer
	base   string
}

func newIssuer(base string) *issuer {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	short, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	i := &issuer{base: base}
	i.rs, err = credential.NewKey(private, base)
	must(err)
	i.es, err = credential.NewKey(short, base)
	must(err)
	certificate, key, err := seal.Generate("Upstander", issued)
	must(err)
	i.seal, err = seal.ParseSigner(certificate, key)
	must(err)
	return i
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (i *issuer) trust() Trust {
	t := Trust{Keys: credential.Set{i.rs.Public, i.es.Public}}
	t.Seals = append(t.Seals, i.seal.Certificate)
	return t
}

func (i *issuer) credential(serial string, expires *time.Time) string {
	token, err := credential.Sign(credential.Build(credential.Facts{
		Base: i.base, Issuer: "Upstander", Serial: serial, Course: "diplomats", Title: "Seeing it coming", Version: 3, Criteria: "Passed.",
		Language: "en", IssuedAt: issued, ExpiresAt: expires, List: 1, Index: 77,
	}), i.rs)
	must(err)
	return token
}

func printed(serial string) credential.Printed {
	return credential.Printed{Serial: serial, Holder: "Ana Lima", Title: "Seeing it coming", Version: 3, IssuedAt: issued, CompletedAt: issued}
}

func (i *issuer) code(serial string) string {
	code, err := credential.CompactSign(serial, printed(serial).Hash(), i.es)
	must(err)
	return code
}

// file seals the page of one serial, with the code of another and the credential of a third.
func (i *issuer) file(page, code, token string) []byte {
	pdf, err := paper.Render(paper.Facts{
		Holder: "Ana Lima", CourseTitle: "Seeing it coming", Version: 3, IssuedAt: issued, CompletedAt: issued, Serial: page,
		VerifyURL: i.base + "/verify/" + page + "#" + code, Layout: paper.Newest,
	})
	must(err)
	out, err := seal.Seal(pdf, []byte(token), i.seal, issued)
	must(err)
	return out
}

const (
	one = "UP-AAAA-AAAA-AAA1"
	two = "UP-AAAA-AAAA-AAA2"
)

var parties = sync.OnceValue(func() [2]*issuer { return [2]*issuer{newIssuer(base), newIssuer(base)} })

func TestCheck(t *testing.T) {
	us, them := parties()[0], parties()[1]
	expires := issued.AddDate(0, 6, 0)
	token, later := us.credential(one, nil), us.credential(one, &expires)
	good := us.file(one, us.code(one), token)
	changed := func(old, new string) []byte { return bytes.Replace(good, []byte(old), []byte(new), 1) }
	now := issued.AddDate(1, 0, 0)
	noCertificate := us.trust()
	noCertificate.Seals = nil
	for label, c := range map[string]struct {
		data   any
		trust  Trust
		status string
		serial string
	}{
		"file":                                {good, us.trust(), Valid, one},
		"credential":                          {" " + token + "\n", us.trust(), Valid, one},
		"code":                                {us.code(one), us.trust(), Valid, one},
		"scanned address":                     {base + "/verify/" + one + "#" + us.code(one), us.trust(), Valid, one},
		"file of an expired one":              {us.file(one, us.code(one), later), us.trust(), Expired, one},
		"expired credential":                  {later, us.trust(), Expired, one},
		"file with a changed page":            {changed("/Contents [4", "/Contents [5"), us.trust(), Altered, one},
		"file with bytes behind":              {append(bytes.Clone(good), ' '), us.trust(), Altered, one},
		"file with another credential put in": {changed(token, us.credential(two, nil)), us.trust(), Altered, two},
		"file with its seal cut off":          {changed("/ByteRange", "/ByteRangf"), us.trust(), Altered, one},
		"file that we sealed with another credential": {us.file(one, us.code(one), us.credential(two, nil)), us.trust(), Altered, ""},
		"file that we sealed with another code":       {us.file(one, us.code(two), token), us.trust(), Altered, ""},
		"file that we sealed with a stranger's":       {us.file(one, us.code(one), them.credential(one, nil)), us.trust(), NotOurs, ""},
		"file that a stranger sealed around ours":     {them.file(one, us.code(one), token), us.trust(), Altered, one},
		"file of a stranger":                          {them.file(one, them.code(one), them.credential(one, nil)), us.trust(), NotOurs, ""},
		"file checked without our certificate":        {good, noCertificate, Altered, one},
		"code on the address of another":              {base + "/verify/" + two + "#" + us.code(one), us.trust(), Altered, one},
		"stranger's credential":                       {them.credential(one, nil), us.trust(), NotOurs, ""},
		"stranger's code":                             {them.code(one), us.trust(), NotOurs, ""},
		"credential with a changed signature":         {token[:len(token)-10] + "AAAA" + token[len(token)-6:], us.trust(), Altered, ""},
		"credential cut short":                        {token[:len(token)/2], us.trust(), NotOurs, ""},
		"credential without a signature":              {"eyJhbGciOiJub25lIn0" + token[strings.IndexByte(token, '.'):strings.LastIndexByte(token, '.')+1], us.trust(), NotOurs, ""},
		"nothing":                                     {"", us.trust(), NotOurs, ""},
		"a file too large":                            {make([]byte, seal.MaxSize+1), us.trust(), NotOurs, ""},
		"no keys at all":                              {token, Trust{}, NotOurs, ""},
	} {
		data, isFile := c.data.([]byte)
		if !isFile {
			data = []byte(c.data.(string))
		}
		p := c.trust.Check(data, now)
		if p.Status != c.status || p.Serial != c.serial {
			t.Errorf("%s: %s %q (%s), want %s %q", label, p.Status, p.Serial, p.Detail, c.status, c.serial)
		}
		if (p.Credential != nil) && !p.Genuine() {
			t.Errorf("%s: gives a credential and says %s", label, p.Status)
		}
		if p.Status != Valid && p.Detail == "" {
			t.Errorf("%s: no reason", label)
		}
	}
	if p := us.trust().Check(good, issued.AddDate(-1, 0, 0)); p.Status != NotYet {
		t.Errorf("before its time: %+v", p)
	}
}

func TestPrinted(t *testing.T) {
	us := parties()[0]
	p := us.trust().Check([]byte(us.code(one)), issued)
	p.Printed(printed(one))
	if p.Status != Valid {
		t.Errorf("the printed facts: %+v", p)
	}
	other := printed(one)
	other.Holder = "Ana Limo"
	p.Printed(other)
	if p.Status != Altered {
		t.Errorf("another name: %+v", p)
	}
}

func TestApply(t *testing.T) {
	us, them := parties()[0], parties()[1]
	signed := func(i *issuer, list, index int64, purpose statuslist.Purpose) string {
		bits := statuslist.New()
		bits.Set(index)
		text, err := statuslist.Sign(statuslist.Facts{Base: base, Issuer: "Upstander", List: list, Purpose: purpose, Bits: bits, At: issued}, i.rs)
		must(err)
		return text
	}
	list := func(i *issuer, index int64) []string { return []string{signed(i, 1, index, statuslist.Revocation)} }
	replaced := func(index int64) string { return signed(us, 1, index, statuslist.Superseded) }
	for label, c := range map[string]struct {
		lists  []string
		after  time.Duration
		status string
		fails  bool
	}{
		"revoked":                      {list(us, 77), time.Hour, Revoked, false},
		"its neighbour":                {list(us, 78), time.Hour, Valid, false},
		"an old list":                  {list(us, 77), 48 * time.Hour, Valid, true},
		"a stranger's list":            {list(them, 78), time.Hour, Valid, true},
		"a credential for it":          {[]string{us.credential(one, nil)}, time.Hour, Valid, true},
		"superseded":                   {append(list(us, 77), replaced(77)), time.Hour, Superseded, false},
		"the other way round":          {append([]string{replaced(77)}, list(us, 77)...), time.Hour, Superseded, false},
		"another superseded":           {append(list(us, 77), replaced(78)), time.Hour, Revoked, false},
		"of replacements alone":        {[]string{replaced(77)}, time.Hour, Valid, true},
		"replacements of another list": {append(list(us, 77), signed(us, 2, 77, statuslist.Superseded)), time.Hour, Valid, true},
		"another list":                 {[]string{signed(us, 2, 77, statuslist.Revocation)}, time.Hour, Valid, true},
		"no list":                      {nil, time.Hour, Valid, true},
	} {
		now := issued.Add(c.after)
		p := us.trust().Check(us.file(one, us.code(one), us.credential(one, nil)), now)
		if err := p.Apply(us.trust(), now, c.lists...); p.Status != c.status || (err != nil) != c.fails {
			t.Errorf("%s: %s, %v", label, p.Status, err)
		}
	}
}

func TestTrustAsKeySet(t *testing.T) {
	us := parties()[0]
	text, err := json.Marshal(us.trust())
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseTrust(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Keys) != 2 || len(got.Seals) != 1 || !got.Seals[0].Equal(us.seal.Certificate) {
		t.Errorf("%d keys, %d certificates from %s", len(got.Keys), len(got.Seals), text)
	}
	if strings.Contains(string(text), `"d"`) {
		t.Error("a private member")
	}
	for label, text := range map[string]string{
		"no JSON": "{", "no keys": "{}", "bad base64": `{"keys":[{"kty":"EC","x5c":["!"]}]}`, "no certificate": `{"keys":[{"kty":"EC","x5c":["AAAA"]}]}`,
	} {
		if _, err := ParseTrust([]byte(text)); err == nil {
			t.Errorf("%s was taken", label)
		}
	}
}

// sharedEvidence gives a key set and what was issued with it: a file, its credential, its code, and the address that the paper holds. They are
// the same in this process and those that it starts: fuzzing in several needs one set, or no input would be near to what is genuine.
func sharedEvidence(t testing.TB) (Trust, [][]byte) {
	const name = "UPSTANDER_TEST_EVIDENCE"
	var shared struct {
		Keys    json.RawMessage
		Genuine [][]byte
	}
	if os.Getenv(name) == "" {
		us := parties()[0]
		token, code := us.credential(one, nil), us.code(one)
		keys, err := json.Marshal(us.trust())
		must(err)
		shared.Keys = keys
		shared.Genuine = [][]byte{us.file(one, code, token), []byte(token), []byte(code), []byte(base + "/verify/" + one + "#" + code)}
		text, err := json.Marshal(shared)
		must(err)
		path := filepath.Join(t.TempDir(), "evidence.json")
		must(os.WriteFile(path, text, 0o600))
		t.Setenv(name, path)
	}
	text, err := os.ReadFile(os.Getenv(name))
	must(err)
	must(json.Unmarshal(text, &shared))
	trust, err := ParseTrust(shared.Keys)
	must(err)
	return trust, shared.Genuine
}

func FuzzCheck(f *testing.F) {
	trust, genuine := sharedEvidence(f)
	token, code := string(genuine[1]), string(genuine[2])
	for _, g := range genuine {
		f.Add(g)
	}
	f.Add([]byte(`{"alg":"none"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p := trust.Check(data, issued)
		if !p.Genuine() {
			return
		}
		// Space around a token and another host before a code are no change to what was signed.
		address, fragment, _ := strings.Cut(string(data), "#")
		if bytes.Equal(data, genuine[0]) || string(bytes.TrimSpace(data)) == token || strings.TrimSpace(string(data)) == code ||
			strings.HasSuffix(address, "/"+one) && fragment == code {
			return
		}
		t.Fatalf("%s: %.100q", p.Status, data)
	})
}
