package learning

import (
	"context"
	"errors"
	"time"

	"upstander/app/publishing"
	"upstander/storage"
)

// Progress is what those who assign a course may know of a learner in it: how far and how well, never answers, reflections or paths.
// Of a renewal under way it tells how far that is; CompletedAt and Certificate are then of the cycle before, which counts until it ends.
type Progress struct {
	Learner, Course string
	Cycle           int64    // 1 the first time
	Earned          int64    // the cycle that CompletedAt and Certificate are of; 0 for none
	Started         bool     // a lesson done or a quiz tried
	Share           float64  // 0 to 1
	Score           *float64 // 0 to 1: mean of the best scores of the quizzes tried; nil before the first
	EnrolledAt      time.Time
	ActiveAt        time.Time
	DueAt           *time.Time
	CompletedAt     *time.Time
	Certificate     string // serial
}

// Follower assigns courses and hears how they go.
type Follower interface {
	// Due gives the date by which the learner is to finish the course; nil for none.
	Due(ctx context.Context, learner, course string) (*time.Time, error)
	// Ends gives the first moment at which anybody takes the learner's completion for ended; nil for none.
	Ends(ctx context.Context, learner, course string) (*time.Time, error)
	// Followed hears of each step after it is stored. A process may end before it is told, so it also reads Since.
	Followed(ctx context.Context, p Progress)
}

// Follow sets who assigns.
func (s *Service) Follow(f Follower) { s.follower = f }

func (s *Service) told(ctx context.Context, e *Enrolment, course *publishing.Course) {
	if s.follower != nil {
		s.follower.Followed(ctx, progress(e, course))
	}
}

func (s *Service) due(ctx context.Context, learner, course string) (*time.Time, error) {
	if s.follower == nil {
		return nil, nil
	}
	return s.follower.Due(ctx, learner, course)
}

func progress(e *Enrolment, course *publishing.Course) Progress {
	v := view(e, course)
	p := Progress{
		Learner: e.Learner, Course: e.Course, Started: v.State != "enrolled", Share: v.Progress, EnrolledAt: e.EnrolledAt, ActiveAt: e.ActiveAt,
		DueAt: e.DueAt, CompletedAt: e.CompletedAt, Certificate: e.Certificate, Cycle: e.cycle(),
	}
	switch {
	case e.CompletedAt != nil:
		p.Earned = p.Cycle
	case e.Before != nil:
		p.Earned, p.CompletedAt, p.Certificate = p.Cycle-1, &e.Before.CompletedAt, e.Before.Certificate
	}
	sum, tried := 0.0, 0
	for _, m := range v.Modules {
		if m.Quiz.Attempts > 0 {
			sum += m.Quiz.BestScore
			tried++
		}
	}
	if tried > 0 {
		mean := sum / float64(tried)
		p.Score = &mean
	}
	return p
}

// ProgressOf gives a learner's progress in a course; storage.ErrNotFound when the learner is not enrolled.
func (s *Service) ProgressOf(ctx context.Context, learner, course string) (Progress, error) {
	e, err := s.current(ctx, learner, course)
	if err != nil {
		return Progress{}, err
	}
	c, err := s.course(ctx, &e)
	if err != nil {
		return Progress{}, err
	}
	return progress(&e, c), nil
}

// Since gives to visit the progress of all who were active at or after a time.
func (s *Service) Since(ctx context.Context, from time.Time, visit func(Progress) error) error {
	for e, err := range s.enrolments.Find(ctx, storage.Query{Index: "by_activity", Min: from}) {
		if err != nil {
			return err
		}
		c, err := s.course(ctx, &e)
		if err != nil {
			return err
		}
		if err := visit(progress(&e, c)); err != nil {
			return err
		}
	}
	return nil
}

// SetDue changes the date by which an enrolled learner is to finish; nil takes it away.
func (s *Service) SetDue(ctx context.Context, learner, course string, due *time.Time) error {
	e, err := s.current(ctx, learner, course)
	if err == nil {
		_, err = s.enrolments.Update(ctx, e.ID, func(e *Enrolment) error { e.DueAt = due; return nil })
	}
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}
