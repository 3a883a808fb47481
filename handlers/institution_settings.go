package handlers

import (
	"reflect"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/institutions"
	"upstander/app/pictures"
)

// settingsRoutes is the API of what an institution sets for itself.
func (s *Server) settingsRoutes() []Route {
	i, one := s.Institutions, "/institutions/:id"
	return []Route{
		{"getLogo", get, one + "/logo", access.Institution, "The institution's logo, as it would be printed.", shownPicture(i.Logo), false},
		{"putLogo", put, one + "/logo", access.Institution, "Set the logo: the bytes of a PNG, JPEG, GIF or WebP, drawn anew.", s.logoEndpoint(), false},
		{"getReportMail", get, one + "/report-mail", access.Institution, "How often one is mailed the report's numbers.", JSON(200, i.Subscription), false},
		{"setReportMail", put, one + "/report-mail", access.Institution, "Be mailed the report's numbers, weekly or monthly.", JSON(200, i.Subscribe), false},
		{"endReportMail", del, one + "/report-mail", access.Institution, "Be mailed them no more.", JSON(204, i.Unsubscribe), false},
		{"removeLogo", del, one + "/logo", access.Institution, "Take the logo away.", JSON(204, i.RemoveLogo), false},
	}
}

// settingsPages is the same for browsers.
func (s *Server) settingsPages() []Route {
	one := "/institutions/:id/settings"
	return []Route{
		{"settingsPage", get, one, access.Institution, "What an institution sets for itself.", s.settingsPage(), true},
		{"brandForm", post, one + "/brand", access.Institution, "Name who signs certificates.", s.brandForm(), true},
		{"reminderForm", post, one + "/reminders", access.Institution, "Set the days on which learners are reminded.", s.reminderForm(), true},
		{"reportMailForm", post, one + "/report-mail", access.Institution, "Be mailed the report's numbers, or no more.", s.reportMailForm(), true},
		{"logoPicture", get, one + "/logo", access.Institution, "The logo.", shownPicture(s.Institutions.Logo), true},
		{"logoForm", post, one + "/logo", access.Institution, "Set the logo, or take it away.", s.logoForm(), true},
	}
}

// logoEndpoint reads the picture from the body.
func (s *Server) logoEndpoint() endpoint {
	plan := planFor[institutions.LogoInput]()
	return endpoint{in: reflect.TypeFor[institutions.LogoInput](), out: reflect.TypeFor[institutions.View](), status: 200, serve: func(c *fiber.Ctx) error {
		var in institutions.LogoInput
		err := plan.bind(c, &in)
		if err == nil {
			in.Data, err = upload(c, pictures.Field)
		}
		if err != nil {
			return err
		}
		out, err := s.Institutions.PutLogo(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		return c.JSON(out)
	}}
}

// shownPicture serves an action that gives a picture.
func shownPicture[In any](action Action[In, pictures.Picture]) endpoint {
	plan := planFor[In]()
	return endpoint{in: reflect.TypeFor[In](), out: reflect.TypeFor[pictures.Picture](), status: 200, serve: func(c *fiber.Ctx) error {
		_, out, err := perform(c, plan, action)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, out.Type)
		return c.Send(out.Data)
	}}
}
