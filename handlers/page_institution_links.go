package handlers

import (
	"context"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/institutions"
	"upstander/handlers/web"
)

// shownLinks is how many links the page of invitations lists, the newest.
const shownLinks = 50

// joinLinks fills in the part of the page of invitations that is about links for many.
func (s *Server) joinLinks(c *fiber.Ctx, page *web.InvitationsPage, v mailroom, cohorts map[string]string) {
	f := page.Frame
	page.Join, page.JoinKey = web.Form{ID: "join", Values: map[string]string{}}, ident.New()
	if c.Route().Path == "/institutions/:id/invitation-links" {
		page.Join = s.form(c, "join", typed(c, "cohort", "seats", "expires_at", "domains"))
		page.JoinKey = formText(c, "key")
	}
	page.JoinCohorts = append([]web.Option{{Text: f.T("inst.no_cohort")}}, cohortOptions(openCohorts(v.cohorts), "")...)
	for _, l := range v.links.Items {
		page.Links = append(page.Links, web.LinkRow{
			Cohort: cohorts[l.Cohort], Domains: strings.Join(l.Domains, ", "), State: l.State, Link: l.Link, Taken: l.Taken, Seats: l.Seats, Until: day(f, l.ExpiresAt),
			Action: page.Base + "/invitation-links/" + l.ID,
		})
	}
}

// openCohorts leaves out those that are closed.
func openCohorts(all []institutions.CohortView) (open []institutions.CohortView) {
	for _, one := range all {
		if one.ClosedAt == nil {
			open = append(open, one)
		}
	}
	return open
}

// formNumber reads a whole number from a form: 0 where nothing is typed, -1, which no field takes, for what is no number.
func formNumber(c *fiber.Ctx, name string) int {
	text := strings.TrimSpace(formText(c, name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func (s *Server) joinLinkForm() endpoint {
	type input struct {
		ID    string `path:"id"`
		draft institutions.JoinLinkDraft
	}
	read := func(c *fiber.Ctx) input {
		return input{draft: institutions.JoinLinkDraft{
			Key: formText(c, "key"), Cohort: formText(c, "cohort"), Seats: formNumber(c, "seats"), ExpiresAt: formText(c, "expires_at"),
			Domains: strings.FieldsFunc(formText(c, "domains"), func(r rune) bool { return strings.ContainsRune(",; \r\n", r) }),
		}}
	}
	act := func(ctx context.Context, who access.Actor, in input) (institutions.JoinLinkView, error) {
		in.draft.ID = in.ID
		return s.Institutions.CreateJoinLink(ctx, who, in.draft)
	}
	return Form(s, read, act, toInstitution[institutions.JoinLinkView](s, "link_made", "/invitations#links"), s.invitationsPage().serve)
}

func (s *Server) closeLinkForm() endpoint {
	read := func(*fiber.Ctx) institutions.JoinLinkRef { return institutions.JoinLinkRef{} }
	return Form(s, read, s.Institutions.CloseJoinLink, toInstitution[institutions.JoinLinkView](s, "link_closed", "/invitations#links"), nil)
}
