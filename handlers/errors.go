package handlers

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/problem"
	"upstander/handlers/web"
)

// statuses is the one mapping from kinds of problem to HTTP.
var statuses = map[problem.Kind]int{
	problem.Internal: 500, problem.Malformed: 400, problem.Unauthenticated: 401, problem.Forbidden: 403, problem.NotFound: 404,
	problem.Conflict: 409, problem.TooLarge: 413, problem.UnsupportedType: 415, problem.Invalid: 422, problem.TooMany: 429,
	problem.Unavailable: 503,
}

// Problem is an error as the API shows it (RFC 9457).
type Problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail"`
	Instance string         `json:"instance"` // names the request in the log
	Code     string         `json:"code"`
	Errors   []FieldProblem `json:"errors,omitempty"`
}

// FieldProblem is a fault of one field.
type FieldProblem struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// fail is Fiber's error handler: every error ends here. The path decides between a problem document and a page.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	p := s.problem(c, err)
	status := statuses[p.Kind]
	if p.Kind == problem.Internal {
		s.Log.Error("request failed", "request", requestID(c), "method", c.Method(), "route", c.Route().Path, "error", p.Err)
	} else if p.Kind == problem.Unavailable {
		s.Log.Warn("storage unavailable", "request", requestID(c), "error", p.Err)
	}
	if p.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(p.RetryAfter.Seconds()))))
	}
	if errors.Is(err, fiber.ErrMethodNotAllowed) {
		status = http.StatusMethodNotAllowed
	}
	c.Status(status)
	c.Set(fiber.HeaderCacheControl, "no-store")
	if isAPI(c) {
		return s.failJSON(c, p, status)
	}
	return s.failPage(c, p, status)
}

// problem turns Fiber's own errors, too, into problems.
func (s *Server) problem(c *fiber.Ctx, err error) *problem.Error {
	var own *fiber.Error
	if errors.As(err, &own) {
		switch {
		case own.Code == fiber.StatusRequestEntityTooLarge:
			return problem.New(problem.TooLarge, "too_large")
		case own.Code == fiber.StatusMethodNotAllowed:
			return problem.New(problem.NotFound, "method_not_allowed")
		case own.Code == fiber.StatusNotFound:
			return problem.New(problem.NotFound, "not_found")
		case own.Code >= 400 && own.Code < 500:
			return problem.New(problem.Malformed, "malformed")
		}
	}
	return problem.From(err)
}

func (s *Server) failJSON(c *fiber.Ctx, p *problem.Error, status int) error {
	words := s.words(c)
	if status == fiber.StatusUnauthorized {
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="upstander"`)
	}
	out := Problem{
		Type: s.BaseURL + "/problems#" + p.Key, Title: http.StatusText(status), Status: status, Code: p.Key,
		Detail: words("problem."+p.Key, p.Args...), Instance: "urn:request:" + requestID(c),
	}
	for _, f := range p.Fields {
		out.Errors = append(out.Errors, FieldProblem{f.Name, f.Key, words("fault."+f.Key, f.Args...)})
	}
	if err := c.JSON(out); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	return nil
}

func (s *Server) failPage(c *fiber.Ctx, p *problem.Error, status int) error {
	if p.Kind == problem.Unauthenticated {
		next := "/learning"
		if c.Method() == fiber.MethodGet {
			next = c.OriginalURL()
		}
		return c.Redirect("/sign-in?next="+queryEscape(next), fiber.StatusSeeOther)
	}
	frame := s.frame(c)
	text := frame.T("problem."+p.Key, p.Args...)
	for _, f := range p.Fields {
		text += " " + frame.T("fault."+f.Key, f.Args...)
	}
	frame.Title = frame.T("page.error.title." + strconv.Itoa(status))
	page := web.ErrorPage{Frame: frame, Status: status, Heading: frame.Title, Text: text, Help: frame.T("page.error.help." + strconv.Itoa(status))}
	if status >= 500 {
		page.RequestID = requestID(c)
	}
	if p.Key == "not_enrolled" {
		if course := c.Params("course"); course != "" {
			page.Link = &web.Link{Href: "/courses/" + course, Text: frame.T("page.error.to_course")}
		}
	}
	return s.render(c, "error", page)
}

func isAPI(c *fiber.Ctx) bool {
	path := c.Path()
	return strings.HasPrefix(path, "/api/") || path == "/healthz" || path == "/readyz" || strings.HasPrefix(path, "/.well-known/") || strings.HasPrefix(path, "/status/")
}
