package learning

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/courses/render"
	"upstander/storage"
)

// AttemptStart is the input of StartAttempt.
type AttemptStart struct {
	Course string `json:"-" path:"course"`
	Module string `json:"-" path:"module"`
	// Key makes starting twice once: the same key gives the same attempt.
	Key string `json:"-" header:"Idempotency-Key"`
	// Language asks for the questions in a language (BCP 47); see LessonRef.
	Language string `json:"-" query:"language"`
}

// AttemptView is an attempt as the one who takes it sees it: no answer and no feedback.
type AttemptView struct {
	ID          string         `json:"id"`
	Course      string         `json:"course"`
	Module      string         `json:"module"`
	Language    string         `json:"language"`
	Questions   []QuestionView `json:"questions"`
	CreatedAt   time.Time      `json:"created_at"`
	SubmittedAt *time.Time     `json:"submitted_at"`
}

// ContentLanguage is the language that the questions are in.
func (v AttemptView) ContentLanguage() string { return v.Language }

// QuestionView is a question without its answer.
type QuestionView struct {
	ID         string               `json:"id"`
	Kind       courses.QuestionKind `json:"kind"`
	PromptHTML string               `json:"prompt_html"`
	Options    []OptionView         `json:"options,omitempty"`
	Prompts    []OptionView         `json:"prompts,omitempty"`
	Sensitive  bool                 `json:"sensitive,omitempty"` // may be left unanswered with no loss
}

// OptionView is something to choose, order or match.
type OptionView struct {
	ID    string `json:"id"`
	HTML  string `json:"html"`
	Plain string `json:"-"` // the same without markup
}

const maxKey = 200

// StartAttempt begins a go at the module's quiz. After every third failure in a row there is a wait.
func (s *Service) StartAttempt(ctx context.Context, who access.Actor, in AttemptStart) (AttemptView, error) {
	if len(in.Key) > maxKey {
		return AttemptView{}, problem.Wrong("Idempotency-Key", "too_long", "n", maxKey)
	}
	e, course, err := s.mustBeEnrolled(ctx, who, in.Course)
	if err != nil {
		return AttemptView{}, err
	}
	module, ok := course.Module(in.Module)
	if !ok {
		return AttemptView{}, problem.Missing("module_unknown")
	}
	if len(module.In(e.Language).Questions) == 0 {
		return AttemptView{}, problem.Missing("no_quiz")
	}
	id := ident.New()
	if in.Key != "" {
		id = ident.Of("attempt", e.ID, in.Module, in.Key)
		if a, err := s.attempts.Get(ctx, id); err == nil {
			return s.attemptView(ctx, &a)
		}
	}
	now := s.now()
	if until := e.module(in.Module).waitUntil(); now.Before(until) {
		return AttemptView{}, problem.Wait("quiz_wait", until.Sub(now))
	}
	a := Attempt{
		Meta: storage.Meta{ID: id}, Learner: who.ID, Enrolment: e.ID, Course: e.Course, Module: in.Module, ModuleVersion: module.Version,
		Language: module.In(in.Language + "," + e.Language).Language, PassMark: course.In(e.Language).PassMark, Seed: newSeed(), CreatedAt: now,
	}
	a, err = s.attempts.Insert(ctx, a)
	if errors.Is(err, storage.ErrExists) {
		a, err = s.attempts.Get(ctx, id)
	}
	if err != nil {
		return AttemptView{}, err
	}
	return s.attemptView(ctx, &a)
}

func newSeed() int64 {
	var b [8]byte
	rand.Read(b[:])
	return int64(binary.LittleEndian.Uint64(b[:]))
}

// AttemptRef names an attempt in a path.
type AttemptRef struct {
	ID string `json:"-" path:"id"`
}

// Attempt gives an attempt of the actor's again, as it was shown first.
func (s *Service) Attempt(ctx context.Context, who access.Actor, in AttemptRef) (AttemptView, error) {
	a, err := s.attempt(ctx, who, in.ID)
	if err != nil {
		return AttemptView{}, err
	}
	return s.attemptView(ctx, &a)
}

// attempt loads the actor's attempt; another's is not to be seen.
func (s *Service) attempt(ctx context.Context, who access.Actor, id string) (Attempt, error) {
	a, err := s.attempts.Get(ctx, id)
	if errors.Is(err, storage.ErrNotFound) || err == nil && a.Learner != who.ID {
		return a, problem.Missing("attempt_unknown")
	}
	return a, err
}

// AttemptQuestions gives the questions of an attempt of the actor's, answers included: for reading a form, never for showing.
func (s *Service) AttemptQuestions(ctx context.Context, who access.Actor, in AttemptRef) ([]courses.Question, error) {
	a, err := s.attempt(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.published.Module(ctx, a.Module, a.ModuleVersion)
	if err != nil {
		return nil, err
	}
	return v.In(a.Language).Questions, nil
}

// questions gives the attempt's module and its questions with options in the attempt's order; the questions keep the module's.
func (s *Service) questions(ctx context.Context, a *Attempt) (*courses.Module, []courses.Question, error) {
	v, err := s.published.Module(ctx, a.Module, a.ModuleVersion)
	if err != nil {
		return nil, nil, err
	}
	source := v.In(a.Language)
	out := make([]courses.Question, len(source.Questions))
	for i, q := range source.Questions {
		out[i] = q.Shuffled(uint64(a.Seed))
	}
	return source, out, nil
}

func (s *Service) attemptView(ctx context.Context, a *Attempt) (AttemptView, error) {
	source, questions, err := s.questions(ctx, a)
	if err != nil {
		return AttemptView{}, err
	}
	c := RenderContext(source, "")
	v := AttemptView{ID: a.ID, Course: a.Course, Module: a.Module, Language: source.Language, Questions: []QuestionView{}, CreatedAt: a.CreatedAt.UTC(), SubmittedAt: a.SubmittedAt}
	for _, q := range questions {
		prompt, _ := render.Text(q.Prompt, c)
		v.Questions = append(v.Questions, QuestionView{
			ID: q.ID, Kind: q.Kind, PromptHTML: prompt, Options: optionViews(q.Options, c), Prompts: optionViews(q.Prompts, c), Sensitive: q.Sensitive,
		})
	}
	return v, nil
}

func optionViews(options []courses.Option, c render.Context) []OptionView {
	var out []OptionView
	for _, o := range options {
		html, _ := render.Inline(o.Text, c)
		out = append(out, OptionView{o.ID, html, strings.TrimSpace(render.Plain(o.Text))})
	}
	return out
}

// QuizPlace is a module's quiz as its page shows it before an attempt.
type QuizPlace struct {
	Course   *publishing.Course
	Source   *courses.Module
	PassMark float64
	Quiz     QuizView
}

// Quiz tells how the actor stands with a module's quiz.
func (s *Service) Quiz(ctx context.Context, who access.Actor, in ModuleRef) (QuizPlace, error) {
	e, course, err := s.mustBeEnrolled(ctx, who, in.Course)
	if err != nil {
		return QuizPlace{}, err
	}
	module, ok := course.Module(in.Module)
	if !ok {
		return QuizPlace{}, problem.Missing("module_unknown")
	}
	source := module.In(e.Language)
	if len(source.Questions) == 0 {
		return QuizPlace{}, problem.Missing("no_quiz")
	}
	quiz := moduleView(e.module(in.Module), in.Module, source).Quiz
	return QuizPlace{course, source, course.In(e.Language).PassMark, quiz}, nil
}
