package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"upstander/app/learning"
	"upstander/app/publishing"
	"upstander/handlers/web"
)

// offer shows a learner what a newer version of their course would change.
func offer(f web.Frame, e learning.EnrolmentView) *web.Offer {
	o := e.Offer
	if o == nil {
		return nil
	}
	out := &web.Offer{Version: o.Version, Published: day(f, o.PublishedAt), Declined: o.Declined, Notes: o.Notes, Action: "/courses/" + e.Course + "/offer"}
	for _, c := range o.Changes {
		m := web.OfferedModule{Title: c.Title, Change: string(c.Change), Quiz: string(c.Quiz)}
		for _, l := range c.Added {
			m.Added = append(m.Added, l.Title)
		}
		for _, l := range c.Changed {
			m.Changed = append(m.Changed, l.Title)
		}
		for _, l := range c.Removed {
			m.Removed = append(m.Removed, l.Title)
		}
		if c.Change != publishing.Changed {
			m.Quiz = "" // the module's own line says it
		}
		out.Modules = append(out.Modules, m)
	}
	return out
}

// offerForm takes a learner's answer.
func (s *Server) offerForm() endpoint {
	read := func(c *fiber.Ctx) learning.OfferAnswer {
		accept := formText(c, "accept") == "yes"
		version, _ := strconv.ParseInt(formText(c, "version"), 10, 64) // none is refused
		return learning.OfferAnswer{Version: version, Accept: &accept}
	}
	return Form(s, read, s.Learning.AnswerOffer, func(c *fiber.Ctx, out learning.EnrolmentView) string {
		if formText(c, "accept") == "yes" {
			s.flash(c, "offer_accepted")
		} else {
			s.flash(c, "offer_declined")
		}
		return "/courses/" + out.Course
	}, nil)
}
