package learning

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"upstander/courses"
)

func TestTimeOfLesson(t *testing.T) {
	for name, c := range map[string]struct {
		since time.Duration // from the moment before to the completion
		told  bool
	}{"at once": {0, false}, "clicked through": {19 * time.Second, false}, "quick": {20 * time.Second, true}, "long": {59 * time.Minute, true}, "a pause": {time.Hour, false}} {
		e := Enrolment{EnrolledAt: noon.Add(-24 * time.Hour), Modules: map[string]*ModuleProgress{
			"one": {Results: outcomes("p")}, // at noon, in another module
			"two": {Lessons: []LessonDone{{Slug: "after", At: noon.Add(2 * time.Hour)}, {Slug: "read", At: noon.Add(c.since)}}},
		}}
		r := reading{map[string]bool{}, map[string]time.Duration{}, map[string][]string{}}
		r.add(&e, "two")
		if took, told := r.took["read"]; told != c.told || told && took != c.since {
			t.Errorf("%s: %v, %v", name, took, told)
		}
		if !r.done["read"] {
			t.Errorf("%s: not done", name)
		}
	}
}

func TestFirstReadingIsTimed(t *testing.T) {
	r := reading{map[string]bool{}, map[string]time.Duration{}, map[string][]string{}}
	for _, took := range []time.Duration{2 * time.Hour, 8 * time.Minute, 2 * time.Minute} {
		r.add(&Enrolment{EnrolledAt: noon, Modules: map[string]*ModuleProgress{"one": {Lessons: []LessonDone{{Slug: "read", At: noon.Add(took)}}}}}, "one")
	}
	if r.took["read"] != 8*time.Minute {
		t.Error(r.took["read"])
	}
}

// group makes learners who have each taken a path, "speak,back" say, and needed as many minutes as their number.
func group(paths ...string) map[string]*reading {
	out := map[string]*reading{}
	for i, path := range paths {
		r := &reading{map[string]bool{"decide": true}, map[string]time.Duration{"decide": time.Duration(i+1) * time.Minute}, map[string][]string{}}
		if path != "" {
			r.choices["decide"] = strings.Split(path, ",")
		}
		out[fmt.Sprint(i)] = r
	}
	return out
}

func TestMedianIsOfFiveAndMore(t *testing.T) {
	m := &courses.Module{Lessons: []courses.Lesson{{Slug: "decide"}}}
	began := group("", "", "", "", "")
	if got := lessonInsights(m, began)[0]; got.Minutes == nil || *got.Minutes != 3 || got.Completions != 5 || got.Scenario != nil {
		t.Errorf("%+v", got)
	}
	delete(began["0"].took, "decide")
	if got := lessonInsights(m, began)[0]; got.Minutes != nil || got.Completions != 5 {
		t.Errorf("of four: %+v", got)
	}
}

func TestScenarioInsight(t *testing.T) {
	l := &courses.Lesson{Slug: "decide", Scenario: &courses.Scenario{Steps: []courses.Step{
		{ID: "start", Choices: []courses.Choice{{ID: "speak", Next: "end", Best: true}, {ID: "wait", Next: "later"}}},
		{ID: "later", Choices: []courses.Choice{{ID: "speak", Next: "end"}, {ID: "back", Next: "start"}}},
		{ID: "end", Ending: true},
	}}}
	for name, c := range map[string]struct {
		paths    []string
		withheld bool
		figures  string // start.speak start.wait later.speak later.back end
	}{
		"nobody":                       {nil, true, "0 0 0 0 0"},
		"four":                         {[]string{"speak", "speak", "speak", "speak"}, true, "0 0 0 0 0"},
		"paths unfinished and unknown": {[]string{"speak", "speak", "speak", "speak", "wait", "gone", ""}, true, "0 0 0 0 0"},
		"a circle counts once":         {[]string{"wait,back,wait,back,speak", "speak", "speak", "speak", "speak"}, false, "5 0 0 0 5"},
		"nine are five":                {strings.Fields(strings.Repeat("wait,speak ", 9)), false, "0 5 5 0 5"},
		"ten and one are ten and none": {append(strings.Fields(strings.Repeat("speak ", 10)), "wait,speak"), false, "10 0 0 0 10"},
	} {
		got := scenarioInsight(l, group(c.paths...))
		var figures []string
		for _, step := range got.Steps {
			for _, choice := range step.Choices {
				figures = append(figures, fmt.Sprint(choice.AtLeast))
			}
			if step.Ending {
				figures = append(figures, fmt.Sprint(step.AtLeast))
			}
		}
		if list := strings.Join(figures, " "); got.Withheld != c.withheld || list != c.figures {
			t.Errorf("%s: %s, withheld %v", name, list, got.Withheld)
		}
	}
}
