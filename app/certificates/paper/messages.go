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
	hour, hours                                string
	months                                     [12]string
	date                                       func(m *messages, t time.Time) string
	mirrored                                   bool // read from right to left
}

var languages = map[string]*messages{
	"en": {
		heading:     "CERTIFICATE OF COMPLETION",
		certifies:   "This is to certify that",
		completed:   "has completed the course",
		completedOn: "Completed",
		issuedOn:    "Issued",
		validUntil:  "Valid until",
		noExpiry:    "No expiry",
		serial:      "Serial",
		issuedBy:    "Issued by",
		version:     "Version %d",
		modules:     "Modules: %s",
		more:        "and %d more",
		check:       "Check it at the address below or by the code: enter the serial and the printed name.",
		codeAlt:     "QR code that opens %s",
		logoAlt:     "Logo of %s",
		specimen:    "SPECIMEN",
		holder:      "Name of the holder",
		hour:        "1 hour of study",
		hours:       "%s hours of study",
		months: [12]string{"January", "February", "March", "April", "May", "June", "July",
			"August", "September", "October", "November", "December"},
		date: func(m *messages, t time.Time) string {
			return fmt.Sprintf("%d %s %d", t.Day(), m.months[t.Month()-1], t.Year())
		},
	},
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
func (m *messages) details(f Facts) string {
	var parts []string
	if f.AudienceTitle != "" {
		parts = append(parts, f.AudienceTitle)
	}
	switch {
	case f.Hours == 1:
		parts = append(parts, m.hour)
	case f.Hours > 0 && f.Hours < 1e6:
		rounded := strconv.FormatFloat(f.Hours, 'f', 1, 64)
		parts = append(parts, fmt.Sprintf(m.hours, strings.TrimSuffix(rounded, ".0")))
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
