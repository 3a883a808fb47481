package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
)

// audited reports whether what a route does is recorded: changes made with a role, and to an institution's things. What people do to
// their own learning and account is theirs.
func audited(r Route) bool {
	if r.Method == get || strings.HasPrefix(r.Name, "preview") {
		return false
	}
	own := r.Needs == access.Public || r.Needs == access.Learn
	return !own || r.Name == "removeMember"
}

// frequent reports whether an operation is done every few seconds by one who writes.
func frequent(r Route) bool { return r.Needs == access.WriteModules || r.Needs == access.ReadSources }

// detailed is an input that says for the record what was asked for: no names, no addresses, no text that somebody wrote.
type detailed interface{ Audited() string }

// recorded serves a route with a record of who did it.
func (s *Server) recorded(r Route) fiber.Handler {
	if !audited(r) {
		return r.serve
	}
	often := frequent(r)
	return func(c *fiber.Ctx) error {
		end, err := s.Audit.Begin(c.UserContext(), actor(c), r.Name, strings.TrimPrefix(c.Path(), api), often)
		if err != nil {
			return err
		}
		err = r.serve(c)
		failed := err
		if failed == nil { // a form that is shown again, with what is wrong, ends without an error
			failed, _ = c.Locals(localProblem).(error)
		}
		detail, _ := c.Locals(localDetail).(string)
		end(c.UserContext(), detail, failed)
		return err
	}
}

// noteDetail keeps what an input says of itself for the record. Most have nothing to say, and their requests pay nothing for those that have.
func noteDetail[In any](c *fiber.Ctx, plan bindPlan, in *In) {
	if plan.detailed {
		c.Locals(localDetail, any(*in).(detailed).Audited())
	}
}
