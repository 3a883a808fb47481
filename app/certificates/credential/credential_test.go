package credential

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"
)

const base = "https://learn.example.org"

var (
	issued  = time.Date(2026, 3, 14, 9, 26, 53, 589e6, time.UTC)
	expires = time.Date(2029, 3, 14, 9, 26, 53, 589e6, time.UTC)
	rsaKey  = sync.OnceValue(func() Key { return newRSA() })
	ecKey   = sync.OnceValue(func() Key { return newEC() })
)

func newRSA() Key {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	return named(private, err)
}

func newEC() Key {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return named(private, err)
}

func named[K interface {
	*rsa.PrivateKey | *ecdsa.PrivateKey
}](private K, err error) Key {
	if err != nil {
		panic(err)
	}
	var k Key
	switch p := any(private).(type) {
	case *rsa.PrivateKey:
		k, err = NewKey(p, base)
	case *ecdsa.PrivateKey:
		k, err = NewKey(p, base)
	}
	if err != nil {
		panic(err)
	}
	return k
}

func facts() Facts {
	return Facts{
		Base: base, Issuer: "Upstander", Serial: "UP-7KQ4-M2XD-9TRW", Course: "diplomats", Title: "Prevention for diplomats", Audience: "Diplomats",
		Hours: 7.5, Version: 3, Modules: []string{"What atrocity crimes are", "How they come about"}, Criteria: "Every lesson read and every quiz passed.",
		Language: "en", IssuedAt: issued, ExpiresAt: &expires, Email: "amina@mfa.example", Salt: "c2FsdA", List: 1, Index: 94567,
	}
}

func TestRoundTrip(t *testing.T) {
	keys := Set{ecKey().Public, rsaKey().Public}
	token, err := Sign(Build(facts()), rsaKey())
	if err != nil {
		t.Fatal(err)
	}
	c, err := Verify(token, keys, issued.Add(time.Hour), base)
	if err != nil {
		t.Fatal(err)
	}
	if c.Serial() != "UP-7KQ4-M2XD-9TRW" || c.ValidFrom != "2026-03-14T09:26:53Z" || c.Status.Index != "94567" || c.Status.List != base+"/status/1" {
		t.Errorf("%+v", c)
	}
	if !c.Holds("amina@mfa.example") || c.Holds("amina@mfa.example ") || c.Holds("") {
		t.Error("the holder is not told apart")
	}
	if strings.Contains(token, "YW1pbmE") || len(token) > 4000 { // "amina" in base64
		t.Errorf("the address shows, or %d bytes are many", len(token))
	}
}

func TestTimes(t *testing.T) {
	token, _ := Sign(Build(facts()), rsaKey())
	for _, at := range []struct {
		now  time.Time
		want Reason
	}{
		{issued.Add(-2 * time.Minute), NotYet}, {issued.Add(-30 * time.Second), ""}, {expires.Add(-2 * time.Second), ""}, {expires, Expired},
	} {
		c, err := Verify(token, Set{rsaKey().Public}, at.now, base)
		if ReasonOf(err) != at.want || c.ID == "" {
			t.Errorf("%s: %v, and the id %q", at.now, err, c.ID)
		}
	}
}

func TestNoExpiryNoHolder(t *testing.T) {
	f := facts()
	f.ExpiresAt, f.Email, f.Audience, f.Modules = nil, "", "", nil
	token, _ := Sign(Build(f), rsaKey())
	c, err := Verify(token, Set{rsaKey().Public}, issued.AddDate(90, 0, 0), base)
	if err != nil || c.Subject.Identifier != nil || c.Subject.Achievement.Description == "" {
		t.Errorf("%v %+v", err, c.Subject)
	}
}

func TestSetRoundTrip(t *testing.T) {
	data, err := json.Marshal(Set{rsaKey().Public, ecKey().Public})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{`"d"`, `"p"`, `"q"`, `"dp"`} {
		if strings.Contains(string(data), secret) {
			t.Errorf("%s is published", secret)
		}
	}
	set, err := ParseSet(data)
	if err != nil || len(set) != 2 {
		t.Fatal(set, err)
	}
	for _, p := range set {
		if p.Alg == RS256 && p.KID != base+KeySetPath+"#"+p.Thumbprint() || p.Alg == ES256 && p.KID != p.Thumbprint()[:8] {
			t.Errorf("name %s", p.KID)
		}
	}
}

// The key of RFC 7638, 3.1, has the thumbprint that the RFC gives.
func TestThumbprint(t *testing.T) {
	set, err := ParseSet([]byte(`{"keys":[{"kty":"RSA","alg":"RS256","e":"AQAB","n":"` +
		`0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W` +
		`-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08q` +
		`NLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}]}`))
	if err != nil || len(set) != 1 || set[0].Thumbprint() != "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" {
		t.Fatal(set, err)
	}
}

func TestParseSetRefuses(t *testing.T) {
	for _, text := range []string{
		``, `[]`, `{}`, `{"keys":null}`, `{"keys":[3]}`, `{"keys":[{"kty":"RSA","alg":"RS256","n":"AQAB","e":"AQAB"}]}`,
		`{"keys":[{"kty":"EC","alg":"ES256","crv":"P-256","x":"` + strings.Repeat("A", 43) + `","y":"` + strings.Repeat("A", 43) + `"}]}`,
		`{"keys":[{"kty":"RSA","alg":"RS256","n":"` + strings.Repeat("_", 20_000) + `","e":"AQAB"}]}`,
	} {
		if set, err := ParseSet([]byte(text)); err == nil {
			t.Errorf("%.60s gave %v", text, set)
		}
	}
	if set, err := ParseSet([]byte(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"},{"kty":"oct","k":"AA","alg":"HS256"}]}`)); err != nil || len(set) != 0 {
		t.Errorf("keys of other kinds: %v %v", set, err)
	}
}

func TestCompact(t *testing.T) {
	printed := Printed{Serial: "UP-7KQ4-M2XD-9TRW", Holder: "Zoë  Ångström", Title: "Prevention for diplomats", Version: 3, IssuedAt: issued, CompletedAt: issued, ExpiresAt: &expires}
	token, err := CompactSign(printed.Serial, printed.Hash(), ecKey())
	if err != nil || len(token) > MaxCompact {
		t.Fatal(len(token), err)
	}
	keys := Set{rsaKey().Public, ecKey().Public}
	typed := printed
	typed.Holder = "Zoe\u0308 A\u030angstro\u0308m" // the same letters, composed otherwise
	c, err := CompactVerify(token, keys)
	if err != nil || c.Serial != printed.Serial || c.Facts != typed.Hash() || c.KID != ecKey().KID {
		t.Errorf("%+v %v", c, err)
	}
	for name, change := range map[string]func(*Printed){
		"holder": func(p *Printed) { p.Holder = "Zoe Angstrom" }, "title": func(p *Printed) { p.Title += "." }, "version": func(p *Printed) { p.Version++ },
		"issue": func(p *Printed) { p.IssuedAt = p.IssuedAt.AddDate(0, 0, 1) }, "expiry": func(p *Printed) { p.ExpiresAt = nil },
		"completion": func(p *Printed) { p.CompletedAt = p.CompletedAt.AddDate(0, 0, -1) }, "serial": func(p *Printed) { p.Serial = "UP-7KQ4-M2XD-9TRX" },
	} {
		other := printed
		change(&other)
		if other.Hash() == c.Facts {
			t.Errorf("another %s has the same hash", name)
		}
	}
	if _, err := CompactSign(printed.Serial, printed.Hash(), rsaKey()); err == nil {
		t.Error("signed with an RSA key")
	}
}
