package learning

import (
	"context"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
)

// LessonCompletion is the input of CompleteLesson.
type LessonCompletion struct {
	Course string `json:"-" path:"course"`
	Module string `json:"-" path:"module"`
	Lesson string `json:"-" path:"lesson"`
	// Path is, for a scenario, the ids of the choices made, in order. It may be left out.
	Path []string `json:"path,omitempty"`
}

// maxPath bounds what one lesson adds to an enrolment: a story whose steps lead back can be walked for ever.
const maxPath = 4 * courses.MaxSteps

// CompleteLesson marks a lesson as done. Doing it again changes nothing.
func (s *Service) CompleteLesson(ctx context.Context, who access.Actor, in LessonCompletion) (EnrolmentView, error) {
	e, course, err := s.mustBeEnrolled(ctx, who, in.Course)
	if err != nil {
		return EnrolmentView{}, err
	}
	module, ok := course.Module(in.Module)
	if !ok {
		return EnrolmentView{}, problem.Missing("module_unknown")
	}
	lesson, ok := module.In(e.Language).Lesson(in.Lesson)
	if !ok {
		return EnrolmentView{}, problem.Missing("lesson_unknown")
	}
	if len(in.Path) > 0 {
		if lesson.Scenario == nil {
			return EnrolmentView{}, problem.Wrong("path", "no_scenario")
		}
		if len(in.Path) > maxPath {
			return EnrolmentView{}, problem.Wrong("path", "too_long", "n", maxPath)
		}
		if _, _, ok := lesson.Scenario.Walk(in.Path); !ok {
			return EnrolmentView{}, problem.Wrong("path", "unknown")
		}
	}
	if e.module(in.Module).Done(in.Lesson) && len(in.Path) == 0 {
		return s.shown(ctx, &e, course)
	}
	now := s.now()
	return s.advance(ctx, e.ID, course, func(e *Enrolment) {
		m := e.change(in.Module)
		for i := range m.Lessons {
			if m.Lessons[i].Slug == in.Lesson {
				if len(in.Path) > 0 {
					m.Lessons[i].Path = in.Path
				}
				return
			}
		}
		m.Lessons = append(m.Lessons, LessonDone{Slug: in.Lesson, At: now, Path: in.Path})
		e.ActiveAt = now
	})
}

// advance applies a step forward, which may be applied again, to the enrolment, notes completion when that was the last one, and asks for the certificate.
func (s *Service) advance(ctx context.Context, id string, course *publishing.Course, step func(e *Enrolment)) (EnrolmentView, error) {
	now := s.now()
	apply := func(e *Enrolment) error {
		step(e)
		if e.Version == course.Version {
			e.finish(course, now)
		}
		return nil
	}
	e, err := s.enrolments.Update(ctx, id, apply)
	for err == nil && e.Version != course.Version { // moved meanwhile: what is done is counted by what it asks now
		if course, err = s.course(ctx, &e); err == nil {
			e, err = s.enrolments.Update(ctx, id, apply)
		}
	}
	if err == nil && e.CompletedAt != nil && e.Certificate == "" {
		e, err = s.certify(ctx, e, course)
	} else if err == nil {
		s.told(ctx, &e, course)
	}
	if err != nil {
		return EnrolmentView{}, err
	}
	return s.shown(ctx, &e, course)
}
