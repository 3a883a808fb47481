package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/focalpoints"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/handlers/web"
)

// named is what the page on which a focal point is named shows.
type named struct {
	institutions.View
	entry focalpoints.Entry
}

func (s *Server) named(ctx context.Context, who access.Actor, in institutions.Ref) (v named, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, in); err == nil {
		v.entry, err = s.FocalPoints.Get(ctx, who, in)
	}
	return v, err
}

func (s *Server) focalPointPage() endpoint {
	return Page(s, "institution-focal-point", s.named, func(c *fiber.Ctx, f web.Frame, _ institutions.Ref, v named) any {
		page := web.FocalPointPage{InstitutionFrame: institutionFrame(f, v.View, "focal.single"), Status: v.entry.Status, Name: v.entry.Name}
		page.Form = s.form(c, "", map[string]string{"email": v.entry.Email, "title": v.entry.Title, "state": v.entry.State, "r2p_focal_point": v.entry.R2P})
		if len(page.Form.Errors) > 0 {
			page.Form.Values = typed(c, "email", "title", "state", "r2p_focal_point")
		}
		page.States = stateOptions(f, "focal.choose")
		for _, answer := range []string{"unknown", "yes", "no"} {
			page.R2P = append(page.R2P, web.Option{Value: answer, Text: f.T("focal.r2p." + answer)})
		}
		return page
	})
}

// stateOptions lists the States by their names, after a first line for none.
func stateOptions(f web.Frame, none string) []web.Option {
	out := []web.Option{{Text: f.T(none)}}
	for _, code := range focalpoints.States() {
		out = append(out, web.Option{Value: code, Text: focalpoints.Called(f.Lang, code)})
	}
	web.SortOptions(f.Lang, out[1:])
	return out
}

// focalNaming is what the form sends.
type focalNaming struct {
	ID     string `path:"id"`
	naming focalpoints.Naming
	remove bool
}

func (s *Server) focalPointForm() endpoint {
	read := func(c *fiber.Ctx) focalNaming {
		return focalNaming{remove: formText(c, "do") == "remove", naming: focalpoints.Naming{
			Email: formText(c, "email"), Title: formText(c, "title"), State: formText(c, "state"), R2P: formText(c, "r2p_focal_point"),
		}}
	}
	act := func(ctx context.Context, who access.Actor, in focalNaming) (flash string, err error) {
		if in.remove {
			_, err = s.FocalPoints.Remove(ctx, who, institutions.Ref{ID: in.ID})
			return "focal_removed", err
		}
		in.naming.ID = in.ID
		_, err = s.FocalPoints.Name(ctx, who, in.naming)
		return "focal_named", err
	}
	return Form(s, read, act, func(c *fiber.Ctx, flash string) string {
		s.flash(c, flash)
		return "/institutions/" + queryEscape(c.Params("id")) + "/focal-point"
	}, s.focalPointPage().serve)
}

// directory is what the page of focal points shows.
type directory struct {
	paging.List[focalpoints.View]
	own []focalpoints.Entry
}

func (s *Server) directory(ctx context.Context, who access.Actor, in focalpoints.Filter) (v directory, err error) {
	if v.List, err = s.FocalPoints.List(ctx, who, in); err != nil {
		return v, err
	}
	own, err := s.FocalPoints.Mine(ctx, who, accounts.Nothing{})
	v.own = own.Items
	return v, err
}

func (s *Server) focalPointsPage() endpoint {
	return Page(s, "focal-points", s.directory, func(c *fiber.Ctx, f web.Frame, in focalpoints.Filter, v directory) any {
		page := web.FocalPointsPage{Frame: f, More: more(c, v.NextCursor), States: selecting(stateOptions(f, "inst.all"), in.State), Regions: []web.Option{{Text: f.T("inst.all")}}}
		page.Query = "&state=" + queryEscape(in.State) + "&region=" + queryEscape(in.Region)
		for _, code := range focalpoints.Regions() {
			page.Regions = append(page.Regions, web.Option{Value: code, Text: focalpoints.Called(f.Lang, code)})
		}
		page.Regions = selecting(page.Regions, in.Region)
		for _, e := range v.own {
			page.Own = append(page.Own, web.OwnFocalPoint{Institution: e.Institution, Listed: e.Status == focalpoints.Listed, Href: "/focal-points/" + e.ID + "/consent"})
		}
		for _, e := range v.Items {
			page.Entries = append(page.Entries, web.FocalPointRow{
				Name: e.Name, Title: e.Title, Institution: e.Institution, State: e.StateName, Region: e.RegionName, R2P: e.R2P, Href: "/focal-points/" + e.ID + "/message",
			})
		}
		return page
	})
}

func selecting(options []web.Option, value string) []web.Option {
	for i := range options {
		options[i].Selected = options[i].Value == value
	}
	return options
}

func (s *Server) focalConsentPage() endpoint {
	return Page(s, "focal-consent", s.FocalPoints.One, func(c *fiber.Ctx, f web.Frame, in focalpoints.Ref, e focalpoints.Entry) any {
		return web.FocalConsentPage{
			Frame: f, Form: s.form(c, "", nil), Listed: e.Status == focalpoints.Listed, Action: "/focal-points/" + in.ID + "/consent", Code: e.State,
			Entry: web.FocalPointRow{Name: e.Name, Title: e.Title, Institution: e.Institution, State: focalpoints.Called(f.Lang, e.State), Region: focalpoints.Called(f.Lang, e.Region), R2P: e.R2P},
		}
	})
}

// focalAnswer is what the person named sends.
type focalAnswer struct {
	ID    string `path:"id"`
	agree focalpoints.Agreement
	leave bool
}

func (s *Server) focalConsentForm() endpoint {
	read := func(c *fiber.Ctx) focalAnswer {
		return focalAnswer{leave: formText(c, "do") != "agree", agree: focalpoints.Agreement{Title: formText(c, "title"), State: formText(c, "state"), R2P: formText(c, "r2p_focal_point")}}
	}
	act := func(ctx context.Context, who access.Actor, in focalAnswer) (flash string, err error) {
		if in.leave {
			_, err = s.FocalPoints.Leave(ctx, who, focalpoints.Ref{ID: in.ID})
			return "focal_left", err
		}
		in.agree.ID = in.ID
		_, err = s.FocalPoints.Agree(ctx, who, in.agree)
		return "focal_agreed", err
	}
	return Form(s, read, act, func(c *fiber.Ctx, flash string) string {
		s.flash(c, flash)
		return "/focal-points"
	}, s.focalConsentPage().serve)
}

func (s *Server) focalLetterPage() endpoint {
	return Page(s, "focal-letter", s.FocalPoints.Shown, func(c *fiber.Ctx, f web.Frame, in focalpoints.Ref, e focalpoints.Entry) any {
		return web.FocalLetterPage{Frame: f, Name: e.Name, Institution: e.Institution, Action: "/focal-points/" + in.ID + "/message", Form: s.form(c, "", typed(c, "text", "share"))}
	})
}

func (s *Server) focalLetterForm() endpoint {
	read := func(c *fiber.Ctx) focalpoints.Letter {
		return focalpoints.Letter{Text: formText(c, "text"), Share: formText(c, "share") != ""}
	}
	return Form(s, read, s.FocalPoints.Write, func(c *fiber.Ctx, _ accounts.Nothing) string {
		s.flash(c, "focal_written")
		return "/focal-points"
	}, s.focalLetterPage().serve)
}
