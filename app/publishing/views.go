package publishing

import (
	"context"
	"slices"

	"upstander/app/access"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/courses"
)

// CourseFilter is the input of List.
type CourseFilter struct {
	paging.Input
	Audience string `json:"-" query:"audience"`
	Language string `json:"-" query:"language"` // only courses that can be taken in it
	Tongue   string `json:"-" from:"wanted"`
}

// CourseSummary is a course in a list.
type CourseSummary struct {
	Slug      string           `json:"slug"`
	Title     string           `json:"title"`
	Summary   string           `json:"summary"`
	Audience  courses.Audience `json:"audience"`
	Languages []string         `json:"languages"`
	Minutes   int              `json:"minutes"`
	Modules   int              `json:"modules"`
	Version   int64            `json:"version"`
}

// List lists the published courses.
func (s *Service) List(ctx context.Context, _ access.Actor, in CourseFilter) (paging.List[CourseSummary], error) {
	out := []CourseSummary{}
	if in.Audience != "" && !courses.Audience(in.Audience).Valid() {
		return paging.Of[CourseSummary](nil), problem.Wrong("audience", "unknown")
	}
	all, err := s.Courses(ctx)
	if err != nil {
		return paging.Of[CourseSummary](nil), err
	}
	for _, c := range all {
		languages := c.LanguageList()
		if c.Retired {
			continue
		}
		if in.Audience != "" && string(c.Audience()) != in.Audience || in.Language != "" && !slices.Contains(languages, in.Language) {
			continue
		}
		source := c.In(in.Tongue)
		out = append(out, CourseSummary{
			Slug: c.Slug, Title: source.Title, Summary: source.Summary, Audience: source.Audience, Languages: languages,
			Minutes: c.Minutes(in.Tongue), Modules: len(c.Modules), Version: c.Version,
		})
	}
	return paging.Cut(out, in.Input, func(c CourseSummary) string { return c.Slug })
}

// CourseRef names a course in a path.
type CourseRef struct {
	Course string `json:"-" path:"course"`
	Tongue string `json:"-" from:"wanted"`
}

// CourseDetail is a course with its modules and the titles of their lessons.
type CourseDetail struct {
	Slug           string           `json:"slug"`
	Title          string           `json:"title"`
	Summary        string           `json:"summary"`
	Audience       courses.Audience `json:"audience"`
	Language       string           `json:"language"`
	Languages      []string         `json:"languages"`
	Minutes        int              `json:"minutes"`
	Hours          float64          `json:"hours"`
	ValidityMonths int              `json:"validity_months"`
	Window         *courses.Window  `json:"window"`    // of renewal; null: none
	Refresher      *string          `json:"refresher"` // slug of the course by which this one is renewed; null: itself
	Criteria       string           `json:"criteria"`
	Version        int64            `json:"version"`
	Retired        bool             `json:"retired"` // not offered to new learners
	Modules        []ModuleDetail   `json:"modules"`
	// Tongues are the languages in which there is anything to read in it; Languages those in which all of it is.
	Tongues []string `json:"-"`
}

// ContentLanguage is the language that the course is shown in.
func (d CourseDetail) ContentLanguage() string { return d.Language }

// ModuleDetail is a module of a course.
type ModuleDetail struct {
	Slug        string          `json:"slug"`
	Version     int64           `json:"version"`
	Title       string          `json:"title"`
	Summary     string          `json:"summary"`
	Minutes     int             `json:"minutes"`
	ContentNote string          `json:"content_note"`
	Review      string          `json:"review"`
	Objectives  []string        `json:"objectives"`
	Lessons     []LessonSummary `json:"lessons"`
	Quiz        QuizSummary     `json:"quiz"`
}

// LessonSummary is a lesson in an outline.
type LessonSummary struct {
	Slug    string             `json:"slug"`
	Title   string             `json:"title"`
	Minutes int                `json:"minutes"`
	Kind    courses.LessonKind `json:"kind"`
}

// QuizSummary says how long a module's quiz is and what passes it.
type QuizSummary struct {
	Questions int     `json:"questions"`
	PassMark  float64 `json:"pass_mark"`
}

// Detail gives the newest version of a course.
func (s *Service) Detail(ctx context.Context, _ access.Actor, in CourseRef) (CourseDetail, error) {
	c, err := s.Latest(ctx, in.Course)
	if err != nil {
		return CourseDetail{}, err
	}
	return c.Detail(in.Tongue), nil
}

// Detail gives the course in a language.
func (c *Course) Detail(tongue string) CourseDetail {
	source := c.In(tongue)
	out := CourseDetail{
		Slug: c.Slug, Title: source.Title, Summary: source.Summary, Audience: source.Audience, Language: source.Language, Languages: c.LanguageList(),
		Minutes: c.Minutes(tongue), Hours: source.Hours, ValidityMonths: source.ValidityMonths, Criteria: source.Criteria, Version: c.Version, Retired: c.Retired,
		Tongues: c.Tongues(),
	}
	if out.Window = source.Window; source.Refresher != "" {
		out.Refresher = &source.Refresher
	}
	for _, v := range c.Modules {
		m := v.In(tongue)
		d := ModuleDetail{
			Slug: m.Slug, Version: v.Version, Title: m.Title, Summary: m.Summary, Minutes: m.Minutes, ContentNote: m.ContentNote, Review: m.Review,
			Objectives: m.Objectives, Quiz: QuizSummary{len(m.Questions), source.PassMark},
		}
		for _, l := range m.Lessons {
			d.Lessons = append(d.Lessons, LessonSummary{l.Slug, l.Title, l.Minutes, l.Kind})
		}
		out.Modules = append(out.Modules, d)
	}
	return out
}
