package handlers

import (
	"context"
	"reflect"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/certificates"
	"upstander/app/institutions"
)

// Action is a use case: the same one serves the API and the pages.
type Action[In, Out any] func(ctx context.Context, who access.Actor, in In) (Out, error)

// endpoint is an action made ready for a route, with the types that the OpenAPI document shows.
type endpoint struct {
	serve   fiber.Handler
	in, out reflect.Type
	status  int
}

// JSON serves an action as JSON with a status. An output that has a Status method decides for itself; documents and files are sent as they are.
func JSON[In, Out any](status int, action Action[In, Out]) endpoint {
	plan := planFor[In]()
	return endpoint{in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), status: status, serve: func(c *fiber.Ctx) error {
		_, out, err := perform(c, plan, action)
		if err != nil {
			return err
		}
		return send(c, status, out)
	}}
}

// perform fills the input from the request and has the action done.
func perform[In, Out any](c *fiber.Ctx, plan bindPlan, action Action[In, Out]) (in In, out Out, err error) {
	if err = plan.bind(c, &in); err == nil {
		noteDetail(c, plan, &in)
		out, err = action(c.UserContext(), actor(c), in)
	}
	return in, out, err
}

func send(c *fiber.Ctx, status int, out any) error {
	if own, ok := out.(interface{ Status() int }); ok {
		status = own.Status()
	}
	if spoken, ok := out.(interface{ ContentLanguage() string }); ok {
		c.Set(fiber.HeaderContentLanguage, spoken.ContentLanguage())
	}
	switch out := out.(type) {
	case accounts.Nothing:
		return c.SendStatus(status)
	case certificates.Document:
		return sendDocument(c, out)
	case institutions.File:
		return sendFile(c, out)
	}
	c.Status(status)
	return c.JSON(out)
}

func sendDocument(c *fiber.Ctx, d certificates.Document) error {
	c.Set(fiber.HeaderContentType, d.ContentType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+d.Name+`"`)
	return c.Send(d.Data)
}

// actor is who calls, as the middleware found out.
func actor(c *fiber.Ctx) access.Actor {
	who, _ := c.Locals(localActor).(access.Actor)
	return who
}

// Keys of what the middleware leaves for later handlers.
const (
	localActor   = "actor"
	localRequest = "request"
	localTongue  = "language"
	localForm    = "form token"
	localProblem = "problem"
	localOnce    = "once"
	localDetail  = "audited"
)
