package handlers

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/institutions"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/handlers/web"
)

// group is the page of a cohort.
type group struct {
	institutions.View
	cohort      institutions.CohortView
	members     []institutions.MemberView
	assignments []institutions.AssignmentView
	courses     []publishing.CourseSummary
}

// groupInput names a cohort, in a language.
type groupInput struct {
	ID     string `json:"-" path:"id"`
	Cohort string `json:"-" path:"cohort"`
	Tongue string `json:"-" from:"language"`
}

func (s *Server) group(ctx context.Context, who access.Actor, in groupInput) (v group, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return v, err
	}
	ref := institutions.CohortRef{ID: in.ID, Cohort: in.Cohort}
	if v.cohort, err = s.Institutions.Cohort(ctx, who, ref); err != nil {
		return v, err
	}
	if v.members, err = s.Institutions.CohortMembers(ctx, who, ref); err != nil {
		return v, err
	}
	all, err := s.Institutions.Assignments(ctx, who, institutions.MembersInput{ID: in.ID, Limit: manyRows})
	if err != nil {
		return v, err
	}
	for _, a := range all.Items {
		if a.Cohort == in.Cohort {
			v.assignments = append(v.assignments, a)
		}
	}
	courses, err := s.Published.List(ctx, who, publishing.CourseFilter{Tongue: in.Tongue})
	v.courses = courses.Items
	return v, err
}

func (s *Server) cohortPage() endpoint {
	return Page(s, "institution-cohort", s.group, func(c *fiber.Ctx, f web.Frame, _ groupInput, v group) any {
		page := web.CohortPage{InstitutionFrame: institutionFrame(f, v.View, ""), Name: v.cohort.Name, Closed: v.cohort.ClosedAt != nil}
		page.Action = page.Base + "/cohorts/" + v.cohort.ID
		page.Add, page.Rename = web.Form{ID: "add"}, web.Form{ID: "rename", Values: map[string]string{"name": v.cohort.Name}}
		if formText(c, "do") == "rename" {
			page.Rename = s.form(c, "rename", typed(c, "name"))
		} else {
			page.Add = s.form(c, "add", typed(c, "email"))
		}
		for _, m := range v.members {
			page.Members = append(page.Members, web.MemberRow{ID: m.ID, Name: m.Name, Email: m.Email})
		}
		titles := map[string]string{}
		for _, one := range v.courses {
			titles[one.Slug] = one.Title
		}
		for _, a := range v.assignments {
			page.Assignments = append(page.Assignments, assignmentRow(f, page.Base, a, map[string]string{v.cohort.ID: v.cohort.Name}, titles))
		}
		return page
	})
}

// cohortMemberForm adds a member or takes one out, renames the cohort, closes it or opens it again.
func (s *Server) cohortMemberForm() endpoint {
	type input struct {
		ID     string `path:"id"`
		Cohort string `path:"cohort"`
		do     string
		change institutions.CohortChange
	}
	read := func(c *fiber.Ctx) input {
		in := input{do: formText(c, "do")}
		switch yes, no, name := true, false, formText(c, "name"); in.do {
		case "add":
			if in.change.Email = formText(c, "email"); in.change.Email == "" {
				in.change.Email = " " // nothing typed is a fault here, not nothing to do
			}
		case "remove":
			in.change.Remove = []string{formText(c, "user")}
		case "rename":
			in.change.Name = &name
		case "close":
			in.change.Closed = &yes
		case "open":
			in.change.Closed = &no
		}
		return in
	}
	act := func(ctx context.Context, who access.Actor, in input) (institutions.CohortView, error) {
		in.change.ID, in.change.Cohort = in.ID, in.Cohort
		v, err := s.Institutions.PatchCohort(ctx, who, in.change)
		if err == nil && !slices.Contains([]string{"add", "remove", "rename", "close", "open"}, in.do) {
			err = problem.Wrong("do", "unknown")
		}
		return v, err
	}
	next := func(c *fiber.Ctx, v institutions.CohortView) string {
		if do := formText(c, "do"); do == "add" || do == "remove" {
			s.flash(c, "member_saved")
		} else {
			s.flash(c, "cohort_saved")
		}
		return "/institutions/" + queryEscape(c.Params("id")) + "/cohorts/" + v.ID
	}
	return Form(s, read, act, next, s.cohortPage().serve)
}

// assignmentRow shows an assignment with the names of what it joins.
func assignmentRow(f web.Frame, base string, a institutions.AssignmentView, cohorts, courses map[string]string) web.AssignmentRow {
	row := web.AssignmentRow{
		Cohort: web.Link{Href: base + "/cohorts/" + a.Cohort, Text: cohorts[a.Cohort]}, DueDays: a.DueDays, Action: base + "/assignments/" + a.ID,
		Course: web.Link{Href: base + "/report?cohort=" + a.Cohort + "&course=" + queryEscape(a.Course), Text: courses[a.Course]}, Due: dayOf(f, a.DueAt),
		ValidityMonths: a.Months, Window: monthName(f, a.Window),
	}
	if row.Course.Text == "" {
		row.Course.Text = a.Course
	}
	return row
}
