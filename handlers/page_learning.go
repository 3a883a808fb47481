package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/certificates"
	"upstander/app/institutions"
	"upstander/app/learning"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/handlers/web"
)

// desk is what a learner has: enrolments with their courses, and certificates.
type desk struct {
	enrolments   []learning.EnrolmentView
	courses      []publishing.CourseDetail // of the enrolments, in the same order
	certificates []certificates.View
	assigned     []institutions.Assigned
	waiting      []publishing.CourseDetail // of assigned, where the learner has not enrolled
}

func (s *Server) desk(ctx context.Context, who access.Actor, in TongueInput) (desk, error) {
	var d desk
	list, err := s.Learning.Enrolments(ctx, who, paging.Input{})
	if err != nil {
		return d, err
	}
	// Open courses come first.
	for _, completed := range []bool{false, true} {
		for _, e := range list.Items {
			if (e.CompletedAt != nil) != completed {
				continue
			}
			c, err := s.Learning.CourseOf(ctx, e)
			if err != nil {
				return d, err
			}
			d.enrolments = append(d.enrolments, e)
			d.courses = append(d.courses, c.Detail(in.Tongue))
		}
	}
	mine, err := s.Certificates.Mine(ctx, who, paging.Input{})
	if err != nil {
		return d, err
	}
	d.certificates = mine.Items
	return d, s.addAssigned(ctx, who, in, &d)
}

// addAssigned adds what institutions ask for and the learner has not begun.
func (s *Server) addAssigned(ctx context.Context, who access.Actor, in TongueInput, d *desk) error {
	list, err := s.Institutions.Mine(ctx, who, paging.Input{})
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, c := range d.courses {
		known[c.Slug] = true
	}
	for _, a := range list.Items {
		if known[a.Course] || a.State == institutions.Waived {
			continue
		}
		known[a.Course] = true
		c, err := s.Published.Latest(ctx, a.Course)
		if err != nil && problem.From(err).Kind == problem.NotFound {
			continue // no longer published: nothing to begin
		}
		if err != nil {
			return err
		}
		if c.Retired {
			continue
		}
		d.assigned, d.waiting = append(d.assigned, a), append(d.waiting, c.Detail(in.Tongue))
	}
	return nil
}

// steps counts what a course asks for: each lesson, each quiz.
func steps(c publishing.CourseDetail) int {
	n := 0
	for _, m := range c.Modules {
		n += len(m.Lessons)
		if m.Quiz.Questions > 0 {
			n++
		}
	}
	return n
}

func (s *Server) learningPage() endpoint {
	return Page(s, "learning", s.desk, func(_ *fiber.Ctx, f web.Frame, _ TongueInput, d desk) any {
		f.Section = "learning"
		page := web.LearningPage{Frame: f, Certificates: certificateCards(f, d.certificates)}
		for i, a := range d.assigned {
			c := d.waiting[i]
			card := web.EnrolmentCard{Href: "/courses/" + c.Slug, Title: c.Title, Audience: f.T("inst.asked_by", "institution", a.Institution.Name), State: "enrolled"}
			card.Progress.Total = steps(c)
			card.Due, card.Overdue = dayOf(f, a.DueAt), a.State == institutions.Overdue
			card.Next = &web.Link{Href: card.Href, Text: c.Title}
			page.Enrolments = append(page.Enrolments, card)
		}
		for i, e := range d.enrolments {
			c := d.courses[i]
			card := web.EnrolmentCard{
				Href: "/courses/" + c.Slug, Title: c.Title, Audience: AudienceTitle(f.Lang, c.Audience), State: e.State, Enrolled: *enrolled(f, e, c),
			}
			card.Overdue = e.DueAt != nil && e.CompletedAt == nil && !s.Now().Before(*e.DueAt)
			page.Enrolments = append(page.Enrolments, card)
		}
		return page
	})
}

func (s *Server) certificatesPage() endpoint {
	return Page(s, "certificates", s.Certificates.Mine, func(_ *fiber.Ctx, f web.Frame, _ paging.Input, out paging.List[certificates.View]) any {
		f.Section = "certificates"
		return web.CertificatesPage{Frame: f, Certificates: certificateCards(f, out.Items)}
	})
}

func certificateCards(f web.Frame, list []certificates.View) []web.CertificateCard {
	var out []web.CertificateCard
	for _, c := range list {
		card := web.CertificateCard{
			Serial: c.Serial, Title: c.Title, Holder: c.Holder, Institution: c.Institution, Hours: hours(c.Hours), Issued: day(f, c.IssuedAt), Status: c.Status,
			Href: certificateHref(c.Serial), CredentialHref: certificateHref(c.Serial) + "/credential", PDFHref: certificateHref(c.Serial) + "/pdf", VerifyHref: "/verify/" + c.Serial,
		}
		if c.ExpiresAt != nil {
			card.Expires = day(f, *c.ExpiresAt)
		}
		out = append(out, card)
	}
	return out
}

func (s *Server) verifyPage() endpoint {
	return endpoint{serve: func(c *fiber.Ctx) error {
		if serial := c.Query("serial"); serial != "" && clean(serial) {
			return c.Redirect("/verify/"+queryEscape(certificates.CleanSerial(serial)), fiber.StatusSeeOther)
		}
		f := s.frame(c)
		f.Section = "verify"
		return s.render(c, "verify", web.VerifyPage{Frame: f, Form: s.form(c, "", nil)})
	}}
}

// verifiedPage answers also for an unknown serial: with 404, and a page that says what that means.
func (s *Server) verifiedPage() endpoint {
	plan := planFor[certificates.Check]()
	return endpoint{serve: func(c *fiber.Ctx) error {
		var in certificates.Check
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		f := s.frame(c)
		f.Section = "verify"
		v, err := s.Certificates.Verify(c.UserContext(), actor(c), in)
		if err != nil {
			return s.unverified(c, f, in, err)
		}
		page := web.VerifiedPage{
			Frame: f, Serial: v.Serial, Status: v.Status, Course: v.Title, Version: v.Version, Issued: day(f, v.IssuedAt), Completed: day(f, v.CompletedAt), Issuer: v.Issuer, Holder: v.Holder,
			Hours: hours(v.Hours), Name: in.Name, Matches: v.NameMatches != nil && *v.NameMatches,
		}
		if v.ExpiresAt != nil {
			page.Expires = day(f, *v.ExpiresAt)
		}
		switch v.Status {
		case certificates.Revoked:
			page.Since, page.Reason = dayOf(f, v.RevokedAt), string(v.Revocation)
		case certificates.Superseded:
			page.Since = dayOf(f, v.ReplacedAt)
		}
		if v.ReplacedBy != "" {
			page.Successor = &web.Link{Href: certificateHref(v.ReplacedBy), Text: v.ReplacedBy}
		}
		return s.render(c, "verified", page)
	}}
}

func (s *Server) unverified(c *fiber.Ctx, f web.Frame, in certificates.Check, err error) error {
	if p := s.problem(c, err); p.Key != "certificate_unknown" {
		return err
	}
	c.Status(fiber.StatusNotFound)
	serial := certificates.CleanSerial(in.Serial)
	if serial == "-" {
		serial = in.Serial[:min(len(in.Serial), 40)]
	}
	return s.render(c, "verified", web.VerifiedPage{Frame: f, Serial: serial, Status: "unknown"})
}
