package handlers

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/certificates"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/app/publishing"
	"upstander/handlers/web"
)

// findings is what the report's page shows, with what its filters offer.
type findings struct {
	archive
	institutions.Results
}

// archive is an institution with its cohorts and the courses there are.
type archive struct {
	institutions.View
	cohorts []institutions.CohortView
	courses []publishing.CourseSummary
}

func (s *Server) archive(ctx context.Context, who access.Actor, in institutions.ReportInput) (v archive, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return v, err
	}
	cohorts, err := s.Institutions.Cohorts(ctx, who, institutions.MembersInput{ID: in.ID, Limit: manyRows})
	if err != nil {
		return v, err
	}
	courses, err := s.Published.List(ctx, who, publishing.CourseFilter{Tongue: in.Language})
	v.cohorts, v.courses = cohorts.Items, courses.Items
	return v, err
}

func (s *Server) findings(ctx context.Context, who access.Actor, in institutions.ReportInput) (v findings, err error) {
	if v.archive, err = s.archive(ctx, who, in); err != nil {
		return v, err
	}
	v.Results, err = s.Institutions.Report(ctx, who, in)
	return v, err
}

// names gives a title for each course and a name for each cohort.
func (v *archive) names() (cohorts, courses map[string]string) {
	cohorts, courses = map[string]string{}, map[string]string{}
	for _, one := range v.cohorts {
		cohorts[one.ID] = one.Name
	}
	for _, one := range v.courses {
		courses[one.Slug] = one.Title
	}
	return cohorts, courses
}

// anyOf puts "all" before the options of a filter.
func anyOf(f web.Frame, options []web.Option) []web.Option {
	return append([]web.Option{{Text: f.T("inst.all")}}, options...)
}

func (s *Server) reportPage() endpoint {
	return Page(s, "institution-report", s.findings, func(c *fiber.Ctx, f web.Frame, in institutions.ReportInput, v findings) any {
		page := web.ReportPage{
			InstitutionFrame: institutionFrame(f, v.View, "inst.report"), Query: in.Query, More: more(c, v.NextCursor),
			Cohorts: anyOf(f, cohortOptions(v.cohorts, in.Cohort)), Courses: anyOf(f, courseOptions(v.courses, in.Course)),
		}
		for _, state := range institutions.States() {
			page.States = append(page.States, web.Option{Value: state, Text: f.T("assigned." + state), Selected: state == in.State})
		}
		page.States = anyOf(f, page.States)
		for _, sort := range []string{"name", "-name", "state", "-state", "progress", "-progress", "due", "-due", "completed", "-completed", "score", "-score"} {
			page.Sorts = append(page.Sorts, web.Option{Value: sort, Text: f.T("inst.sort." + strings.Replace(sort, "-", "back_", 1)), Selected: sort == in.Sort})
		}
		query := string(c.Context().QueryArgs().QueryString())
		if query != "" {
			query = "?" + query
		}
		page.CSVHref, page.XLSXHref = page.Base+"/report/csv"+query, page.Base+"/report/xlsx"+query
		if sum := v.Summary; sum != nil {
			page.First, page.Learners, page.Rows, page.Plot = true, sum.Learners, sum.Rows, plot(f, "plot", page.Base+"/report", sum.States)
			page.Trend = trend(f, sum.Weeks)
			if scores := sum.Scores; scores != nil {
				page.Scores = &web.ScoreLine{Learners: scores.Learners, Mean: percent(scores.Mean)}
				page.Bands = bands(f, scores)
			}
		}
		cohorts, courses := v.names()
		for _, r := range v.Items {
			row := web.ReportRow{
				Name: r.Learner.Name, Email: r.Learner.Email, Cohort: cohorts[r.Cohort], Course: courses[r.Course], State: r.State, Progress: percent(r.Progress), Score: "–",
				Due: dayOf(f, r.DueAt), Completed: dayOf(f, r.CompletedAt), Reason: r.Reason,
			}
			if row.Course == "" {
				row.Course = r.Course
			}
			if r.Score != nil {
				row.Score = strconv.Itoa(percent(*r.Score)) + " %"
			}
			if r.CompletedAt == nil {
				row.Except = page.Base + "/assignments/" + r.Assignment + "?email=" + queryEscape(r.Learner.Email) + "#except"
			}
			if r.Certificate != nil {
				row.Certificate = &web.Link{Href: "/certificates/" + *r.Certificate + "/pdf", Text: *r.Certificate}
			}
			page.Items = append(page.Items, row)
		}
		return page
	})
}

// trend draws completions week by week.
func trend(f web.Frame, weeks []institutions.Week) web.Trend {
	var points []web.TrendPoint
	for _, week := range weeks {
		monday, _ := time.Parse(time.DateOnly, week.Monday) // it was written so
		points = append(points, web.TrendPoint{Week: day(f, monday), N: week.Completed})
	}
	return web.NewTrend("trend-plot", f.T("inst.trend"), points)
}

// bands draws how many scored how well.
func bands(f web.Frame, scores *institutions.Scores) web.Plot {
	var parts []web.Part
	for _, band := range [][2]string{{"below_50", institutions.NotStarted}, {"50_to_79", institutions.InProgress}, {"80_to_100", institutions.Completed}} { // the colours of these states
		parts = append(parts, web.Part{State: band[1], Text: f.T("inst.band." + band[0]), N: scores.Bands[band[0]]})
	}
	out := web.NewPlot("bands-plot", f.T("inst.score_bands"), parts)
	out.Head = f.T("inst.score")
	return out
}

// reportFile is the report as csv or xlsx, by its path: a file's address should say what it is.
func (s *Server) reportFile() endpoint {
	plan := planFor[institutions.ReportInput]()
	return endpoint{serve: func(c *fiber.Ctx) error {
		var in institutions.ReportInput
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		in.Format = c.Params("format")
		out, err := s.Institutions.Export(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		return sendFile(c, out)
	}}
}

// safe is what the page of certificates shows.
type safe struct {
	archive
	certificates paging.List[institutions.CertificateView]
	parts        institutions.Parts // with the first page alone
}

func (s *Server) safe(ctx context.Context, who access.Actor, in institutions.ReportInput) (v safe, err error) {
	if v.archive, err = s.archive(ctx, who, in); err != nil {
		return v, err
	}
	if v.certificates, err = s.Institutions.CertificateList(ctx, who, in); err != nil || in.Cursor != "" {
		return v, err
	}
	v.parts, err = s.Institutions.ArchiveParts(ctx, who, in)
	return v, err
}

func (s *Server) memberCertificatesPage() endpoint {
	return Page(s, "institution-certificates", s.safe, func(c *fiber.Ctx, f web.Frame, in institutions.ReportInput, v safe) any {
		page := web.InstitutionCertificatesPage{
			InstitutionFrame: institutionFrame(f, v.View, "nav.certificates"), From: in.From, Until: in.Until, More: more(c, v.certificates.NextCursor),
			Cohorts: anyOf(f, cohortOptions(v.cohorts, in.Cohort)), Courses: anyOf(f, courseOptions(v.courses, in.Course)),
		}
		for _, status := range []string{certificates.Valid, certificates.Expired, certificates.Revoked} {
			page.Statuses = append(page.Statuses, web.Option{Value: status, Text: f.T("inst.status." + status), Selected: status == in.Certs})
		}
		page.Statuses = anyOf(f, page.Statuses)
		page.Zips = papers(c, f, archiveHref(c, page.Base, 0), "inst.zip")
		if n := v.parts.Certificates; n > 0 {
			page.Size = f.T("inst.zip_size", "n", n, "mb", (v.parts.Bytes+(1<<20)-1)>>20, "seconds", v.parts.Seconds)
		}
		for part := 1; part <= v.parts.Parts && v.parts.Parts > 1; part++ {
			from, to := (part-1)*institutions.PartSize+1, min(part*institutions.PartSize, v.parts.Certificates)
			page.Parts = append(page.Parts, web.Link{Href: archiveHref(c, page.Base, part), Text: f.T("inst.zip_part", "part", part, "from", from, "to", to)})
		}
		for _, one := range v.certificates.Items {
			page.Certificates = append(page.Certificates, web.HeldCertificate{
				Holder: one.Holder, Email: one.Learner.Email, Title: one.Title, Serial: one.Serial, Status: one.Status, Issued: day(f, one.IssuedAt), Expires: dayOf(f, one.ExpiresAt),
				PDFHref: "/certificates/" + one.Serial + "/pdf",
			})
		}
		return page
	})
}

// archiveHref gives the address of the archive of what the page shows, or of one part of it.
func archiveHref(c *fiber.Ctx, base string, part int) string {
	args := fiber.AcquireArgs()
	defer fiber.ReleaseArgs(args)
	c.Context().QueryArgs().CopyTo(args)
	args.Del("cursor")
	args.Del("part")
	args.Del("paper")
	if part > 0 {
		args.SetUint("part", part)
	}
	if args.Len() == 0 {
		return base + "/certificates.zip"
	}
	return base + "/certificates.zip?" + args.String()
}
