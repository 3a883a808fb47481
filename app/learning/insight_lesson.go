package learning

import (
	"context"
	"slices"
	"time"

	"upstander/app/publishing"
	"upstander/courses"
	"upstander/storage"
)

// LessonInsight is how a lesson goes. DropOff is the share of those who completed the lesson before, or began the module, who did not
// complete this one. Minutes is the median of the times that timeOf can tell, nil where it tells those of fewer than five learners.
type LessonInsight struct {
	Slug        string           `json:"slug"`
	Title       string           `json:"title"`
	Withheld    bool             `json:"withheld"`
	Completions int              `json:"completions"`
	DropOff     *float64         `json:"drop_off"`
	Minutes     *float64         `json:"median_minutes"`
	Scenario    *ScenarioInsight `json:"scenario,omitempty"`
}

// reading is what one learner did of a module, however often they took it.
type reading struct {
	done    map[string]bool          // by lesson
	took    map[string]time.Duration // by lesson: the first time that is known, for a second reading is quicker
	choices map[string][]string      // by lesson: the path through its scenario that was taken last
}

// readings gathers, by learner, what was done of a module in all courses that hold it.
func (s *Service) readings(ctx context.Context, module string) (map[string]*reading, error) {
	all, err := s.published.Courses(ctx)
	if err != nil {
		return nil, err
	}
	holds := map[string]bool{"": false}
	for _, c := range all {
		_, holds[c.Slug] = c.Module(module)
	}
	out := map[string]*reading{}
	for _, c := range all {
		if !holds[c.Slug] && !holds[c.In(publishing.DefaultLanguage).Refresher] {
			continue
		}
		for e, err := range s.enrolments.Find(ctx, storage.Query{Index: "by_course", Equal: []any{c.Slug}}) {
			if err != nil {
				return nil, err
			}
			if e.Modules[module] == nil {
				continue
			}
			if out[e.Learner] == nil {
				out[e.Learner] = &reading{map[string]bool{}, map[string]time.Duration{}, map[string][]string{}}
			}
			out[e.Learner].add(&e, module)
		}
	}
	return out, nil
}

func (r *reading) add(e *Enrolment, module string) {
	moments := e.moments()
	for _, l := range e.Modules[module].Lessons {
		r.done[l.Slug] = true
		if took, ok := timeOf(moments, l.At); ok && r.took[l.Slug] == 0 {
			r.took[l.Slug] = took
		}
		if len(l.Path) > 0 {
			r.choices[l.Slug] = l.Path
		}
	}
}

// moments are the times that an enrolment holds, in order: its beginning, each lesson completed, each quiz marked.
func (e *Enrolment) moments() []time.Time {
	out := []time.Time{e.EnrolledAt}
	for _, m := range e.Modules {
		for _, l := range m.Lessons {
			out = append(out, l.At)
		}
		for _, o := range m.Results {
			out = append(out, o.At)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// What can be a time of reading. Nobody's reading is watched, so it is told from what is stored anyway; longer than longestReading is taken
// for a pause, shorter than shortestReading for a lesson that was clicked through, or read without a network and reported with others later.
const (
	shortestReading = 20 * time.Second
	longestReading  = time.Hour
)

// timeOf tells how long a lesson completed at a moment took: since the moment before it.
func timeOf(moments []time.Time, at time.Time) (time.Duration, bool) {
	i, _ := slices.BinarySearchFunc(moments, at, time.Time.Compare)
	if i == 0 {
		return 0, false
	}
	took := at.Sub(moments[i-1])
	return took, took >= shortestReading && took < longestReading
}

func lessonInsights(m *courses.Module, began map[string]*reading) []LessonInsight {
	var out []LessonInsight
	before := len(began)
	for i := range m.Lessons {
		l := &m.Lessons[i]
		v := LessonInsight{Slug: l.Slug, Title: l.Title, Withheld: len(began) < fewest}
		if v.Withheld {
			out = append(out, v)
			continue
		}
		var took []time.Duration
		for _, r := range began {
			if r.done[l.Slug] {
				v.Completions++
			}
			if t := r.took[l.Slug]; t > 0 {
				took = append(took, t)
			}
		}
		if len(took) >= fewest {
			slices.Sort(took)
			minutes := took[len(took)/2].Round(time.Second).Minutes()
			v.Minutes = &minutes
		}
		if before > 0 {
			share := max(0, 1-float64(v.Completions)/float64(before))
			v.DropOff = &share
		}
		before = v.Completions
		if l.Scenario != nil {
			v.Scenario = scenarioInsight(l, began)
		}
		out = append(out, v)
	}
	return out
}
