package paper

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// messages are the printed words of one language. A language is added by one
// entry in languages; a test holds that none of its words is empty.
type messages struct {
	heading, certifies, completed              string
	completedOn, issuedOn, validUntil, serial  string
	noExpiry, issuedBy, version, modules, more string
	check, codeAlt, logoAlt, specimen, holder  string
	factsMark, checkMark                       string // bookmarks of the file
	hour, hours                                string // of study, each with its number
	single                                     func(hours float64) bool
	decimal                                    string // between whole and tenths
	months                                     [12]string
	date                                       func(m *messages, t time.Time) string
	mirrored                                   bool // read from right to left
}

// messages are the words of a certificate and the tag that they are in. Before
// layout Branded, all are in English.
func (f Facts) messages() (*messages, string) {
	if !designs[f.Layout].branded {
		return languages["en"], "en"
	}
	return words(f.Language)
}

// beside are the same words in English, for those who cannot read the
// certificate's language; nil where it is English.
func (f Facts) beside() *messages {
	if m, _ := f.messages(); m != languages["en"] {
		return languages["en"]
	}
	return nil
}

// words returns the messages for a BCP 47 tag and the tag they are in: the
// primary subtag's, or English.
func words(tag string) (*messages, string) {
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if m, ok := languages[primary]; ok {
		return m, primary
	}
	return languages["en"], "en"
}

// long is a date in full; dates are those of UTC, as in the credential.
func (m *messages) long(t time.Time) string { return m.date(m, t.UTC()) }

// details is the line of measures: audience, hours, version.
func (m *messages) details(f Facts, audience string) string {
	var parts []string
	if audience != "" {
		parts = append(parts, audience)
	}
	if f.Hours > 0 && f.Hours < 1e6 {
		form := m.hours
		if m.single(f.Hours) {
			form = m.hour
		}
		rounded := strings.TrimSuffix(strconv.FormatFloat(f.Hours, 'f', 1, 64), ".0")
		parts = append(parts, fmt.Sprintf(form, strings.Replace(rounded, ".", m.decimal, 1)))
	}
	if f.Version > 0 {
		parts = append(parts, fmt.Sprintf(m.version, f.Version))
	}
	return strings.Join(parts, "  ·  ")
}

// moduleList names the first n modules and counts the rest.
func (m *messages) moduleList(modules []string, n int) string {
	if n == 0 {
		return ""
	}
	list := strings.Join(modules[:n], " · ")
	if rest := len(modules) - n; rest > 0 {
		list += " · " + fmt.Sprintf(m.more, rest)
	}
	return fmt.Sprintf(m.modules, list)
}
