package handlers

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/certificates"
	"upstander/handlers/web"
)

// certificatePage shows a certificate to its holder, or to an administrator.
func (s *Server) certificatePage() endpoint {
	return Page(s, "certificate", s.Certificates.Get, func(c *fiber.Ctx, f web.Frame, _ certificates.SerialRef, out certificates.Full) any {
		f.Section = "certificates"
		here := certificateHref(out.Serial)
		page := web.CertificatePage{
			Frame: f, Facts: certificateFacts(f, out), PDFs: papers(c, f, here+"/pdf", "certificate.pdf"), CredentialHref: here + "/credential", Mine: out.Mine,
			ShareURL: out.ShareURL, ShareAction: here + "/share", UnshareAction: here + "/share/withdrawal", LinkedInHref: out.LinkedIn,
		}
		if out.CanReissue {
			page.ReissueAction = here + "/reissue"
		}
		if out.By != "" {
			page.Successor = &web.Link{Href: certificateHref(out.By), Text: out.By}
		}
		return page
	})
}

func certificateHref(serial string) string { return "/certificates/" + serial }

func certificateFacts(f web.Frame, c certificates.Full) web.CertificateFacts {
	v := web.CertificateFacts{
		Serial: c.Serial, Title: c.Title, Holder: c.Holder, Institution: c.Institution, Audience: c.Audience, Criteria: c.Criteria, Issuer: c.Issuer, Modules: c.Modules,
		Lang: c.Language, Hours: hours(c.Hours), Version: c.Version, Issued: day(f, c.IssuedAt), Completed: day(f, c.CompletedAt),
		Expires: dayOf(f, c.ExpiresAt), Status: c.Status, VerifyHref: "/verify/" + c.Serial,
	}
	if c.Logo != "" {
		v.Logo = &web.Link{Href: c.Logo, Text: f.T("inst.logo_of", "name", c.Institution)}
	}
	v.Wording = c.Wording.Wording
	for _, s := range c.Signatories {
		v.Signatories = append(v.Signatories, web.Signatory{Name: s.Name, Title: s.Title, Behalf: s.Behalf})
	}
	switch c.Status {
	case certificates.Revoked:
		v.Since, v.Reason = dayOf(f, c.RevokedAt), string(c.Revocation)
	case certificates.Superseded:
		v.Since = dayOf(f, c.ReplacedAt)
	}
	return v
}

// dayOf is a day that may not be known.
func dayOf(f web.Frame, t *time.Time) web.Date {
	if t == nil {
		return web.Date{}
	}
	return day(f, *t)
}

// certificateForm serves one of the forms of a certificate's page, which send nothing but who and which.
func certificateForm[Out any](s *Server, action Action[certificates.SerialRef, Out], flash string, serial func(Out) string) endpoint {
	read := func(*fiber.Ctx) certificates.SerialRef { return certificates.SerialRef{} }
	return Form(s, read, action, func(c *fiber.Ctx, out Out) string {
		s.flash(c, flash)
		return certificateHref(serial(out))
	}, nil)
}

func (s *Server) shareForm() endpoint {
	return certificateForm(s, s.Certificates.Share, "shared", func(v certificates.ShareView) string { return v.Serial })
}

func (s *Server) unshareForm() endpoint {
	return certificateForm(s, s.Certificates.Unshare, "unshared", func(v certificates.ShareView) string { return v.Serial })
}

func (s *Server) reissueForm() endpoint {
	return certificateForm(s, s.Certificates.Reissue, "reissued", func(v certificates.View) string { return v.Serial })
}

// sharedPage shows a certificate to whoever has its link. What other sites make of the link shows the course and never the name.
func (s *Server) sharedPage() endpoint {
	return Page(s, "shared", s.Certificates.Shared, func(_ *fiber.Ctx, f web.Frame, _ certificates.ShareRef, out certificates.Full) any {
		f.CanonicalPath = ""
		return web.SharedPage{Frame: f, Facts: certificateFacts(f, out), URL: out.ShareURL, Image: s.BaseURL + cardPath}
	})
}

// unshare ends the link to a certificate; there is nothing to answer.
func (s *Server) unshare(ctx context.Context, who access.Actor, in certificates.SerialRef) (accounts.Nothing, error) {
	_, err := s.Certificates.Unshare(ctx, who, in)
	return accounts.Nothing{}, err
}
