package scenarios

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"upstander/app/boot"
	"upstander/app/config"
	"upstander/app/publishing"
	"upstander/storage"
)

// baseURL is how the server is told that the world reaches it; it is printed in answers, so that they do not hold a port.
const baseURL = "https://learn.example.org"

// clock is what the server takes for the time.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass lets time pass.
func (c *clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)} }

type options struct {
	throttled bool
	clock     *clock // nil: a new one
	bare      bool   // without the fixture course
	smtp      string // of a mail server; "" sends no mail
	local     bool   // the site is for this machine alone
}

// server is the application on a port, with its fixture course.
type server struct {
	*clock
	t        *testing.T
	app      *boot.Application
	engine   storage.Engine
	url      string
	base     string // address by which it knows itself
	database string
	stop     func()
}

// start opens the application over the database and serves it until the test is over.
func start(t *testing.T, database string, o options) *server {
	t.Helper()
	engine, err := boot.OpenEngine(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{clock: o.clock, t: t, engine: engine, database: database, base: baseURL}
	if o.local {
		s.base = "http://127.0.0.1:8080"
	}
	if s.clock == nil {
		s.clock = newClock()
	}
	c, err := config.Load(func(key string) (string, bool) {
		values := map[string]string{"UPSTANDER_DATABASE": database, "UPSTANDER_BASE_URL": s.base, "UPSTANDER_RATE_LIMITS": "off"}
		if o.throttled {
			values["UPSTANDER_RATE_LIMITS"] = "on"
		}
		if o.smtp != "" {
			values["UPSTANDER_SMTP_URL"], values["UPSTANDER_MAIL_FROM"] = o.smtp, "post@learn.example.org"
		}
		return values[key], values[key] != ""
	})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	if s.app, err = boot.Open(t.Context(), c, engine, log, s.Now); err != nil {
		engine.Close()
		t.Fatal(err)
	}
	if !o.bare {
		s.install(t, fixture("First edition"))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + listener.Addr().String()
	web := s.app.Server.App()
	served := make(chan error, 1)
	go func() { served <- web.Listener(listener) }()
	s.stop = sync.OnceFunc(func() {
		if err := web.ShutdownWithTimeout(10 * time.Second); err != nil {
			t.Errorf("stopping: %v", err)
		}
		<-served
		engine.Close()
	})
	t.Cleanup(s.stop)
	return s
}

// of gives the same server with another test to report to.
func (s *server) of(t *testing.T) *server {
	same := *s
	same.t = t
	return &same
}

// install publishes an edition of the fixture course.
func (s *server) install(t *testing.T, e edition) {
	t.Helper()
	published, err := publishing.New(t.Context(), s.engine, s.Now)
	if err == nil {
		err = published.Install(t.Context(), e.title, e.modules, e.courses)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Pass(time.Minute) // the server looks for new versions now and then
}

// admin makes an administrator as the command line does, and signs in.
func (s *server) admin(email string) *client {
	s.t.Helper()
	if _, err := s.app.Accounts.MakeAdmin(context.Background(), email, password); err != nil {
		s.t.Fatal(err)
	}
	c := s.visitor()
	c.signIn(email)
	return c
}

// visitor is a program that has not signed in.
func (s *server) visitor() *client {
	return &client{s: s, http: &http.Client{Transport: transport, Timeout: 30 * time.Second}}
}

// transport keeps enough connections for what happens at once.
var transport = &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}
