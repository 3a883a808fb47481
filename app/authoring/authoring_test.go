package authoring

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/storage"
	"upstander/storage/sqlite"
)

// nobody has an account.
type nobody struct{}

func (nobody) Person(context.Context, string) (accounts.Person, error) {
	return accounts.Person{}, storage.ErrNotFound
}
func (nobody) PersonByEmail(context.Context, string) (accounts.Person, error) {
	return accounts.Person{}, storage.ErrNotFound
}

func opened(t *testing.T) *Service {
	t.Helper()
	engine, err := sqlite.Open(filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	published, err := publishing.New(t.Context(), engine, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), engine, published, nil, nobody{}, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func person(id string, roles ...access.Role) access.Actor { return access.Actor{ID: id, Roles: roles} }

var (
	ann  = person("ann", access.Learner, access.Trainer)
	bob  = person("bob", access.Learner, access.Trainer)
	rita = person("rita", access.Learner, access.Reviewer)
	both = person("both", access.Learner, access.Trainer, access.Reviewer)
	root = person("root", access.Learner, access.Admin)
	lea  = person("lea", access.Learner)
)

func sound() *courses.Module {
	return &courses.Module{
		Slug: "m", Language: "en", Title: "Title", Summary: "Summary", Minutes: 5, ContentNote: "None", Objectives: []string{"Name it"},
		Lessons: []courses.Lesson{{Slug: "read", Title: "Read", Minutes: 5, Kind: courses.Reading, Markdown: "Text."}},
	}
}

func key(err error) string {
	if err == nil {
		return ""
	}
	p := problem.From(err)
	if len(p.Fields) > 0 {
		return p.Fields[0].Key
	}
	return p.Key
}

// Every step of a draft, tried by everybody in every state: who may is the one who is named, and a step that may not be changes nothing.
func TestWhoMayDoWhat(t *testing.T) {
	s := opened(t)
	people := map[string]access.Actor{"ann": ann, "bob": bob, "rita": rita, "both": both, "root": root, "lea": lea}
	do := map[string]func(access.Actor, string) error{
		"save": func(who access.Actor, id string) error {
			d, _ := s.drafts.Get(t.Context(), id)
			_, err := s.SaveModule(t.Context(), who, ModuleText{Path: id, Rev: d.Rev, Source: sound()})
			return err
		},
		"submit": func(who access.Actor, id string) error {
			_, err := s.SubmitModule(t.Context(), who, Step{ID: id})
			return err
		},
		"withdraw": func(who access.Actor, id string) error {
			_, err := s.WithdrawModule(t.Context(), who, Step{ID: id})
			return err
		},
		"approve": func(who access.Actor, id string) error {
			_, err := s.ApproveModule(t.Context(), who, Step{ID: id})
			return err
		},
		"reject": func(who access.Actor, id string) error {
			_, err := s.RejectModule(t.Context(), who, Step{ID: id, Reason: "No."})
			return err
		},
		"publish": func(who access.Actor, id string) error {
			_, err := s.PublishModule(t.Context(), who, Publication{ID: id})
			return err
		},
		"delete": func(who access.Actor, id string) error {
			_, err := s.DeleteModule(t.Context(), who, Deletion{ID: id})
			return err
		},
	}
	may := map[State]map[string]string{ // state → step → who may
		Writing:   {"save": "ann root", "submit": "ann root", "delete": "ann root"},
		InReview:  {"withdraw": "ann root", "approve": "both rita root", "reject": "both rita root", "delete": "ann root"},
		Approved:  {"withdraw": "ann root", "publish": "ann both rita root", "delete": "ann root"},
		Published: {"publish": "ann both rita root"},
	}
	n := 0
	for _, state := range []State{Writing, InReview, Approved, Published} {
		for step, run := range do {
			for name, who := range people {
				n++
				m := sound()
				m.Slug = fmt.Sprintf("m-%d", n)
				d := s.newDraft(ann, Module, "", "created", "")
				d.Module, d.Slug, d.State, d.Live = m, m.Slug, state, state != Published
				if _, err := s.drafts.Insert(t.Context(), d); err != nil {
					t.Fatal(err)
				}
				err := run(who, d.ID)
				allowed := strings.Contains(" "+may[state][step]+" ", " "+name+" ")
				if allowed != (err == nil) {
					t.Errorf("%s of what is %s by %s: %v", step, state, name, err)
				}
				after, _ := s.drafts.Get(t.Context(), d.ID)
				if err != nil && after.Rev != 1 {
					t.Errorf("%s of what is %s by %s was refused (%s) and changed it", step, state, name, key(err))
				}
			}
		}
	}
}

// Nobody approves what they wrote, whatever roles they hold, and however they came to have a hand in it.
func TestNobodyApprovesTheirOwn(t *testing.T) {
	s := opened(t)
	made, err := s.CreateModule(t.Context(), both, NewModule{Source: sound()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveModule(t.Context(), root, ModuleText{Path: made.ID, Rev: 1, Source: sound()}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SubmitModule(t.Context(), both, Step{ID: made.ID}); err != nil {
		t.Fatal(err)
	}
	for _, who := range []access.Actor{both, root} {
		for _, judge := range []func(context.Context, access.Actor, Step) (ModuleEntry, error){s.ApproveModule, s.RejectModule} {
			if _, err := judge(t.Context(), who, Step{ID: made.ID, Note: "x"}); key(err) != "own_text" {
				t.Errorf("%s judges: %v", who.ID, err)
			}
		}
	}
	if e, err := s.ApproveModule(t.Context(), rita, Step{ID: made.ID}); err != nil || e.State != Approved || e.History[2].By.ID != "rita" {
		t.Errorf("%+v, %v", e.History, err)
	}
}

func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m *courses.Module)
		key    string
	}{
		"sound":              {func(*courses.Module) {}, ""},
		"empty":              {func(m *courses.Module) { *m = courses.Module{Slug: "m", Language: "en"} }, ""},
		"no name":            {func(m *courses.Module) { m.Slug = "" }, "slug"},
		"a name like a path": {func(m *courses.Module) { m.Slug = "../m" }, "slug"},
		"a draft's name":     {func(m *courses.Module) { m.Slug = "d_abc" }, "slug"},
		"no language":        {func(m *courses.Module) { m.Language = "" }, "unknown"},
		"a long title":       {func(m *courses.Module) { m.Title = strings.Repeat("x", courses.MaxTitle+1) }, "text_limit"},
		"a long lesson":      {func(m *courses.Module) { m.Lessons[0].Markdown = strings.Repeat("x", courses.MaxMarkdown+1) }, "text_limit"},
		"many lessons":       {func(m *courses.Module) { m.Lessons = make([]courses.Lesson, courses.MaxLessons+1) }, "too_many"},
		"many steps": {func(m *courses.Module) {
			m.Lessons[0].Scenario = &courses.Scenario{Steps: make([]courses.Step, courses.MaxSteps+1)}
		}, "too_many"},
		"a zero byte": {func(m *courses.Module) { m.Review = "a\x00" }, "characters"},
		"a zero in an id of a pair": {func(m *courses.Module) {
			m.Questions = []courses.Question{{Answer: courses.Answer{Pairs: map[string]string{"a\x00": "b"}}}}
		}, "characters"},
		"an escape written out": {func(m *courses.Module) { m.Review = `a\u0000` }, ""},
	} {
		m := sound()
		c.change(m)
		if got := key(limits(m)); got != c.key {
			t.Errorf("%s: %q, not %q", name, got, c.key)
		}
	}
}

// What a form or a program sends is kept as a bundle keeps it, so that it goes out and comes back the same.
func TestTidy(t *testing.T) {
	m := courses.Module{Lessons: []courses.Lesson{{Markdown: "\n\na\r\nb\n"}}}
	tidy(&m)
	if m.Lessons[0].Markdown != "a\nb" || m.Objectives == nil || m.Questions == nil || m.Sources == nil || m.Glossary == nil {
		t.Errorf("%+v", m)
	}
}

// Moving a lesson is a change of the order, and of nothing else.
func TestCompareByName(t *testing.T) {
	old, moved := sound(), sound()
	old.Lessons = append(old.Lessons, courses.Lesson{Slug: "more", Markdown: "More."})
	moved.Lessons = []courses.Lesson{old.Lessons[1], old.Lessons[0]}
	if parts := compare(old, moved); len(parts) != 1 || parts[0].Path != "lessons" {
		t.Errorf("%+v", parts)
	}
	moved.Lessons = moved.Lessons[:1]
	last := compare(old, moved)
	if gone := last[len(last)-1]; !strings.HasPrefix(gone.Path, "lessons.read.") || gone.Spans[0].Op != "removed" {
		t.Errorf("%+v", last)
	}
	if parts := compare(old, old); len(parts) != 0 {
		t.Errorf("a module differs from itself: %+v", parts)
	}
}

// An account that goes takes its unread drafts with it, and leaves what others rely on, under a name that is nobody's.
func TestErasure(t *testing.T) {
	s := opened(t)
	var ids []string
	for range 2 {
		made, err := s.CreateModule(t.Context(), ann, NewModule{Source: sound()})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, made.ID)
	}
	if _, err := s.SubmitModule(t.Context(), ann, Step{ID: ids[1]}); err != nil {
		t.Fatal(err)
	}
	if held, err := s.Held(t.Context(), "ann"); err != nil || len(held.([]HeldDraft)) != 2 {
		t.Errorf("%+v, %v", held, err)
	}
	for range 2 {
		if err := s.Erase(t.Context(), "ann", true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Module(t.Context(), rita, ModuleRef{ID: ids[0]}); key(err) != "module_unknown" {
		t.Errorf("an unread draft stayed: %v", err)
	}
	if e, err := s.Module(t.Context(), rita, ModuleRef{ID: ids[1]}); err != nil || e.Owner.Name != "" {
		t.Errorf("%+v, %v", e.Owner, err)
	}
}
