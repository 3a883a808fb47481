package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"upstander/storage/sqlite"
)

// sink is a mail server that keeps what it takes.
type sink struct {
	url   string
	trust *tls.Config
	rcpt  func(to string) error // nil: takes everybody
	data  func() error

	mu   sync.Mutex
	took []string // whole messages
	from []string
	tls  []bool // of each
	user string
}

// session is one connection to it.
type session struct {
	*sink
	conn *smtp.Conn
	from string
}

const password = "let me in"

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, secret string) error {
		if secret != password {
			return errors.New("no such password")
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.user = user
		return nil
	}), nil
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.rcpt != nil {
		return s.rcpt(to)
	}
	return nil
}
func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err == nil && s.data != nil {
		err = s.data()
	}
	if err != nil {
		return err
	}
	_, encrypted := s.conn.TLSConnectionState()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took, s.sink.from, s.sink.tls = append(s.took, string(text)), append(s.sink.from, s.from), append(s.sink.tls, encrypted)
	return nil
}

// listen starts a sink that offers STARTTLS.
func listen(t *testing.T) *sink {
	t.Helper()
	web := httptest.NewTLSServer(nil) // for its certificate
	defer web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	s := &sink{trust: &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{sink: s, conn: c}, nil }))
	server.Domain, server.TLSConfig, server.ErrorLog = "sink.example", &tls.Config{Certificates: web.TLS.Certificates}, quiet{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	s.url = "smtp://" + l.Addr().String()
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *sink) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.took)
}

// office is an outbox over a database in a temporary folder, with a clock of its own.
type office struct {
	*Outbox
	t      *testing.T
	path   string
	engine *sqlite.Engine
	server string
	trust  *tls.Config
	at     time.Time
}

func openOffice(t *testing.T, server string, trust *tls.Config) *office {
	o := &office{t: t, path: filepath.Join(t.TempDir(), "mail.db"), server: server, trust: trust, at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	o.restart()
	t.Cleanup(func() { o.engine.Close() })
	return o
}

// restart is a new process over the same store.
func (o *office) restart() {
	o.t.Helper()
	if o.engine != nil {
		o.engine.Close()
	}
	engine, err := sqlite.Open(o.path)
	if err != nil {
		o.t.Fatal(err)
	}
	words := func(_, key string, args ...any) string {
		if strings.HasSuffix(key, ".subject") {
			return "Zur Erinnerung – für dich"
		}
		return "Grüße, " + args[1].(string)
	}
	o.engine = engine
	o.Outbox, err = Open(context.Background(), engine, o.server, "Verwaltung Süd <post@upstander.example>", words, func() time.Time { return o.at }, slog.New(slog.DiscardHandler))
	if err != nil {
		o.t.Fatal(err)
	}
	o.Outbox.trust, o.patience = o.trust, time.Second
}

func (o *office) send(to string) {
	o.t.Helper()
	if err := o.Send(o.t.Context(), to, "de", "digest", map[string]string{"name": "Ünal"}); err != nil {
		o.t.Fatal(err)
	}
}

// work passes some time and sends what is due.
func (o *office) work(passed time.Duration) {
	o.at = o.at.Add(passed + time.Millisecond) // a mail is due after its moment, not at it
	o.sendDue(o.t.Context())
}

// list gives what is in a state.
func (o *office) list(state string) []View {
	o.t.Helper()
	out, err := o.List(o.t.Context(), admin, ListInput{State: state, Limit: 50})
	if err != nil {
		o.t.Fatal(err)
	}
	return out.Items
}
