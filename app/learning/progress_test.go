package learning

import (
	"fmt"
	"testing"
	"time"

	"upstander/app/publishing"
	"upstander/courses"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// outcomes makes results from a row such as "ffp": failed, failed, passed, a minute apart.
func outcomes(row string) []Outcome {
	var out []Outcome
	for i, r := range row {
		out = append(out, Outcome{Attempt: fmt.Sprint(i), Score: map[rune]float64{'f': 0.4, 'p': 0.9}[r], Passed: r == 'p', At: noon.Add(time.Duration(i) * time.Minute)})
	}
	return out
}

func TestWaitUntil(t *testing.T) {
	for row, waits := range map[string]bool{
		"": false, "f": false, "ff": false, "fff": true, "ffff": false, "fffff": false, "ffffff": true, "p": false, "fffp": false, "pfff": true, "ffpf": false, "fpff": false, "ffpfff": true,
	} {
		m := ModuleProgress{Results: outcomes(row)}
		want := time.Time{}
		if waits {
			want = m.Results[len(m.Results)-1].At.Add(failureWait)
		}
		if got := m.waitUntil(); !got.Equal(want) {
			t.Errorf("after %q: %v, not %v", row, got, want)
		}
	}
}

func TestBestAndPassed(t *testing.T) {
	for row, want := range map[string]struct {
		best   float64
		passed bool
	}{"": {0, false}, "ff": {0.4, false}, "fpf": {0.9, true}} {
		m := ModuleProgress{Results: outcomes(row)}
		if m.Best() != want.best || m.Passed() != want.passed {
			t.Errorf("%q: %v, %v", row, m.Best(), m.Passed())
		}
	}
}

// twoModules is a course: one with lessons x and y and a quiz, two with lesson z and none.
func twoModules() *publishing.Course {
	lessons := func(slugs ...string) []courses.Lesson {
		var out []courses.Lesson
		for _, s := range slugs {
			out = append(out, courses.Lesson{Slug: s})
		}
		return out
	}
	version := func(m courses.Module) *publishing.ModuleVersion {
		return &publishing.ModuleVersion{Slug: m.Slug, Version: 1, Languages: map[string]*courses.Module{publishing.DefaultLanguage: &m}}
	}
	return &publishing.Course{
		CourseVersion: &publishing.CourseVersion{Slug: "c", Version: 1, Languages: map[string]*courses.Course{publishing.DefaultLanguage: {Slug: "c", PassMark: 0.8}}},
		Modules: []*publishing.ModuleVersion{
			version(courses.Module{Slug: "one", Lessons: lessons("x", "y"), Questions: []courses.Question{{ID: "q"}}}), version(courses.Module{Slug: "two", Lessons: lessons("z")}),
		},
	}
}

func TestTallyAndNext(t *testing.T) {
	for _, c := range []struct {
		name  string
		done  map[string][]string
		quiz  string
		count int
		next  string
		state string
	}{
		{"nothing", nil, "", 0, "one/x", "enrolled"},
		{"the first lesson", map[string][]string{"one": {"x"}}, "", 1, "one/y", "in_progress"},
		{"the second lesson first", map[string][]string{"one": {"y"}}, "", 1, "one/x", "in_progress"},
		{"both lessons", map[string][]string{"one": {"x", "y"}}, "", 2, "one/quiz", "in_progress"},
		{"a quiz failed", nil, "f", 0, "one/x", "in_progress"},
		{"both lessons and a quiz failed", map[string][]string{"one": {"x", "y"}}, "ff", 2, "one/quiz", "in_progress"},
		{"the quiz alone", nil, "p", 1, "one/x", "in_progress"},
		{"all of one", map[string][]string{"one": {"x", "y"}}, "fp", 3, "two/z", "in_progress"},
		{"everything", map[string][]string{"one": {"x", "y"}, "two": {"z"}}, "p", 4, "", "in_progress"},
		{"what the version does not have", map[string][]string{"one": {"old"}, "gone": {"x"}}, "", 0, "one/x", "enrolled"},
	} {
		e := Enrolment{Course: "c", Version: 1, Language: "en"}
		for module, lessons := range c.done {
			for _, l := range lessons {
				m := e.change(module)
				m.Lessons = append(m.Lessons, LessonDone{Slug: l, At: noon})
			}
		}
		if c.quiz != "" {
			e.change("one").Results = outcomes(c.quiz)
		}
		course := twoModules()
		if done, all := e.tally(course); done != c.count || all != 4 {
			t.Errorf("%s: %d of %d", c.name, done, all)
		}
		next := ""
		if p := e.next(course); p != nil && p.Lesson != nil {
			next = p.Module + "/" + *p.Lesson
		} else if p != nil {
			next = p.Module + "/quiz"
		}
		if next != c.next {
			t.Errorf("%s: next is %q, not %q", c.name, next, c.next)
		}
		v := view(&e, course)
		if v.State != c.state || v.Progress != float64(c.count)/4 || v.Done != c.count {
			t.Errorf("%s: %s, %v", c.name, v.State, v.Progress)
		}
	}
}

// TestCompletedStays: a completed course is whole whatever a count says.
func TestCompletedStays(t *testing.T) {
	e := Enrolment{Course: "c", Version: 1, Language: "en", CompletedAt: &noon, Certificate: "UP-1"}
	if v := view(&e, twoModules()); v.State != "completed" || v.Progress != 1 || *v.Certificate != "UP-1" {
		t.Errorf("%+v", v)
	}
}

func TestEnrolmentID(t *testing.T) {
	once, again := EnrolmentID("a", "b"), EnrolmentID("a", "b")
	if once != again || EnrolmentID("a", "b") == EnrolmentID("b", "a") || EnrolmentID("ab", "") == EnrolmentID("a", "b") {
		t.Error("an enrolment's id follows from learner and course, and from nothing else")
	}
}

func TestCheckAnswers(t *testing.T) {
	questions := []courses.Question{{ID: "q", Kind: courses.Single, Options: []courses.Option{{ID: "a"}}}, {ID: "s", Kind: courses.Short}}
	text := func(s string) courses.Answer { return courses.Answer{Text: s} }
	long := make([]byte, maxShortAnswer+1)
	for i := range long {
		long[i] = 'x'
	}
	for _, c := range []struct {
		answers map[string]courses.Answer
		want    string
	}{
		{nil, ""}, {map[string]courses.Answer{"q": text("a"), "s": text("words")}, ""}, {map[string]courses.Answer{"q": text("b")}, "invalid answers.q:answer_option"},
		{map[string]courses.Answer{"s": text(string(long))}, "invalid answers.s:too_long"}, {map[string]courses.Answer{"zz": text("a")}, "invalid answers.zz:question_unknown"},
	} {
		got := ""
		if err := checkAnswers(questions, c.answers); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%.60v: %q, not %q", c.answers, got, c.want)
		}
	}
}
