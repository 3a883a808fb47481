package accounts

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"upstander/app/problem"
	"upstander/courses"
)

// Limits of what people type, in characters.
const (
	maxEmail    = 254 // RFC 5321, 4.5.3.1.3
	maxName     = 200
	minPassword = 8 // NIST SP 800-63B, 5.1.1.2
	maxPassword = 200
)

// commonPasswords are refused however long: the ones that guessers try first.
var commonPasswords = []string{"password", "12345678", "123456789", "1234567890", "qwertyuiop", "iloveyou", "password1", "upstander", "11111111", "qwerty123", "letmein1"}

// cleanEmail gives an address in the form in which it is stored and compared.
func cleanEmail(f *problem.Fields, s string) string {
	s = strings.ToLower(norm.NFC.String(strings.TrimSpace(s)))
	address, err := mail.ParseAddress(s)
	at := strings.LastIndexByte(s, '@')
	switch {
	case s == "":
		f.Add("email", "required")
	case len(s) > maxEmail:
		f.Add("email", "too_long", "n", maxEmail)
	case err != nil || address.Address != s || at < 1 || strings.ContainsFunc(s, notInAddress):
		f.Add("email", "email")
	}
	return s
}

func notInAddress(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '"' || r == '<'
}

// cleanName gives a person's name with single spaces, in Unicode's composed form; required or not.
func cleanName(f *problem.Fields, field, s string, required bool) string {
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	switch {
	case s == "" && required:
		f.Add(field, "required")
	case utf8.RuneCountInString(s) > maxName:
		f.Add(field, "too_long", "n", maxName)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, notInName):
		f.Add(field, "characters")
	}
	return s
}

// notInName refuses what no name holds and what could turn a printed line around: controls and bidirectional overrides.
func notInName(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || r == '<' || r == '>'
}

func cleanPassword(f *problem.Fields, s, email string) {
	n := utf8.RuneCountInString(s)
	lower := strings.ToLower(s)
	switch {
	case s == "":
		f.Add("password", "required")
	case n < minPassword:
		f.Add("password", "too_short", "n", minPassword)
	case n > maxPassword:
		f.Add("password", "too_long", "n", maxPassword)
	case lower == email || strings.Count(s, s[:1]) == len(s):
		f.Add("password", "guessable")
	}
	for _, common := range commonPasswords {
		if lower == common {
			f.Add("password", "guessable")
			return
		}
	}
}

func cleanAudience(f *problem.Fields, a courses.Audience) courses.Audience {
	if a != "" && !a.Valid() {
		f.Add("audience", "unknown")
	}
	return a
}

func (s *Service) cleanLanguage(f *problem.Fields, tag string) string {
	if tag == "" {
		return s.Languages[0]
	}
	for _, known := range s.Languages {
		if tag == known {
			return tag
		}
	}
	f.Add("language", "unknown")
	return tag
}
