package handlers

import (
	"context"
	"html/template"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"upstander/app/access"
	"upstander/app/learning"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/handlers/web"
)

func (s *Server) quizStartPage() endpoint {
	return Page(s, "quiz-start", s.Learning.Quiz, func(_ *fiber.Ctx, f web.Frame, in learning.ModuleRef, q learning.QuizPlace) any {
		course, module := quizLinks(f.Lang, q)
		f.Section, f.Title = "courses", f.T("quiz.name")+": "+module.Text
		page := web.QuizStartPage{
			Frame: f, Course: course, Module: module, Questions: len(q.Source.Questions), PassMark: percent(q.PassMark),
			Attempts: q.Quiz.Attempts, Best: percent(q.Quiz.BestScore), Passed: q.Quiz.Passed, Action: moduleHref(in.Course, in.Module) + "/quiz",
		}
		if q.Quiz.WaitUntil != nil && s.Now().Before(*q.Quiz.WaitUntil) {
			page.WaitUntil = clockTime(f, *q.Quiz.WaitUntil, s.Now())
		}
		return page
	})
}

func quizLinks(tag string, q learning.QuizPlace) (course, module web.Link) {
	course = web.Link{Href: "/courses/" + q.Course.Slug, Text: q.Course.In(tag).Title}
	return course, web.Link{Href: course.Href + "#" + q.Source.Slug, Text: q.Source.Title}
}

func (s *Server) quizStartForm() endpoint {
	read := func(*fiber.Ctx) learning.AttemptStart { return learning.AttemptStart{} }
	return Form(s, read, s.Learning.StartAttempt, func(_ *fiber.Ctx, a learning.AttemptView) string { return "/attempts/" + a.ID }, nil)
}

// attemptPlace is an attempt with where it belongs.
type attemptPlace struct {
	attempt learning.AttemptView
	quiz    learning.QuizPlace
}

func (s *Server) attemptPlace(ctx context.Context, who access.Actor, in learning.AttemptRef) (attemptPlace, error) {
	a, err := s.Learning.Attempt(ctx, who, in)
	if err != nil {
		return attemptPlace{}, err
	}
	quiz, err := s.Learning.Quiz(ctx, who, learning.ModuleRef{Course: a.Course, Module: a.Module})
	return attemptPlace{a, quiz}, err
}

// showQuiz draws the form, with what was answered and what was wrong when it was sent and could not be taken.
func (s *Server) showQuiz(c *fiber.Ctx) error {
	var in learning.AttemptRef
	if err := planFor[learning.AttemptRef]().bind(c, &in); err != nil {
		return err
	}
	place, err := s.attemptPlace(c.UserContext(), actor(c), in)
	if err != nil {
		return err
	}
	if place.attempt.SubmittedAt != nil {
		return c.Redirect("/attempts/"+in.ID+"/result", fiber.StatusSeeOther)
	}
	f := s.frame(c)
	course, module := quizLinks(f.Lang, place.quiz)
	f.Section, f.Title = "courses", f.T("quiz.name")+": "+module.Text
	f.Content = contentIn(f, place.attempt.Language)
	page := web.QuizPage{Frame: f, Course: course, Module: module, Attempt: in.ID, Action: "/attempts/" + in.ID}
	answers := readAnswers(c, place.quiz.Source.Questions)
	for i, q := range place.attempt.Questions {
		page.Questions = append(page.Questions, questionView(i, len(place.attempt.Questions), q, answers[q.ID]))
	}
	if p, ok := c.Locals(localProblem).(*problem.Error); ok {
		for _, field := range p.Fields {
			id := strings.TrimPrefix(field.Name, "answers.")
			text := f.T("fault."+field.Key, field.Args...)
			page.Errors = append(page.Errors, web.FieldError{Field: id, Text: text})
			for i := range page.Questions {
				if page.Questions[i].ID == id {
					page.Questions[i].Error = text
				}
			}
		}
		if len(p.Fields) == 0 {
			page.Errors = append(page.Errors, web.FieldError{Text: f.T("problem."+p.Key, p.Args...)})
		}
	}
	return s.render(c, "quiz", page)
}

func questionView(i, of int, q learning.QuestionView, a courses.Answer) web.QuestionView {
	v := web.QuestionView{Number: i + 1, Of: of, ID: q.ID, Kind: string(q.Kind), Prompt: template.HTML(q.PromptHTML), Sensitive: q.Sensitive, Text: a.Text}
	if a.Truth != nil {
		v.Truth = strconv.FormatBool(*a.Truth)
	}
	for _, o := range q.Options {
		option := web.AnswerOption{ID: o.ID, HTML: template.HTML(o.HTML), Plain: o.Plain, Checked: o.ID == a.Text || slices.Contains(a.List, o.ID)}
		for place, id := range a.List {
			if id == o.ID {
				option.Position = place + 1
			}
		}
		v.Options = append(v.Options, option)
	}
	for _, p := range q.Prompts {
		v.Prompts = append(v.Prompts, web.MatchPrompt{ID: p.ID, HTML: template.HTML(p.HTML), Chosen: a.Pairs[p.ID]})
	}
	return v
}

func (s *Server) quizPage() endpoint { return endpoint{serve: s.showQuiz} }

func (s *Server) quizForm() endpoint {
	// The names of a quiz form's fields are its questions' ids, so it is read once the attempt is known.
	submit := func(ctx context.Context, who access.Actor, in quizInput) (learning.ResultView, error) {
		questions, err := s.Learning.AttemptQuestions(ctx, who, learning.AttemptRef{ID: in.ID})
		if err != nil {
			return learning.ResultView{}, err
		}
		return s.Learning.Submit(ctx, who, learning.Submission{ID: in.ID, Answers: readAnswers(in.form, questions)})
	}
	read := func(c *fiber.Ctx) quizInput { return quizInput{form: c} }
	return Form(s, read, submit, func(_ *fiber.Ctx, out learning.ResultView) string { return "/attempts/" + out.ID + "/result" }, s.showQuiz)
}

type quizInput struct {
	ID   string `path:"id"`
	form *fiber.Ctx
}

// readAnswers reads a quiz form: answer.QUESTION, position.QUESTION.OPTION, match.QUESTION.PROMPT.
func readAnswers(c *fiber.Ctx, questions []courses.Question) map[string]courses.Answer {
	out := map[string]courses.Answer{}
	args := c.Request().PostArgs()
	for i := range questions {
		q := &questions[i]
		if a := readAnswer(args, q); !a.Empty() {
			out[q.ID] = a
		}
	}
	return out
}

func readAnswer(args *fasthttp.Args, q *courses.Question) courses.Answer {
	field := func(parts ...string) string {
		return strings.ToValidUTF8(string(args.Peek(strings.Join(parts, "."))), "\uFFFD")
	}
	var a courses.Answer
	switch q.Kind {
	case courses.Single, courses.Short:
		a.Text = strings.TrimSpace(field("answer", q.ID))
	case courses.TrueFalse:
		if text := field("answer", q.ID); text == "true" || text == "false" {
			truth := text == "true"
			a.Truth = &truth
		}
	case courses.Multiple:
		for _, value := range args.PeekMulti("answer." + q.ID) {
			a.List = append(a.List, string(value))
		}
	case courses.Ordering:
		a.List = readOrder(field, q)
	case courses.Matching:
		a.Pairs = map[string]string{}
		for _, p := range q.Prompts {
			if option := field("match", q.ID, p.ID); option != "" {
				a.Pairs[p.ID] = option
			}
		}
	}
	return a
}

// readOrder sorts the options by the place chosen for each; those without one come last, as they stood.
func readOrder(field func(parts ...string) string, q *courses.Question) []string {
	type placed struct {
		id    string
		place int
	}
	var list []placed
	chosen := false
	for _, o := range q.Options {
		n, err := strconv.Atoi(field("position", q.ID, o.ID))
		if err != nil || n < 1 {
			n = len(q.Options) + 1
		} else {
			chosen = true
		}
		list = append(list, placed{o.ID, n})
	}
	if !chosen {
		return nil
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].place < list[j].place })
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].id
	}
	return ids
}
