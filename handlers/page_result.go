package handlers

import (
	"context"
	"html/template"
	"slices"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/learning"
	"upstander/courses"
	"upstander/courses/render"
	"upstander/handlers/web"
)

// resultPlace is a result with where it belongs.
type resultPlace struct {
	result learning.ResultView
	quiz   learning.QuizPlace
}

func (s *Server) resultPage() endpoint {
	action := func(ctx context.Context, who access.Actor, in learning.AttemptRef) (resultPlace, error) {
		r, err := s.Learning.Result(ctx, who, in)
		if err != nil {
			return resultPlace{}, err
		}
		quiz, err := s.Learning.Quiz(ctx, who, learning.ModuleRef{Course: r.Course, Module: r.Module})
		return resultPlace{r, quiz}, err
	}
	return Page(s, "result", action, func(_ *fiber.Ctx, f web.Frame, _ learning.AttemptRef, out resultPlace) any {
		return s.result(f, out)
	})
}

func (s *Server) result(f web.Frame, out resultPlace) web.ResultPage {
	r := out.result
	course, module := quizLinks(f.Lang, out.quiz)
	f.Section, f.Title = "courses", f.T("quiz.name")+": "+module.Text
	page := web.ResultPage{
		Frame: f, Course: course, Module: module, Attempt: r.ID, Score: percent(r.Score), PassMark: percent(r.PassMark), Passed: r.Passed,
		Next: nextLink(f, r.Enrolment, out.quiz.Course.Detail(f.Lang)),
	}
	if wait := out.quiz.Quiz.WaitUntil; wait != nil && s.Now().Before(*wait) {
		page.WaitUntil = clockTime(f, *wait, s.Now())
	} else if !r.Passed {
		page.RetryHref = moduleHref(r.Course, r.Module) + "/quiz"
	}
	if r.Enrolment.Certificate != nil {
		page.Certificate = &web.Link{Href: "/certificates", Text: *r.Enrolment.Certificate}
	}
	c := learning.RenderContext(out.quiz.Source, "")
	c.Labels = map[string]string{"quiz.true": f.T("quiz.true"), "quiz.false": f.T("quiz.false")}
	for i, q := range r.Questions {
		source := question(out.quiz.Source, q.ID)
		if source == nil {
			continue
		}
		v := questionResult(c, source, q)
		v.Number = i + 1
		if q.Correct != nil {
			page.Counted++
			if *q.Correct {
				page.Correct++
			}
		}
		page.Questions = append(page.Questions, v)
	}
	return page
}

func question(m *courses.Module, id string) *courses.Question {
	for i := range m.Questions {
		if m.Questions[i].ID == id {
			return &m.Questions[i]
		}
	}
	return nil
}

func questionResult(c render.Context, q *courses.Question, r learning.QuestionResult) web.QuestionResult {
	prompt, _ := render.Text(q.Prompt, c)
	v := web.QuestionResult{
		Kind: string(q.Kind), Prompt: template.HTML(prompt), Outcome: outcome(r), Ordered: q.Kind == courses.Ordering,
		Yours: answerLines(c, q, r.YourAnswer), Right: answerLines(c, q, r.CorrectAnswer), Feedback: template.HTML(r.FeedbackHTML),
	}
	if r.Score != nil {
		v.Share = percent(*r.Score)
	}
	for _, id := range q.Sources {
		if source, ok := c.Sources[id]; ok {
			v.Sources = append(v.Sources, webSource(source))
		}
	}
	return v
}

func outcome(r learning.QuestionResult) string {
	switch {
	case r.Correct == nil && !r.YourAnswer.Empty():
		return "compare"
	case r.Correct == nil:
		return "skipped"
	case *r.Correct:
		return "right"
	case r.YourAnswer.Empty():
		return "unanswered"
	case *r.Score > 0:
		return "partly"
	}
	return "wrong"
}

// answerLines shows an answer as lines of text; each line says whether the key has it.
func answerLines(c render.Context, q *courses.Question, a courses.Answer) []web.AnswerLine {
	inline := func(text string) template.HTML { html, _ := render.Inline(text, c); return template.HTML(html) }
	textOf := func(options []courses.Option, id string) template.HTML {
		for _, o := range options {
			if o.ID == id {
				return inline(o.Text)
			}
		}
		return ""
	}
	var lines []web.AnswerLine
	switch q.Kind {
	case courses.TrueFalse:
		if a.Truth != nil {
			key := "quiz.false"
			if *a.Truth {
				key = "quiz.true"
			}
			lines = append(lines, web.AnswerLine{HTML: template.HTML(template.HTMLEscapeString(c.Labels[key])), Right: q.Answer.Truth != nil && *q.Answer.Truth == *a.Truth})
		}
	case courses.Short:
		if a.Text != "" {
			lines = append(lines, web.AnswerLine{HTML: template.HTML(template.HTMLEscapeString(a.Text)), Right: true})
		}
		for _, point := range a.List {
			lines = append(lines, web.AnswerLine{HTML: inline(point), Right: true})
		}
	case courses.Single:
		if a.Text != "" {
			lines = append(lines, web.AnswerLine{HTML: textOf(q.Options, a.Text), Right: a.Text == q.Answer.Text})
		}
	case courses.Multiple, courses.Ordering:
		for i, id := range a.List {
			right := slices.Contains(q.Answer.List, id)
			if q.Kind == courses.Ordering {
				right = i < len(q.Answer.List) && q.Answer.List[i] == id
			}
			lines = append(lines, web.AnswerLine{HTML: textOf(q.Options, id), Right: right})
		}
	case courses.Matching:
		for _, p := range q.Prompts {
			if option, ok := a.Pairs[p.ID]; ok {
				lines = append(lines, web.AnswerLine{Prompt: inline(p.Text), HTML: textOf(q.Options, option), Right: q.Answer.Pairs[p.ID] == option})
			}
		}
	}
	return lines
}
