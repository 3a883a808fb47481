package web

import "html/template"

// Frame is what every page shares; page structs embed it.
type Frame struct {
	Lang string // BCP 47 tag of the page's language
	// Content says which language what is taught is in, where it is another than the page's: attributes of an element, lang and dir.
	Content template.HTMLAttr
	Dir     string // "ltr" or "rtl"
	// Title of the document, without the product's name; empty takes the page's own.
	Title string
	// CanonicalPath is the address that this page is known by, from the root: "/courses". Empty leaves it out.
	CanonicalPath string
	// Section is the part of the site that the main navigation marks: "courses", "learning", "certificates", "verify".
	Section string
	// Words gives the text of a key; templates reach it through T.
	Words func(key string, args ...any) string
	User  *ViewUser // nil: not signed in
	CSRF  string    // the value of the hidden field csrf in every form
	Flash *Message  // what has just happened; nil: nothing
	// Languages in which the site can be read, for the footer; fewer than two shows none.
	Languages []LanguageLink
	// Account and Notice, when not empty, stand in place of what User and Flash would draw: markers of a Skeleton.
	Account, Notice template.HTML
}

// T gives the words of a key in the page's language. Arguments come in pairs of name and value; n chooses the plural.
// Without Words it gives the key, so that a page can be drawn with no language at hand.
func (f Frame) T(key string, args ...any) string {
	if f.Words == nil {
		return key
	}
	return f.Words(key, args...)
}

// Duration says how long something takes, in minutes or, from an hour and a half, in hours and minutes.
func (f Frame) Duration(minutes int) string {
	switch {
	case minutes < 90:
		return f.T("minutes", "n", minutes)
	case minutes%60 == 0:
		return f.T("duration.hours", "n", minutes/60)
	}
	return f.T("duration", "hours", minutes/60, "minutes", minutes%60)
}

// ViewUser is the person signed in, as the header shows them.
type ViewUser struct {
	Name    string
	IsAdmin bool // sees the people
	// IsManager sees institutions: managers of one, and those who may open one.
	IsManager bool
	// IsAuthor sees the modules' sources: trainers, reviewers and administrators.
	IsAuthor bool
}

// Message says what has just happened, at the top of a page.
type Message struct {
	Kind string // "good", "note", "warn" or "bad"
	Text string // already in the page's language
}

// LanguageLink offers the page in another language.
type LanguageLink struct {
	Tag, Name, Href string // Name in its own language
	Current         bool
}

// Link is an address and its words.
type Link struct{ Href, Text string }

// Date is a day or moment, written for the page's language.
type Date struct {
	ISO  string // for machines: "2026-03-14" or an RFC 3339 time; empty shows nothing
	Text string // for people: "14 March 2026", or "in 3 days" when under a week away
	Full string // the whole date, shown on demand where Text is relative
}

// on pairs the frame with one item, so that a partial template has both the words and the thing.
type on struct {
	Frame
	It any
}
