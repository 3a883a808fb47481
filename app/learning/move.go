package learning

import (
	"context"

	"upstander/app/publishing"
)

// settled gives the enrolment at the version that its learner takes, moved there first where the wording alone has changed. An editorial
// version asks the same of a learner, lesson by lesson and question by question, so progress stays as it is. What is completed does not
// move: its certificate names its version.
func (s *Service) settled(ctx context.Context, e Enrolment) (Enrolment, *publishing.Course, error) {
	if e.CompletedAt == nil {
		n, err := s.published.Successor(ctx, e.taken(), e.Version)
		if err != nil {
			return e, nil, err
		}
		if n != e.Version {
			e, err = s.enrolments.Update(ctx, e.ID, func(e *Enrolment) error {
				if e.CompletedAt == nil {
					e.Version = max(e.Version, n)
				}
				return nil
			})
			if err != nil {
				return e, nil, err
			}
		}
	}
	course, err := s.course(ctx, &e)
	return e, course, err
}

// course gives the version of an enrolment's course as its learner takes it.
func (s *Service) course(ctx context.Context, e *Enrolment) (*publishing.Course, error) {
	course, err := s.published.Version(ctx, e.taken(), e.Version)
	if err == nil && e.Taken != "" {
		course = course.As(e.Course)
	}
	return course, err
}

// CourseOf gives the course of an enrolment as its learner takes it.
func (s *Service) CourseOf(ctx context.Context, v EnrolmentView) (*publishing.Course, error) {
	e := Enrolment{Course: v.Course, Version: v.Version}
	if v.Refresher != nil {
		e.Taken = *v.Refresher
	}
	return s.course(ctx, &e)
}
