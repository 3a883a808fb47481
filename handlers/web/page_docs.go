package web

// DocsPage is "docs": a reference table, of the API's operations or of its problems.
type DocsPage struct {
	Frame
	Intro string
	Rows  []DocsRow
}

// DocsRow is one line; its element id is ID.
type DocsRow struct{ ID, Name, Text, Note string }
