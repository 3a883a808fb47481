package publishing

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"upstander/app/problem"
	"upstander/courses"
	"upstander/storage/sqlite"
)

func opened(t *testing.T) *Service {
	t.Helper()
	engine, err := sqlite.Open(filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	s, err := New(t.Context(), engine, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func module(title string, lessons ...string) courses.Module {
	m := courses.Module{Slug: "m", Language: "en", Title: title}
	for _, slug := range lessons {
		m.Lessons = append(m.Lessons, courses.Lesson{Slug: slug, Kind: courses.Reading, Markdown: title})
	}
	return m
}

func course(modules ...string) courses.Course {
	return courses.Course{Slug: "c", Language: "en", Audience: courses.Media, Title: "Course", PassMark: 0.5, Hours: 1, Modules: modules}
}

// install is a release of the product with one module and one course.
func install(t *testing.T, s *Service, title string) {
	t.Helper()
	m, c := module(title, "a"), course("m")
	c.Title = title
	err := s.Install(t.Context(), title, map[string]map[string]*courses.Module{"m": {"en": &m}}, map[string]map[string]*courses.Course{"c": {"en": &c}})
	if err != nil {
		t.Fatal(err)
	}
}

func publish(t *testing.T, s *Service, m courses.Module, base int64, draft string, change Change) (int64, error) {
	t.Helper()
	return s.PublishModule(t.Context(), m, Base{Version: base, By: "ann", Publication: Publication{Change: change, Draft: draft}})
}

func wantProblem(t *testing.T, err error, key string) {
	t.Helper()
	var p *problem.Error
	if !errors.As(err, &p) || p.Key != key && (len(p.Fields) == 0 || p.Fields[0].Key != key) {
		t.Errorf("error is %v, not %s", err, key)
	}
}

// A release of the product moves a head that is its own, and no other.
func TestReleaseLeavesEditsAlone(t *testing.T) {
	s := opened(t)
	install(t, s, "one")
	install(t, s, "two")
	if h, _ := s.ModuleHead(t.Context(), "m"); h.Latest != 2 || !h.BuiltIn {
		t.Fatalf("after two releases the head is %+v", h)
	}
	if n, err := publish(t, s, module("mine", "a"), 2, "d1", Editorial); n != 3 || err != nil {
		t.Fatalf("published as %d: %v", n, err)
	}
	install(t, s, "three")
	install(t, s, "three")
	h, _ := s.ModuleHead(t.Context(), "m")
	if h.Latest != 3 || h.Count != 4 || h.BuiltIn {
		t.Errorf("after a third release the head is %+v", h)
	}
	if v, err := s.Module(t.Context(), "m", 0); err != nil || v.In("en").Title != "mine" {
		t.Errorf("the edit is gone: %v", err)
	}
	if v, err := s.Module(t.Context(), "m", 4); err != nil || v.In("en").Title != "three" || v.PublishedBy != BuiltIn {
		t.Errorf("the release is not in the history: %v", err)
	}
	c, err := s.Latest(t.Context(), "c")
	if err != nil || c.CourseVersion.Modules[0].Version != 4 {
		t.Errorf("the product's course has %+v: %v", c.CourseVersion.Modules, err)
	}
	if n, err := publish(t, s, module("mine again", "a"), 3, "d2", Substantive); n != 5 || err != nil {
		t.Errorf("published as %d: %v", n, err)
	}
}

func TestPublishingTwiceIsOnce(t *testing.T) {
	s := opened(t)
	for range 2 {
		if n, err := publish(t, s, module("one", "a"), 0, "d1", ""); n != 1 || err != nil {
			t.Fatalf("published as %d: %v", n, err)
		}
	}
	_, err := publish(t, s, module("other", "a"), 0, "d2", "")
	wantProblem(t, err, "slug_taken")
	if n, err := publish(t, s, module("two", "a"), 1, "d3", ""); n != 2 || err != nil {
		t.Fatalf("published as %d: %v", n, err)
	}
	_, err = publish(t, s, module("late", "a"), 1, "d4", "")
	wantProblem(t, err, "base_moved")
}

// A process that ends between the version and the head leaves a version behind the head: the next to come brings the head up to it.
func TestCutShort(t *testing.T) {
	s := opened(t)
	if _, err := publish(t, s, module("one", "a"), 0, "d1", ""); err != nil {
		t.Fatal(err)
	}
	two := module("two", "a")
	cut := ModuleVersion{Slug: "m", Languages: map[string]*courses.Module{"en": &two}, Hash: "x", PublishedBy: "ann", Publication: Publication{Draft: "d2"}}
	if _, err := s.placeModule(t.Context(), cut, 2); err != nil {
		t.Fatal(err)
	}
	_, err := publish(t, s, module("three", "a"), 1, "d3", "")
	wantProblem(t, err, "base_moved")
	if n, err := publish(t, s, two, 1, "d2", ""); n != 2 || err != nil {
		t.Errorf("the publication that was cut short ends as %d: %v", n, err)
	}
}

func TestManyPublishAtOnce(t *testing.T) {
	s := opened(t)
	if _, err := publish(t, s, module("one", "a"), 0, "d0", ""); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	good := 0
	for _, draft := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		group.Go(func() {
			n, err := s.PublishModule(context.Background(), module(draft, "a"), Base{Version: 1, By: draft, Publication: Publication{Draft: draft}})
			mu.Lock()
			defer mu.Unlock()
			if err == nil && n == 2 {
				good++
			} else if err == nil || problem.From(err).Key != "base_moved" {
				t.Errorf("%s: %d, %v", draft, n, err)
			}
		})
	}
	group.Wait()
	if h, _ := s.ModuleHead(t.Context(), "m"); good != 1 || h.Latest != 2 {
		t.Errorf("%d publications of one base went through; the head is %+v", good, h)
	}
}

// Learners move to a version that asks the same of them, and only through versions that do.
func TestSuccessor(t *testing.T) {
	s := opened(t)
	_, _ = publish(t, s, module("one", "a", "b"), 0, "d1", "")
	_, err := publish(t, s, module("fewer", "a"), 1, "d2", Editorial)
	wantProblem(t, err, "not_editorial")
	_, _ = publish(t, s, module("worded", "a", "b"), 1, "d2", Editorial)
	_, _ = publish(t, s, module("longer", "a", "b", "c"), 2, "d3", Substantive)
	give := func(base, version int64, change Change) error {
		_, err := s.PublishCourse(t.Context(), course("m"), []ModuleRef{{"m", version}}, Base{Version: base, By: "ann", Publication: Publication{Change: change, Draft: string(rune('a' + base))}})
		return err
	}
	if err := errors.Join(give(0, 1, ""), give(1, 2, Editorial)); err != nil {
		t.Fatal(err)
	}
	wantProblem(t, give(2, 3, Editorial), "not_editorial")
	if err := give(2, 3, Substantive); err != nil {
		t.Fatal(err)
	}
	for from, want := range map[int64]int64{1: 2, 2: 2, 3: 3} {
		if got, err := s.Successor(t.Context(), "c", from); got != want || err != nil {
			t.Errorf("from %d a learner moves to %d, not %d: %v", from, got, want, err)
		}
	}
}
