package web

import "strings"

// Form is a form as filled in so far, with what is wrong about it.
type Form struct {
	// ID sets the forms of one page apart in element ids; empty where there is one form.
	ID     string
	Values map[string]string
	Errors []FieldError // in the order of the fields; shown on top, and each again at its field
}

// FieldError is one fault.
type FieldError struct {
	Field string // name of the field; empty for a fault of the whole form
	Text  string // what is wrong and what to do, in the page's language
}

// Anchor is the id of the element that holds a field.
func (f Form) Anchor(field string) string {
	if f.ID == "" {
		return field
	}
	return f.ID + "-" + field
}

// Error is the text of the first fault of a field, or "".
func (f Form) Error(field string) string {
	for _, e := range f.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// Option is one line of a select, or one choice.
type Option struct {
	Value, Text string
	Selected    bool
}

// field is one labelled input as the partials field and choice draw it.
type field struct {
	Frame
	ID, Name, Type, Autocomplete string
	Value, Error, Hint           string
	Options                      []Option
}

// newField prepares an input: its label is the text of field.NAME, and hint the key of a further line, or "".
// Names may repeat between the forms of a page, ids may not, so ids take the form's own.
func newField(frame Frame, form Form, name, kind, autocomplete, hint string) field {
	return field{
		Frame: frame, ID: form.Anchor(name), Name: name, Type: kind, Autocomplete: autocomplete,
		Value: form.Values[name], Error: form.Error(name), Hint: hint,
	}
}

// newChoice prepares a select. A value already filled in wins over the options' own Selected.
func newChoice(frame Frame, form Form, name string, options []Option, hint string) field {
	f := newField(frame, form, name, "", "", hint)
	f.Options = options
	if f.Value != "" {
		f.Options = make([]Option, len(options))
		for i, o := range options {
			o.Selected = o.Value == f.Value
			f.Options[i] = o
		}
	}
	return f
}

// DescribedBy lists the ids of the hint and the error, for aria-describedby.
func (f field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-error")
	}
	return strings.Join(ids, " ")
}
