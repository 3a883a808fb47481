package handlers

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/institutions"
	"upstander/app/pictures"
	"upstander/app/publishing"
	"upstander/handlers/web"
)

// settings is what the page of settings shows.
type settings struct {
	institutions.View
	mailed  institutions.SubscriptionView
	cohorts []institutions.CohortView
	courses []publishing.CourseSummary
}

func (s *Server) settings(ctx context.Context, who access.Actor, in houseInput) (v settings, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return v, err
	}
	if v.mailed, err = s.Institutions.Subscription(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return v, err
	}
	cohorts, err := s.Institutions.Cohorts(ctx, who, institutions.MembersInput{ID: in.ID, Limit: manyRows})
	if err != nil {
		return v, err
	}
	courses, err := s.Published.List(ctx, who, publishing.CourseFilter{Tongue: in.Tongue})
	v.cohorts, v.courses = cohorts.Items, courses.Items
	return v, err
}

func (s *Server) settingsPage() endpoint {
	return Page(s, "institution-settings", s.settings, func(c *fiber.Ctx, f web.Frame, _ houseInput, v settings) any {
		page := web.SettingsPage{
			InstitutionFrame: institutionFrame(f, v.View, "inst.settings"), LogoForm: web.Form{ID: "logo"},
			Brand:     web.Form{ID: "brand", Values: map[string]string{"signatory": v.Signatory, "signatory_title": v.SignatoryTitle}},
			Reminders: remindersForm(v.Reminders), Mailed: v.mailed.Every != "",
			ReportMail: web.Form{ID: "report-mail", Values: map[string]string{"every": v.mailed.Every, "cohort": v.mailed.Cohort, "course": v.mailed.Course}},
		}
		if v.Logo != nil {
			_, mark, _ := strings.Cut(v.Logo.Href, "?")
			page.Logo = &web.Image{Src: page.Base + "/settings/logo?" + mark, Alt: f.T("inst.logo_of", "name", v.Name), Width: v.Logo.Width, Height: v.Logo.Height}
		}
		page.Every = []web.Option{{Value: institutions.Weekly, Text: f.T("inst.every_weekly")}, {Value: institutions.Monthly, Text: f.T("inst.every_monthly")}}
		page.Cohorts = append([]web.Option{{Text: f.T("inst.all")}}, cohortOptions(v.cohorts, "")...)
		page.Courses = append([]web.Option{{Text: f.T("inst.all")}}, courseOptions(v.courses, "")...)
		if v.mailed.NextAt != nil {
			page.NextMail = day(f, *v.mailed.NextAt)
		}
		// A form that failed comes back as it was typed.
		switch strings.TrimPrefix(c.Route().Path, "/institutions/:id/settings/") {
		case "brand":
			page.Brand = s.form(c, "brand", typed(c, "signatory", "signatory_title"))
		case "report-mail":
			page.ReportMail = s.form(c, "report-mail", typed(c, "every", "cohort", "course"))
		case "reminders":
			page.Reminders = s.form(c, "reminders", typed(c, reminderLists...))
		case "logo":
			page.LogoForm = s.form(c, "logo", nil)
		}
		return page
	})
}

func toSettings[Out any](s *Server, flash, section string) func(*fiber.Ctx, Out) string {
	return toInstitution[Out](s, flash, "/settings#"+section)
}

func (s *Server) brandForm() endpoint {
	read := func(c *fiber.Ctx) institutions.Change {
		signatory, title := formText(c, "signatory"), formText(c, "signatory_title")
		return institutions.Change{Signatory: &signatory, SignatoryTitle: &title}
	}
	return Form(s, read, s.Institutions.Patch, toSettings[institutions.View](s, "saved", "brand"), s.settingsPage().serve)
}

// logoForm sets the logo, or takes it away.
func (s *Server) logoForm() endpoint {
	type input struct {
		ID     string `path:"id"`
		remove bool
		data   []byte
	}
	read := func(c *fiber.Ctx) input {
		in := input{remove: formText(c, "do") == "remove"}
		if !in.remove {
			in.data, _ = upload(c, pictures.Field) // none is an empty one, which is refused at its field
		}
		return in
	}
	act := func(ctx context.Context, who access.Actor, in input) (flash string, err error) {
		if in.remove {
			_, err = s.Institutions.RemoveLogo(ctx, who, institutions.Ref{ID: in.ID})
			return "logo_removed", err
		}
		_, err = s.Institutions.PutLogo(ctx, who, institutions.LogoInput{ID: in.ID, Data: in.data})
		return "logo_saved", err
	}
	return Form(s, read, act, func(c *fiber.Ctx, flash string) string {
		return toSettings[string](s, flash, "brand")(c, flash)
	}, s.settingsPage().serve)
}

// reportMailForm has the actor mailed the report's numbers, or no more.
func (s *Server) reportMailForm() endpoint {
	type input struct {
		institutions.SubscriptionInput
		stop bool
	}
	read := func(c *fiber.Ctx) input {
		in := input{stop: formText(c, "do") == "stop"}
		in.Every, in.Cohort, in.Course = formText(c, "every"), formText(c, "cohort"), formText(c, "course")
		return in
	}
	act := func(ctx context.Context, who access.Actor, in input) (flash string, err error) {
		if in.stop {
			_, err = s.Institutions.Unsubscribe(ctx, who, institutions.Ref{ID: in.ID})
			return "report_mail_ended", err
		}
		_, err = s.Institutions.Subscribe(ctx, who, in.SubscriptionInput)
		return "report_mail_set", err
	}
	return Form(s, read, act, func(c *fiber.Ctx, flash string) string {
		return toSettings[string](s, flash, "report-mail")(c, flash)
	}, s.settingsPage().serve)
}
