package web

import "html/template"

// AuthorPartPage is "author-part": the editor of one lesson or question.
type AuthorPartPage struct {
	AuthorFrame
	Name     string // of the part
	Action   string
	Kind     string // of the lesson or question
	Inputs   []Input
	Groups   []InputGroup
	Blocks   bool // the text may hold headings and blocks: the toolbar offers them
	Map      *BranchMap
	Audience []Option
	Preview  template.HTML
	Notes    template.HTML
	ShownAt  string // the preview of what is stored, as a page of its own; empty: there is none
	Shelf    AuthorShelf
	Images   AuthorImages
	Move     []Input // of the form that moves the lesson to another draft; empty: not offered
	Comments []CommentRow
	Remark   []Input
}

// InputGroup is a part of a form with its own heading.
type InputGroup struct {
	ID       string // empty: nothing leads here
	Legend   string // already in the page's language
	Inputs   []Input
	Up, Down string // values of the buttons that move it; empty: not offered
}

// AuthorShelf is what an author can cite and link.
type AuthorShelf struct {
	Query   string
	Sources []ShelfRow
	Terms   []ShelfRow
}

// ShelfRow is a source or term with the mark that puts it into a text.
type ShelfRow struct {
	Name, About, Mark string
	Own               bool // the module has it already
}

// AuthorImages are the images of a module.
type AuthorImages struct {
	Action string // target of the form that adds one; empty: not offered
	Lesson string // slug of the lesson, to which an upload leads back
	Given  string // mark of the image that has just been added
	Rows   []ImageRow
}

// ImageRow is an image of a module with the mark that shows it.
type ImageRow struct {
	Src, Alt, Mark    string // Alt is empty where no text shows it
	Width, Height, KB int
	Removal           string // target of the form that takes it out; empty: not offered
}

// AuthorShownPage is "author-shown": a lesson or question as learners see it and nothing around it, to be framed or opened by itself.
type AuthorShownPage struct {
	Frame
	Kicker string
	Name   string
	Body   template.HTML
	Notes  template.HTML
}

// BranchMap is a drawing of a scenario, in units of its own, with the same in words. Title names it.
type BranchMap struct {
	Title         string
	Width, Height int
	Nodes         []MapNode
	Edges         []MapEdge
	Rows          []MapRow
}

// MapNode is a step as drawn: its corner, and what stands in it.
type MapNode struct {
	X, Y        int
	Href        string // of the step's editor
	Label, Text string
	Note        string // word below the label: how it begins, that it ends, what is wrong
	Start       bool
	Ending      bool
	Fault       bool
}

// MapEdge is the way from one step to another: the path of its line and of its head.
type MapEdge struct {
	Line, Head string
	Best       bool
}

// MapRow is a step of a scenario with the ways on from it, in words.
type MapRow struct {
	ID, Href, Text string
	Ending         bool
	Faults         []string
	Ways           []Link // Href is the id of the step that follows
}
