package web

import "html/template"

// AdminUsersPage is "admin-users".
type AdminUsersPage struct {
	Frame
	Query string
	Users []UserRow
	More  string // address of the next page; empty: no more
}

// UserRow is a person in the list, with the form that changes what they may do.
type UserRow struct {
	ID, Name, Email string
	Roles           []Option // all roles; Selected are held
	Disabled        bool
	Self            bool // the one who is looking
	Created         Date
	Action          string
}

// AdminModulesPage is "admin-modules".
type AdminModulesPage struct {
	Frame
	Modules []ModuleRow
	Write   bool // the one who looks may begin drafts
	New     []Input
	Import  []Input
	Errors  []FieldError
}

// ModuleRow is a module in the list.
type ModuleRow struct {
	Href, Title, Slug  string
	Language           string // its name
	State              string // "draft", "in_review", "approved", "published"
	BuiltIn            bool
	Version            int // 0: none published
	Lessons, Questions int
	Minutes            int
}

// AdminModulePage is "admin-module": a module's source to read, answers included.
type AdminModulePage struct {
	Frame
	Module      ModuleRow
	Summary     string
	ContentNote string
	Review      string
	Objectives  []string
	Lessons     []SourceLesson
	Questions   []SourceQuestion
	Sources     []Source
	Href        string // of this page
	Links       []Link
	Steps       []AuthorStep
	Translate   []Input // of the form that begins a translation; empty: not offered
	Errors      []FieldError
}

// SourceLesson is a lesson as written.
type SourceLesson struct {
	Slug, Title, Kind string
	Minutes           int
	Source            string // Markdown, or the YAML of a scenario
	Map               *BranchMap
}

// SourceQuestion is a question with its key.
type SourceQuestion struct {
	Number   int
	ID, Kind string
	Prompt   template.HTML
	Options  []AnswerOption // Checked: belongs to the right answer
	Answer   []AnswerLine   // the right answer, as in a result
	Ordered  bool
	Feedback template.HTML
	Sources  []Source
}
