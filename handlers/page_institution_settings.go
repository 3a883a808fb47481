package handlers

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/institutions"
	"upstander/app/pictures"
	"upstander/handlers/web"
)

func (s *Server) settingsPage() endpoint {
	return Page(s, "institution-settings", s.Institutions.Get, func(c *fiber.Ctx, f web.Frame, _ institutions.Ref, v institutions.View) any {
		page := web.SettingsPage{
			InstitutionFrame: institutionFrame(f, v, "inst.settings"), LogoForm: web.Form{ID: "logo"},
			Brand:     web.Form{ID: "brand", Values: map[string]string{"signatory": v.Signatory, "signatory_title": v.SignatoryTitle}},
			Reminders: remindersForm(v.Reminders),
		}
		if v.Logo != nil {
			_, mark, _ := strings.Cut(v.Logo.Href, "?")
			page.Logo = &web.Image{Src: page.Base + "/settings/logo?" + mark, Alt: f.T("inst.logo_of", "name", v.Name), Width: v.Logo.Width, Height: v.Logo.Height}
		}
		// A form that failed comes back as it was typed.
		switch strings.TrimPrefix(c.Route().Path, "/institutions/:id/settings/") {
		case "brand":
			page.Brand = s.form(c, "brand", typed(c, "signatory", "signatory_title"))
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
