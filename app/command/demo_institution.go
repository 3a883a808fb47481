package command

import (
	"context"
	"fmt"
	"path"

	"upstander/app/access"
	"upstander/app/authoring"
	"upstander/app/boot"
	"upstander/app/institutions"
)

// The sample institution. No such academy exists.
const (
	demoInstitution = "Example Academy of Public Service"
	demoManager     = "manager@example.org"
	attaches        = "Attachés, autumn"
	intake          = "Civil service intake"
	demoDueDays     = 60
	demoModule      = "civ2-early-warning-inside"
)

// fillInstitution opens the institution, invites those who are of a cohort, has them join, and assigns each cohort the course that its
// members take. Everything may be done twice.
func fillInstitution(ctx context.Context, a *boot.Application, people []demoPerson) error {
	var manager access.Actor
	byEmail := map[string]access.Actor{}
	courseOf := map[string]string{}
	rows := []institutions.Invitee{}
	for _, p := range people {
		if p.email == demoManager {
			manager = p.actor
		}
		if p.cohort != "" {
			byEmail[p.email] = p.actor
			courseOf[p.cohort] = string(p.course)
			rows = append(rows, institutions.Invitee{Email: p.email, Name: p.name, Cohort: p.cohort})
		}
	}
	academy, err := a.Institutions.Create(ctx, manager, institutions.Draft{Name: demoInstitution, Key: "demo"})
	if err != nil {
		return err
	}
	if _, err := a.Institutions.Import(ctx, manager, institutions.Import{ID: academy.ID, Key: "demo", Rows: rows}); err != nil {
		return err
	}
	all := institutions.MembersInput{ID: academy.ID, Limit: len(people)}
	invited, err := a.Institutions.Invitations(ctx, manager, all)
	if err != nil {
		return err
	}
	for _, i := range invited.Items {
		if _, err := a.Institutions.Accept(ctx, byEmail[i.Email], institutions.TokenRef{Token: path.Base(i.Link)}); err != nil {
			return fmt.Errorf("%s: %w", i.Email, err)
		}
	}
	cohorts, err := a.Institutions.Cohorts(ctx, manager, all)
	if err != nil {
		return err
	}
	for _, c := range cohorts.Items {
		draft := institutions.AssignmentDraft{ID: academy.ID, Cohort: c.ID, Course: courseOf[c.Name], DueDays: demoDueDays}
		if _, err := a.Institutions.Assign(ctx, manager, draft); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return nil
}

// writeDraft is a trainer's copy of a built-in module, handed in for review.
func writeDraft(ctx context.Context, a *boot.Application, trainer access.Actor) error {
	draft, err := a.Server.Authoring.CreateModule(ctx, trainer, authoring.NewModule{Key: "demo", Copy: demoModule})
	if err != nil || draft.State != authoring.Writing {
		return err
	}
	_, err = a.Server.Authoring.SubmitModule(ctx, trainer, authoring.Step{ID: draft.ID, Note: "A copy for our own intake. Please check whether the scenario fits our procedures."})
	return err
}
