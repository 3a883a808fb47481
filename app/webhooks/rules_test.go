package webhooks

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"code.dny.dev/ssrf"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"upstander/app/certificates"
	"upstander/app/problem"
	"upstander/storage"
)

func at(day int) time.Time { return time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC) }

func TestEvents(t *testing.T) {
	ends, ended, taken := at(20), at(8), at(6)
	subject := subject{Meta: storage.Meta{ID: "s"}, Since: at(3), CompletedAt: at(2)}
	for _, c := range []struct {
		name  string
		lives []certificates.Life
		want  string
		next  time.Time
	}{
		{"no certificate yet", nil, "completion@3", never},
		{"in force", []certificates.Life{{Serial: "A", IssuedAt: at(4), ExpiresAt: &ends}}, "completion@3 certificate.issued:A@4", ends},
		{"without an end", []certificates.Life{{Serial: "A", IssuedAt: at(2)}}, "completion@3 certificate.issued:A@3", never},
		{"run out", []certificates.Life{{Serial: "A", IssuedAt: at(4), ExpiresAt: &ended}}, "completion@3 certificate.issued:A@4 certificate.expired:A@8", never},
		{"revoked before it ran out", []certificates.Life{{Serial: "A", IssuedAt: at(4), ExpiresAt: &ended, RevokedAt: &taken}}, "completion@3 certificate.issued:A@4 certificate.revoked:A@6", never},
		{"superseded", []certificates.Life{{Serial: "A", IssuedAt: at(4), ExpiresAt: &ended, SupersededAt: &taken, By: "B"}, {Serial: "B", IssuedAt: at(6), ExpiresAt: &ends}},
			"completion@3 certificate.issued:A@4 certificate.superseded:A>B@6 certificate.issued:B@6", ends},
	} {
		found, next := subject.events(c.lives, at(10))
		var got []string
		ids := map[string]bool{}
		for _, e := range found {
			text := e.kind
			if e.certificate != "" {
				text += ":" + e.certificate
			}
			if e.by != "" {
				text += ">" + e.by
			}
			got = append(got, text+"@"+e.at.Format("2"))
			ids[e.id] = true
		}
		if strings.Join(got, " ") != c.want || !next.Equal(c.next) || len(ids) != len(found) {
			t.Errorf("%s: %v, next %v, %d ids", c.name, got, next, len(ids))
		}
	}
}

func TestPauses(t *testing.T) {
	total := time.Duration(0)
	for tries := 1; tries <= len(pauses); tries++ {
		for range 100 {
			if p, whole := pause(tries), pauses[tries-1]; p < whole || p > whole*6/5 {
				t.Fatalf("after %d tries the pause is %v, not about %v", tries, p, whole)
			}
		}
		total += pauses[tries-1]
	}
	if pause(len(pauses)+1) != 0 || total < patient || total > 80*time.Hour {
		t.Errorf("tried for %v", total)
	}
}

// TestSignature: what is signed checks with somebody else's library, by both secrets while they overlap, and not when it was changed.
func TestSignature(t *testing.T) {
	now := time.Now()
	old, fresh := newSecret(now), newSecret(now)
	until := now.Add(overlap)
	old.Until = &until
	e := endpoint{Secrets: []secret{fresh, old}}
	body := []byte(`{"type":"test"}`)
	headers := func(signature string, at time.Time) http.Header {
		return http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {strconv.FormatInt(at.Unix(), 10)}, "Webhook-Signature": {signature}}
	}
	check := func(s secret, h http.Header, body []byte) error {
		w, err := standardwebhooks.NewWebhook(s.Value)
		if err != nil {
			t.Fatal(err)
		}
		return w.Verify(body, h)
	}
	both := headers(e.sign("msg_1", now, body), now)
	for _, s := range e.Secrets {
		if err := check(s, both, body); err != nil {
			t.Errorf("a good signature: %v", err)
		}
	}
	if check(fresh, both, []byte(`{"type":"text"}`)) == nil || check(newSecret(now), both, body) == nil {
		t.Error("a changed body, or a foreign secret, passes")
	}
	late := now.Add(-10 * time.Minute)
	if check(fresh, headers(e.sign("msg_1", late, body), late), body) == nil {
		t.Error("an old message passes again")
	}
	if check(old, headers(e.sign("msg_1", until, body), until), body) == nil || strings.Contains(e.sign("m", until, body), " ") {
		t.Error("an old secret signs after its time")
	}
}

func TestAddresses(t *testing.T) {
	for _, local := range []bool{false, true} {
		s := &Service{Config: Config{Local: local}, guard: newGuard(local)}
		for address, want := range map[string]string{
			"": "required", "https://hooks.example.org/a?b=c": "", "https://hooks.example.org:8443/": "", "http://hooks.example.org/": "webhook_https",
			"https://user:word@hooks.example.org/": "webhook_url", "https:///x": "webhook_url", "//hooks.example.org": "webhook_https", "ftp://hooks.example.org/": "webhook_https",
			"https://hooks.example.org/#x": "webhook_url", "https://" + strings.Repeat("x", 500): "too_long", "\x00": "webhook_url",
			"https://hooks.example.org:22/": "webhook_port", "https://127.0.0.1/": "webhook_private", "https://localhost/": "webhook_private", "https://[::1]/": "webhook_private",
			"https://10.1.2.3/": "webhook_private", "https://192.168.0.1/": "webhook_private", "https://169.254.169.254/latest": "webhook_private", "https://[fd00::1]/": "webhook_private",
			"https://[::ffff:10.0.0.1]/": "webhook_private", "https://224.0.0.1/": "webhook_private", "https://0.0.0.0/": "webhook_private", "https://100.64.0.1/": "webhook_private",
			"https://8.8.8.8/": "", "http://127.0.0.1:8000/": "webhook_https",
		} {
			if local { // everything of this machine, and the rest is as strict
				switch want {
				case "webhook_port", "webhook_private":
					want = ""
				}
				if strings.HasPrefix(address, "http://127") {
					want = ""
				}
			}
			var f problem.Fields
			s.cleanURL(&f, address)
			got := ""
			if len(f) > 0 {
				got = f[0].Key
			}
			if got != want {
				t.Errorf("local %t, %q: %q, not %q", local, address, got, want)
			}
		}
	}
}

// TestGuard: a connection into a private network is refused when it is made, whatever the name was; a redirect is not followed.
func TestGuard(t *testing.T) {
	reached := 0
	there := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached++
		http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
	}))
	defer there.Close()
	_, err := newGuard(false).newClient().Get(there.URL)
	if !errors.Is(err, ssrf.ErrProhibitedPort) && !errors.Is(err, ssrf.ErrProhibitedIP) || word(err) != "address" || reached != 0 {
		t.Errorf("a private address was asked: %v, %d", err, reached)
	}
	u, err := url.Parse(there.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = "localhost:" + u.Port() // a name that leads there
	if _, err := newGuard(false).newClient().Get(u.String()); word(err) != "address" || reached != 0 {
		t.Errorf("a name that leads to a private address was asked: %v", err)
	}
	g := newGuard(false)
	for _, address := range []string{"127.0.0.1:443", "10.0.0.1:443", "172.16.0.1:443", "192.168.1.1:443", "169.254.169.254:443", "100.64.0.1:443", "0.0.0.0:443", "224.0.0.1:443", "255.255.255.255:443", "198.18.0.1:443"} {
		if g.check.Safe("tcp4", address, nil) == nil {
			t.Errorf("%s is connected to", address)
		}
	}
	for _, address := range []string{"[::1]:443", "[fe80::1]:443", "[fd00:ec2::254]:443", "[ff02::1]:443", "[64:ff9b::7f00:1]:443", "[2002:7f00:1::]:443", "[2001:db8::1]:443", "[::ffff:127.0.0.1]:443", "[::]:443"} {
		if g.check.Safe("tcp6", address, nil) == nil {
			t.Errorf("%s is connected to", address)
		}
	}
	if err := g.check.Safe("tcp4", "8.8.8.8:443", nil); err != nil {
		t.Errorf("a public address: %v", err)
	}
	if g.check.Safe("tcp4", "8.8.8.8:22", nil) == nil || g.check.Safe("udp4", "8.8.8.8:443", nil) == nil {
		t.Error("another port or network is connected to")
	}
	answer, err := newGuard(true).newClient().Get(there.URL)
	if err != nil || answer.StatusCode != http.StatusFound || reached != 1 {
		t.Errorf("on this machine: %v, reached %d times", err, reached)
	}
}
