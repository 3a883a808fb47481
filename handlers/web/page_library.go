package web

import "html/template"

// GlossaryPage is "glossary".
type GlossaryPage struct {
	Frame
	Groups []TermGroup
}

// TermGroup is a part of the glossary.
type TermGroup struct {
	Title string
	Terms []Term
}

// Term is an entry; its element id is "term-" and ID.
type Term struct {
	ID, Term   string
	Definition template.HTML
	Sources    []Source // ID and Short are shown
	Uses       Uses
}

// Uses is where a term or source is used.
type Uses struct {
	Lessons int
	Modules []ModuleUse
}

// ModuleUse is a module with the lessons in question.
type ModuleUse struct {
	Link
	Lessons []LessonUse
}

// LessonUse is a lesson's title, or "Quiz", with the places that it cites in a source ("art. II; art. III").
type LessonUse struct{ Title, Places string }

// SourcesPage is "sources": what the facts rest on.
type SourcesPage struct {
	Frame
	Groups []SourceGroup
}

// SourceGroup holds the sources of a kind.
type SourceGroup struct {
	Kind    string // one of courses.SourceKinds
	Sources []Source
}

// Source is a document; its element id on the page "sources" is "source-" and ID.
type Source struct {
	ID, Short, Title, Author, Symbol string
	Year                             string
	URL                              string
	Checked                          string // one of courses.SourceChecks
	Note                             string
	Uses                             Uses   // on the page "sources" alone
	Terms                            []Link // defined from it
}

// AboutPage is "about": what this is, who has reviewed it, and what helps when it is hard to read.
type AboutPage struct {
	Frame
	Modules []ReviewLine
	Contact string // an e-mail address; empty: none given
}

// ReviewLine says who has reviewed a module.
type ReviewLine struct{ Title, Review string }

// ErrorPage is "error", for any status.
type ErrorPage struct {
	Frame
	Status              int
	Heading, Text, Help string // what happened; why; what to do. In the page's language
	Link                *Link  // the way out; nil: to the start
	RequestID           string // for whoever runs the site; empty: not shown
}
