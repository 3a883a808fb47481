package mail

import (
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"upstander/app/access"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

var admin = access.Actor{ID: "root", Roles: []access.Role{access.Admin}}

func TestDelivery(t *testing.T) {
	s := listen(t)
	o := openOffice(t, strings.Replace(s.url, "smtp://", "smtp://clerk:"+strings.ReplaceAll(password, " ", "%20")+"@", 1), s.trust)
	o.send("amina@example.org")
	o.work(0)
	o.work(time.Hour)
	if s.count() != 1 || !s.tls[0] || s.user != "clerk" || s.from[0] != "post@upstander.example" {
		t.Fatalf("took %d, over TLS %v, from %q, signed in as %q", s.count(), s.tls, s.from, s.user)
	}
	m, err := netmail.ReadMessage(strings.NewReader(s.took[0]))
	if err != nil {
		t.Fatal(err)
	}
	if raw := m.Header.Get("Subject"); strings.ContainsFunc(raw, func(r rune) bool { return r > 126 }) {
		t.Errorf("a subject of 8 bits: %q", raw)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	from, err2 := m.Header.AddressList("From")
	if err != nil || err2 != nil || subject != "Zur Erinnerung – für dich" || from[0].Name != "Verwaltung Süd" {
		t.Errorf("%q from %v: %v %v", subject, from, err, err2)
	}
	if m.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
		t.Fatalf("encoded as %s", m.Header.Get("Content-Transfer-Encoding"))
	}
	if body, err := io.ReadAll(quotedprintable.NewReader(m.Body)); err != nil || strings.TrimSpace(string(body)) != "Grüße, Ünal" {
		t.Errorf("%q: %v", body, err)
	}
	if len(o.list(Failed))+len(o.list(Waiting)) != 0 {
		t.Error("a mail that arrived is still there")
	}
}

// TestNoPasswordInTheOpen: a server that offers no TLS is told no password, unless it is on this machine.
func TestNoPasswordInTheOpen(t *testing.T) {
	l := plainServer(t, "250 plain.example\r\n")
	o := openOffice(t, "smtp://clerk:secret@plain.invalid:"+l, nil)
	c, err := o.client()
	if err != nil || c.TLSPolicy() != "TLSMandatory" {
		t.Errorf("%v %v", c.TLSPolicy(), err)
	}
	o = openOffice(t, "smtp://127.0.0.1:"+l, nil)
	if c, err = o.client(); err != nil || c.TLSPolicy() != "TLSOpportunistic" {
		t.Errorf("%v %v", c.TLSPolicy(), err)
	}
}

func TestFailures(t *testing.T) {
	cases := map[string]struct {
		code   int
		atData bool
		dead   bool // at once
	}{
		"mailbox busy":      {450, false, false},
		"no such mailbox":   {550, false, true},
		"server overloaded": {451, true, false},
		"text refused":      {554, true, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := listen(t)
			failing := true
			fail := func() error {
				if failing {
					return &smtp.SMTPError{Code: c.code, EnhancedCode: smtp.EnhancedCode{c.code / 100, 1, 1}, Message: "<amina@example.org> not now\x07, ask boss@example.org"}
				}
				return nil
			}
			if c.atData {
				s.data = fail
			} else {
				s.rcpt = func(string) error { return fail() }
			}
			o := openOffice(t, s.url, s.trust)
			o.send("amina@example.org")
			o.work(0)
			failed, waiting := o.list(Failed), o.list(Waiting)
			if c.dead != (len(failed) == 1) || c.dead == (len(waiting) == 1) {
				t.Fatalf("failed %v, waiting %v", failed, waiting)
			}
			v := append(failed, waiting...)[0]
			if v.To != "a…@example.org" || v.Attempts != 1 || v.Kind != "digest" || strings.Contains(v.Reason, "amina@") || strings.Contains(v.Reason, "boss@") || strings.Contains(v.Reason, "\x07") || !strings.Contains(v.Reason, "not now") {
				t.Errorf("%+v", v)
			}
			o.restart() // nothing is lost
			failing = false
			if c.dead {
				o.work(24 * time.Hour)
				if s.count() != 0 {
					t.Fatal("a mail that was given up was sent")
				}
				if _, err := o.Retry(t.Context(), admin, Ref{v.ID}); err != nil {
					t.Fatal(err)
				}
				o.work(0)
			} else {
				o.work(time.Minute) // too early
				if s.count() != 0 {
					t.Error("tried again at once")
				}
				o.work(time.Hour)
			}
			if s.count() != 1 || len(o.list(Failed))+len(o.list(Waiting)) != 0 {
				t.Errorf("took %d", s.count())
			}
		})
	}
}

func TestGivenUp(t *testing.T) {
	s := listen(t)
	s.rcpt = func(string) error { return &smtp.SMTPError{Code: 450, Message: "later"} }
	o := openOffice(t, s.url, s.trust)
	if err := o.SendOnce(t.Context(), "once", "amina@example.org", "en", "digest", map[string]string{"name": "A"}); err != nil {
		t.Fatal(err)
	}
	o.send("bilal@example.org")
	for range maxTries {
		if len(o.list(Failed)) != 0 {
			t.Fatal("given up early")
		}
		o.work(24 * time.Hour)
	}
	if failed := o.list(Failed); len(failed) != 2 || failed[0].Attempts != maxTries {
		t.Fatalf("%+v", failed)
	}
	for _, v := range o.list(Failed) {
		if _, err := o.Discard(t.Context(), admin, Ref{v.ID}); err != nil {
			t.Error(err)
		}
		if _, err := o.Discard(t.Context(), admin, Ref{v.ID}); problem.From(err).Key != "mail_unknown" {
			t.Errorf("discarded twice: %v", err)
		}
		if _, err := o.Retry(t.Context(), admin, Ref{v.ID}); problem.From(err).Key != "mail_unknown" {
			t.Errorf("retried after it was discarded: %v", err)
		}
	}
	s.rcpt = nil
	if err := o.SendOnce(t.Context(), "once", "amina@example.org", "en", "digest", map[string]string{"name": "A"}); err != nil {
		t.Error(err)
	}
	o.work(24 * time.Hour)
	if s.count() != 0 {
		t.Error("a mail that was discarded was sent")
	}
	done, err := o.Actions(t.Context(), admin, paging.Input{Limit: 10})
	if err != nil || len(done.Items) != 2 || done.Items[0].By != "root" || done.Items[0].Action != "discard" || done.Items[0].Kind != "digest" {
		t.Errorf("%+v: %v", done.Items, err)
	}
}

func TestForgotten(t *testing.T) {
	s := listen(t)
	s.rcpt = func(string) error { return &smtp.SMTPError{Code: 550, Message: "no"} }
	o := openOffice(t, s.url, s.trust)
	o.send("amina@example.org")
	o.work(0)
	id := o.list(Failed)[0].ID
	o.at = o.at.Add(keepFailed)
	if o.forget(t.Context()); len(o.list(Failed)) != 1 {
		t.Error("forgotten early")
	}
	o.at = o.at.Add(24 * time.Hour)
	o.forget(t.Context())
	if _, err := o.messages.Get(t.Context(), id); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("still there: %v", err)
	}
}

// plainServer answers every line with the same and gives its port; "" is silence.
func plainServer(t *testing.T, answer string) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(c, answer)
			t.Cleanup(func() { c.Close() })
		}
	}()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port
}

// TestStall: a server that takes the call and says nothing holds up a mail, and nothing else, for no longer than patience.
func TestStall(t *testing.T) {
	for name, greeting := range map[string]string{"silent": "", "silent after its greeting": "220 slow.example\r\n"} {
		t.Run(name, func(t *testing.T) {
			o := openOffice(t, "smtp://127.0.0.1:"+plainServer(t, greeting), nil)
			o.send("amina@example.org")
			began := time.Now()
			o.work(0)
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("gave up after %v", took)
			}
			if waiting := o.list(Waiting); len(waiting) != 1 || waiting[0].Attempts != 1 {
				t.Errorf("%+v", waiting)
			}
		})
	}
}

// TestInjection: nothing in an address or a subject becomes a header or a command.
func TestInjection(t *testing.T) {
	s := listen(t)
	o := openOffice(t, s.url, s.trust)
	for _, to := range []string{"amina@example.org\r\nBcc: all@example.org", "a@example.org>\r\nRCPT TO:<b@example.org", "amina@example.org, bilal@example.org", "amina"} {
		o.send(to)
	}
	o.work(0)
	if s.count() != 0 || len(o.list(Failed)) != 4 {
		t.Errorf("took %q, failed %v", s.took, o.list(Failed))
	}
	_, err := o.messages.Insert(t.Context(), Message{
		Meta: storage.Meta{ID: "m"}, To: "amina@example.org", Subject: "Hello\r\nBcc: all@example.org\r\n\r\nbody", Text: "x\r\n.\r\nMAIL FROM:<b@example.org>", NextAt: o.at.Add(-time.Minute),
	})
	if err != nil {
		t.Fatal(err)
	}
	o.work(0)
	if s.count() != 1 {
		t.Fatalf("took %d", s.count())
	}
	m, err := netmail.ReadMessage(strings.NewReader(s.took[0]))
	if err != nil || m.Header.Get("Bcc") != "" {
		t.Errorf("%v: %v", m.Header, err)
	}
}
