package handlers

import (
	"bytes"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

// Page serves an action as a page: view turns what the action gives into the template's struct.
func Page[In, Out any](s *Server, name string, action Action[In, Out], view func(c *fiber.Ctx, f web.Frame, in In, out Out) any) endpoint {
	plan := planFor[In]()
	return endpoint{in: reflect.TypeFor[In](), serve: func(c *fiber.Ctx) error {
		in, out, err := perform(c, plan, action)
		if err != nil {
			return err
		}
		return s.render(c, name, view(c, s.frame(c), in, out))
	}}
}

// Form serves an action as the target of a form: afterwards the browser is sent on with 303, and when the input is at fault, again
// shows the form with what was typed and what is wrong (the status is the problem's).
func Form[In, Out any](s *Server, read func(c *fiber.Ctx) In, action Action[In, Out], next func(c *fiber.Ctx, out Out) string, again fiber.Handler) endpoint {
	plan := planFor[In]()
	plan.body = false
	return endpoint{in: reflect.TypeFor[In](), serve: func(c *fiber.Ctx) error {
		out, err := submit(c, plan, read, action)
		if err != nil {
			return showAgain(c, err, again)
		}
		return c.Redirect(next(c, out), fiber.StatusSeeOther)
	}}
}

// Once is Form for what is shown only this once, such as a secret: page is shown at once, with what the action gave (once, below), and no
// address leads back to it.
func Once[In, Out any](s *Server, read func(c *fiber.Ctx) In, action Action[In, Out], page fiber.Handler) endpoint {
	plan := planFor[In]()
	plan.body = false
	return endpoint{in: reflect.TypeFor[In](), serve: func(c *fiber.Ctx) error {
		out, err := submit(c, plan, read, action)
		if err != nil {
			return showAgain(c, err, page)
		}
		c.Locals(localOnce, out)
		return page(c)
	}}
}

// once is what the form of this request gave, the zero value where there was none or it failed.
func once[Out any](c *fiber.Ctx) Out {
	out, _ := c.Locals(localOnce).(Out)
	return out
}

func submit[In, Out any](c *fiber.Ctx, plan bindPlan, read func(c *fiber.Ctx) In, action Action[In, Out]) (out Out, err error) {
	in := read(c)
	if err = plan.bind(c, &in); err != nil {
		return out, err
	}
	noteDetail(c, plan, &in)
	return action(c.UserContext(), actor(c), in)
}

// showAgain shows the form of a request that failed, where the person at it can mend that.
func showAgain(c *fiber.Ctx, err error, again fiber.Handler) error {
	p := problem.From(err)
	if again == nil || !formFault(p.Kind) {
		return err
	}
	c.Locals(localProblem, p)
	c.Status(statuses[p.Kind])
	return again(c)
}

// formFault reports whether a problem is one that the person at the form can mend there.
func formFault(k problem.Kind) bool {
	return k == problem.Invalid || k == problem.Conflict || k == problem.Unauthenticated || k == problem.TooMany || k == problem.TooLarge || k == problem.UnsupportedType
}

// form gives a form as typed, with its faults when this request is one that failed.
func (s *Server) form(c *fiber.Ctx, id string, values map[string]string) web.Form {
	f := web.Form{ID: id, Values: values}
	if values == nil {
		f.Values = map[string]string{}
	}
	p, _ := c.Locals(localProblem).(*problem.Error)
	if p == nil {
		return f
	}
	words := s.words(c)
	for _, field := range p.Fields {
		f.Errors = append(f.Errors, web.FieldError{Field: field.Name, Text: words("fault."+field.Key, field.Args...)})
	}
	if len(p.Fields) == 0 {
		f.Errors = append(f.Errors, web.FieldError{Text: words("problem."+p.Key, p.Args...)})
	}
	return f
}

// typed gives what a form sent, for showing it again; secrets are never among the names.
func typed(c *fiber.Ctx, names ...string) map[string]string {
	out := map[string]string{}
	for _, name := range names {
		out[name] = formText(c, name)
	}
	return out
}

// formText reads one field of a form.
func formText(c *fiber.Ctx, name string) string {
	return strings.ToValidUTF8(c.FormValue(name), "\uFFFD")
}

// frame is what every page shares.
func (s *Server) frame(c *fiber.Ctx) web.Frame {
	tag := tongue(c)
	words := locale.For(tag)
	f := web.Frame{Lang: tag, Dir: "ltr", CanonicalPath: c.Path(), Words: words, CSRF: s.formToken(c)}
	if who := actor(c); who.SignedIn() {
		f.User = viewUser(who)
	}
	if key := c.Cookies(flashCookie); key != "" && locale.Has("flash."+key) {
		f.Flash = &web.Message{Kind: "good", Text: words("flash." + key)}
		s.dropCookie(c, flashCookie)
	}
	return f
}

func viewUser(who access.Actor) *web.ViewUser {
	return &web.ViewUser{Name: who.Name, IsAdmin: access.Can(who, access.ManageUsers), IsManager: access.Can(who, access.Institution), IsAuthor: access.Can(who, access.ReadSources)}
}

// render writes a page whole or not at all.
func (s *Server) render(c *fiber.Ctx, name string, page any) error {
	var out bytes.Buffer
	if err := web.Render(&out, name, page); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return sendCompressed(c, out.Bytes())
}
