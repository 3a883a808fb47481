package handlers

import (
	"context"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/learning"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/courses/tongues"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

// still is the action of pages that show nothing of anybody's.
func still(context.Context, access.Actor, TongueInput) (accounts.Nothing, error) {
	return accounts.Nothing{}, nil
}

func (s *Server) homePage() endpoint {
	return Page(s, "home", s.audiences, func(_ *fiber.Ctx, f web.Frame, _ TongueInput, all []AudienceView) any {
		page := web.HomePage{Frame: f}
		for _, a := range all {
			page.Audiences = append(page.Audiences, web.AudienceCard{Title: a.Title, Description: a.Description, Href: "/courses?audience=" + string(a.Slug)})
		}
		return page
	})
}

// courseListing is the courses with one's own progress in them.
type courseListing struct {
	list paging.List[publishing.CourseSummary]
	mine map[string]learning.EnrolmentView
}

func (s *Server) coursesPage() endpoint {
	action := func(ctx context.Context, who access.Actor, in publishing.CourseFilter) (courseListing, error) {
		list, err := s.Published.List(ctx, who, in)
		if err != nil {
			return courseListing{}, err
		}
		mine, err := s.mine(ctx, who)
		return courseListing{list, mine}, err
	}
	return Page(s, "courses", action, func(_ *fiber.Ctx, f web.Frame, in publishing.CourseFilter, out courseListing) any {
		f.Section = "courses"
		page := web.CoursesPage{Frame: f}
		for _, a := range courses.Audiences() {
			chosen := string(a) == in.Audience
			title := AudienceTitle(f.Lang, a)
			page.Audiences = append(page.Audiences, web.Option{Value: string(a), Text: title, Selected: chosen})
			if chosen {
				page.Audience = title
			}
		}
		for _, c := range out.list.Items {
			card := web.CourseCard{
				Href: "/courses/" + c.Slug, Title: c.Title, Summary: c.Summary, Audience: AudienceTitle(f.Lang, c.Audience),
				Minutes: c.Minutes, Modules: c.Modules, Languages: languageNames(c.Languages),
			}
			if e, ok := out.mine[c.Slug]; ok {
				card.Progress = progress(e)
			}
			page.Courses = append(page.Courses, card)
		}
		return page
	})
}

// mine gives the actor's enrolments by course.
func (s *Server) mine(ctx context.Context, who access.Actor) (map[string]learning.EnrolmentView, error) {
	out := map[string]learning.EnrolmentView{}
	if !who.SignedIn() {
		return out, nil
	}
	list, err := s.Learning.Enrolments(ctx, who, paging.Input{})
	for _, e := range list.Items {
		out[e.Course] = e
	}
	return out, err
}

// coursePlace is a course with one's enrolment in it, nil where there is none. An enrolled learner sees the version that is theirs.
type coursePlace struct {
	course    publishing.CourseDetail
	enrolment *learning.EnrolmentView
}

func (s *Server) coursePage() endpoint {
	action := func(ctx context.Context, who access.Actor, in publishing.CourseRef) (coursePlace, error) {
		if who.SignedIn() {
			e, err := s.Learning.Enrolment(ctx, who, learning.CourseRef{Course: in.Course})
			if err == nil {
				c, err := s.Learning.CourseOf(ctx, e)
				if err != nil {
					return coursePlace{}, err
				}
				return coursePlace{c.Detail(e.Language), &e}, nil
			}
			if problem.From(err).Key != "not_enrolled" {
				return coursePlace{}, err
			}
		}
		c, err := s.Published.Detail(ctx, who, in)
		return coursePlace{course: c}, err
	}
	return Page(s, "course", action, func(_ *fiber.Ctx, f web.Frame, _ publishing.CourseRef, out coursePlace) any {
		c := out.course
		f.Section, f.Title = "courses", c.Title
		f.Content = contentIn(f, c.Language)
		page := web.CoursePage{Frame: f, EnrolAction: "/courses/" + c.Slug + "/enrolment", Course: web.CourseHead{
			Title: c.Title, Summary: c.Summary, Minutes: c.Minutes, Hours: hours(c.Hours), ValidityMonths: c.ValidityMonths, Window: monthName(f, c.Window), Criteria: c.Criteria,
			Audience:  web.Link{Href: "/courses?audience=" + string(c.Audience), Text: AudienceTitle(f.Lang, c.Audience)},
			PassMark:  percent(passMark(c)),
			Languages: languageNames(c.Languages),
		}}
		if out.enrolment != nil && len(c.Tongues) > 1 {
			for _, tag := range c.Tongues {
				page.Tongues = append(page.Tongues, web.Option{Value: tag, Text: tongues.Name(tag), Selected: tag == c.Language})
			}
		}
		if c.Retired && out.enrolment == nil {
			page.EnrolAction = ""
		}
		if out.enrolment != nil {
			page.Enrolment = enrolled(f, *out.enrolment, c)
		}
		for i, m := range c.Modules {
			page.Modules = append(page.Modules, moduleView(i+1, c, m, out.enrolment))
		}
		return page
	})
}

func moduleView(number int, c publishing.CourseDetail, m publishing.ModuleDetail, e *learning.EnrolmentView) web.ModuleView {
	base := moduleHref(c.Slug, m.Slug)
	v := web.ModuleView{Number: number, Slug: m.Slug, Title: m.Title, Summary: m.Summary, Minutes: m.Minutes, Objectives: m.Objectives, PrintHref: base + "/print"}
	var mine learning.ModuleView
	var next *learning.Place
	if e != nil {
		mine, next = e.Modules[number-1], e.Next
	}
	here := next != nil && next.Module == m.Slug
	for _, l := range m.Lessons {
		v.Lessons = append(v.Lessons, web.LessonRow{
			Href: base + "/lessons/" + l.Slug, Title: l.Title, Minutes: l.Minutes, Kind: string(l.Kind), Done: slices.Contains(mine.LessonsDone, l.Slug),
			Next: here && next.Lesson != nil && *next.Lesson == l.Slug,
		})
	}
	if m.Quiz.Questions > 0 {
		v.Quiz = web.QuizRow{
			Href: base + "/quiz", Questions: m.Quiz.Questions, PassMark: percent(m.Quiz.PassMark), Attempts: mine.Quiz.Attempts,
			Best: percent(mine.Quiz.BestScore), Passed: mine.Quiz.Passed, Next: here && next.Lesson == nil,
		}
	}
	return v
}

// enrolled is where a learner stands.
func enrolled(f web.Frame, e learning.EnrolmentView, c publishing.CourseDetail) *web.Enrolled {
	v := &web.Enrolled{Progress: *progress(e), Next: nextLink(f, e, c)}
	if e.DueAt != nil {
		v.Due = day(f, *e.DueAt)
	}
	if e.CompletedAt != nil {
		v.Completed = day(f, *e.CompletedAt)
	}
	if e.Certificate != nil {
		v.Certificate = &web.Link{Href: "/certificates", Text: *e.Certificate}
	}
	v.Renewal, v.Offer = renewal(f, e), offer(f, e)
	return v
}

// nextLink is where the learner goes on, named by the lesson's title.
func nextLink(f web.Frame, e learning.EnrolmentView, c publishing.CourseDetail) *web.Link {
	if e.Next == nil {
		return nil
	}
	for _, m := range c.Modules {
		if m.Slug != e.Next.Module {
			continue
		}
		if e.Next.Lesson == nil {
			return &web.Link{Href: moduleHref(c.Slug, m.Slug) + "/quiz", Text: f.T("page.next.quiz", "module", m.Title)}
		}
		for _, l := range m.Lessons {
			if l.Slug == *e.Next.Lesson {
				return &web.Link{Href: moduleHref(c.Slug, m.Slug) + "/lessons/" + l.Slug, Text: l.Title}
			}
		}
	}
	return nil
}

func progress(e learning.EnrolmentView) *web.Progress {
	return &web.Progress{Done: e.Done, Total: e.Total}
}

func passMark(c publishing.CourseDetail) float64 {
	if len(c.Modules) == 0 {
		return 0
	}
	return c.Modules[0].Quiz.PassMark
}

func moduleHref(course, module string) string { return "/courses/" + course + "/modules/" + module }

func percent(share float64) int { return int(share*100 + 1e-6) }

func hours(h float64) string { return strconv.FormatFloat(h, 'f', -1, 64) }

// contentIn marks what is in a language other than the page's; tags are of languages that there are, so they hold nothing that HTML knows.
func contentIn(f web.Frame, tag string) template.HTMLAttr {
	if tag == f.Lang {
		return ""
	}
	return template.HTMLAttr(`lang="` + template.HTMLEscapeString(tag) + `" dir="` + tongues.Dir(tag) + `"`)
}

// languageNames gives each language's name in itself.
func languageNames(tags []string) []string {
	var out []string
	for _, tag := range tags {
		out = append(out, tongues.Name(tag))
	}
	return out
}

// day is a date of a page.
func day(f web.Frame, t time.Time) web.Date {
	t = t.UTC()
	text := locale.Day(f.T, t)
	return web.Date{ISO: t.Format(time.DateOnly), Text: text, Full: text}
}

// clockTime is a moment of a page, for waits.
func clockTime(f web.Frame, t, now time.Time) web.Date {
	minutes := int(t.Sub(now).Minutes()) + 1
	full := locale.Day(f.T, t.UTC()) + " " + t.UTC().Format("15:04") + " UTC"
	return web.Date{ISO: t.UTC().Format(time.RFC3339), Text: f.T("date.minutes", "n", minutes), Full: full}
}

// localPath accepts a path of this site to go to, and nothing that a browser could read as another site.
func localPath(s, otherwise string) string {
	if len(s) < 2000 && strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.ContainsFunc(s, notInPath) {
		return s
	}
	return otherwise
}

// notInPath is what browsers read as a slash or leave out, and what no header may hold.
func notInPath(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }
