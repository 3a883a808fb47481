package handlers

import (
	"io"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/certificates"
	"upstander/app/certificates/proof"
	"upstander/app/certificates/seal"
	"upstander/app/problem"
	"upstander/handlers/web"
)

// inspect is the API's way to check a file or a credential: the body is a PDF, a credential as it is, or JSON.
func (s *Server) inspect() endpoint {
	plan := planFor[certificates.Evidence]()
	return endpoint{in: reflect.TypeFor[certificates.Evidence](), out: reflect.TypeFor[certificates.Inspection](), status: 200, serve: func(c *fiber.Ctx) error {
		in := certificates.Evidence{Address: c.IP()}
		media, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
		switch strings.ToLower(strings.TrimSpace(media)) {
		case "application/pdf":
			in.File = c.BodyRaw() // as it came: what is compressed is not unpacked
		case "application/vc+jwt", "application/jwt", fiber.MIMETextPlain:
			in.Credential = string(c.BodyRaw())
		default:
			if err := plan.bind(c, &in); err != nil {
				return err
			}
		}
		out, err := s.Certificates.Inspect(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		return send(c, fiber.StatusOK, out)
	}}
}

// inspectForm checks what the form on the page for checking sends, and shows the answer. Nothing is kept, so there is nothing to be sent
// on to.
func (s *Server) inspectForm() endpoint {
	return endpoint{in: reflect.TypeFor[certificates.Evidence](), serve: func(c *fiber.Ctx) error {
		f := s.frame(c)
		f.Section = "verify"
		in, err := formEvidence(c)
		var out certificates.Inspection
		if err == nil {
			out, err = s.Certificates.Inspect(c.UserContext(), actor(c), in)
		}
		if err != nil {
			p := problem.From(err)
			if !formFault(p.Kind) {
				return err
			}
			c.Locals(localProblem, p)
			c.Status(statuses[p.Kind])
			return s.render(c, "verify", web.VerifyPage{Frame: f, Form: s.form(c, "", typed(c, "credential"))})
		}
		return s.render(c, "inspected", inspectedPage(f, out))
	}}
}

// formEvidence reads a file where one was chosen, else the text.
func formEvidence(c *fiber.Ctx) (certificates.Evidence, error) {
	in := certificates.Evidence{Credential: strings.TrimSpace(formText(c, "credential")), Address: c.IP()}
	header, err := c.FormFile("file")
	if err != nil || header.Size == 0 { // a form without a file is not in parts, or its part is empty
		return in, nil
	}
	file, err := header.Open()
	if err != nil {
		return in, err
	}
	defer file.Close()
	in.File, err = io.ReadAll(io.LimitReader(file, seal.MaxSize+1))
	return in, err
}

// tones are how the answers look: a colour and a shape, beside the words.
var tones = map[string]string{
	proof.Valid: "good", proof.Expired: "warn", proof.Superseded: "warn", proof.NotYet: "warn",
	proof.Revoked: "bad", proof.NotOurs: "bad", proof.Altered: "bad",
}

func inspectedPage(f web.Frame, out certificates.Inspection) web.InspectedPage {
	page := web.InspectedPage{
		Frame: f, Status: out.Status, Tone: tones[out.Status], Form: out.Form, Serial: out.Serial, Course: out.Title, Issuer: out.Issuer, Hours: hours(out.Hours),
	}
	if out.IssuedAt != nil {
		page.Issued = day(f, *out.IssuedAt)
	}
	if out.ExpiresAt != nil {
		page.Expires = day(f, *out.ExpiresAt)
	}
	switch {
	case out.RevokedAt != nil:
		page.Since = day(f, *out.RevokedAt)
	case out.ReplacedAt != nil:
		page.Since = day(f, *out.ReplacedAt)
	}
	return page
}
