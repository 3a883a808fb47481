// Package tongues knows languages by their BCP 47 tags: their names, which way they are written, and which of some serves a reader best.
package tongues

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// maxTag is longer than any tag that names a language people write in.
const maxTag = 35

// Canonical gives a tag in its one form ("pt-br" is "pt-BR"); ok is false for what names no language.
func Canonical(tag string) (canonical string, ok bool) {
	if len(tag) > maxTag {
		return "", false
	}
	t, err := language.Parse(tag)
	if err != nil || t == language.Und || len(t.Extensions()) > 0 {
		return "", false
	}
	return t.String(), true
}

// Name gives a language's name in itself, or in English where it is not known, or the tag.
func Name(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	for _, name := range []string{display.Self.Name(t), display.English.Tags().Name(t)} {
		if name != "" {
			return name
		}
	}
	return tag
}

// English gives a language's name in English, or the tag.
func English(tag string) string {
	if t, err := language.Parse(tag); err == nil {
		if name := display.English.Tags().Name(t); name != "" {
			return name
		}
	}
	return tag
}

// rightToLeft are the scripts in use that run from right to left (ISO 15924).
var rightToLeft = []string{"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}

// Dir is "rtl" or "ltr", as HTML's attribute dir has it.
func Dir(tag string) string {
	if t, err := language.Parse(tag); err == nil {
		if script, _ := t.Script(); slices.Contains(rightToLeft, script.String()) {
			return "rtl"
		}
	}
	return "ltr"
}

// Common lists the languages that a translation is usually made into, those with a name of their own in Unicode's data, by their English names.
var Common = sync.OnceValue(func() []string {
	var out []string
	for _, t := range display.Supported.Tags() {
		if t == language.Und || display.Self.Name(t) == "" || strings.Contains(t.String(), "-u-") {
			continue
		}
		if _, _, region := t.Raw(); region.String() != "ZZ" {
			continue // regional forms can be asked for by their tags
		}
		out = append(out, t.String())
	}
	c := collate.New(language.English)
	slices.SortFunc(out, func(a, b string) int { return c.CompareString(English(a), English(b)) })
	return slices.Compact(out)
})

// Best gives the first of the wanted tags, or of the languages that these are forms of, that is offered; "" when none is.
func Best(wanted []string, offered func(tag string) bool) string {
	for _, tag := range wanted {
		for tag != "" {
			if offered(tag) {
				return tag
			}
			tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)]
		}
	}
	return ""
}
