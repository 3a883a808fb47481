package browser

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const signedHolder = "Łucja  O’Brien"

// holding is somebody with a certificate, and what they can show.
type holding struct{ serial, token, link string }

func certified(t *testing.T, email string) (*visitor, holding) {
	t.Helper()
	c, v := diplomats(t), newVisitor(t)
	v.open("/sign-up")
	v.send("/sign-up", url.Values{"name": {signedHolder}, "email": {email}, "password": {password}})
	v.open("/courses/" + c.Slug)
	v.send("/enrolment", nil)
	for _, m := range c.Modules {
		v.take(c, m)
	}
	v.open("/certificates")
	return v, v.holding()
}

func (v *visitor) holding() holding {
	v.t.Helper()
	var h holding
	link := v.find(func(n *html.Node) bool {
		return n.DataAtom == atom.A && strings.HasSuffix(attribute(n, "href"), "/pdf")
	})
	if link == nil {
		v.t.Fatal("no certificate")
	}
	h.serial = strings.TrimSuffix(strings.TrimPrefix(attribute(link, "href"), "/certificates/"), "/pdf")
	h.token = string(v.file("/certificates/" + h.serial + "/credential"))
	found := regexp.MustCompile(`/URI \((http[^)]*#[^)]*)\)`).FindSubmatch(v.file("/certificates/" + h.serial + "/pdf"))
	if found == nil {
		v.t.Fatal("the page's code leads nowhere")
	}
	h.link = string(found[1])
	return h
}

// checked pastes a text and gives the answer that the browser finds by itself, with the clock put forward.
func (b *tab) checked(text string, later time.Duration) string {
	b.t.Helper()
	b.open("/verify")
	eval[string](b, `document.querySelector("#credential").value = `+quote(text))
	eval[bool](b, "{ const now = Date.now; Date.now = () => now() + "+quote(later.Milliseconds())+"; true }")
	b.enter("#check button")
	return b.uncovered()
}

// enter activates what does not lead to another page.
func (b *tab) enter(selector string) {
	b.t.Helper()
	b.run(key(selector, kb.Enter))
}

// uncovered waits for an answer.
func (b *tab) uncovered() string {
	b.t.Helper()
	return eval[string](b, `(async () => {
		for (let i = 0; i < 200; i++) {
			const found = document.querySelector("[data-answer]:not([hidden])");
			if (found && found.checkVisibility()) return found.dataset.answer;
			await new Promise((done) => setTimeout(done, 50));
		}
		return "none";
	})()`)
}

func segment(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func read(t *testing.T, segment string, out any) {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(segment)
	if err == nil {
		err = json.Unmarshal(raw, out)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func signed(t *testing.T, key *rsa.PrivateKey, head map[string]string, body any) string {
	t.Helper()
	text := segment(head) + "." + segment(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// TestCheckInBrowser pastes what a stranger may bring. Nothing of it leaves the browser.
func TestCheckInBrowser(t *testing.T) {
	t.Parallel()
	v, h := certified(t, "local-check@example.org")
	parts := strings.Split(h.token, ".")
	var head map[string]string
	var body map[string]any
	read(t, parts[0], &head)
	read(t, parts[1], &body)
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	by := func(head map[string]string, body any) string { return signed(t, foreign, head, body) }
	keys := string(v.file("/.well-known/jwks.json"))
	mac := hmac.New(sha256.New, []byte(keys))
	mixed := segment(map[string]string{"alg": "HS256", "kid": head["kid"]}) + "." + parts[1]
	mac.Write([]byte(mixed))
	body["name"] = "Doctor of everything"
	list := string(v.file("/status/1"))
	_, code, _ := strings.Cut(h.link, "#")
	codeParts := strings.Split(code, ".")

	b := newTab(t)
	command(b, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	for label, c := range map[string]struct {
		text  string
		later time.Duration
		want  string
	}{
		"as issued":            {h.token, 0, "valid"},
		"with space around":    {"\n " + h.token + " \n", 0, "valid"},
		"another title":        {parts[0] + "." + segment(body) + "." + parts[2], 0, "altered"},
		"another signature":    {parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2])), 0, "altered"},
		"cut":                  {h.token[:len(h.token)-42], 0, "altered"},
		"a stranger as us":     {by(head, body), 0, "altered"},
		"a stranger":           {by(map[string]string{"alg": "RS256", "kid": "https://evil.example/.well-known/jwks.json#k"}, body), 0, "not_ours"},
		"algorithm none":       {segment(map[string]string{"alg": "none"}) + "." + segment(body) + ".", 0, "not_ours"},
		"none with our key":    {segment(map[string]string{"alg": "none", "kid": head["kid"]}) + "." + parts[1] + ".", 0, "not_ours"},
		"our key as a secret":  {mixed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), 0, "not_ours"},
		"a key of its own":     {by(map[string]string{"alg": "RS256", "kid": head["kid"], "jku": "https://evil.example"}, body), 0, "not_ours"},
		"a list as credential": {list, 0, "not_ours"},
		"words":                {strings.Repeat("hello ", 60), 0, "not_ours"},
		"too long":             {strings.Repeat("a", 65_530) + ".b.c", 0, "not_ours"},
		"by a fast clock":      {h.token, 48 * time.Hour, "unlisted"},
		"by a slow clock":      {h.token, -48 * time.Hour, "not_yet"},
		"the printed link":     {h.link, 0, "signed"},
		"the code alone":       {code, 0, "signed"},
		"another's link":       {strings.Replace(h.link, h.serial, "UP-0000-0000-0000", 1), 0, "altered"},
		"another code":         {codeParts[0] + "." + codeParts[1] + "." + strings.Repeat("A", len(codeParts[2])), 0, "altered"},
		"a code without key":   {segment(map[string]string{"alg": "none", "kid": "x"}) + "." + codeParts[1] + ".", 0, "not_ours"},
	} {
		if got := b.checked(c.text, c.later); got != c.want {
			t.Errorf("%s: %s, want %s", label, got, c.want)
		}
		if asked := eval[[]string](b, `performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname)`); strings.Contains(strings.Join(asked, " "), "/verify ") {
			t.Errorf("%s: the browser asked for %q", label, asked)
		}
		if b.where() != "/verify" {
			t.Errorf("%s: it was sent, to %s", label, b.where())
		}
	}

	b.checked(h.token, 0)
	if told := b.text("[data-facts]"); !strings.Contains(told, h.serial) || !strings.Contains(told, "diplomats") {
		t.Errorf("the answer says %q", told)
	}
	b.check("a credential checked in the browser")
	b.press("[data-local] [data-server]")
	if b.text("h1") != "The credential" || !b.has(".verdict.good") {
		t.Errorf("the server answers %q", b.text("main"))
	}

	call(t, "POST", "/certificates/"+h.serial+"/revocation", adminToken(t), map[string]string{"reason": "Issued in a test."}, nil)
	if got := b.checked(h.token, 0); got != "revoked" {
		t.Errorf("revoked: %s", got)
	}
	b.check("a revoked credential checked in the browser")
}

// TestRulesInBrowser has the page believe in a key of the test, to see what else than the signature is looked at.
func TestRulesInBrowser(t *testing.T) {
	t.Parallel()
	_, h := certified(t, "rules@example.org")
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	kid := site + "/.well-known/jwks.json#test"
	set := map[string]any{"keys": []any{map[string]string{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "e": "AQAB",
		"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes())}}}
	ago := func(days int) time.Time { return time.Now().UTC().AddDate(0, 0, -days).Truncate(time.Second) }
	b := newTab(t)
	for label, c := range map[string]struct {
		change func(body map[string]any)
		want   string
	}{
		"as it was, but its list is signed by another": {func(map[string]any) {}, "unlisted"},
		"run out": {func(body map[string]any) {
			body["validFrom"], body["nbf"] = ago(30).Format(time.RFC3339), ago(30).Unix()
			body["validUntil"], body["exp"] = ago(1).Format(time.RFC3339), ago(1).Unix()
		}, "expired"},
		"claims another end": {func(body map[string]any) { body["exp"] = ago(-9).Unix() }, "not_ours"},
		"another issuer":     {func(body map[string]any) { body["issuer"].(map[string]any)["id"] = "https://evil.example" }, "not_ours"},
		"claims an issuer":   {func(body map[string]any) { body["iss"] = "https://evil.example" }, "not_ours"},
		"no badge":           {func(body map[string]any) { body["type"] = []string{"VerifiableCredential"} }, "not_ours"},
		"another address": {func(body map[string]any) {
			body["id"], body["jti"] = "https://evil.example/verify/x", "https://evil.example/verify/x"
		}, "not_ours"},
		"another list": {func(body map[string]any) {
			body["credentialStatus"].(map[string]any)["statusListCredential"] = "https://evil.example/status/1"
		}, "unlisted"},
		"no list": {func(body map[string]any) { delete(body, "credentialStatus") }, "unlisted"},
	} {
		var body map[string]any
		read(t, strings.Split(h.token, ".")[1], &body)
		c.change(body)
		b.open("/verify")
		eval[bool](b, `{ const ask = fetch; window.fetch = (path, how) => path === "/.well-known/jwks.json" ? Promise.resolve(Response.json(`+quote(set)+`)) : ask(path, how); true }`)
		eval[string](b, `document.querySelector("#credential").value = `+quote(signed(t, key, map[string]string{"alg": "RS256", "kid": kid}, body)))
		b.enter("#check button")
		if got := b.uncovered(); got != c.want {
			t.Errorf("%s: %s, want %s", label, got, c.want)
		}
	}
}

// TestSupersededInBrowser: after a change of name the old credential is told from one that was taken back.
func TestSupersededInBrowser(t *testing.T) {
	t.Parallel()
	_, h := certified(t, "renamed@example.org")
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	call(t, "POST", "/auth/login", "", map[string]string{"email": "renamed@example.org", "password": password}, &tokens)
	call(t, http.MethodPatch, "/me", tokens.AccessToken, map[string]string{"certificate_name": "Łucja Nowak"}, nil)
	call(t, "POST", "/certificates/"+h.serial+"/reissue", tokens.AccessToken, nil, nil)
	b := newTab(t)
	if got := b.checked(h.token, 0); got != "superseded" {
		t.Errorf("the old one: %s", got)
	}
}

// TestPrintedLink opens the address of the printed code as a telephone does, and compares names without telling them.
func TestPrintedLink(t *testing.T) {
	t.Parallel()
	_, h := certified(t, "printed@example.org")
	b := newTab(t)
	b.load(navigate(strings.TrimPrefix(h.link, site)))
	if got := b.uncovered(); got != "signed" {
		t.Fatalf("the printed link: %s", got)
	}
	compare := func(name string) string {
		eval[string](b, `document.querySelector("#name").value = `+quote(name))
		b.enter("[data-compare] > button")
		return eval[string](b, `(async () => {
			for (let i = 0; i < 100; i++) {
				await new Promise((done) => setTimeout(done, 50));
				const found = document.querySelector("[data-fits]:not([hidden])");
				if (found) return found.dataset.fits;
			}
			return "none";
		})()`)
	}
	if got := compare("Łucja O’Brien "); got != "yes" {
		t.Errorf("the printed name: %s", got)
	}
	b.check("a printed code whose name fits")
	if got := compare("łucja o'brien"); got != "no" {
		t.Errorf("without its capitals: %s", got)
	}
	b.check("a printed code whose name does not fit")
	if b.where() != "/verify/"+h.serial {
		t.Errorf("a name was sent: %s", b.where())
	}
	b.press("[data-compare] [data-server]")
	if !b.has("#whose ~ .notice.good") {
		t.Errorf("the server overlooks capitals, and did not, at %s: %s", b.where(), b.text("main"))
	}
	for fragment, want := range map[string]string{"e30.e30.e30": "not_ours", h.link[strings.Index(h.link, "#")+1:len(h.link)-4] + "AAAA": "altered"} {
		b.load(navigate("/verify"))
		b.load(navigate("/verify/" + h.serial + "#" + fragment))
		if got := b.uncovered(); got != want {
			t.Errorf("#%.20s…: %s, want %s", fragment, got, want)
		}
	}
	b.check("a printed code that was changed")
}
