package learning

import (
	"time"

	"upstander/app/publishing"
	"upstander/courses"
)

// EnrolmentView is an enrolment as the API shows it.
type EnrolmentView struct {
	Course      string       `json:"course"`
	Language    string       `json:"language"` // in which it is taken, as far as it is in that one
	Title       string       `json:"title"`
	Version     int64        `json:"version"`
	State       string       `json:"state"`    // enrolled, in_progress, completed
	Progress    float64      `json:"progress"` // 0 to 1; moving to a newer version does not lower it
	Done        int          `json:"done"`     // lessons completed and quizzes passed
	Total       int          `json:"total"`
	Modules     []ModuleView `json:"modules"`
	Next        *Place       `json:"next"`
	EnrolledAt  time.Time    `json:"enrolled_at"`
	DueAt       *time.Time   `json:"due_at"`
	CompletedAt *time.Time   `json:"completed_at"`
	Certificate *string      `json:"certificate"` // serial
	Cycle       int64        `json:"cycle"`       // 1 the first time, 2 for the first renewal
	Refresher   *string      `json:"refresher"`   // the course by which this one is renewed; version and modules are its
	Before      *Earned      `json:"before"`      // what this cycle renews
	Renewal     *Renewal     `json:"renewal"`     // of what is completed, or was before; null: it does not end
	Offer       *Offer       `json:"offer"`       // a newer version to move to; null: none
}

// ModuleView is the progress in a module.
type ModuleView struct {
	Slug        string   `json:"slug"`
	LessonsDone []string `json:"lessons_done"`
	Quiz        QuizView `json:"quiz"`
}

// QuizView is how the attempts at a module's quiz went.
type QuizView struct {
	BestScore float64    `json:"best_score"`
	Passed    bool       `json:"passed"`
	Attempts  int        `json:"attempts"`
	WaitUntil *time.Time `json:"wait_until"` // when the next attempt may begin, after failures
}

// Place is where to go on: a lesson, or with Lesson null the module's quiz.
type Place struct {
	Module string  `json:"module"`
	Lesson *string `json:"lesson"`
}

// view gives the API's form of an enrolment.
func view(e *Enrolment, c *publishing.Course) EnrolmentView {
	done, all := e.tally(c)
	v := EnrolmentView{
		Course: e.Course, Language: e.Language, Title: c.In(e.Language).Title, Version: e.Version, State: "enrolled", Done: done, Total: all, Modules: []ModuleView{},
		EnrolledAt: e.EnrolledAt.UTC(), DueAt: e.DueAt, CompletedAt: e.CompletedAt, Cycle: e.cycle(), Before: e.Before,
	}
	v.Progress = e.share(c)
	switch {
	case e.CompletedAt != nil:
		v.State = "completed"
	case done > 0 || e.tried():
		v.State = "in_progress"
	}
	if e.Certificate != "" {
		v.Certificate = &e.Certificate
	}
	if e.Taken != "" {
		v.Refresher = &e.Taken
	}
	for _, m := range c.Modules {
		v.Modules = append(v.Modules, moduleView(e.module(m.Slug), m.Slug, m.In(e.Language)))
	}
	v.Next = e.next(c)
	return v
}

func moduleView(p *ModuleProgress, slug string, source *courses.Module) ModuleView {
	mv := ModuleView{Slug: slug, LessonsDone: []string{}, Quiz: QuizView{BestScore: p.Best(), Passed: p.Passed(), Attempts: len(p.Results)}}
	for _, l := range source.Lessons {
		if p.Done(l.Slug) {
			mv.LessonsDone = append(mv.LessonsDone, l.Slug)
		}
	}
	if wait := p.waitUntil(); !wait.IsZero() {
		wait = wait.UTC()
		mv.Quiz.WaitUntil = &wait
	}
	return mv
}

func (e *Enrolment) tried() bool {
	for _, m := range e.Modules {
		if len(m.Results) > 0 {
			return true
		}
	}
	return false
}

// next is the first thing not done, in order; nil when all is.
func (e *Enrolment) next(c *publishing.Course) *Place {
	for _, m := range c.Modules {
		p, source := e.module(m.Slug), m.In(e.Language)
		for _, l := range source.Lessons {
			if !p.Done(l.Slug) {
				return &Place{m.Slug, &l.Slug}
			}
		}
		if len(source.Questions) > 0 && !p.Passed() {
			return &Place{m.Slug, nil}
		}
	}
	return nil
}
