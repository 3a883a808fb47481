package learning

import (
	"context"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/render"
)

// Submission is the input of Submit.
type Submission struct {
	ID      string                    `json:"-" path:"id"`
	Answers map[string]courses.Answer `json:"answers"` // by question id; a question left out is not answered
}

// ResultView is a marked attempt.
type ResultView struct {
	ID        string           `json:"id"`
	Course    string           `json:"course"`
	Module    string           `json:"module"`
	Score     float64          `json:"score"` // 0 to 1
	Passed    bool             `json:"passed"`
	PassMark  float64          `json:"pass_mark"`
	Questions []QuestionResult `json:"questions"`
	Enrolment EnrolmentView    `json:"enrolment"`
}

// QuestionResult is how one question went. Correct and Score are null for a question that is not counted: a short answer, which the
// learner compares with the model points, or a sensitive one left out.
type QuestionResult struct {
	ID            string         `json:"id"`
	Correct       *bool          `json:"correct"`
	Score         *float64       `json:"score"`
	FeedbackHTML  string         `json:"feedback_html"`
	CorrectAnswer courses.Answer `json:"correct_answer"`
	YourAnswer    courses.Answer `json:"your_answer"`
}

const maxShortAnswer = 5_000

// Submit marks an attempt. It is marked once: the first answers stand, and submitting again gives the same result.
func (s *Service) Submit(ctx context.Context, who access.Actor, in Submission) (ResultView, error) {
	a, err := s.attempt(ctx, who, in.ID)
	if err != nil {
		return ResultView{}, err
	}
	source, questions, err := s.questions(ctx, &a)
	if err != nil {
		return ResultView{}, err
	}
	if a.SubmittedAt == nil {
		if err := checkAnswers(questions, in.Answers); err != nil {
			return ResultView{}, err
		}
		if a, err = s.mark(ctx, &a, questions, in.Answers); err != nil {
			return ResultView{}, err
		}
	}
	return s.result(ctx, &a, source, questions)
}

// mark records answers and marks, unless another tab was first.
func (s *Service) mark(ctx context.Context, a *Attempt, questions []courses.Question, answers map[string]courses.Answer) (Attempt, error) {
	e, err := s.enrolments.Get(ctx, a.Enrolment)
	if err != nil {
		return *a, err
	}
	now := s.now()
	if until := e.module(a.Module).waitUntil(); now.Before(until) {
		return *a, problem.Wait("quiz_wait", until.Sub(now))
	}
	r := courses.MarkQuiz(questions, answers)
	return s.attempts.Update(ctx, a.ID, func(a *Attempt) error {
		if a.SubmittedAt == nil {
			a.SubmittedAt, a.Answers = &now, answers
			a.Score, a.Passed = r.Score, courses.Passes(r.Score, a.PassMark)
		}
		return nil
	})
}

func checkAnswers(questions []courses.Question, answers map[string]courses.Answer) error {
	var f problem.Fields
	known := map[string]bool{}
	for i := range questions {
		q := &questions[i]
		known[q.ID] = true
		answer := answers[q.ID]
		if fault := q.FormFault(answer); fault != "" {
			f.Add("answers."+q.ID, fault)
		} else if len(answer.Text) > maxShortAnswer {
			f.Add("answers."+q.ID, "too_long", "n", maxShortAnswer)
		}
	}
	for id := range answers {
		if !known[id] {
			if len(id) > 64 {
				id = id[:64]
			}
			f.Add("answers."+id, "question_unknown")
			break
		}
	}
	return f.Err()
}

// Result gives a submitted attempt's result again.
func (s *Service) Result(ctx context.Context, who access.Actor, in AttemptRef) (ResultView, error) {
	a, err := s.attempt(ctx, who, in.ID)
	if err != nil {
		return ResultView{}, err
	}
	if a.SubmittedAt == nil {
		return ResultView{}, problem.New(problem.Conflict, "not_submitted")
	}
	source, questions, err := s.questions(ctx, &a)
	if err != nil {
		return ResultView{}, err
	}
	return s.result(ctx, &a, source, questions)
}

// result shows a marked attempt and enters it into the enrolment, where it is not there yet: a process may have died between the two.
func (s *Service) result(ctx context.Context, a *Attempt, source *courses.Module, questions []courses.Question) (ResultView, error) {
	e, err := s.enrolments.Get(ctx, a.Enrolment) // the attempt's cycle, whichever holds now
	if err != nil {
		return ResultView{}, err
	}
	e, course, err := s.whole(ctx, e)
	if err != nil {
		return ResultView{}, err
	}
	enrolment, err := s.shown(ctx, &e, course)
	if err != nil {
		return ResultView{}, err
	}
	if !e.module(a.Module).entered(a.ID) {
		enrolment, err = s.advance(ctx, e.ID, course, func(e *Enrolment) {
			if m := e.change(a.Module); !m.entered(a.ID) {
				m.Results = append(m.Results, Outcome{Attempt: a.ID, Score: a.Score, Passed: a.Passed, At: *a.SubmittedAt})
				e.ActiveAt = *a.SubmittedAt
			}
		})
		if err != nil {
			return ResultView{}, err
		}
	}
	v := ResultView{ID: a.ID, Course: a.Course, Module: a.Module, Score: a.Score, Passed: a.Passed, PassMark: a.PassMark, Questions: []QuestionResult{}, Enrolment: enrolment}
	c := RenderContext(source, "")
	marks := courses.MarkQuiz(questions, a.Answers).Marks
	for i := range questions {
		q := &questions[i]
		feedback, _ := render.Text(q.Feedback, c)
		r := QuestionResult{ID: q.ID, FeedbackHTML: feedback, CorrectAnswer: q.Answer, YourAnswer: a.Answers[q.ID]}
		if marks[i].Counted {
			r.Correct, r.Score = &marks[i].Correct, &marks[i].Score
		}
		v.Questions = append(v.Questions, r)
	}
	return v, nil
}

func (m *ModuleProgress) entered(attempt string) bool {
	for _, o := range m.Results {
		if o.Attempt == attempt {
			return true
		}
	}
	return false
}
