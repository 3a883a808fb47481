package learning

import (
	"context"
	"errors"
	"time"

	"upstander/courses"
	"upstander/storage"
)

// Name implements accounts.Holder.
func (s *Service) Name() string { return "learning" }

// heldEnrolment and heldAttempt are everything that is kept of one's learning.
type heldEnrolment struct {
	Course      string                `json:"course"`
	Version     int64                 `json:"version"`
	EnrolledAt  time.Time             `json:"enrolled_at"`
	ActiveAt    time.Time             `json:"active_at"`
	CompletedAt *time.Time            `json:"completed_at"`
	Cycle       int64                 `json:"cycle"`
	Refresher   string                `json:"refresher,omitempty"`
	Modules     map[string]heldModule `json:"modules"`
}

type heldModule struct {
	Lessons []heldLesson `json:"lessons"`
	Results []Outcome    `json:"results"`
}

type heldLesson struct {
	Slug string    `json:"slug"`
	At   time.Time `json:"at"`
	Path []string  `json:"path,omitempty"`
}

type heldAttempt struct {
	ID          string                    `json:"id"`
	Course      string                    `json:"course"`
	Module      string                    `json:"module"`
	CreatedAt   time.Time                 `json:"created_at"`
	SubmittedAt *time.Time                `json:"submitted_at"`
	Answers     map[string]courses.Answer `json:"answers"`
	Score       float64                   `json:"score"`
	Passed      bool                      `json:"passed"`
}

// Held gives everything held about the user.
func (s *Service) Held(ctx context.Context, user string) (any, error) {
	out := struct {
		Enrolments []heldEnrolment `json:"enrolments"`
		Attempts   []heldAttempt   `json:"attempts"`
	}{[]heldEnrolment{}, []heldAttempt{}}
	enrolments, err := s.enrolments.byLearner(ctx, user)
	if err != nil {
		return nil, err
	}
	for _, e := range enrolments {
		held := heldEnrolment{e.Course, e.Version, e.EnrolledAt.UTC(), e.ActiveAt.UTC(), e.CompletedAt, e.cycle(), e.Taken, map[string]heldModule{}}
		for slug, m := range e.Modules {
			hm := heldModule{Lessons: []heldLesson{}, Results: m.Results}
			for _, l := range m.Lessons {
				hm.Lessons = append(hm.Lessons, heldLesson(l))
			}
			held.Modules[slug] = hm
		}
		out.Enrolments = append(out.Enrolments, held)
	}
	attempts, err := s.attempts.byLearner(ctx, user)
	for _, a := range attempts {
		out.Attempts = append(out.Attempts, heldAttempt{a.ID, a.Course, a.Module, a.CreatedAt.UTC(), a.SubmittedAt, a.Answers, a.Score, a.Passed})
	}
	return out, err
}

// Erase removes the user's enrolments and attempts.
func (s *Service) Erase(ctx context.Context, user string, _ bool) error {
	attempts, err := s.attempts.byLearner(ctx, user)
	if err != nil {
		return err
	}
	for _, a := range attempts {
		if err := s.attempts.Delete(ctx, a.ID); err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	enrolments, err := s.enrolments.byLearner(ctx, user)
	if err != nil {
		return err
	}
	for _, e := range enrolments {
		if err := s.enrolments.Delete(ctx, e.ID); err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	return nil
}
