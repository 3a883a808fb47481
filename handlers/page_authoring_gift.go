package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses/gift"
	"upstander/handlers/web"
)

func (s *Server) giftPage() endpoint {
	return endpoint{serve: func(c *fiber.Ctx) error { return s.showGift(c, nil) }}
}

// showGift draws the questions as text, and the form that takes others; report tells what became of a form that was sent.
func (s *Server) showGift(c *fiber.Ctx, report *authoring.GiftReport) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	out, err := s.Authoring.ExportGift(c.UserContext(), actor(c), authoring.ModuleRef{ID: e.ID})
	if err != nil {
		return err
	}
	page := web.AuthorGiftPage{AuthorFrame: s.authorFrame(c, e), Text: out.Text, Lost: giftNotes(out.Notes)}
	if e.May.Edit {
		field := textField("text", "", 12)
		field.Label = "gift_text"
		if report == nil {
			field.Value = normal(formText(c, "text"))
		}
		page.Inputs = []web.Input{field}
	}
	if report != nil {
		page.Read, page.Added, page.Notes = true, len(report.Added), giftNotes(report.Notes)
	}
	return s.render(c, "author-gift", page)
}

func giftNotes(notes []gift.Note) []web.AuthorFault {
	var out []web.AuthorFault
	for _, n := range notes {
		out = append(out, web.AuthorFault{Where: n.ID, Line: n.Line, Text: n.Message, Warning: !n.Dropped})
	}
	return out
}

func (s *Server) giftForm(c *fiber.Ctx) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	rev, err := strconv.ParseInt(formText(c, "rev"), 10, 64)
	if err != nil {
		return problem.New(problem.Malformed, "malformed")
	}
	report, err := s.Authoring.ImportGift(c.UserContext(), actor(c), authoring.GiftText{ID: e.ID, Rev: rev, Text: formText(c, "text")})
	if err == nil {
		return s.showGift(c, &report)
	}
	p := problem.From(err)
	if !formFault(p.Kind) {
		return err
	}
	c.Locals(localProblem, p)
	c.Status(statuses[p.Kind])
	return s.showGift(c, nil)
}
