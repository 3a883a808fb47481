package handlers

import (
	"context"
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/certificates"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

func (s *Server) signUpPage() endpoint { return endpoint{serve: s.showSignUp} }

func (s *Server) showSignUp(c *fiber.Ctx) error {
	f := s.frame(c)
	f.Section = "sign-up"
	form := s.form(c, "", typed(c, "name", "email", "audience"))
	return s.render(c, "sign-up", web.SignUpPage{Frame: f, Form: form, Audiences: audienceOptions(f, form.Values["audience"]), Next: nextPath(c)})
}

// nextPath is where to go after signing in, from the query or the form.
func nextPath(c *fiber.Ctx) string {
	next := c.Query("next")
	if c.Method() == fiber.MethodPost {
		next = formText(c, "next")
	}
	return localPath(next, "")
}

func audienceOptions(f web.Frame, chosen string) []web.Option {
	out := []web.Option{{Value: "", Text: f.T("field.audience.none"), Selected: chosen == ""}}
	for _, a := range courses.Audiences() {
		out = append(out, web.Option{Value: string(a), Text: AudienceTitle(f.Lang, a), Selected: string(a) == chosen})
	}
	return out
}

func (s *Server) signUpForm() endpoint {
	read := func(c *fiber.Ctx) accounts.Registration {
		return accounts.Registration{
			Email: formText(c, "email"), Password: c.FormValue("password"), Name: formText(c, "name"),
			Audience: courses.Audience(formText(c, "audience")), Language: tongue(c),
		}
	}
	return Form(s, read, s.Accounts.Register, s.signedIn, s.showSignUp)
}

// signedIn gives the browser its tokens and says where to go.
func (s *Server) signedIn(c *fiber.Ctx, t accounts.Tokens) string {
	s.signIn(c, t)
	return localPath(nextPath(c), "/learning")
}

func (s *Server) signInPage() endpoint { return endpoint{serve: s.showSignIn} }

func (s *Server) showSignIn(c *fiber.Ctx) error {
	f := s.frame(c)
	f.Section = "sign-in"
	return s.render(c, "sign-in", web.SignInPage{Frame: f, Form: s.form(c, "", typed(c, "email")), Next: nextPath(c)})
}

func (s *Server) signInForm() endpoint {
	read := func(c *fiber.Ctx) accounts.Credentials {
		return accounts.Credentials{Email: formText(c, "email"), Password: c.FormValue("password")}
	}
	return Form(s, read, s.Accounts.Login, s.signedIn, s.showSignIn)
}

func (s *Server) signOutForm() endpoint {
	read := func(c *fiber.Ctx) accounts.RefreshInput {
		return accounts.RefreshInput{RefreshToken: c.Cookies(refreshCookie)}
	}
	return Form(s, read, s.Accounts.Logout, func(c *fiber.Ctx, _ accounts.Nothing) string {
		s.signOut(c)
		s.flash(c, "signed_out")
		return "/"
	}, nil)
}

func (s *Server) forgotPage() endpoint {
	return endpoint{serve: func(c *fiber.Ctx) error { return s.showForgot(c, false) }}
}

func (s *Server) showForgot(c *fiber.Ctx, sent bool) error {
	return s.render(c, "forgot", web.ForgotPage{Frame: s.frame(c), Form: s.form(c, "", typed(c, "email")), Sent: sent})
}

func (s *Server) forgotForm() endpoint {
	return endpoint{serve: func(c *fiber.Ctx) error {
		_, err := s.Accounts.Forgot(c.UserContext(), access.Actor{}, accounts.ForgotInput{Email: formText(c, "email"), Address: c.IP()})
		if err == nil {
			return s.showForgot(c, true)
		}
		return s.again(c, err, func(c *fiber.Ctx) error { return s.showForgot(c, false) })
	}}
}

// again shows a form once more when the person can mend what is wrong.
func (s *Server) again(c *fiber.Ctx, err error, show fiber.Handler) error {
	p := problem.From(err)
	if !formFault(p.Kind) {
		return err
	}
	c.Locals(localProblem, p)
	c.Status(statuses[p.Kind])
	return show(c)
}

func (s *Server) resetPage() endpoint { return endpoint{serve: s.showReset} }

func (s *Server) showReset(c *fiber.Ctx) error {
	token := c.Query("token")
	if c.Method() == fiber.MethodPost {
		token = formText(c, "token")
	}
	form := s.form(c, "", nil)
	return s.render(c, "reset", web.ResetPage{Frame: s.frame(c), Form: form, Token: token, Spent: form.Error("token") != "" || token == ""})
}

func (s *Server) resetForm() endpoint {
	read := func(c *fiber.Ctx) accounts.ResetInput {
		return accounts.ResetInput{Token: formText(c, "token"), Password: c.FormValue("password")}
	}
	return Form(s, read, s.Accounts.ResetPassword, func(c *fiber.Ctx, _ accounts.Nothing) string {
		s.flash(c, "reset")
		return "/sign-in"
	}, s.showReset)
}

// accountForms are the forms of the account page, by the id that their faults belong to.
const (
	profileID  = "profile"
	passwordID = "password"
	deletionID = "deletion"
)

func (s *Server) accountPage() endpoint {
	return endpoint{serve: func(c *fiber.Ctx) error { return s.showAccount(c, "") }}
}

// showAccount draws the page; failed is the form whose input was at fault, or "".
func (s *Server) showAccount(c *fiber.Ctx, failed string) error {
	me, err := s.Accounts.Me(c.UserContext(), actor(c), accounts.Nothing{})
	if err != nil {
		return err
	}
	mine, err := s.Certificates.Mine(c.UserContext(), actor(c), paging.Input{})
	if err != nil {
		return err
	}
	f := s.frame(c)
	f.Section = "account"
	page := web.AccountPage{
		Frame: f, Email: me.Email, Since: day(f, me.CreatedAt), Certificates: len(mine.Items), PublishHolder: published(mine),
		Profile: web.Form{ID: profileID, Values: map[string]string{
			"name": me.Name, "certificate_name": me.CertificateName, "audience": string(me.Audience), "language": me.Language,
		}},
		Password: web.Form{ID: passwordID, Values: map[string]string{}}, Deletion: web.Form{ID: deletionID, Values: map[string]string{}},
	}
	switch failed {
	case profileID:
		page.Profile = s.form(c, profileID, typed(c, "name", "certificate_name", "audience", "language"))
	case passwordID:
		page.Password = s.form(c, passwordID, nil)
	case deletionID:
		page.Deletion = s.form(c, deletionID, typed(c, "certificates"))
	}
	if page.Institutions, err = s.belongings(c, me.Institutions); err != nil {
		return err
	}
	page.Audiences = audienceOptions(f, page.Profile.Values["audience"])
	for _, tag := range locale.Languages() {
		page.SiteLanguages = append(page.SiteLanguages, web.Option{Value: tag, Text: locale.For(tag)("language.name"), Selected: tag == me.Language})
	}
	return s.render(c, "account", page)
}

func published(mine paging.List[certificates.View]) bool {
	for _, c := range mine.Items {
		if c.Published {
			return true
		}
	}
	return false
}

func (s *Server) profileForm() endpoint {
	action := func(ctx context.Context, who access.Actor, in profileInput) (accounts.Profile, error) {
		me, err := s.Accounts.UpdateMe(ctx, who, in.changes)
		if err == nil {
			err = s.Certificates.PublishAll(ctx, who, in.publish)
		}
		return me, err
	}
	return Form(s, readProfile, action, func(c *fiber.Ctx, _ accounts.Profile) string {
		s.flash(c, "saved")
		return "/account"
	}, func(c *fiber.Ctx) error { return s.showAccount(c, profileID) })
}

type profileInput struct {
	changes accounts.Changes
	publish bool
}

func readProfile(c *fiber.Ctx) profileInput {
	in := profileInput{publish: formText(c, "publish_holder") == "on"}
	text := func(name string) *string { v := formText(c, name); return &v }
	audience := courses.Audience(formText(c, "audience"))
	in.changes = accounts.Changes{Name: text("name"), CertificateName: text("certificate_name"), Audience: &audience, Language: text("language")}
	return in
}

func (s *Server) passwordForm() endpoint {
	read := func(c *fiber.Ctx) accounts.Changes {
		current, next := c.FormValue("password"), c.FormValue("new_password")
		return accounts.Changes{CurrentPassword: &current, Password: &next}
	}
	// The page calls the present password "password" and the new one "new_password".
	action := func(ctx context.Context, who access.Actor, in accounts.Changes) (accounts.Profile, error) {
		me, err := s.Accounts.UpdateMe(ctx, who, in)
		if p := problem.From(err); err != nil {
			for i, field := range p.Fields {
				p.Fields[i].Name = map[string]string{"password": "new_password", "current_password": "password"}[field.Name]
			}
			return me, p
		}
		return me, nil
	}
	return Form(s, read, action, func(c *fiber.Ctx, _ accounts.Profile) string {
		s.flash(c, "password")
		return "/account"
	}, func(c *fiber.Ctx) error { return s.showAccount(c, passwordID) })
}

func (s *Server) signOutEverywhereForm() endpoint {
	read := func(*fiber.Ctx) accounts.Nothing { return accounts.Nothing{} }
	return Form(s, read, s.Accounts.LogoutEverywhere, func(c *fiber.Ctx, _ accounts.Nothing) string {
		s.signOut(c)
		s.flash(c, "signed_out_everywhere")
		return "/"
	}, nil)
}

func (s *Server) exportFile() endpoint {
	action := func(ctx context.Context, who access.Actor, _ accounts.Nothing) (certificates.Document, error) {
		out, err := s.Accounts.ExportMe(ctx, who, accounts.Nothing{})
		if err != nil {
			return certificates.Document{}, err
		}
		data, err := json.MarshalIndent(out, "", "  ")
		return certificates.Document{Name: "my-data.json", ContentType: fiber.MIMEApplicationJSONCharsetUTF8, Data: data}, err
	}
	return JSON(200, action)
}

func (s *Server) deletionForm() endpoint {
	read := func(c *fiber.Ctx) accounts.Erasure {
		return accounts.Erasure{Certificates: formText(c, "certificates"), Confirmation: formText(c, "confirmation"), Password: c.FormValue("password")}
	}
	return Form(s, read, s.Accounts.ConfirmedDeleteMe, func(c *fiber.Ctx, _ accounts.Nothing) string {
		s.signOut(c)
		s.flash(c, "deleted")
		return "/"
	}, func(c *fiber.Ctx) error { return s.showAccount(c, deletionID) })
}
