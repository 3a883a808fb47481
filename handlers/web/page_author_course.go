package web

// AuthorCoursesPage is "author-courses": drafts of courses and what is published.
type AuthorCoursesPage struct {
	Frame
	Courses []CourseRow
	New     []Input // empty: not offered
	Errors  []FieldError
}

// CourseRow is a course in the list.
type CourseRow struct {
	Href, Title, Slug, State string
	BuiltIn                  bool
	Version, Modules         int
	Newer                    bool // some of its modules have newer versions
}

// AuthorCoursePage is "author-course": a draft of a course, or what is published.
type AuthorCoursePage struct {
	Both []CollisionField // that another changed since: what is there beside what was typed
	Frame
	Course  CourseRow
	Rev     int64
	Edit    bool
	Details []Input // empty: not to be changed
	Modules []PinRow
	Facts   []string
	Faults  []AuthorFault
	Steps   []AuthorStep
	Events  []EventRow
	Errors  []FieldError

	Specimen Specimen
}

// Specimen is a course's certificate as it will be. Base is the address of the picture without the words, which the script adds as they
// are typed.
type Specimen struct {
	Base, Picture, PDFHref, LetterHref string
	Fields                             []Input // empty: not to be changed
}

// PinRow is a module of a course with the version that it holds.
type PinRow struct {
	Href, Title, Slug string
	Version, Latest   int64
	Newer             bool
	Diff              string // address of what changed; empty: nothing
}
