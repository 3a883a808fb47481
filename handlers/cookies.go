package handlers

import (
	"crypto/rand"
	"crypto/subtle"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/problem"
)

// The cookies of the pages. They hold the same tokens as the API's bodies, out of reach of scripts.
const (
	accessCookie  = "upstander_access"
	refreshCookie = "upstander_refresh"
	formCookie    = "upstander_form"
	flashCookie   = "upstander_flash"
)

const refreshCookieLife = 30 * 24 * time.Hour

func (s *Server) setCookie(c *fiber.Ctx, name, value string, life time.Duration) {
	cookie := fiber.Cookie{Name: name, Value: value, Path: "/", HTTPOnly: true, Secure: s.Secure, SameSite: fiber.CookieSameSiteLaxMode}
	if life > 0 {
		cookie.MaxAge = int(life.Seconds())
	}
	c.Cookie(&cookie)
}

func (s *Server) dropCookie(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{Name: name, Path: "/", HTTPOnly: true, Secure: s.Secure, SameSite: fiber.CookieSameSiteLaxMode, Expires: time.Unix(1, 0)})
}

// signIn gives the browser its tokens.
func (s *Server) signIn(c *fiber.Ctx, t accounts.Tokens) {
	s.setCookie(c, accessCookie, t.AccessToken, accounts.AccessLife)
	s.setCookie(c, refreshCookie, t.RefreshToken, refreshCookieLife)
}

func (s *Server) signOut(c *fiber.Ctx) {
	s.dropCookie(c, accessCookie)
	s.dropCookie(c, refreshCookie)
}

// pageActor is whom the cookies name. When the access token has run out, the refresh token is spent for new ones in passing.
func (s *Server) pageActor(c *fiber.Ctx) (access.Actor, error) {
	if token := c.Cookies(accessCookie); token != "" {
		who, err := s.Accounts.Authenticate(c.UserContext(), token)
		if p := problem.From(err); err == nil || p.Kind != problem.Unauthenticated {
			return who, err
		}
	}
	refresh := c.Cookies(refreshCookie)
	if refresh == "" {
		return access.Actor{}, nil
	}
	tokens, err := s.Accounts.Refresh(c.UserContext(), access.Actor{}, accounts.RefreshInput{RefreshToken: refresh, Browser: true})
	if p := problem.From(err); err != nil && p.Kind == problem.Unauthenticated {
		s.signOut(c)
		return access.Actor{}, nil
	}
	if err != nil {
		return access.Actor{}, err
	}
	s.signIn(c, tokens)
	return s.Accounts.Authenticate(c.UserContext(), tokens.AccessToken)
}

// formToken gives the browser the value that its forms must bring back. A page of another site can send our cookies along, but can
// neither read nor set this one.
func (s *Server) formToken(c *fiber.Ctx) string {
	if held, ok := c.Locals(localForm).(string); ok {
		return held
	}
	token := c.Cookies(formCookie)
	if len(token) != 26 || !clean(token) {
		token = rand.Text()
		s.setCookie(c, formCookie, token, refreshCookieLife)
	}
	c.Locals(localForm, token)
	return token
}

// checkForm refuses a form that did not come from a page of ours: wrong or missing token, or a browser that says that it came from elsewhere.
func (s *Server) checkForm(c *fiber.Ctx) error {
	site := c.Get("Sec-Fetch-Site")
	if site != "" && site != "same-origin" && site != "none" {
		return problem.New(problem.Forbidden, "form_token")
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" && origin != "null" {
		if u, err := url.Parse(origin); err != nil || u.Host != string(c.Request().Header.Host()) {
			return problem.New(problem.Forbidden, "form_token")
		}
	}
	sent, held := c.FormValue("csrf"), c.Cookies(formCookie)
	if held == "" || subtle.ConstantTimeCompare([]byte(sent), []byte(held)) != 1 {
		return problem.New(problem.Forbidden, "form_token")
	}
	return nil
}

// flash leaves a message, by its key, for the page after a redirect.
func (s *Server) flash(c *fiber.Ctx, key string) { s.setCookie(c, flashCookie, key, time.Minute) }
