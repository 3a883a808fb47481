package accounts

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage/sqlite"
)

const password = "correct horse 7 battery"

// desk is the service over a store of its own, with a clock that the test moves and a box for the mail.
type desk struct {
	*Service
	t    *testing.T
	now  time.Time
	mail []map[string]string // values, with the address under "to"
}

func open(t *testing.T) *desk {
	t.Helper()
	engine, err := sqlite.Open(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	d := &desk{t: t, now: noon}
	d.Service, err = New(t.Context(), engine, Config{
		Issuer: issuer, Secrets: []string{newSecret}, Languages: []string{"en"}, Throttled: true, Now: func() time.Time { return d.now },
		Mail: func(_ context.Context, to, _, _ string, values map[string]string) error {
			values["to"] = to
			d.mail = append(d.mail, values)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) register(email string) Tokens {
	d.t.Helper()
	out, err := d.Register(d.t.Context(), access.Actor{}, Registration{Email: email, Password: password, Name: "Amina", Address: "192.0.2.1"})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// said gives the key of a problem, "" for none.
func said(err error) string {
	if err == nil {
		return ""
	}
	p := problem.From(err)
	if len(p.Fields) > 0 {
		return p.Fields[0].Name + ":" + p.Fields[0].Key
	}
	return p.Key
}

func TestRefresh(t *testing.T) {
	d := open(t)
	refresh := func(token string, browser bool) (Tokens, string) {
		out, err := d.Refresh(t.Context(), access.Actor{}, RefreshInput{RefreshToken: token, Browser: browser})
		return out, said(err)
	}
	first := d.register("a@example.org")
	second, fault := refresh(first.RefreshToken, false)
	if fault != "" || second.RefreshToken == first.RefreshToken {
		t.Fatalf("the first use: %s", fault)
	}
	if _, err := d.Authenticate(t.Context(), second.AccessToken); err != nil {
		t.Fatal(err)
	}
	// A program that shows a spent one ends the session, at once and for all its tokens.
	if _, fault := refresh(first.RefreshToken, false); fault != "bad_refresh" {
		t.Errorf("a spent token: %q", fault)
	}
	if _, fault := refresh(second.RefreshToken, false); fault != "bad_refresh" {
		t.Errorf("the token after it: %q", fault)
	}
	if _, err := d.Authenticate(t.Context(), second.AccessToken); said(err) != "unauthenticated" {
		t.Errorf("the access token after it: %v", err)
	}

	// A browser's second tab is no thief for a short while, and gets what the first tab got.
	first, err := d.Login(t.Context(), access.Actor{}, Credentials{Email: "a@example.org", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	second, _ = refresh(first.RefreshToken, true)
	d.now = d.now.Add(refreshGrace - time.Second)
	if again, fault := refresh(first.RefreshToken, true); fault != "" || again.RefreshToken != second.RefreshToken {
		t.Errorf("a second tab: %q", fault)
	}
	third, fault := refresh(second.RefreshToken, true)
	if fault != "" {
		t.Errorf("after a second tab: %q", fault)
	}
	if _, fault := refresh(first.RefreshToken, true); fault != "bad_refresh" {
		t.Errorf("two behind is no second tab: %q", fault)
	}
	if _, fault := refresh(third.RefreshToken, true); fault != "bad_refresh" {
		t.Errorf("and ends the session: %q", fault)
	}

	first, _ = d.Login(t.Context(), access.Actor{}, Credentials{Email: "a@example.org", Password: password})
	if _, fault := refresh(first.RefreshToken, true); fault != "" {
		t.Fatal(fault)
	}
	d.now = d.now.Add(refreshGrace)
	if _, fault := refresh(first.RefreshToken, true); fault != "bad_refresh" {
		t.Errorf("a second tab too late: %q", fault)
	}
}

// TestSessionsEnd: without use after a month, in use after half a year.
func TestSessionsEnd(t *testing.T) {
	d := open(t)
	tokens := d.register("a@example.org")
	refresh := func(after time.Duration) string {
		d.now = d.now.Add(after)
		out, err := d.Refresh(t.Context(), access.Actor{}, RefreshInput{RefreshToken: tokens.RefreshToken})
		tokens = out
		return said(err)
	}
	for i := range 6 {
		if fault := refresh(idleLife - time.Hour); fault != "" {
			t.Fatalf("in use, month %d: %s", i+1, fault)
		}
	}
	if fault := refresh(time.Hour * 24); fault != "bad_refresh" {
		t.Errorf("after half a year: %q", fault)
	}
	tokens, _ = d.Login(t.Context(), access.Actor{}, Credentials{Email: "a@example.org", Password: password})
	if fault := refresh(idleLife); fault != "bad_refresh" {
		t.Errorf("a month without use: %q", fault)
	}
}

// TestManySessions: the one unused for longest gives way.
func TestManySessions(t *testing.T) {
	d := open(t)
	first := d.register("a@example.org")
	var actors []Tokens
	for range maxSessions {
		d.now = d.now.Add(time.Second)
		out, err := d.Login(t.Context(), access.Actor{}, Credentials{Email: "a@example.org", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		actors = append(actors, out)
	}
	if _, err := d.Authenticate(t.Context(), first.AccessToken); said(err) != "unauthenticated" {
		t.Errorf("the oldest session: %v", err)
	}
	for i, a := range actors {
		if _, err := d.Authenticate(t.Context(), a.AccessToken); err != nil {
			t.Errorf("session %d: %v", i, err)
		}
	}
}

// TestUnknownAddress: it is answered as a wrong password is, after as much work.
func TestUnknownAddress(t *testing.T) {
	d := open(t)
	d.register("known@example.org")
	login := func(email string) (time.Duration, string) {
		d.failedPair.Forget(" " + email)
		begun := time.Now()
		_, err := d.Login(t.Context(), access.Actor{}, Credentials{Email: email, Password: "a wrong password"})
		return time.Since(begun), said(err)
	}
	login("nobody@example.org") // makes the dummy hash
	var known, unknown []time.Duration
	for range 7 {
		took, fault := login("known@example.org")
		if fault != "bad_credentials" {
			t.Fatal(fault)
		}
		known = append(known, took)
		if took, fault = login("nobody@example.org"); fault != "bad_credentials" {
			t.Fatal(fault)
		}
		unknown = append(unknown, took)
	}
	// The least of several is what the work takes; a busy machine adds to it by chance only.
	least, other := slices.Min(known), slices.Min(unknown)
	if other < least/2 || other > 2*least {
		t.Errorf("a known address takes %v, an unknown one %v", least, other)
	}
}

func TestThrottling(t *testing.T) {
	d := open(t)
	d.register("a@example.org")
	login := func(address, email, word string) string {
		_, err := d.Login(t.Context(), access.Actor{}, Credentials{Email: email, Password: word, Address: address})
		return said(err)
	}
	for range 6 {
		if got := login("192.0.2.1", "a@example.org", "guess"); got != "bad_credentials" {
			t.Fatal(got)
		}
	}
	for _, c := range []struct {
		name, address, email string
		after                time.Duration
		want                 string
	}{
		{"the same again", "192.0.2.1", "a@example.org", 0, "too_many"},
		{"the address in capitals", "192.0.2.1", " A@EXAMPLE.ORG ", 0, "too_many"},
		{"another address", "192.0.2.2", "a@example.org", 0, ""},
		{"a second before the end", "192.0.2.1", "a@example.org", 15*time.Minute - time.Second, "too_many"},
		{"after it", "192.0.2.1", "a@example.org", time.Second, ""},
	} {
		d.now = d.now.Add(c.after)
		if got := login(c.address, c.email, password); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

// TestGuessesAtOnce: guesses sent together are counted as those one after another.
func TestGuessesAtOnce(t *testing.T) {
	d := open(t)
	d.register("a@example.org")
	faults := make([]string, 20)
	var group sync.WaitGroup
	for i := range faults {
		group.Go(func() {
			_, err := d.Login(t.Context(), access.Actor{}, Credentials{Email: "a@example.org", Password: "guess", Address: "192.0.2.1"})
			faults[i] = said(err)
		})
	}
	group.Wait()
	slices.Sort(faults)
	if n, _ := slices.BinarySearch(faults, "too_many"); n != 6 {
		t.Errorf("of 20 guesses at once %d were looked at: %v", n, faults)
	}
}

func TestResetPassword(t *testing.T) {
	d := open(t)
	tokens := d.register("a@example.org")
	for _, email := range []string{"nobody@example.org", "a@example.org"} {
		if _, err := d.Forgot(t.Context(), access.Actor{}, ForgotInput{Email: email}); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.mail) != 1 || d.mail[0]["to"] != "a@example.org" || !strings.HasPrefix(d.mail[0]["link"], issuer+"/reset?token=") {
		t.Fatalf("mail: %v", d.mail)
	}
	token := strings.TrimPrefix(d.mail[0]["link"], issuer+"/reset?token=")
	reset := func(token, word string) string {
		_, err := d.ResetPassword(t.Context(), access.Actor{}, ResetInput{Token: token, Password: word})
		return said(err)
	}
	for _, c := range []struct {
		name, token, password, want string
		after                       time.Duration
	}{
		{"no token", "", "a new long one", "token:reset_token", 0},
		{"another's id", "x" + token, "a new long one", "token:reset_token", 0},
		{"a cut token", token[:len(token)-1], "a new long one", "token:reset_token", 0},
		{"a short password", token, "short", "password:too_short", 0},
		{"too late", token, "a new long one", "token:reset_token", time.Hour},
		{"in time", token, "a new long one", "", -time.Minute},
		{"again", token, "a new long one", "token:reset_token", 0},
	} {
		d.now = d.now.Add(c.after)
		if got := reset(c.token, c.password); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
	if _, err := d.Authenticate(t.Context(), tokens.AccessToken); said(err) != "unauthenticated" {
		t.Errorf("a session from before: %v", err)
	}
	u, err := d.users.Get(t.Context(), tokens.User.ID)
	if err != nil || u.Reset != nil || !strings.HasPrefix(u.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the account holds %q, %v, %v", u.Password, u.Reset, err)
	}
	// A flood of mails to one person stops, and the answer stays the same.
	for range 10 {
		if _, err := d.Forgot(t.Context(), access.Actor{}, ForgotInput{Email: "a@example.org"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.mail) != 5 {
		t.Errorf("%d mails in an hour", len(d.mail))
	}
}

func TestCleanFields(t *testing.T) {
	for in, want := range map[string]string{
		" A.B@Example.org ": "a.b@example.org", "josé@example.org": "josé@example.org", "a@b": "a@b",
		"": "required", "a": "email", "a@": "email", "@b.org": "email", "a@b@c.org": "email", "A B <a@b.org>": "email", "a\u00a0b@c.org": "email",
		"a\r\nBcc: x@y.org": "email", `"a b"@c.org`: "email", strings.Repeat("a", 255) + "@b.org": "too_long",
	} {
		var f problem.Fields
		got := cleanEmail(&f, in)
		if len(f) > 0 {
			got = f[0].Key
		}
		if got != want {
			t.Errorf("address %q: %q, not %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"  Amina \t Ünlü ": "Amina Ünlü", "Jose\u0301": "José", "O’Neill": "O’Neill", "王 小明": "王 小明", "": "required", " ": "required",
		"a\u202eb": "characters", "a\u2067b": "characters", "<b>": "characters", "a\x00": "characters", "a\ufffd": "characters", strings.Repeat("ä", 201): "too_long",
	} {
		var f problem.Fields
		got := cleanName(&f, "name", in, true)
		if len(f) > 0 {
			got = f[0].Key
		}
		if got != want {
			t.Errorf("name %q: %q, not %q", in, got, want)
		}
	}
}
