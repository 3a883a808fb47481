package handlers

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/handlers/web"
)

// crew is a page of members with what their rows name.
type crew struct {
	institutions.View
	members paging.List[institutions.MemberView]
	cohorts map[string]string // names by id
}

func (s *Server) crew(ctx context.Context, who access.Actor, in institutions.MembersInput) (v crew, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return v, err
	}
	if v.members, err = s.Institutions.Members(ctx, who, in); err != nil {
		return v, err
	}
	v.cohorts, err = s.cohortNames(ctx, who, in.ID)
	return v, err
}

func (s *Server) cohortNames(ctx context.Context, who access.Actor, institution string) (map[string]string, error) {
	list, err := s.Institutions.Cohorts(ctx, who, institutions.MembersInput{ID: institution, Limit: manyRows})
	out := map[string]string{}
	for _, one := range list.Items {
		out[one.ID] = one.Name
	}
	return out, err
}

func (s *Server) membersPage() endpoint {
	return Page(s, "institution-people", s.crew, func(c *fiber.Ctx, f web.Frame, in institutions.MembersInput, v crew) any {
		page := web.MembersPage{InstitutionFrame: institutionFrame(f, v.View, "inst.people"), Query: in.Query, More: more(c, v.members.NextCursor)}
		for _, m := range v.members.Items {
			row := web.MemberRow{
				ID: m.ID, Name: m.Name, Email: m.Email, Manager: m.Role == access.Manager, Self: m.ID == actor(c).ID, Joined: day(f, m.JoinedAt),
				Action: page.Base + "/people/" + m.ID,
			}
			for _, id := range m.Cohorts {
				row.Cohorts = append(row.Cohorts, web.Link{Href: page.Base + "/cohorts/" + id, Text: v.cohorts[id]})
			}
			page.Members = append(page.Members, row)
		}
		return page
	})
}

// memberForm changes a member's role or removes them.
func (s *Server) memberForm() endpoint {
	type input struct {
		ID   string `path:"id"`
		User string `path:"user"`
		do   string
	}
	read := func(c *fiber.Ctx) input { return input{do: formText(c, "do")} }
	act := func(ctx context.Context, who access.Actor, in input) (string, error) {
		if in.do == "remove" {
			_, err := s.Institutions.RemoveMember(ctx, who, institutions.MemberRef{ID: in.ID, User: in.User})
			return "member_removed", err
		}
		_, err := s.Institutions.PatchMember(ctx, who, institutions.MemberChange{ID: in.ID, User: in.User, Role: access.Role(in.do)})
		return "member_saved", err
	}
	return Form(s, read, act, func(c *fiber.Ctx, flash string) string {
		s.flash(c, flash)
		return "/institutions/" + queryEscape(c.Params("id")) + "/people"
	}, nil)
}

// leaveForm takes the actor out of an institution.
func (s *Server) leaveForm() endpoint {
	act := func(ctx context.Context, who access.Actor, in institutions.Ref) (accounts.Nothing, error) {
		return s.Institutions.RemoveMember(ctx, who, institutions.MemberRef{ID: in.ID, User: who.ID})
	}
	return Form(s, func(*fiber.Ctx) institutions.Ref { return institutions.Ref{} }, act, func(c *fiber.Ctx, _ accounts.Nothing) string {
		s.flash(c, "left")
		return "/account"
	}, nil)
}

// mailroom is what the page of invitations shows.
type mailroom struct {
	institutions.View
	invitations paging.List[institutions.InvitationView]
	links       paging.List[institutions.JoinLinkView]
	cohorts     []institutions.CohortView
}

func (s *Server) mailroom(ctx context.Context, who access.Actor, in institutions.MembersInput) (v mailroom, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return v, err
	}
	if v.invitations, err = s.Institutions.Invitations(ctx, who, in); err != nil {
		return v, err
	}
	// A cursor is the invitations' own: links are few, and shown with their first page.
	if in.Cursor == "" {
		if v.links, err = s.Institutions.JoinLinks(ctx, who, institutions.MembersInput{ID: in.ID, Limit: shownLinks}); err != nil {
			return v, err
		}
	}
	cohorts, err := s.Institutions.Cohorts(ctx, who, institutions.MembersInput{ID: in.ID, Limit: manyRows})
	v.cohorts = cohorts.Items
	return v, err
}

// localRefusal holds why one person was not invited.
const localRefusal = "refusal"

func (s *Server) invitationsPage() endpoint {
	return Page(s, "institution-invitations", s.mailroom, func(c *fiber.Ctx, f web.Frame, _ institutions.MembersInput, v mailroom) any {
		page := web.InvitationsPage{InstitutionFrame: institutionFrame(f, v.View, "inst.invitations"), More: more(c, v.invitations.NextCursor)}
		page.Form, page.File = web.Form{ID: "one", Values: map[string]string{}}, web.Form{ID: "many"}
		if c.Route().Path == "/institutions/:id/invitations" {
			page.File = s.form(c, "many", nil)
		}
		if reason, ok := c.Locals(localRefusal).(string); ok {
			page.Form.Values = typed(c, "email", "name", "cohort")
			page.Form.Errors = []web.FieldError{{Field: "email", Text: f.T("inst.outcome."+refusedAs(reason)) + ": " + f.T("inst.reason."+reason)}}
		}
		cohorts := map[string]string{}
		for _, one := range v.cohorts {
			if cohorts[one.ID] = one.Name; one.ClosedAt == nil {
				page.Cohorts = append(page.Cohorts, one.Name)
			}
		}
		s.joinLinks(c, &page, v, cohorts)
		for _, i := range v.invitations.Items {
			page.Invitations = append(page.Invitations, web.InvitationRow{
				Email: i.Email, Name: i.Name, Cohort: cohorts[i.Cohort], State: i.State, Link: i.Link, Until: day(f, i.ExpiresAt), Action: page.Base + "/invitations/" + i.ID,
			})
		}
		return page
	})
}

// refusedAs is the outcome that a reason belongs to.
func refusedAs(reason string) string {
	switch reason {
	case "member":
		return institutions.IsMember
	case "earlier_row", "already_invited":
		return institutions.Duplicate
	}
	return institutions.Wrong
}

// inviteForm invites one person, shows what would become of a file, and sends what was checked.
func (s *Server) inviteForm() endpoint {
	again := s.invitationsPage().serve
	return endpoint{serve: func(c *fiber.Ctx) error {
		in := institutions.Import{ID: c.Params("id"), Key: formText(c, "key"), DryRun: true}
		do := formText(c, "do")
		text := c.FormValue("rows")
		var err error
		switch do {
		case "one":
			in.DryRun = false
			in.Rows = []institutions.Invitee{{Email: formText(c, "email"), Name: formText(c, "name"), Cohort: formText(c, "cohort")}}
		case "check":
			if text, err = uploaded(c); err != nil {
				return err
			}
			fallthrough
		default:
			in.DryRun = do != "send"
			in.Rows, err = institutions.ReadCSV([]byte(text))
		}
		var out institutions.Report
		if err == nil {
			out, err = s.Institutions.Import(c.UserContext(), actor(c), in)
		}
		if p := problem.From(err); err != nil && p.Kind == problem.Invalid {
			c.Locals(localProblem, p)
			c.Status(fiber.StatusUnprocessableEntity)
			return again(c)
		}
		if err != nil {
			return err
		}
		switch do {
		case "one":
			if out.Invited == 0 {
				c.Locals(localRefusal, out.Rows[0].Reason)
				c.Status(fiber.StatusUnprocessableEntity)
				return again(c)
			}
			s.flash(c, "invited")
		case "send":
			s.flash(c, "imported")
		case "report":
			return s.sendOutcomes(c, out)
		default:
			return s.importPage(c, out, text)
		}
		return c.Redirect("/institutions/"+queryEscape(in.ID)+"/invitations#sent", fiber.StatusSeeOther)
	}}
}

// uploaded reads the file that a form sent; none is "".
func uploaded(c *fiber.Ctx) (string, error) {
	header, err := c.FormFile("file")
	if err != nil {
		return "", nil
	}
	file, err := header.Open()
	if err != nil {
		return "", err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, importLimit))
	return string(data), err
}

// shownFaults is how many rows that will not be invited the page lists; the download has all.
const shownFaults = 100

func (s *Server) importPage(c *fiber.Ctx, out institutions.Report, text string) error {
	v, err := s.Institutions.Get(c.UserContext(), actor(c), institutions.Ref{ID: c.Params("id")})
	if err != nil {
		return err
	}
	page := web.ImportPage{InstitutionFrame: institutionFrame(s.frame(c), v, "inst.invitations"), Invited: out.Invited, NewCohorts: out.NewCohorts, Rows: strings.ToValidUTF8(text, "\uFFFD"), Key: ident.New()}
	for _, row := range out.Rows {
		switch row.Outcome {
		case institutions.Invited:
			continue
		case institutions.IsMember:
			page.Already++
		case institutions.Duplicate:
			page.Duplicate++
		default:
			page.Invalid++
		}
		if len(page.Faults) == shownFaults {
			page.MoreFaults++
			continue
		}
		page.Faults = append(page.Faults, web.ImportRow{Line: row.Line, Email: row.Email, Outcome: row.Outcome, Reason: row.Reason})
	}
	return s.render(c, "institution-import", page)
}

// sendOutcomes sends each row's fate as CSV.
func (s *Server) sendOutcomes(c *fiber.Ctx, out institutions.Report) error {
	words := s.words(c)
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="invitations.csv"`)
	if _, err := c.WriteString("\ufeff"); err != nil {
		return err
	}
	lines := csv.NewWriter(c)
	lines.UseCRLF = true
	_ = lines.Write([]string{words("inst.line"), words("field.email"), words("inst.state"), words("inst.reason")}) // Flush tells
	for _, row := range out.Rows {
		reason := ""
		if row.Reason != "" {
			reason = words("inst.reason." + row.Reason)
		}
		_ = lines.Write([]string{strconv.Itoa(row.Line), institutions.Inert(row.Email), words("inst.outcome." + row.Outcome), reason})
	}
	lines.Flush()
	return lines.Error()
}

func (s *Server) withdrawForm() endpoint {
	read := func(*fiber.Ctx) institutions.InvitationRef { return institutions.InvitationRef{} }
	return Form(s, read, s.Institutions.Withdraw, toInstitution[accounts.Nothing](s, "withdrawn", "/invitations#sent"), nil)
}

func (s *Server) invitationPage() endpoint {
	return Page(s, "invitation", s.Institutions.Invitation, func(c *fiber.Ctx, f web.Frame, in institutions.TokenRef, w institutions.Welcome) any {
		path := "/invitations/" + in.Token
		page := web.InvitationPage{
			Frame: f, Institution: w.Institution.Name, State: w.State, Action: path, SignIn: "/sign-in?next=" + queryEscape(path), SignUp: "/sign-up?next=" + queryEscape(path),
		}
		page.CanonicalPath = "" // the address is a secret
		if w.Cohort != nil {
			page.Cohort = w.Cohort.Name
		}
		page.Domains = strings.Join(w.Domains, ", ")
		if p, ok := c.Locals(localProblem).(*problem.Error); ok {
			page.Refusal = f.T("problem." + p.Key)
		}
		if w.Mine {
			page.State = "mine"
		}
		return page
	})
}

func (s *Server) acceptForm() endpoint {
	read := func(*fiber.Ctx) institutions.TokenRef { return institutions.TokenRef{} }
	return Form(s, read, s.Institutions.Accept, func(c *fiber.Ctx, _ institutions.Welcome) string {
		s.flash(c, "joined")
		return "/learning"
	}, s.invitationPage().serve)
}
