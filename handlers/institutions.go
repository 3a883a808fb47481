package handlers

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"upstander/app/access"
	"upstander/app/institutions"
)

// institutionRoutes is the API of institutions.
func (s *Server) institutionRoutes() []Route {
	i, one := s.Institutions, "/institutions/:id"
	return []Route{
		{"listInstitutions", get, "/institutions", access.Institution, "The institutions that one manages.", JSON(200, i.Institutions), false},
		{"createInstitution", post, "/institutions", access.Institution, "Open an institution and name its first manager.", JSON(201, i.Create), false},
		{"getInstitution", get, one, access.Institution, "An institution.", JSON(200, i.Get), false},
		{"updateInstitution", patch, one, access.Institution, "Change an institution.", JSON(200, i.Patch), false},
		{"listMembers", get, one + "/members", access.Institution, "Who is in it.", JSON(200, i.Members), false},
		{"updateMember", patch, one + "/members/:user", access.Institution, "Make a member a manager, or a learner again.", JSON(200, i.PatchMember), false},
		{"removeMember", del, one + "/members/:user", access.Learn, "Remove a member, or leave.", JSON(204, i.RemoveMember), false},
		{"listInvitations", get, one + "/invitations", access.Institution, "The invitations, with their links.", JSON(200, i.Invitations), false},
		{"invite", post, one + "/invitations", access.Institution, "Invite people, as JSON or CSV; dry_run saves nothing.", s.importEndpoint(), false},
		{"withdrawInvitation", del, one + "/invitations/:invitation", access.Institution, "Take an invitation back.", JSON(204, i.Withdraw), false},
		{"listJoinLinks", get, one + "/invitation-links", access.Institution, "Links by which many may join, with the seats taken.", JSON(200, i.JoinLinks), false},
		{"createJoinLink", post, one + "/invitation-links", access.Institution, "Make a link by which many may join.", JSON(201, i.CreateJoinLink), false},
		{"closeJoinLink", del, one + "/invitation-links/:link", access.Institution, "Close such a link for good.", JSON(200, i.CloseJoinLink), false},
		{"listCohorts", get, one + "/cohorts", access.Institution, "The cohorts.", JSON(200, i.Cohorts), false},
		{"createCohort", post, one + "/cohorts", access.Institution, "Make a cohort.", JSON(201, i.CreateCohort), false},
		{"getCohort", get, one + "/cohorts/:cohort", access.Institution, "A cohort.", JSON(200, i.Cohort), false},
		{"updateCohort", patch, one + "/cohorts/:cohort", access.Institution, "Change a cohort's name or members.", JSON(200, i.PatchCohort), false},
		{"listAssignments", get, one + "/assignments", access.Institution, "What is assigned.", JSON(200, i.Assignments), false},
		{"assign", post, one + "/assignments", access.Institution, "Assign a course to a cohort, or change its date.", JSON(201, i.Assign), false},
		{"getAssignment", get, one + "/assignments/:assignment", access.Institution, "An assignment.", JSON(200, i.OneAssignment), false},
		{"updateAssignment", patch, one + "/assignments/:assignment", access.Institution, "Change when an assignment is due, and how long a completion counts.", JSON(200, i.PatchAssignment), false},
		{"unassign", del, one + "/assignments/:assignment", access.Institution, "Take an assignment back.", JSON(204, i.Unassign), false},
		{"except", put, one + "/assignments/:assignment/exceptions/:user", access.Institution, "Give one person more time, or excuse them.", JSON(200, i.Except), false},
		{"listExceptions", get, one + "/assignments/:assignment/exceptions", access.Institution, "Who has a date of their own, or is excused.", JSON(200, i.Exceptions), false},
		{"removeException", del, one + "/assignments/:assignment/exceptions/:user", access.Institution, "Take an exception back.", JSON(200, i.Unexcept), false},
		{"report", get, one + "/report", access.Institution, "A row for each learner and course, as json, csv or xlsx.", s.reportEndpoint(), false},
		{"listInstitutionCertificates", get, one + "/certificates", access.Institution, "Members' certificates for assigned courses.", JSON(200, i.CertificateList), false},
		{"getCertificateParts", get, one + "/certificate-parts", access.Institution, "How large that ZIP would be, and in how many parts it can be had.", JSON(200, i.ArchiveParts), false},
		{"archiveCertificates", get, one + "/certificates.zip", access.Institution, "The same as a ZIP of PDFs with an index.csv.", JSON(200, i.Archive), false},
		{"getSharing", get, one + "/sharing", access.Learn, "What an institution sees of one's own learning.", JSON(200, i.Sharing), false},
		{"setSharing", put, one + "/sharing", access.Learn, "Show an institution courses that it did not assign, or no longer.", JSON(200, i.SetSharing), false},
		{"listAssigned", get, "/assignments", access.Learn, "What institutions ask of oneself.", JSON(200, i.Mine), false},
		{"getInvitation", get, "/invitations/:token", access.Public, "Where an invitation leads.", JSON(200, i.Invitation), false},
		{"acceptInvitation", post, "/invitations/:token/acceptance", access.Learn, "Join.", JSON(200, i.Accept), false},
	}
}

// inviteInput is the input of an import in JSON: one person, or several.
type inviteInput struct {
	ID          string                 `json:"-" path:"id"`
	Key         string                 `json:"-" header:"Idempotency-Key"`
	DryRun      string                 `json:"-" query:"dry_run"` // "true" saves nothing
	Invitations []institutions.Invitee `json:"invitations,omitempty"`
	Email       string                 `json:"email,omitempty"`
	Name        string                 `json:"name,omitempty"`
	Cohort      string                 `json:"cohort,omitempty"` // id or name
	Language    string                 `json:"language,omitempty"`
	Role        access.Role            `json:"role,omitempty"`
}

// importEndpoint reads text/csv or JSON.
func (s *Server) importEndpoint() endpoint {
	plan := planFor[inviteInput]()
	return endpoint{in: reflect.TypeFor[inviteInput](), out: reflect.TypeFor[institutions.Report](), status: 200, serve: func(c *fiber.Ctx) error {
		var in inviteInput
		isCSV := strings.HasPrefix(strings.ToLower(c.Get(fiber.HeaderContentType)), "text/csv")
		here := plan
		here.body = !isCSV
		if err := here.bind(c, &in); err != nil {
			return err
		}
		rows := in.Invitations
		if in.Email != "" {
			rows = append(rows, institutions.Invitee{Email: in.Email, Name: in.Name, Cohort: in.Cohort, Language: in.Language, Role: in.Role})
		}
		if isCSV {
			body, err := rawBody(c)
			if err != nil {
				return err
			}
			if rows, err = institutions.ReadCSV(body); err != nil {
				return err
			}
		}
		out, err := s.Institutions.Import(c.UserContext(), actor(c), institutions.Import{ID: in.ID, Key: in.Key, DryRun: in.DryRun == "true", Rows: rows})
		if err != nil {
			return err
		}
		return sendCompressedJSON(c, out)
	}}
}

// sendCompressedJSON is for answers that may be large.
func sendCompressedJSON(c *fiber.Ctx, out any) error {
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(out); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return sendCompressed(c, body.Bytes())
}

// reportEndpoint gives the report in the form asked for.
func (s *Server) reportEndpoint() endpoint {
	plan := planFor[institutions.ReportInput]()
	return endpoint{in: reflect.TypeFor[institutions.ReportInput](), out: reflect.TypeFor[institutions.Results](), status: 200, serve: func(c *fiber.Ctx) error {
		var in institutions.ReportInput
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		if in.Format == "" || in.Format == "json" {
			out, err := s.Institutions.Report(c.UserContext(), actor(c), in)
			if err != nil {
				return err
			}
			return c.JSON(out)
		}
		out, err := s.Institutions.Export(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		return sendFile(c, out)
	}}
}

// Limits of the few routes that take or give more than a page.
const (
	importLimit  = 16 << 20 // 50,000 rows
	downloadTime = time.Hour
)

// sendFile sends a file while it is made. One that fails on the way ends the connection, so that half a file is not taken for a whole one.
func sendFile(c *fiber.Ctx, f institutions.File) error {
	c.Set(fiber.HeaderContentType, f.ContentType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+f.Name+`"`)
	r, w := io.Pipe()
	go func() {
		// The request's own deadline ends with its handler, before this is read.
		ctx, cancel := context.WithTimeout(context.Background(), downloadTime)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				w.CloseWithError(fmt.Errorf("panic: %v", p))
			}
		}()
		out := bufio.NewWriterSize(w, 64<<10)
		err := f.Write(ctx, out)
		if err == nil {
			err = out.Flush()
		}
		w.CloseWithError(err)
	}()
	// The server reads 4 KB at a time: a buffer spares the pipe's two ends from waking each other for each of them.
	c.Context().SetBodyStream(struct {
		io.Reader
		io.Closer
	}{bufio.NewReaderSize(r, 64<<10), r}, -1)
	return nil
}

// exceptions gives the listener's limits for those routes; only to requests that come with credentials, good or not.
func exceptions(h *fasthttp.RequestHeader) (config fasthttp.RequestConfig) {
	if len(h.Peek(fiber.HeaderAuthorization)) == 0 && len(h.Peek(fiber.HeaderCookie)) == 0 {
		return config
	}
	path, _, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	switch {
	case bringsFile(h):
		config.MaxRequestBodySize, config.ReadTimeout = importLimit, 2*time.Minute
	case h.IsGet() && bytes.Contains(path, []byte("/institutions/")) && (bytes.HasSuffix(path, []byte("/certificates.zip")) || bytes.HasSuffix(path, []byte("/report")) || bytes.Contains(path, []byte("/report/"))):
		config.WriteTimeout = downloadTime
	}
	return config
}

// bringsFile reports whether the request brings a file of invitations, a bundle or a picture of a lesson.
func bringsFile(h *fasthttp.RequestHeader) bool {
	path, _, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	within := func(folder, end string) bool {
		return bytes.Contains(path, []byte(folder)) && bytes.HasSuffix(path, []byte(end))
	}
	return h.IsPost() && (within("/institutions/", "/invitations") || within("/modules/", "/images") || within("/authoring/bundles", "") || within("/admin/modules/import", ""))
}
