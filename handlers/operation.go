package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/courses"
	"upstander/handlers/locale"
)

// operationRoutes is what operators and programs use to find out about the server itself.
func (s *Server) operationRoutes() []Route {
	return []Route{
		{"healthz", get, "/healthz", access.Public, "Alive.", endpoint{serve: s.healthz}, false},
		{"readyz", get, "/readyz", access.Public, "Can serve: 503 while storage cannot be reached.", endpoint{serve: s.readyz}, false},
		{"openapi", get, "/api/openapi.json", access.Public, "This reference.", endpoint{serve: s.openAPI()}, false},
		{"apiDocs", get, "/api/docs", access.Public, "The reference as a page.", endpoint{serve: s.apiDocs}, false},
	}
}

func (s *Server) healthz(c *fiber.Ctx) error {
	return c.JSON(fiber.Map{"status": "ok"})
}

func (s *Server) readyz(c *fiber.Ctx) error {
	if err := s.Ready(c); err != nil {
		return err
	}
	return c.JSON(fiber.Map{"status": "ready"})
}

// AudienceView is an audience as the API shows it.
type AudienceView struct {
	Slug        courses.Audience `json:"slug"`
	Title       string           `json:"title"`
	Description string           `json:"description"`
}

// TongueInput is the input of what needs the language alone.
type TongueInput struct {
	Tongue string `json:"-" from:"language"`
}

// audiences lists the seven audiences: their names are words of the interface, so they live here.
// There are seven and no pages of them: the answer is a plain array.
func (s *Server) audiences(_ context.Context, _ access.Actor, in TongueInput) ([]AudienceView, error) {
	words := locale.For(in.Tongue)
	out := []AudienceView{}
	for _, a := range courses.Audiences() {
		out = append(out, AudienceView{a, AudienceTitle(in.Tongue, a), words("audience." + string(a) + ".text")})
	}
	return out, nil
}

// AudienceTitle gives an audience's name in a language.
func AudienceTitle(tongue string, a courses.Audience) string {
	return locale.For(tongue)("audience." + string(a) + ".title")
}
