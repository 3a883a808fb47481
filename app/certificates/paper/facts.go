package paper

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Facts is everything that a certificate says. Render reads nothing else, not
// even a clock, so that a certificate downloaded twice is the same file.
type Facts struct {
	Holder        string     // required, at most 200 characters
	HolderLatin   string     // printed instead where no face covers Holder
	Institution   string     // may be empty
	CourseTitle   string     // required
	AudienceTitle string     // may be empty
	Hours         float64    // hours of study; 0 is not printed
	Version       int        // version of the course; 0 is not printed
	Modules       []string   // titles, in order; as many as fit are printed
	IssuedAt      time.Time  // required; also the date of the file
	CompletedAt   time.Time  // zero is not printed
	ExpiresAt     *time.Time // nil: no expiry
	Serial        string     // required
	Issuer        string     // who answers for the certificate
	VerifyURL     string     // required, ASCII; the QR code holds exactly this, with its fragment
	Language      string     // BCP 47 tag of the printed words, with English beside them; "" is "en"
	Criteria      string     // what had to be done, one or two sentences
	Layout        int        // version of this layout, see Newest; 0 and 1 are the first
	Size          string     // "A4" (also "") or "Letter"

	// What follows is drawn from layout Branded on; older layouts do not know it.

	Title     string    // in place of the words "Certificate of completion"
	Wording   string    // a paragraph of the course's own, below its measures
	Signatory Signatory // who signs for the course, on behalf of Issuer

	Logo                 []byte    // of Institution, PNG or JPEG of at most MaxLogo bytes: in the corner where reading begins
	InstitutionSignatory Signatory // who signs on behalf of Institution, below the course's

	Specimen bool // says across the page that this is no certificate; Holder may be empty then
}

// MaxHolder is the greatest number of characters of a holder's name.
const MaxHolder = 200

// maxText bounds every other text; longer ones end in an ellipsis.
const maxText = 300

// FieldError says which fact cannot be set on paper and why.
type FieldError struct {
	Field  string // name of the field of Facts
	Reason string // "empty", "too long", "not supported", "no face for …"
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("certificate: %s: %s", e.Field, e.Reason)
}

// checked returns the facts normalised to NFC, without control characters and
// needless space, or a *FieldError.
func (f Facts) checked() (Facts, error) {
	for _, p := range []*string{
		&f.Holder, &f.HolderLatin, &f.Institution, &f.CourseTitle,
		&f.AudienceTitle, &f.Serial, &f.Issuer, &f.Criteria, &f.Title, &f.Wording,
		&f.Signatory.Name, &f.Signatory.Title, &f.InstitutionSignatory.Name, &f.InstitutionSignatory.Title,
	} {
		*p = clean(*p)
	}
	if n := len([]rune(f.Holder)); n > MaxHolder {
		return f, &FieldError{"Holder", "too long"}
	}
	if f.Layout == 0 {
		f.Layout = 1
	}
	if f.Specimen && f.Holder == "" {
		m, _ := f.messages()
		f.Holder = m.holder
	}
	design, ok := designs[f.Layout]
	if !ok {
		return f, &FieldError{"Layout", "not supported"}
	}
	if !design.branded {
		f.Title, f.Wording, f.Signatory, f.Logo, f.InstitutionSignatory = "", "", Signatory{}, nil, Signatory{}
	}
	f.VerifyURL = strings.TrimSpace(f.VerifyURL)
	for _, need := range []struct {
		field, value string
		max          int
	}{
		{"Holder", f.Holder, maxText},
		{"CourseTitle", f.CourseTitle, 1 << 20},
		{"Serial", f.Serial, 64},
		{"VerifyURL", f.VerifyURL, design.maxURL},
	} {
		switch {
		case need.value == "":
			return f, &FieldError{need.field, "empty"}
		case len(need.value) > need.max*4 || len([]rune(need.value)) > need.max:
			return f, &FieldError{need.field, "too long"}
		}
	}
	for _, r := range f.VerifyURL {
		if r <= ' ' || r > '~' {
			return f, &FieldError{"VerifyURL", "not ASCII"}
		}
	}
	if f.IssuedAt.IsZero() {
		return f, &FieldError{"IssuedAt", "empty"}
	}
	if _, ok := sizes[f.Size]; !ok {
		return f, &FieldError{"Size", "not supported"}
	}
	for _, p := range []*string{
		&f.Institution, &f.CourseTitle, &f.AudienceTitle, &f.Issuer, &f.Criteria, &f.Title, &f.Wording,
		&f.Signatory.Name, &f.Signatory.Title, &f.InstitutionSignatory.Name, &f.InstitutionSignatory.Title,
	} {
		*p = cut(*p, maxText)
	}
	modules := make([]string, 0, len(f.Modules))
	for _, m := range f.Modules {
		if m = cut(clean(m), maxText); m != "" {
			modules = append(modules, m)
		}
	}
	f.Modules = modules
	return f, nil
}

// clean makes one line of s: NFC, one space between words, nothing that only
// steers (control characters and explicit bidi marks, which could make a
// printed name read differently from the stored one). Joiners stay: Persian
// and Indic names need them.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\u200C' || r == '\u200D':
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// cut shortens s to n characters, the last one an ellipsis.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}
