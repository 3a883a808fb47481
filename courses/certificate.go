package courses

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Certificate is a course's own wording of its certificates: plain text of one line, each part optional.
type Certificate struct {
	Title          string `yaml:"title,omitempty" json:"title,omitempty" bson:"title,omitempty"`                               // in place of "Certificate of completion"
	Wording        string `yaml:"wording,omitempty" json:"wording,omitempty" bson:"wording,omitempty"`                         // a paragraph of its own
	Signatory      string `yaml:"signatory,omitempty" json:"signatory,omitempty" bson:"signatory,omitempty"`                   // who signs for the course
	SignatoryTitle string `yaml:"signatory_title,omitempty" json:"signatory_title,omitempty" bson:"signatory_title,omitempty"` // their office
}

// Limits on what a certificate says, in characters: so much can be read on one page.
const (
	MaxCertificateTitle   = 80
	MaxCertificateWording = 300
	MaxSignatory          = 100
)

// IsZero tells the codecs that there is nothing to write.
func (c Certificate) IsZero() bool { return c == Certificate{} }

// Faults lists what is wrong with the wording.
func (c *Certificate) Faults() []Fault {
	var f faults
	f.certificate("certificate", c)
	return f.list
}

func (f *faults) certificate(at string, c *Certificate) {
	f.printed(at+".title", c.Title, MaxCertificateTitle)
	f.printed(at+".wording", c.Wording, MaxCertificateWording)
	f.printed(at+".signatory", c.Signatory, MaxSignatory)
	f.printed(at+".signatory_title", c.SignatoryTitle, MaxSignatory)
	if c.Signatory == "" && c.SignatoryTitle != "" {
		f.add(at+".signatory", "required", "is empty, but there is an office")
	}
}

// printed checks an optional text that goes on paper as it is.
func (f *faults) printed(path, s string, limit int) {
	f.optional(path, s, limit)
	if strings.ContainsFunc(s, notPrinted) {
		f.add(path, "characters", "holds markup, a line break or a character that cannot be seen")
	}
}

// notPrinted refuses angle brackets, controls and what could turn a printed line around. Joiners stay: Persian and Indic words need them.
func notPrinted(r rune) bool {
	return r == '<' || r == '>' || r == utf8.RuneError || r != '\u200c' && r != '\u200d' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)
}
