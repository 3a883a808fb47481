package command

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/boot"
	"upstander/app/learning"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
)

const (
	demoDatabase = "sqlite:data/demo.db"
	demoPassword = "stand up, stand by" // known to everybody: the demo listens on loopback only
	demoAdmin    = "admin@example.org"
)

// demoPerson is somebody to sign in as. Steps counts lessons and quizzes done in the course of their audience; all is every one.
type demoPerson struct {
	name, email string
	roles       []access.Role
	course      courses.Audience
	steps       int
	failsFirst  bool   // the first quiz is tried once without an answer
	cohort      string // in the sample institution; "" is not in it
	actor       access.Actor
}

const all = 1 << 20

func demoPeople() []demoPerson {
	return []demoPerson{
		{name: "Amara Okafor", email: "amara@example.org", course: courses.Diplomats, steps: all, cohort: attaches},
		{name: "Rasa Petrauskaitė", email: "rasa@example.org", course: courses.Diplomats, steps: 31, cohort: attaches},
		{name: "Samuel Adeyemi", email: "samuel@example.org", course: courses.Diplomats, steps: all, cohort: attaches},
		{name: "Hanna Lindqvist", email: "hanna@example.org", course: courses.Diplomats, cohort: attaches},
		{name: "Pedro Álvares", email: "pedro@example.org", course: courses.Diplomats, steps: 4, failsFirst: true, cohort: attaches},
		{name: "Jean-Luc Mbeki", email: "jean-luc@example.org", course: courses.CivilServants, steps: 19, failsFirst: true, cohort: intake},
		{name: "Sofía Hernández", email: "sofia@example.org", course: courses.Educators, steps: 8},
		{name: "Lena Kovač", email: "lena@example.org", course: courses.Media, steps: 3},
		{name: "Tevita Faleolo", email: "tevita@example.org", course: courses.Security},
		{name: "Mariam Haddad", email: "mariam@example.org"},
		{name: "Ingrid Solberg", email: demoManager, roles: []access.Role{access.Manager}},
		{name: "Nguyễn Thị Minh", email: "trainer@example.org", roles: []access.Role{access.Trainer}},
		{name: "Aino Virtanen", email: "reviewer@example.org", roles: []access.Role{access.Reviewer}},
	}
}

// demo serves over a store of its own, whatever the environment names: people with a known password must never reach a real one. Another
// store has to be named on the command line.
func demo(ctx context.Context, args []string, c console) error {
	lookup := c.lookup
	c.lookup = func(key string) (string, bool) {
		switch key {
		case "UPSTANDER_DATABASE":
			return demoDatabase, true
		case "UPSTANDER_DATABASE_FILE", "UPSTANDER_SMTP_URL", "UPSTANDER_SMTP_URL_FILE":
			return "", false
		}
		return lookup(key)
	}
	cfg, err := settings("demo", args, c, nil)
	if err != nil {
		return err
	}
	if !cfg.OnLoopback() {
		return fmt.Errorf("the demo has passwords that everybody knows, and listens on a loopback address only, not on %s", cfg.Listen)
	}
	return boot.Serve(ctx, cfg, boot.NewLog(c.err, "text"), fillDemo, func(string) { introduce(c, cfg.BaseURL) })
}

func introduce(c console, base string) {
	fmt.Fprintf(c.out, "Upstander's demo is at %s\n\nSign in as one of these; the password of all is: %s\n\n", base, demoPassword)
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "  %s\tadministrator\n", demoAdmin)
	for _, p := range demoPeople() {
		fmt.Fprintf(table, "  %s\t%s\n", p.email, p.what())
	}
	table.Flush()
}

func (p *demoPerson) what() string {
	switch {
	case p.email == demoManager:
		return "manager of " + demoInstitution
	case len(p.roles) > 0:
		return string(p.roles[0])
	case p.course == "":
		return "learner who has just signed up"
	case p.steps == all:
		return "learner with a certificate (" + string(p.course) + ")"
	}
	return "learner (" + string(p.course) + ")"
}

// fillDemo makes the people and their progress through the use cases. The administrator comes last, so that a filling that was broken off
// is gone through again; every step may be done twice.
func fillDemo(ctx context.Context, a *boot.Application) error {
	found, err := a.Accounts.Users(ctx, access.Actor{}, accounts.Search{Query: demoAdmin, Input: paging.Input{Limit: 1}})
	if err != nil || len(found.Items) > 0 {
		return err
	}
	people := demoPeople()
	for i := range people {
		if err := people[i].signUp(ctx, a); err != nil {
			return fmt.Errorf("demo: %s: %w", people[i].name, err)
		}
	}
	if err := fillInstitution(ctx, a, people); err != nil {
		return fmt.Errorf("demo: institution: %w", err)
	}
	for _, p := range people {
		if err := p.work(ctx, a); err != nil {
			return fmt.Errorf("demo: %s: %w", p.name, err)
		}
	}
	_, err = a.Accounts.MakeAdmin(ctx, demoAdmin, demoPassword)
	return err
}

// signUp makes the account, with its roles.
func (p *demoPerson) signUp(ctx context.Context, a *boot.Application) error {
	nobody := access.Actor{}
	tokens, err := a.Accounts.Register(ctx, nobody, accounts.Registration{Email: p.email, Password: demoPassword, Name: p.name, Audience: p.course})
	if err != nil && problem.From(err).Kind == problem.Conflict {
		tokens, err = a.Accounts.Login(ctx, nobody, accounts.Credentials{Email: p.email, Password: demoPassword})
	}
	if err != nil {
		return err
	}
	if len(p.roles) > 0 {
		if _, err := a.Accounts.PatchUser(ctx, nobody, accounts.RoleChange{ID: tokens.User.ID, Roles: &p.roles}); err != nil {
			return err
		}
	}
	p.actor = access.Actor{ID: tokens.User.ID, Name: p.name, Roles: append([]access.Role{access.Learner}, p.roles...)}
	return nil
}

// work goes as far in the course as the person has got, and hands in what a trainer has written.
func (p *demoPerson) work(ctx context.Context, a *boot.Application) error {
	if p.actor.Has(access.Trainer) {
		return writeDraft(ctx, a, p.actor)
	}
	if p.course == "" {
		return nil
	}
	return p.study(ctx, a, p.actor)
}

func (p *demoPerson) study(ctx context.Context, a *boot.Application, who access.Actor) error {
	course, err := a.Server.Published.Latest(ctx, string(p.course))
	if err != nil {
		return err
	}
	if _, err := a.Learning.Enrol(ctx, who, learning.CourseRef{Course: course.Slug}); err != nil {
		return err
	}
	left := p.steps
	for i, m := range course.Modules {
		source := m.In(publishing.DefaultLanguage)
		for _, l := range source.Lessons {
			if left--; left < 0 {
				return nil
			}
			done := learning.LessonCompletion{Course: course.Slug, Module: m.Slug, Lesson: l.Slug}
			if _, err := a.Learning.CompleteLesson(ctx, who, done); err != nil {
				return err
			}
		}
		if left--; left < 0 {
			return nil
		}
		if i == 0 && p.failsFirst {
			if err := attempt(ctx, a, who, course.Slug, m.Slug, "demo-failed", nil); err != nil {
				return err
			}
		}
		if err := attempt(ctx, a, who, course.Slug, m.Slug, "demo-passed", source.Questions); err != nil {
			return err
		}
	}
	return nil
}

// attempt takes a quiz once, however often it is called with a key, and answers the questions right.
func attempt(ctx context.Context, a *boot.Application, who access.Actor, course, module, key string, questions []courses.Question) error {
	begun, err := a.Learning.StartAttempt(ctx, who, learning.AttemptStart{Course: course, Module: module, Key: key})
	if err != nil {
		return err
	}
	answers := map[string]courses.Answer{}
	for _, q := range questions {
		if answers[q.ID] = q.Answer; !q.Marked() {
			answers[q.ID] = courses.Answer{Text: "I would write down what I saw, and tell my head of mission the same day."}
		}
	}
	result, err := a.Learning.Submit(ctx, who, learning.Submission{ID: begun.ID, Answers: answers})
	if err == nil && len(questions) > 0 && !result.Passed {
		err = errors.New("the right answers do not pass the quiz of " + module)
	}
	return err
}
