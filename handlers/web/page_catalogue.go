package web

// HomePage is "home": what Upstander is, for whom, and the ways in.
type HomePage struct {
	Frame
	Audiences []AudienceCard // all seven, in their order
}

// AudienceCard is one of the seven audiences.
type AudienceCard struct {
	Title, Description string
	Href               string // its courses: "/courses?audience=diplomats"
}

// CoursesPage is "courses": the list, perhaps for one audience.
type CoursesPage struct {
	Frame
	Audiences []Option // Value is the slug; the one asked for is Selected
	Audience  string   // title of the one asked for, or ""
	Courses   []CourseCard
}

// CourseCard is a course in a list.
type CourseCard struct {
	Href, Title, Summary string
	Audience             string // title
	Minutes, Modules     int
	Languages            []string  // names, each in its own language
	Progress             *Progress // nil: not enrolled
}

// CoursePage is "course".
type CoursePage struct {
	Frame
	Course    CourseHead
	Modules   []ModuleView
	Enrolment *Enrolled // nil: not enrolled
	// EnrolAction is where the form of the button "Take this course" goes; "" where nobody new can take it.
	EnrolAction string
	// Tongues are the languages that an enrolled learner can choose to read in; empty: there is no choice.
	Tongues []Option
}

// CourseHead describes a course.
type CourseHead struct {
	Title, Summary string
	Audience       Link   // to its courses
	Minutes        int    // all modules together
	Hours          string // as on the certificate, written for the language: "7.5"
	PassMark       int    // per cent
	ValidityMonths int    // 0: the certificate does not expire, unless there is a Window
	Window         string // month in which certificates are renewed; "" for none
	Languages      []string
	Criteria       string // what a holder has done
}

// Enrolled is where a learner stands in a course.
type Enrolled struct {
	Progress    Progress
	Next        *Link // the next lesson or quiz; nil: all done
	Due         Date
	Overdue     bool
	Completed   Date
	Certificate *Link
	Renewal     *Renewal // of what is completed; nil: it does not end
	Offer       *Offer   // nil: there is none
}

// Offer is a newer version that a learner may move to.
type Offer struct {
	Version   int64
	Published Date
	Declined  bool     // they chose to finish theirs
	Notes     []string // in the authors' words
	Modules   []OfferedModule
	Action    string // takes version and accept: "yes" or "no"
}

// OfferedModule is a module that differs, with the titles of lessons.
type OfferedModule struct {
	Title                   string
	Change                  string // "added", "changed" or "removed"
	Added, Changed, Removed []string
	Quiz                    string // "added", "changed", "removed" or ""
}

// Renewal says when what is completed ends, and how to renew it.
type Renewal struct {
	Ends, From Date
	Ended      bool
	Begun      bool   // this enrolment is the renewal
	Refresher  bool   // it is renewed by a shorter course
	Before     *Link  // the certificate that it renews
	Action     string // where the form of the button "Renew" goes; "" while it cannot be begun
}

// ModuleView is a module on the course page.
type ModuleView struct {
	Number         int
	Slug           string // also the id of its heading
	Title, Summary string
	Minutes        int
	Objectives     []string
	Lessons        []LessonRow
	Quiz           QuizRow
	PrintHref      string
}

// LessonRow is a lesson in a list.
type LessonRow struct {
	Href, Title string
	Minutes     int
	Kind        string // "reading", "scenario" or "reflection"
	Done        bool
	Next        bool // where the learner goes on
}

// QuizRow is a module's quiz in a list.
type QuizRow struct {
	Href      string // empty: the module has no quiz
	Questions int
	PassMark  int // per cent
	Attempts  int // made so far
	Best      int // per cent, when there are attempts
	Passed    bool
	Next      bool // where the learner goes on
}
