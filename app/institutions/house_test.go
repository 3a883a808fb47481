package institutions

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/certificates"
	"upstander/app/certificates/keys"
	"upstander/app/learning"
	"upstander/app/mail"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/storage"
	"upstander/storage/sqlite"
)

// house is the application over a database in a temporary folder, with one course of one lesson and one question.
type house struct {
	*Service
	t      testing.TB
	engine storage.Engine
	path   string
	mu     sync.Mutex
	at     time.Time
}

const course = "prevention"

func open(t testing.TB) *house {
	h := &house{t: t, path: filepath.Join(t.TempDir(), "test.db"), at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	h.reopen()
	one := courses.Module{
		Slug: "one", Language: "en", Title: "One", Minutes: 5, Lessons: []courses.Lesson{{Slug: "read", Title: "Reading", Kind: courses.Reading, Minutes: 5, Markdown: "Short."}},
		Questions: []courses.Question{{ID: "q", Kind: courses.Single, Prompt: "?", Options: []courses.Option{{ID: "a", Text: "A"}, {ID: "b", Text: "B"}}, Answer: courses.Answer{Text: "a"}, Feedback: "."}},
	}
	all := map[string]map[string]*courses.Course{}
	for _, slug := range []string{course, "second", "third"} {
		all[slug] = map[string]*courses.Course{"en": {
			Slug: slug, Language: "en", Audience: courses.Diplomats, Title: "Prevention, " + slug, Modules: []string{"one"}, PassMark: .8, Hours: 1, ValidityMonths: 12, Criteria: "Done.",
		}}
	}
	if err := h.Published.Install(t.Context(), "test", map[string]map[string]*courses.Module{"one": {"en": &one}}, all); err != nil {
		t.Fatal(err)
	}
	h.pass(time.Minute)
	return h
}

// reopen is a restart of the process.
func (h *house) reopen() {
	h.t.Helper()
	ctx := context.Background()
	if h.engine != nil {
		h.engine.Close()
	}
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	var err error
	h.engine, err = sqlite.Open(h.path)
	must(err)
	engine := h.engine
	h.t.Cleanup(func() { engine.Close() })
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	words := func(_, key string, args ...any) string { return key + " " + fmt.Sprint(args...) }
	outbox, err := mail.Open(ctx, engine, "smtp://127.0.0.1:1", "from@example.org", words, h.now, log)
	must(err)
	people, err := accounts.New(ctx, engine, accounts.Config{Issuer: "https://x.example", Secrets: []string{"a secret for tests that is long enough"}, Languages: []string{"en"}, Now: h.now, Mail: outbox.Send})
	must(err)
	published, err := publishing.New(ctx, engine, h.now)
	must(err)
	ring, err := keys.Open(ctx, engine, "https://x.example", nil, h.now)
	must(err)
	issuer, err := certificates.New(ctx, engine, certificates.Config{
		Issuer: "Issuer", BaseURL: "https://x.example", Now: h.now, Keys: ring, HolderName: people.CertificateName,
		HolderEmail: func(context.Context, string) (string, error) { return "a@example.org", nil }, AudienceTitle: func(string, courses.Audience) string { return "Diplomats" },
	}, false)
	must(err)
	desk, err := learning.New(ctx, engine, published, issuer, h.now)
	must(err)
	issuer.UseEnrolments(desk)
	h.Service, err = New(ctx, engine, Config{
		BaseURL: "https://x.example", Secrets: []string{"a secret"}, Languages: []string{"en"}, Accounts: people, Learning: desk, Certificates: issuer, Published: published, Outbox: outbox,
		Words: words, Day: func(_ string, t time.Time) string { return t.Format(time.DateOnly) }, Log: log, Now: h.now,
	})
	must(err)
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

var admin = access.Actor{ID: "root", Roles: []access.Role{access.Learner, access.Admin}}

// person signs up.
func (h *house) person(name string) access.Actor {
	h.t.Helper()
	tokens, err := h.Accounts.Register(context.Background(), access.Actor{}, accounts.Registration{
		Email: address(name), Password: "correct horse 7 battery", Name: name,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.actor(tokens.User.ID)
}

// address is a person's, from the name.
func address(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r == ' ' || r == ',' {
			return '.'
		}
		return r
	}, strings.ToLower(name))
	return strings.ReplaceAll(plain, "..", ".") + "@example.org"
}

// actor is the person as they are now.
func (h *house) actor(id string) access.Actor {
	me, err := h.Accounts.Me(context.Background(), access.Actor{ID: id}, accounts.Nothing{})
	if err != nil {
		h.t.Fatal(err)
	}
	who := access.Actor{ID: id, Name: me.Name, Roles: me.Roles}
	for _, i := range me.Institutions {
		who.Manages = who.Manages || i.Role == access.Manager
	}
	return who
}

// institution opens one, with a manager.
func (h *house) institution(name string) (View, access.Actor) {
	h.t.Helper()
	boss := h.person("Boss of " + name)
	v, err := h.Create(context.Background(), admin, Draft{Name: name, Manager: address("Boss of " + name)})
	if err != nil {
		h.t.Fatal(err)
	}
	return v, h.actor(boss.ID)
}

// member makes somebody a member.
func (h *house) member(institution, name string) access.Actor {
	h.t.Helper()
	who := h.person(name)
	p, err := h.Accounts.Person(context.Background(), who.ID)
	if err == nil {
		err = h.join(context.Background(), institution, p, access.Learner)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return h.actor(who.ID)
}

// finish takes the actor through a course and gives the certificate's serial.
func (h *house) finish(who access.Actor, course string) string {
	h.t.Helper()
	ctx := context.Background()
	if _, err := h.Learning.Enrol(ctx, who, learning.CourseRef{Course: course}); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.Learning.CompleteLesson(ctx, who, learning.LessonCompletion{Course: course, Module: "one", Lesson: "read"}); err != nil {
		h.t.Fatal(err)
	}
	attempt, err := h.Learning.StartAttempt(ctx, who, learning.AttemptStart{Course: course, Module: "one"})
	if err != nil {
		h.t.Fatal(err)
	}
	result, err := h.Learning.Submit(ctx, who, learning.Submission{ID: attempt.ID, Answers: map[string]courses.Answer{"q": {Text: "a"}}})
	if err != nil || result.Enrolment.Certificate == nil {
		h.t.Fatal(err, result)
	}
	return *result.Enrolment.Certificate
}

// is reports an error that is not the expected problem.
func (h *house) is(err error, key string) {
	h.t.Helper()
	if err == nil || problem.From(err).Key != key {
		h.t.Errorf("the problem is %v, not %s", err, key)
	}
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// mails gives the texts in the outbox that hold a word.
func (h *house) mails(word string) []string {
	h.t.Helper()
	var out []string
	c, err := storage.Open[mail.Message](context.Background(), h.engine, storage.Spec{Name: "outbox", Indexes: []storage.Index{{Name: "by_next", Fields: []string{"dead", "next_at"}}}})
	h.ok(err)
	for m, err := range c.Find(context.Background(), storage.Query{}) {
		h.ok(err)
		if strings.Contains(m.Text, word) || strings.Contains(m.Subject, word) {
			out = append(out, m.Text)
		}
	}
	return out
}
