package handlers

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/bundle"
)

// staleProblem is a problem document that brings what is there now, so that a program can put both texts together.
type staleProblem struct {
	Problem
	Rev     int64 `json:"rev"`
	Present any   `json:"present"`
}

// saves adds to a refused edit the text that is there now.
func (s *Server) saves(e endpoint) endpoint {
	plain := e.serve
	e.serve = func(c *fiber.Ctx) error {
		err := plain(c)
		var module *authoring.Stale[courses.Module]
		var course *authoring.Stale[courses.Course]
		switch {
		case errors.As(err, &module):
			return s.sendProblem(c, http.StatusConflict, staleProblem{s.document(c, problem.From(err)), module.Present.Rev, module.Present})
		case errors.As(err, &course):
			return s.sendProblem(c, http.StatusConflict, staleProblem{s.document(c, problem.From(err)), course.Present.Rev, course.Present})
		}
		return err
	}
	return e
}

// document is a problem as the API shows it, for answers that say more.
func (s *Server) document(c *fiber.Ctx, p *problem.Error) Problem {
	status := statuses[p.Kind]
	return Problem{
		Type: s.BaseURL + "/problems#" + p.Key, Title: http.StatusText(status), Status: status, Code: p.Key,
		Detail: s.words(c)("problem."+p.Key, p.Args...), Instance: "urn:request:" + requestID(c),
	}
}

func (s *Server) sendProblem(c *fiber.Ctx, status int, document any) error {
	c.Status(status)
	if err := c.JSON(document); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	return nil
}

// exportBundle sends a bundle as a file.
func (s *Server) exportBundle() endpoint {
	plan := planFor[authoring.BundleRef]()
	return endpoint{in: reflect.TypeFor[authoring.BundleRef](), out: reflect.TypeFor[[]byte](), status: 200, serve: func(c *fiber.Ctx) error {
		var in authoring.BundleRef
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		out, err := s.Authoring.Bundle(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		return sendArchive(c, out)
	}}
}

func sendArchive(c *fiber.Ctx, a authoring.Archive) error {
	c.Set(fiber.HeaderContentType, a.Type)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+a.Name+`"`)
	return c.Send(a.Data)
}

// importInput is what importBundle takes besides its body, for the reference.
type importInput struct {
	Key        string `json:"-" header:"Idempotency-Key"`
	DryRun     string `json:"-" query:"dry_run"`    // "true": report only
	Incomplete string `json:"-" query:"incomplete"` // "true": take also what is unfinished
}

// bundleProblem is the problem of a bundle that was refused.
type bundleProblem struct {
	Problem
	Faults []bundle.Problem `json:"faults"`
	Advice []bundle.Problem `json:"advice"`
}

// importBundle takes a bundle as the body (application/zip) or as the file of a form (multipart/form-data, field bundle). A report is 200, a
// draft made 201; what refuses the bundle is 422.
func (s *Server) importBundle() endpoint {
	plan := planFor[importInput]()
	return endpoint{in: reflect.TypeFor[importInput](), out: reflect.TypeFor[authoring.Imported](), status: 201, serve: func(c *fiber.Ctx) error {
		var in importInput
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		data, err := upload(c, "bundle")
		if err != nil {
			return err
		}
		out, err := s.Authoring.ImportBundle(c.UserContext(), actor(c), authoring.Import{
			Data: data, Key: in.Key, DryRun: in.DryRun == "true", Incomplete: in.Incomplete == "true",
		})
		switch {
		case err != nil:
			return err
		case out.Refused():
			p := s.document(c, problem.New(problem.Invalid, "bundle_refused"))
			for _, f := range out.Faults {
				p.Errors = append(p.Errors, FieldProblem{f.File + ":" + strconv.Itoa(f.Line), f.Code, f.Message})
			}
			return s.sendProblem(c, http.StatusUnprocessableEntity, bundleProblem{p, out.Faults, out.Advice})
		case in.DryRun == "true":
			return c.JSON(out)
		}
		c.Status(http.StatusCreated)
		return c.JSON(out)
	}}
}

// upload reads a file: the whole body, or a field of a form. The listener has bounded it already.
func upload(c *fiber.Ctx, field string) ([]byte, error) {
	media, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	switch media = strings.ToLower(strings.TrimSpace(media)); media {
	case fiber.MIMEMultipartForm:
		header, err := c.FormFile(field)
		if err != nil {
			return nil, problem.Wrong(field, "required")
		}
		file, err := header.Open()
		if err != nil {
			return nil, problem.New(problem.Malformed, "malformed")
		}
		defer file.Close()
		return io.ReadAll(file)
	case fiber.MIMEApplicationJSON, fiber.MIMEApplicationForm:
		return nil, problem.New(problem.UnsupportedType, "content_type")
	}
	return rawBody(c)
}
