package learning

import (
	"context"
	"slices"
	"time"

	"upstander/app/ident"
	"upstander/app/publishing"
	"upstander/storage"
)

// Enrolment is a learner in a course at a version: the one document that holds all progress. Each renewal has one of its own, so
// that what was done before stays as it was; see cycle.go.
type Enrolment struct {
	storage.Meta `bson:",inline"`           // follows from learner, course and cycle
	Learner      string                     `bson:"learner"`
	Course       string                     `bson:"course"`
	Version      int64                      `bson:"version"`
	Language     string                     `bson:"language"`
	EnrolledAt   time.Time                  `bson:"enrolled_at"`
	ActiveAt     time.Time                  `bson:"active_at"`
	DueAt        *time.Time                 `bson:"due_at,omitempty"`
	CompletedAt  *time.Time                 `bson:"completed_at,omitempty"`
	Certificate  string                     `bson:"certificate,omitempty"` // serial
	Modules      map[string]*ModuleProgress `bson:"modules"`               // by slug; absent: nothing done

	Cycle  int64   `bson:"cycle,omitempty"`  // 2 for the first renewal; 0 is the first time
	Cycles int64   `bson:"cycles,omitempty"` // of the first time alone: the cycle that holds now; 0 is itself
	Taken  string  `bson:"taken,omitempty"`  // the refresher by which Course is renewed; Version is then its version
	Before *Earned `bson:"before,omitempty"` // what this cycle renews

	Declined int64   `bson:"declined,omitempty"` // the newest version that the learner did not want to move to
	Floor    float64 `bson:"floor,omitempty"`    // the share that was done when they last moved
}

// ModuleProgress is what is done of one module.
type ModuleProgress struct {
	Lessons []LessonDone `bson:"lessons"`
	Results []Outcome    `bson:"results"` // of its quiz, oldest first
}

// LessonDone is a completed lesson; Path holds the choices of a scenario, seen by the learner alone; others see
// coarse counts of five and more (ScenarioInsight).
type LessonDone struct {
	Slug string    `bson:"slug"`
	At   time.Time `bson:"at"`
	Path []string  `bson:"path,omitempty"`
}

// Outcome is one marked attempt.
type Outcome struct {
	Attempt string    `bson:"attempt" json:"attempt"`
	Score   float64   `bson:"score" json:"score"`
	Passed  bool      `bson:"passed" json:"passed"`
	At      time.Time `bson:"at" json:"at"`
}

// EnrolmentID follows from learner and course: enrolling twice finds the first.
func EnrolmentID(learner, course string) string { return ident.Of("enrolment", learner, course) }

// taken is the slug of the course whose lessons these are.
func (e *Enrolment) taken() string {
	if e.Taken != "" {
		return e.Taken
	}
	return e.Course
}

func (e *Enrolment) module(slug string) *ModuleProgress {
	if m := e.Modules[slug]; m != nil {
		return m
	}
	return &ModuleProgress{}
}

// change gives the module's progress to write to.
func (e *Enrolment) change(slug string) *ModuleProgress {
	if e.Modules == nil {
		e.Modules = map[string]*ModuleProgress{}
	}
	if e.Modules[slug] == nil {
		e.Modules[slug] = &ModuleProgress{}
	}
	return e.Modules[slug]
}

// Done reports whether a lesson is completed.
func (m *ModuleProgress) Done(lesson string) bool {
	return slices.ContainsFunc(m.Lessons, func(l LessonDone) bool { return l.Slug == lesson })
}

// Passed reports whether any attempt passed.
func (m *ModuleProgress) Passed() bool {
	return slices.ContainsFunc(m.Results, func(o Outcome) bool { return o.Passed })
}

// Best is the best score so far.
func (m *ModuleProgress) Best() float64 {
	best := 0.0
	for _, o := range m.Results {
		best = max(best, o.Score)
	}
	return best
}

// The wait after failures: reading again helps more than guessing again.
const (
	failuresBeforeWait = 3
	failureWait        = 10 * time.Minute
)

// waitUntil gives when the next attempt may begin: after every third failure in a row there is a wait.
func (m *ModuleProgress) waitUntil() time.Time {
	failures := 0
	var last time.Time
	for _, o := range m.Results {
		if o.Passed {
			failures = 0
			continue
		}
		failures++
		last = o.At
	}
	if failures == 0 || failures%failuresBeforeWait != 0 {
		return time.Time{}
	}
	return last.Add(failureWait)
}

// tally counts what is done of a course and whether it is all: each lesson completed, each quiz passed.
func (e *Enrolment) tally(c *publishing.Course) (done, all int) {
	for _, m := range c.Modules {
		source := m.In(e.Language)
		progress := e.module(m.Slug)
		all += len(source.Lessons)
		for _, l := range source.Lessons {
			if progress.Done(l.Slug) {
				done++
			}
		}
		if len(source.Questions) > 0 {
			all++
			if progress.Passed() {
				done++
			}
		}
	}
	return done, all
}

// enrolments is the collection.
type enrolments struct {
	*storage.Collection[Enrolment, *Enrolment]
}

// EnrolmentSpec declares the collection. It is public for tools that fill a store beside the program.
var EnrolmentSpec = storage.Spec{Name: "enrolments", Indexes: []storage.Index{
	{Name: "by_learner", Fields: []string{"learner", "enrolled_at"}},
	{Name: "by_course", Fields: []string{"course", "enrolled_at"}},
	{Name: "by_activity", Fields: []string{"active_at"}},
}}

func openEnrolments(ctx context.Context, engine storage.Engine) (enrolments, error) {
	c, err := storage.Open[Enrolment](ctx, engine, EnrolmentSpec)
	return enrolments{c}, err
}

func (c enrolments) byLearner(ctx context.Context, learner string) ([]Enrolment, error) {
	var out []Enrolment
	for e, err := range c.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{learner}}) {
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
