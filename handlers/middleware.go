package handlers

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"

	"upstander/app/access"
	"upstander/app/apikeys"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/courses/tongues"
	"upstander/handlers/locale"
)

// policy is the content security policy of every page: nothing from elsewhere, nothing inline.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// protect is around every request: an id, a deadline, headers, the language, a limit per address, and no panic that ends the process.
func (s *Server) protect(c *fiber.Ctx) (err error) {
	id, began := ident.Request(), time.Now()
	c.Locals(localRequest, id)
	defer func() {
		if r := recover(); r != nil {
			err = s.fail(c, fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
		}
		s.meters.observe(c, began)
	}()
	h := &c.Response().Header
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer") // where a learner comes from is nobody's business
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	tag := pickLanguage(c)
	c.Locals(localTongue, tag)
	h.Set(fiber.HeaderContentLanguage, tag)
	if wait := s.requests.Take(c.IP()); wait > 0 {
		return s.fail(c, problem.Wait("too_many", wait))
	}
	if len(c.Request().Body()) > bodyLimit && !bringsFile(&c.Request().Header) {
		return s.fail(c, problem.New(problem.TooLarge, "too_large"))
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.RequestTime)
	defer cancel()
	c.SetUserContext(ctx)
	if err := c.Next(); err != nil {
		return s.fail(c, err)
	}
	return nil
}

// pickLanguage honours ?language=, then Accept-Language, among the languages there are.
func pickLanguage(c *fiber.Ctx) string {
	known := locale.Languages()
	asked := c.Query("language")
	for _, tag := range known {
		if asked == tag {
			return tag
		}
	}
	header := c.Get(fiber.HeaderAcceptLanguage)
	if len(known) == 1 || header == "" || len(header) > 500 {
		return known[0]
	}
	var tags []language.Tag
	for _, tag := range known {
		tags = append(tags, language.Make(tag))
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return known[0]
	}
	_, index, _ := language.NewMatcher(tags).Match(wanted...)
	return known[index]
}

// wanted gives the languages in which somebody wants to read what is taught, best first, as one text: the one asked for with ?language=, else
// those of Accept-Language. Courses may be in languages that the pages do not speak.
func wanted(c *fiber.Ctx) string {
	if tag, ok := tongues.Canonical(c.Query("language")); ok {
		return tag
	}
	header := c.Get(fiber.HeaderAcceptLanguage)
	if header == "" || len(header) > 500 {
		return tongue(c)
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return tongue(c)
	}
	var out []string
	for _, tag := range tags[:min(len(tags), 10)] {
		out = append(out, tag.String())
	}
	return strings.Join(out, ",")
}

// admit finds out who calls and asks the policy whether they may call this route at all. What they may do with which thing is for the
// use case.
func (s *Server) admit(r Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var who access.Actor
		var err error
		if r.page {
			who, err = s.pageActor(c)
		} else {
			who, err = s.apiActor(c)
		}
		if err != nil {
			return err
		}
		refused := permit(&who, r)
		c.Locals(localActor, who)
		if r.page {
			s.formToken(c)
			if c.Method() == fiber.MethodPost {
				if err := s.checkForm(c); err != nil {
					return err
				}
			}
			c.Set(fiber.HeaderCacheControl, "private, no-store")
		} else if c.Method() != fiber.MethodGet || r.Needs != access.Public {
			c.Set(fiber.HeaderCacheControl, "no-store")
		}
		if refused != nil {
			return refused
		}
		return c.Next()
	}
}

// apiActor is the holder of the bearer token; no token is a visitor, a bad one is only a problem where somebody must be known.
func (s *Server) apiActor(c *fiber.Ctx) (access.Actor, error) {
	scheme, token, found := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return access.Actor{}, nil
	}
	authenticate := s.Accounts.Authenticate
	if strings.HasPrefix(token, apikeys.Prefix) {
		authenticate = s.Keys.Authenticate
	}
	who, err := authenticate(c.UserContext(), token)
	if p := problem.From(err); err != nil && p.Kind == problem.Unauthenticated {
		return access.Actor{}, nil
	}
	return who, err
}
