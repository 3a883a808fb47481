package accounts

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const issuer = "https://learn.example.org"

var (
	oldSecret = strings.Repeat("o", 32)
	newSecret = strings.Repeat("n", 32)
	noon      = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
)

func keysOf(t *testing.T, now func() time.Time, secrets ...string) *Keys {
	t.Helper()
	k, err := NewKeys(issuer, secrets, now)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestAccessTokens: what is not exactly ours is refused (RFC 8725, RFC 9068).
func TestAccessTokens(t *testing.T) {
	k := keysOf(t, func() time.Time { return noon }, newSecret, oldSecret)
	stranger := keysOf(t, func() time.Time { return noon }, strings.Repeat("s", 32))
	elliptical, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	// token makes one as ours are made, but for what the case changes.
	type parts struct {
		method jwt.SigningMethod
		header map[string]any
		claims jwt.MapClaims
		key    any
	}
	token := func(change func(p *parts)) string {
		p := parts{
			jwt.SigningMethodHS256, map[string]any{"kid": k.signer.id, "typ": "at+jwt"},
			jwt.MapClaims{"iss": issuer, "aud": issuer, "sub": "user", "sid": "session", "iat": noon.Unix(), "nbf": noon.Unix(), "exp": noon.Add(AccessLife).Unix()},
			k.signer.access,
		}
		change(&p)
		made := jwt.NewWithClaims(p.method, p.claims)
		for name, value := range p.header {
			made.Header[name] = value
		}
		text, err := made.SignedString(p.key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	claim := func(name string, value any) string {
		return token(func(p *parts) {
			if p.claims[name] = value; value == nil {
				delete(p.claims, name)
			}
		})
	}
	header := func(name string, value any) string { return token(func(p *parts) { p.header[name] = value }) }
	good := token(func(*parts) {})
	ours, err := k.signAccess("user", "session", noon)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		token string
		good  bool
	}{
		"ours":                  {ours, true},
		"made alike":            {good, true},
		"other algorithm, none": {token(func(p *parts) { p.method, p.key = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType }), false},
		"HS384":                 {token(func(p *parts) { p.method = jwt.SigningMethodHS384 }), false},
		"ES256":                 {token(func(p *parts) { p.method, p.key = jwt.SigningMethodES256, elliptical }), false},
		"another key":           {token(func(p *parts) { p.key = stranger.signer.access }), false},
		"the refresh key":       {token(func(p *parts) { p.key = k.signer.refresh }), false},
		"the secret itself":     {token(func(p *parts) { p.key = []byte(newSecret) }), false},
		"an empty key":          {token(func(p *parts) { p.key = []byte{} }), false},
		"typ JWT":               {header("typ", "JWT"), false},
		"typ missing":           {header("typ", nil), false},
		"typ of another form":   {header("typ", 7), false},
		"kid unknown":           {header("kid", stranger.signer.id), false},
		"kid empty":             {header("kid", ""), false},
		"kid of another form":   {header("kid", []string{k.signer.id}), false},
		"kid of the old key":    {header("kid", keysOf(t, time.Now, oldSecret).signer.id), false},
		"other issuer":          {claim("iss", "https://evil.example"), false},
		"no issuer":             {claim("iss", nil), false},
		"other audience":        {claim("aud", "https://evil.example"), false},
		"no audience":           {claim("aud", nil), false},
		"several audiences":     {claim("aud", []string{"x", issuer}), true},
		"run out":               {claim("exp", noon.Add(-time.Minute).Unix()), false},
		"no end":                {claim("exp", nil), false},
		"end of another form":   {claim("exp", "never"), false},
		"not yet":               {claim("nbf", noon.Add(time.Minute).Unix()), false},
		"from the future":       {claim("iat", noon.Add(time.Minute).Unix()), false},
		"no subject":            {claim("sub", nil), false},
		"no session":            {claim("sid", nil), false},
		"empty":                 {"", false},
		"two parts":             {good[:strings.LastIndexByte(good, '.')], false},
		"no signature":          {good[:strings.LastIndexByte(good, '.')+1], false},
		"another signature":     {good[:len(good)-4] + "AAAA", false},
		"other claims":          {strings.Replace(good, ".", ".e30.", 1), false},
		"long":                  {good + strings.Repeat("A", 4000), false},
	} {
		user, session, err := k.parseAccess(c.token)
		if (err == nil) != c.good || c.good && (user != "user" || session != "session") {
			t.Errorf("%s: %q, %q, %v", name, user, session, err)
		}
	}
}

// TestAccessTokenRunsOut: also one that was found good before.
func TestAccessTokenRunsOut(t *testing.T) {
	now := noon
	k := keysOf(t, func() time.Time { return now }, newSecret)
	token, err := k.signAccess("user", "session", now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		good  bool
	}{{0, true}, {AccessLife - time.Second, true}, {AccessLife + 10*time.Second, false}, {time.Hour, false}} {
		now = noon.Add(c.after)
		if _, _, err := k.parseAccess(token); (err == nil) != c.good {
			t.Errorf("after %v: %v", c.after, err)
		}
	}
}

// TestSecretsRotate: what an old secret signed stays good while it is listed; the first one signs.
func TestSecretsRotate(t *testing.T) {
	clock := func() time.Time { return noon }
	before, during, after := keysOf(t, clock, oldSecret), keysOf(t, clock, newSecret, oldSecret), keysOf(t, clock, newSecret)
	for _, c := range []struct {
		name         string
		signs, reads *Keys
		good         bool
	}{
		{"old read during", before, during, true}, {"new read during", during, during, true}, {"new read after", during, after, true},
		{"old read after", before, after, false}, {"new read before", after, before, false},
	} {
		token, err := c.signs.signAccess("user", "session", noon)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.reads.parseAccess(token); (err == nil) != c.good {
			t.Errorf("%s: access %v", c.name, err)
		}
		if _, _, n, ok := c.reads.parseRefresh(c.signs.refreshToken("user", "session", 7)); ok != c.good || ok && n != 7 {
			t.Errorf("%s: refresh %v", c.name, ok)
		}
	}
	if _, err := NewKeys(issuer, nil, clock); err == nil {
		t.Error("keys without a secret")
	}
}

// FuzzRefreshToken: no token passes but the one that was made, whatever is changed in it.
func FuzzRefreshToken(f *testing.F) {
	k, err := NewKeys(issuer, []string{newSecret}, time.Now)
	if err != nil {
		f.Fatal(err)
	}
	good := k.refreshToken("user", "session", 3)
	for _, seed := range []string{good, "", "a.b.1.c.d", strings.Replace(good, ".3.", ".4.", 1), strings.Replace(good, ".3.", ".03.", 1), strings.Replace(good, "user", "root", 1), good + "=", "." + good} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if user, session, n, ok := k.parseRefresh(token); ok && token != k.refreshToken(user, session, n) {
			t.Errorf("%q passes", token)
		}
		if token != good && strings.HasPrefix(token, "user.session.3.") {
			if _, _, _, ok := k.parseRefresh(token); ok {
				t.Errorf("%q passes for %q", token, good)
			}
		}
	})
}
