package credential

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"
)

// forge makes a token with any header and payload; sign may be nil.
func forge(head, body string, sign func(text string) []byte) string {
	text := b64.EncodeToString([]byte(head)) + "." + b64.EncodeToString([]byte(body))
	var sig []byte
	if sign != nil {
		sig = sign(text)
	}
	return text + "." + b64.EncodeToString(sig)
}

func signWith(k Key) func(string) []byte {
	return func(text string) []byte {
		sum := sha256.Sum256([]byte(text))
		sig, err := k.Signer.Sign(rand.Reader, sum[:], crypto.SHA256)
		if err != nil {
			panic(err)
		}
		return sig
	}
}

func headerOf(alg string, k Key, more string) string {
	return fmt.Sprintf(`{"alg":%q,"kid":%q,"typ":"JWT"%s}`, alg, k.KID, more)
}

// genuine is a credential's payload as we write it, after a change.
func genuine(change func(f *Facts)) string {
	f := facts()
	if change != nil {
		change(&f)
	}
	c := Build(f)
	claims, err := claimsOf(&c)
	if err != nil {
		panic(err)
	}
	data, err := json.Marshal(payload{c, claims})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// The table of attacks and answers: nothing verifies that should not.
func TestAttacks(t *testing.T) {
	ours, theirs := rsaKey(), newRSA()
	keys := Set{ours.Public, ecKey().Public}
	good := genuine(nil)
	token := forge(headerOf("RS256", ours, ""), good, signWith(ours))
	if _, err := Verify(token, keys, issued, base); err != nil {
		t.Fatalf("the forger's tools do not even make a good one: %v", err)
	}
	parts := strings.Split(token, ".")
	der, err := x509.MarshalPKIXPublicKey(ours.Key)
	if err != nil {
		t.Fatal(err)
	}
	secret := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	hs256 := func(text string) []byte {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	foreign := func(f *Facts) { f.Base = "https://evil.example" }
	theirJWK, _ := json.Marshal(theirs.jwk())
	richer := genuine(func(f *Facts) { f.Title = "Doctor of everything" })
	claims := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("no %s in the payload", from)
		}
		return strings.Replace(good, from, to, 1)
	}
	neighbour, err := NewKey(newRSA().Signer, "https://neighbour.example") // an issuer that is trusted too, in the same set
	if err != nil {
		t.Fatal(err)
	}
	keys = append(keys, neighbour.Public)
	sign := signWith(ours)
	rs := headerOf("RS256", ours, "")
	for name, attack := range map[string]struct {
		want  Reason
		token string
	}{
		"algorithm none":                    {NotOurs, forge(headerOf("none", ours, ""), good, nil)},
		"algorithm None":                    {NotOurs, forge(headerOf("None", ours, ""), good, nil)},
		"RS256 without a signature":         {Altered, forge(rs, good, nil)},
		"HS256 with the public key":         {NotOurs, forge(headerOf("HS256", ours, ""), good, hs256)},
		"RS256 in name, HMAC in fact":       {Altered, forge(rs, good, hs256)},
		"RS384":                             {NotOurs, forge(headerOf("RS384", ours, ""), good, sign)},
		"PS256":                             {NotOurs, forge(headerOf("PS256", ours, ""), good, sign)},
		"ES256 with the compact form's key": {NotOurs, forge(headerOf("ES256", ecKey(), ""), good, signWith(ecKey()))},
		"the compact form's name":           {NotOurs, forge(headerOf("RS256", ecKey(), ""), good, sign)},
		"another's key under our name":      {Altered, forge(rs, good, signWith(theirs))},
		"another's key under its name":      {NotOurs, forge(headerOf("RS256", theirs, ""), good, signWith(theirs))},
		"a key brought along (jwk)":         {NotOurs, forge(headerOf("RS256", theirs, `,"jwk":`+string(theirJWK)), good, signWith(theirs))},
		"a key elsewhere (jku)":             {NotOurs, forge(headerOf("RS256", theirs, `,"jku":"https://evil.example/jwks.json"`), good, signWith(theirs))},
		"a certificate chain (x5c)":         {NotOurs, forge(headerOf("RS256", ours, `,"x5c":["MIIB"]`), good, sign)},
		"critical members":                  {NotOurs, forge(headerOf("RS256", ours, `,"crit":["b64"],"b64":false`), good, sign)},
		"a member twice":                    {Unreadable, forge(headerOf("RS256", ours, `,"alg":"none"`), good, sign)},
		"ALG beside alg":                    {NotOurs, forge(headerOf("RS256", ours, `,"ALG":"none"`), good, sign)},
		"no name of a key":                  {NotOurs, forge(`{"alg":"RS256"}`, good, sign)},
		"a name that is a number":           {Unreadable, forge(`{"alg":"RS256","kid":1}`, good, sign)},
		"an access token's type":            {NotOurs, forge(fmt.Sprintf(`{"alg":"RS256","kid":%q,"typ":"at+jwt"}`, ours.KID), good, sign)},
		"a header that is a list":           {Unreadable, forge(`["RS256"]`, good, sign)},
		"something behind the header":       {Unreadable, forge(rs+`{}`, good, sign)},
		"an unfinished header":              {Unreadable, forge(rs[:len(rs)-1], good, sign)},
		"foreign issuer, our key":           {NotOurs, forge(rs, genuine(foreign), sign)},
		"a trusted neighbour as us":         {NotOurs, forge(headerOf("RS256", neighbour, ""), good, signWith(neighbour))},
		"our name, a neighbour's signature": {Altered, forge(rs, good, signWith(neighbour))},
		"foreign issuer, its key":           {NotOurs, forge(headerOf("RS256", theirs, ""), genuine(foreign), signWith(theirs))},
		"another payload, our signature":    {Altered, parts[0] + "." + b64.EncodeToString([]byte(richer)) + "." + parts[2]},
		"another header, our signature":     {Altered, b64.EncodeToString([]byte(`{"alg":"RS256","kid":"`+ours.KID+`"}`)) + "." + parts[1] + "." + parts[2]},
		"iss is not the issuer":             {Unreadable, forge(rs, claims(`"iss":"`+base+`"`, `"iss":"https://evil.example"`), sign)},
		"jti is not the id":                 {Unreadable, forge(rs, claims(`"jti":"`+base+`/verify/UP-7`, `"jti":"`+base+`/verify/UP-8`), sign)},
		"sub is not the subject":            {Unreadable, forge(rs, claims(`"sub":"https`, `"sub":"http`), sign)},
		"nbf is not validFrom":              {Unreadable, forge(rs, claims(`"nbf":17`, `"nbf":16`), sign)},
		"exp is not validUntil":             {Unreadable, forge(rs, claims(`"exp":1`, `"exp":9`), sign)},
		"no exp":                            {Unreadable, forge(rs, claims(`"exp":`, `"eXp2":`), sign)},
		"validUntil without exp":            {Unreadable, forge(rs, claims(`"validUntil":`, `"validUntil2":`), sign)},
		"an exp that is a text":             {Unreadable, forge(rs, claims(`"exp":1`, `"exp":"never","x":1`), sign)},
		"contexts in another order":         {Unreadable, forge(rs, claims(`"`+ContextVC+`","`+ContextOB+`"`, `"`+ContextOB+`","`+ContextVC+`"`), sign)},
		"another type":                      {Unreadable, forge(rs, claims(`"OpenBadgeCredential"`, `"EndorsementCredential"`), sign)},
		"the id of another site":            {Unreadable, forge(rs, strings.ReplaceAll(good, base+"/verify/", "https://evil.example/verify/"), sign)},
		"a token of ours that is no badge":  {NotOurs, forge(rs, `{"iss":"`+base+`","sub":"issue log","entries":3}`, sign)},
		"an empty payload":                  {Unreadable, forge(rs, ``, sign)},
		"a payload that is a list":          {Unreadable, forge(rs, `[]`, sign)},
		"nested payload":                    {Unreadable, forge(rs, strings.Repeat(`{"credentialSubject":`, 2000), sign)},
		"nested header":                     {Unreadable, forge(`{"alg":`+strings.Repeat(`[`, 20_000), good, nil)},
		"huge":                              {Unreadable, parts[0] + "." + strings.Repeat("A", 32<<20) + "." + parts[2]},
		"truncated":                         {Altered, token[:len(token)-102]},
		"without its end":                   {Unreadable, parts[0] + "." + parts[1]},
		"with a fourth part":                {Unreadable, token + ".x"},
		"encrypted form":                    {Unreadable, "a.b.c.d.e"},
		"a line break":                      {Unreadable, token[:10] + "\n" + token[10:]},
		"padding":                           {Unreadable, token + "="},
		"a space":                           {Unreadable, " " + token},
		"nothing":                           {Unreadable, ""},
		"dots":                              {Unreadable, ".."},
	} {
		got, err := Verify(attack.token, keys, issued.Add(time.Hour), base)
		if err == nil || ReasonOf(err) != attack.want {
			t.Errorf("%s: %v, want %s", name, err, attack.want)
		}
		if got.ID != "" {
			t.Errorf("%s: a credential is given", name)
		}
	}
}

// No byte of a token can be changed: each letter of base64 counts, the bits that decoding would throw away too.
func TestEachLetterCounts(t *testing.T) {
	token, err := Sign(Build(facts()), rsaKey())
	if err != nil {
		t.Fatal(err)
	}
	keys := Set{rsaKey().Public}
	for i := range len(token) {
		other := byte('A')
		if token[i] == 'A' {
			other = 'B'
		}
		if _, err := Verify(token[:i]+string(other)+token[i+1:], keys, issued, base); err == nil {
			t.Fatalf("letter %d of %d does not count", i, len(token))
		}
	}
}

func TestCompactAttacks(t *testing.T) {
	printed := Printed{Serial: "UP-7KQ4-M2XD-9TRW", Holder: "Amina Haddad", Title: "T", Version: 1, IssuedAt: issued}
	token, err := CompactSign(printed.Serial, printed.Hash(), ecKey())
	if err != nil {
		t.Fatal(err)
	}
	keys := Set{rsaKey().Public, ecKey().Public}
	head := `{"alg":"ES256","kid":"` + ecKey().KID + `"}`
	sign := func(text string) []byte {
		made, err := join(ecKey(), []byte(head), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return []byte(made)
	}
	hash := printed.Hash()
	badge, err := Sign(Build(facts()), rsaKey())
	if err != nil {
		t.Fatal(err)
	}
	for name, attack := range map[string]struct {
		want  Reason
		token string
	}{
		"none":                {NotOurs, forge(`{"alg":"none","kid":"`+ecKey().KID+`"}`, string(hash[:])+printed.Serial, nil)},
		"no signature":        {Altered, forge(head, string(hash[:])+printed.Serial, nil)},
		"another's signature": {Altered, forge(head, string(hash[:])+printed.Serial, func(string) []byte { return make([]byte, 64) })},
		"a DER signature":     {Altered, forge(head, string(hash[:])+printed.Serial, func(text string) []byte { return signWith(ecKey())(text)[:64] })},
		"another key":         {NotOurs, mustCompact(t, printed, newEC())},
		"no serial":           {Unreadable, string(sign(string(hash[:])))},
		"half a hash":         {Unreadable, string(sign(string(hash[:16])))},
		"a long serial":       {Unreadable, string(sign(string(hash[:]) + strings.Repeat("9", 20)))},
		"a badge":             {Unreadable, badge},
		"cut":                 {Altered, token[:len(token)-6]},
		"huge":                {Unreadable, strings.Repeat(token, 5000)},
	} {
		if _, err := CompactVerify(attack.token, keys); err == nil || ReasonOf(err) != attack.want {
			t.Errorf("%s: %v, want %s", name, err, attack.want)
		}
	}
	for i := range len(token) {
		other := byte('A')
		if token[i] == 'A' {
			other = 'B'
		}
		if _, err := CompactVerify(token[:i]+string(other)+token[i+1:], keys); err == nil {
			t.Fatalf("letter %d of %d does not count", i, len(token))
		}
	}
}

func mustCompact(t *testing.T, p Printed, k Key) string {
	t.Helper()
	token, err := CompactSign(p.Serial, p.Hash(), k)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Whatever arrives, only the very tokens that were signed verify.
func FuzzVerify(f *testing.F) {
	token, err := Sign(Build(facts()), rsaKey())
	if err != nil {
		f.Fatal(err)
	}
	keys := Set{rsaKey().Public, ecKey().Public}
	f.Add(token)
	f.Add(forge(headerOf("none", rsaKey(), ""), genuine(nil), nil))
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Verify(text, keys, issued, base); err == nil && text != token {
			t.Errorf("%q verifies", text)
		}
	})
}

func FuzzCompactVerify(f *testing.F) {
	p := Printed{Serial: "UP-7KQ4-M2XD-9TRW", Holder: "Amina Haddad", Title: "T", Version: 1, IssuedAt: issued}
	token, err := CompactSign(p.Serial, p.Hash(), ecKey())
	if err != nil {
		f.Fatal(err)
	}
	keys := Set{ecKey().Public}
	f.Add(token)
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := CompactVerify(text, keys); err == nil && text != token {
			t.Errorf("%q verifies", text)
		}
	})
}

func FuzzParseSet(f *testing.F) {
	data, err := json.Marshal(Set{rsaKey().Public, ecKey().Public})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		set, err := ParseSet(data)
		if err != nil {
			return
		}
		for _, p := range set {
			if p.Alg != RS256 && p.Alg != ES256 || p.Key == nil {
				t.Errorf("a key of algorithm %q", p.Alg)
			}
		}
	})
}

func BenchmarkSign(b *testing.B) {
	c, k := Build(facts()), rsaKey()
	p := Printed{Serial: "UP-7KQ4-M2XD-9TRW", Holder: "Amina Haddad", Title: "T", Version: 1, IssuedAt: issued}
	for b.Loop() {
		if _, err := Sign(c, k); err != nil {
			b.Fatal(err)
		}
		if _, err := CompactSign(p.Serial, p.Hash(), ecKey()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "certificates/s")
}
