package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/app/publishing"
	"upstander/handlers/web"
)

// institutionPages is what managers see, and whom they invite.
func (s *Server) institutionPages() []Route {
	one := "/institutions/:id"
	return []Route{
		{"institutionsPage", get, "/institutions", access.Institution, "The institutions that one manages.", s.institutionsPage(), true},
		{"institutionForm", post, "/institutions", access.Institution, "Open an institution.", s.institutionForm(), true},
		{"institutionPage", get, one, access.Institution, "An institution.", s.institutionPage(), true},
		{"institutionDetailsForm", post, one, access.Institution, "Change an institution.", s.institutionDetailsForm(), true},
		{"membersPage", get, one + "/people", access.Institution, "Who is in it.", s.membersPage(), true},
		{"memberForm", post, one + "/people/:user", access.Institution, "Change or remove a member.", s.memberForm(), true},
		{"invitationsPage", get, one + "/invitations", access.Institution, "Invite people.", s.invitationsPage(), true},
		{"inviteForm", post, one + "/invitations", access.Institution, "Invite one person, check a file, or send what was checked.", s.inviteForm(), true},
		{"withdrawForm", post, one + "/invitations/:invitation", access.Institution, "Take an invitation back.", s.withdrawForm(), true},
		{"joinLinkForm", post, one + "/invitation-links", access.Institution, "Make a link by which many may join.", s.joinLinkForm(), true},
		{"closeLinkForm", post, one + "/invitation-links/:link", access.Institution, "Close such a link.", s.closeLinkForm(), true},
		{"cohortForm", post, one + "/cohorts", access.Institution, "Make a cohort.", s.cohortForm(), true},
		{"cohortPage", get, one + "/cohorts/:cohort", access.Institution, "A cohort.", s.cohortPage(), true},
		{"cohortMemberForm", post, one + "/cohorts/:cohort", access.Institution, "Add a member, or take one out.", s.cohortMemberForm(), true},
		{"assignForm", post, one + "/assignments", access.Institution, "Assign a course.", s.assignForm(), true},
		{"assignmentPage", get, one + "/assignments/:assignment", access.Institution, "An assignment, its date and its exceptions.", s.assignmentPage(), true},
		{"assignmentForm", post, one + "/assignments/:assignment", access.Institution, "Change an assignment's date, or take it back.", s.assignmentForm(), true},
		{"exceptionForm", post, one + "/assignments/:assignment/exceptions", access.Institution, "Give one person more time, or excuse them.", s.exceptionForm(), true},
		{"exceptionRemovalForm", post, one + "/assignments/:assignment/exceptions/:user", access.Institution, "Take an exception back.", s.exceptionRemovalForm(), true},
		{"sharingForm", post, one + "/sharing", access.Learn, "Show an institution courses of one's own, or no longer.", s.sharingForm(), true},
		{"leaveForm", post, one + "/leaving", access.Learn, "Leave an institution.", s.leaveForm(), true},
		{"reportPage", get, one + "/report", access.Institution, "The report.", s.reportPage(), true},
		{"reportFile", get, one + "/report/:format", access.Institution, "The report as a file.", s.reportFile(), true},
		{"memberCertificatesPage", get, one + "/certificates", access.Institution, "Members' certificates.", s.memberCertificatesPage(), true},
		{"certificatesFile", get, one + "/certificates.zip", access.Institution, "Members' certificates as a ZIP.", JSON(200, s.Institutions.Archive), true},
		{"invitationPage", get, "/invitations/:token", access.Public, "Where an invitation leads.", s.invitationPage(), true},
		{"acceptForm", post, "/invitations/:token", access.Learn, "Join.", s.acceptForm(), true},
	}
}

func (s *Server) institutionsPage() endpoint {
	return Page(s, "institutions", s.Institutions.Institutions, func(c *fiber.Ctx, f web.Frame, _ paging.Input, out paging.List[institutions.View]) any {
		f.Section = "institutions"
		page := web.InstitutionsPage{Frame: f, CanFound: access.MayFound(actor(c)), Form: s.form(c, "", typed(c, "name", "country", "manager")), More: more(c, out.NextCursor)}
		for _, i := range out.Items {
			page.Institutions = append(page.Institutions, web.InstitutionRow{Href: "/institutions/" + i.ID, Name: i.Name, Country: i.Country, Members: int(i.Members)})
		}
		return page
	})
}

// more gives the address of a list's next page: this one's, with the cursor.
func more(c *fiber.Ctx, cursor *string) string {
	if cursor == nil {
		return ""
	}
	args := fiber.AcquireArgs()
	defer fiber.ReleaseArgs(args)
	c.Context().QueryArgs().CopyTo(args)
	args.Set("cursor", *cursor)
	return c.Path() + "?" + args.String()
}

func (s *Server) institutionForm() endpoint {
	read := func(c *fiber.Ctx) institutions.Draft {
		return institutions.Draft{Name: formText(c, "name"), Country: formText(c, "country"), Manager: formText(c, "manager")}
	}
	return Form(s, read, s.Institutions.Create, func(c *fiber.Ctx, out institutions.View) string {
		s.flash(c, "institution_made")
		return "/institutions/" + out.ID
	}, s.institutionsPage().serve)
}

// institutionFrame is what the pages of an institution share.
func institutionFrame(f web.Frame, i institutions.View, current string) web.InstitutionFrame {
	f.Section = "institutions"
	base := "/institutions/" + i.ID
	out := web.InstitutionFrame{Frame: f, Institution: web.Link{Href: base, Text: i.Name}, Base: base}
	for _, tab := range [][2]string{
		{"", "inst.overview"},
		{"/people", "inst.people"},
		{"/invitations", "inst.invitations"},
		{"/report", "inst.report"},
		{"/certificates", "nav.certificates"},
		{"/keys", "keys.title"},
		{"/webhooks", "hooks.title"},
		{"/focal-point", "focal.single"},
		{"/settings", "inst.settings"},
	} {
		out.Tabs = append(out.Tabs, web.Tab{Link: web.Link{Href: base + tab[0], Text: f.T(tab[1])}, Current: tab[1] == current})
	}
	return out
}

// house is what the first page of an institution shows.
type house struct {
	institutions.View
	cohorts     []institutions.CohortView
	assignments []institutions.AssignmentView
	courses     []publishing.CourseSummary
	summary     institutions.Summary
}

// houseInput names an institution, in a language.
type houseInput struct {
	ID     string `json:"-" path:"id"`
	Tongue string `json:"-" from:"language"`
}

// manyRows is more than any institution has cohorts or assignments on one page.
const manyRows = 1000

func (s *Server) house(ctx context.Context, who access.Actor, in houseInput) (h house, err error) {
	if h.View, err = s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return h, err
	}
	cohorts, err := s.Institutions.Cohorts(ctx, who, institutions.MembersInput{ID: in.ID, Limit: manyRows})
	if err != nil {
		return h, err
	}
	assignments, err := s.Institutions.Assignments(ctx, who, institutions.MembersInput{ID: in.ID, Limit: manyRows})
	if err != nil {
		return h, err
	}
	courses, err := s.Published.List(ctx, who, publishing.CourseFilter{Tongue: in.Tongue})
	if err != nil {
		return h, err
	}
	report, err := s.Institutions.Report(ctx, who, institutions.ReportInput{ID: in.ID, Limit: 1})
	if err != nil {
		return h, err
	}
	h.cohorts, h.assignments, h.courses, h.summary = cohorts.Items, assignments.Items, courses.Items, *report.Summary
	return h, nil
}

func (s *Server) institutionPage() endpoint {
	return Page(s, "institution", s.house, func(c *fiber.Ctx, f web.Frame, _ houseInput, h house) any {
		page := web.InstitutionPage{InstitutionFrame: institutionFrame(f, h.View, "inst.overview"), Rows: h.summary.Rows}
		page.Plot = plot(f, "plot", page.Base+"/report", h.summary.States)
		page.CohortList, page.Courses = cohortOptions(openCohorts(h.cohorts), ""), courseOptions(h.courses, "")
		cohorts, courses := map[string]string{}, map[string]string{}
		for _, one := range h.cohorts {
			cohorts[one.ID] = one.Name
			page.Cohorts = append(page.Cohorts, web.CohortRow{Href: page.Base + "/cohorts/" + one.ID, Name: one.Name, Members: len(one.Members), Closed: one.ClosedAt != nil})
		}
		for _, one := range h.courses {
			courses[one.Slug] = one.Title
		}
		for _, a := range h.assignments {
			page.Assignments = append(page.Assignments, assignmentRow(f, page.Base, a, cohorts, courses))
		}
		page.Windows = windowField(f, readWindow(c)).Options
		page.NewCohort, page.Assign, page.Details = web.Form{ID: "new"}, web.Form{ID: "assign"}, web.Form{ID: "details", Values: map[string]string{"name": h.Name, "country": h.Country}}
		// A form that failed comes back as it was typed.
		switch c.Route().Path {
		case "/institutions/:id/cohorts":
			page.NewCohort = s.form(c, "new", typed(c, "name"))
		case "/institutions/:id/assignments":
			page.Assign = s.form(c, "assign", typed(c, "course", "cohort", "due_at", "due_days", "validity_months"))
		case "/institutions/:id":
			if c.Method() == fiber.MethodPost {
				page.Details = s.form(c, "details", typed(c, "name", "country"))
			}
		}
		return page
	})
}

// plot draws counts by state, each leading to its rows.
func plot(f web.Frame, id, report string, counts map[string]int) web.Plot {
	var parts []web.Part
	for _, state := range institutions.States() {
		part := web.Part{State: state, Text: f.T("assigned." + state), N: counts[state]}
		if part.N > 0 {
			part.Href = report + "?state=" + state
		}
		parts = append(parts, part)
	}
	return web.NewPlot(id, f.T("inst.standing"), parts)
}

func cohortOptions(list []institutions.CohortView, chosen string) []web.Option {
	var out []web.Option
	for _, one := range list {
		out = append(out, web.Option{Value: one.ID, Text: one.Name, Selected: one.ID == chosen})
	}
	return out
}

func courseOptions(list []publishing.CourseSummary, chosen string) []web.Option {
	var out []web.Option
	for _, one := range list {
		out = append(out, web.Option{Value: one.Slug, Text: one.Title, Selected: one.Slug == chosen})
	}
	return out
}

// toInstitution sends the browser back to the institution's page with a message.
func toInstitution[Out any](s *Server, flash, rest string) func(*fiber.Ctx, Out) string {
	return func(c *fiber.Ctx, _ Out) string {
		s.flash(c, flash)
		return "/institutions/" + queryEscape(c.Params("id")) + rest
	}
}

func (s *Server) institutionDetailsForm() endpoint {
	read := func(c *fiber.Ctx) institutions.Change {
		name, country := formText(c, "name"), formText(c, "country")
		return institutions.Change{Name: &name, Country: &country}
	}
	return Form(s, read, s.Institutions.Patch, toInstitution[institutions.View](s, "saved", ""), s.institutionPage().serve)
}

func (s *Server) cohortForm() endpoint {
	read := func(c *fiber.Ctx) institutions.CohortDraft {
		return institutions.CohortDraft{Name: formText(c, "name")}
	}
	return Form(s, read, s.Institutions.CreateCohort, toInstitution[institutions.CohortView](s, "cohort_made", "#cohorts"), s.institutionPage().serve)
}

func (s *Server) assignForm() endpoint {
	read := func(c *fiber.Ctx) institutions.AssignmentDraft {
		return institutions.AssignmentDraft{
			Cohort: formText(c, "cohort"), Course: formText(c, "course"), DueAt: formText(c, "due_at"), DueDays: formNumber(c, "due_days"), Months: formNumber(c, "validity_months"), Window: readWindow(c),
		}
	}
	return Form(s, read, s.Institutions.Assign, toInstitution[institutions.AssignmentView](s, "assigned", "#assigned"), s.institutionPage().serve)
}
