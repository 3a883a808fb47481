package scenarios

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// postOffice is a mail server to which some people are unknown.
type postOffice struct {
	mu      sync.Mutex
	unknown string // whose address begins so; "" is nobody
	took    []string
}

func (p *postOffice) Reset()                               {}
func (p *postOffice) Logout() error                        { return nil }
func (p *postOffice) Mail(string, *smtp.MailOptions) error { return nil }
func (p *postOffice) Rcpt(to string, _ *smtp.RcptOptions) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unknown != "" && strings.HasPrefix(to, p.unknown) {
		return &smtp.SMTPError{Code: 550, Message: "<" + to + "> is not known here"}
	}
	return nil
}

func (p *postOffice) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.took = append(p.took, string(text))
	return err
}

// open starts it, and gives its address as a setting.
func (p *postOffice) open(t *testing.T) string {
	t.Helper()
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return p, nil }))
	server.Domain = "post.example"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return "smtp://" + l.Addr().String()
}

// soon waits until something is so.
func soon(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 200 {
		if so() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("not %s after ten seconds", what)
}

// lostMail: what does not arrive is seen by an administrator alone, who has it tried again or discarded; its text and link are never shown.
func lostMail(t *testing.T, database string) {
	p := &postOffice{unknown: "lost"}
	s := start(t, database, options{smtp: p.open(t)})
	root, learner := s.admin("mail-root@example.org"), s.join("lost-one@example.org")
	s.join("lost-two@example.org")
	go s.app.Outbox.Run(t.Context())
	for _, email := range []string{"lost-one@example.org", "lost-two@example.org"} {
		s.visitor().api("POST", "/auth/password/forgot", map[string]any{"email": email}).want(202)
		s.Pass(time.Second)
	}
	root.api("GET", "/admin/mail?state=lost", nil).fault("state", "unknown")
	soon(t, "given up", func() bool {
		s.Pass(time.Second)
		s.visitor().api("POST", "/auth/password/forgot", map[string]any{"email": "nobody@example.org"}).want(202)
		return len(root.api("GET", "/admin/mail?state=failed", nil).want(200).list("items")) == 2
	})
	list := root.api("GET", "/admin/mail", nil).want(200).is("items.0.to", "l…@example.org").is("items.0.kind", "reset").is("items.0.attempts", 1).is("items.0.state", "failed")
	if !strings.Contains(list.text("items.0.reason"), "is not known here") {
		t.Errorf("the reason: %s", list.body)
	}
	for _, secret := range []string{"lost-", "/reset?", "text", "subject"} {
		if strings.Contains(string(list.body), secret) {
			t.Errorf("the list holds %q: %s", secret, list.body)
		}
	}
	one, two := list.text("items.0.id"), list.text("items.1.id")
	learner.api("GET", "/admin/mail", nil).want(403)
	learner.api("POST", "/admin/mail/"+one+"/retry", nil).want(403)
	learner.api("DELETE", "/admin/mail/"+one, nil).want(403)
	root.api("DELETE", "/admin/mail/none", nil).problem(404, "mail_unknown")

	b := root.browser()
	b.get("/admin/mail").want(200).holds("is not known here").holds("New password")
	b.get("/admin/mail?state=waiting").want(200).holds("No mail waits.")
	p.mu.Lock()
	p.unknown = ""
	p.mu.Unlock()
	b.post("/admin/mail/"+one, "do", "retry").to("/admin/mail")
	soon(t, "sent", func() bool {
		s.Pass(time.Second)
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.took) == 1
	})
	b.post("/admin/mail/"+two, "do", "discard").to("/admin/mail")
	b.post("/admin/mail/"+two, "do", "discard").want(404)
	b.get("/admin/mail").want(200).holds("No mail was given up.").holds("Discarded").holds("Tried again")
	root.api("GET", "/admin/mail/actions", nil).want(200).is("items.0.action", "discard").is("items.0.by", root.id).is("items.1.action", "retry").is("items.1.message", one).is("items.2", "")
}
