package web

import (
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// FocalPointPage is "institution-focal-point": whom the institution names, and the form that does.
type FocalPointPage struct {
	InstitutionFrame
	Status string // none, asked, listed
	Name   string
	Form   Form // fields email, title, state, r2p_focal_point
	States []Option
	R2P    []Option
}

// FocalPointsPage is "focal-points": the directory.
type FocalPointsPage struct {
	Frame
	Own     []OwnFocalPoint
	Entries []FocalPointRow
	States  []Option
	Regions []Option
	Query   string // of the downloads: the filter, "&state=…"
	More    string
}

// OwnFocalPoint says that the reader is named.
type OwnFocalPoint struct {
	Institution, Href string
	Listed            bool
}

// FocalPointRow is one focal point.
type FocalPointRow struct {
	Name, Title, Institution, State, Region string
	R2P                                     string // yes, no, unknown
	Href                                    string // to write
}

// FocalConsentPage is "focal-consent": what would be shown, or is, of the reader.
type FocalConsentPage struct {
	Frame
	Form   Form
	Entry  FocalPointRow
	Code   string // of the State
	Listed bool
	Action string
}

// FocalLetterPage is "focal-letter": a message to a focal point.
type FocalLetterPage struct {
	Frame
	Name, Institution, Action string
	Form                      Form // fields text, share
}

// SortOptions orders options by their text, as the language does.
func SortOptions(tag string, options []Option) {
	order := collate.New(language.Make(tag))
	slices.SortStableFunc(options, func(a, b Option) int { return order.CompareString(a.Text, b.Text) })
}
