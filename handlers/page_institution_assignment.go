package handlers

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/handlers/web"
)

// task is the page of an assignment.
type task struct {
	institutions.View
	assignment institutions.AssignmentView
	cohort     institutions.CohortView
	title      string
	exceptions paging.List[institutions.Row]
}

// taskInput names an assignment, in a language, with a page of its exceptions.
type taskInput struct {
	institutions.AssignmentPage
	Tongue string `json:"-" from:"language"`
}

func (s *Server) task(ctx context.Context, who access.Actor, in taskInput) (v task, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return v, err
	}
	if v.assignment, err = s.Institutions.OneAssignment(ctx, who, institutions.AssignmentRef{ID: in.ID, Assignment: in.Assignment}); err != nil {
		return v, err
	}
	if v.cohort, err = s.Institutions.Cohort(ctx, who, institutions.CohortRef{ID: in.ID, Cohort: v.assignment.Cohort}); err != nil {
		return v, err
	}
	courses, err := s.Published.List(ctx, who, publishing.CourseFilter{Tongue: in.Tongue})
	if err != nil {
		return v, err
	}
	v.title = v.assignment.Course
	for _, one := range courses.Items {
		if one.Slug == v.assignment.Course {
			v.title = one.Title
		}
	}
	v.exceptions, err = s.Institutions.Exceptions(ctx, who, in.AssignmentPage)
	return v, err
}

func (s *Server) assignmentPage() endpoint {
	return Page(s, "institution-assignment", s.task, func(c *fiber.Ctx, f web.Frame, _ taskInput, v task) any {
		page := web.AssignmentPage{InstitutionFrame: institutionFrame(f, v.View, ""), More: more(c, v.exceptions.NextCursor)}
		page.Row = assignmentRow(f, page.Base, v.assignment, map[string]string{v.cohort.ID: v.cohort.Name}, map[string]string{v.assignment.Course: v.title})
		page.Report = page.Row.Course.Href
		page.Date, page.Except = web.Form{ID: "date", Values: map[string]string{}}, web.Form{ID: "except", Values: map[string]string{"email": c.Query("email")}}
		if v.assignment.DueAt != nil {
			page.Date.Values["due_at"] = v.assignment.DueAt.Format(time.DateOnly)
		}
		if v.assignment.DueDays > 0 {
			page.Date.Values["due_days"] = strconv.Itoa(v.assignment.DueDays)
		}
		if c.Method() == fiber.MethodPost {
			if c.Route().Path == "/institutions/:id/assignments/:assignment" {
				page.Date = s.form(c, "date", typed(c, "due_at", "due_days"))
			} else {
				page.Except = s.form(c, "except", typed(c, "email", "kind", "until", "reason"))
			}
		}
		for _, kind := range []string{"extension", "waiver"} {
			page.Kinds = append(page.Kinds, web.Option{Value: kind, Text: f.T("inst.except_kind." + kind)})
		}
		for _, r := range v.exceptions.Items {
			page.Exceptions = append(page.Exceptions, web.ExceptionRow{
				Name: r.Learner.Name, Email: r.Learner.Email, State: r.State, Reason: r.Reason, Due: dayOf(f, r.DueAt), Waived: dayOf(f, r.WaivedUntil),
				Action: page.Row.Action + "/exceptions/" + r.Learner.ID,
			})
		}
		return page
	})
}

// assignmentForm changes an assignment's date, or takes the assignment back.
func (s *Server) assignmentForm() endpoint {
	type input struct {
		institutions.AssignmentRef
		do, date string
		days     int
	}
	read := func(c *fiber.Ctx) input {
		return input{do: formText(c, "do"), date: formText(c, "due_at"), days: formNumber(c, "due_days")}
	}
	act := func(ctx context.Context, who access.Actor, in input) (string, error) {
		switch in.do {
		case "date":
			change := institutions.AssignmentChange{ID: in.ID, Assignment: in.Assignment, DueAt: &in.date, DueDays: &in.days}
			_, err := s.Institutions.PatchAssignment(ctx, who, change)
			return "assignment_saved", err
		case "take_back":
			_, err := s.Institutions.Unassign(ctx, who, in.AssignmentRef)
			return "unassigned", err
		}
		if _, err := s.Institutions.OneAssignment(ctx, who, in.AssignmentRef); err != nil {
			return "", err
		}
		return "", problem.Wrong("do", "unknown")
	}
	next := func(c *fiber.Ctx, flash string) string {
		s.flash(c, flash)
		base := "/institutions/" + queryEscape(c.Params("id"))
		if flash == "unassigned" {
			return base + "#assigned"
		}
		return base + "/assignments/" + queryEscape(c.Params("assignment"))
	}
	return Form(s, read, act, next, s.assignmentPage().serve)
}

// exceptionForm gives one person more time, or excuses them.
func (s *Server) exceptionForm() endpoint {
	type input struct {
		institutions.AssignmentRef
		draft institutions.ExceptionDraft
	}
	read := func(c *fiber.Ctx) input {
		return input{draft: institutions.ExceptionDraft{Email: formText(c, "email"), Waive: formText(c, "kind") == "waiver", Until: formText(c, "until"), Reason: formText(c, "reason")}}
	}
	act := func(ctx context.Context, who access.Actor, in input) (institutions.Row, error) {
		in.draft.ID, in.draft.Assignment = in.ID, in.Assignment
		return s.Institutions.ExceptByEmail(ctx, who, in.draft)
	}
	return Form(s, read, act, s.toAssignment("exception_saved"), s.assignmentPage().serve)
}

func (s *Server) exceptionRemovalForm() endpoint {
	read := func(*fiber.Ctx) institutions.ExceptionRef { return institutions.ExceptionRef{} }
	return Form(s, read, s.Institutions.Unexcept, s.toAssignment("exception_removed"), nil)
}

// toAssignment sends the browser back to the assignment's page with a message.
func (s *Server) toAssignment(flash string) func(*fiber.Ctx, institutions.Row) string {
	return func(c *fiber.Ctx, _ institutions.Row) string {
		s.flash(c, flash)
		return "/institutions/" + queryEscape(c.Params("id")) + "/assignments/" + queryEscape(c.Params("assignment")) + "#exceptions"
	}
}
