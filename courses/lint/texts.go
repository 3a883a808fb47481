package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"upstander/courses"
)

var awayLink = regexp.MustCompile(`(?:\]\(|<)(https?://[^\s)>]+)`)

// links finds addresses outside the site that are no source's: readers are sent only where the bibliography vouches for it.
func (l *linter) links(p passage) {
	for _, at := range awayLink.FindAllStringSubmatchIndex(p.text, -1) {
		address := strings.TrimRight(p.text[at[2]:at[3]], "/")
		known := slices.ContainsFunc(l.module.Sources, func(s courses.Source) bool { return strings.TrimRight(s.URL, "/") == address })
		if !known {
			l.add(p.path, lineAt(p.text, at[0]), "link_unsourced", "%s leaves the site and is no source's address", address)
		}
	}
}

var termMark = regexp.MustCompile(`\[\[([a-z0-9-]+)(\\?\|[^\]]*)?\]\]`)

// terms finds a bare "[[id]]" in mid-sentence: it prints the entry's own name, which begins with a capital.
func (l *linter) terms(p passage) {
	for _, at := range termMark.FindAllStringSubmatchIndex(p.text, -1) {
		if at[4] >= 0 || beginsSentence(p.text[:at[0]]) {
			continue
		}
		id := p.text[at[2]:at[3]]
		if name := l.context.Terms[id].Term; capitalised(name) {
			l.add(p.path, lineAt(p.text, at[0]), "term_capital", "[[%s]] prints %q in mid-sentence; write [[%s|your words]]", id, name, id)
		}
	}
}

// capitalised reports a name whose capital is only that of an entry: "Early warning", and neither "ICC" nor "Genocide Convention".
func capitalised(name string) bool {
	first, size := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(first) && strings.IndexFunc(name[size:], unicode.IsUpper) < 0
}

var (
	citeMark   = regexp.MustCompile(`\s*\[@[^\]]*\]`)
	blockStart = regexp.MustCompile(`^\s*(?:[-*+]|\d+[.)]|#{1,6}|>|\||:::.*)?\s*$`)
)

// beginsSentence reports whether what follows before is the first word of a sentence, a line of a list, a cell or a block.
func beginsSentence(before string) bool {
	before = citeMark.ReplaceAllString(before, "")
	before = strings.TrimRight(before, "*_\"'“‘(")
	line := before[strings.LastIndexByte(before, '\n')+1:]
	above := strings.TrimRight(strings.TrimSuffix(before, line), " ")
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "" && (above == "" || strings.HasSuffix(above, "\n\n") || blockLine(above)):
		return true
	case trimmed != "" && blockStart.MatchString(line), strings.HasSuffix(trimmed, "|"):
		return true
	}
	end := strings.TrimRight(before, " \n\"'”’)*_")
	return strings.HasSuffix(end, ".") || strings.HasSuffix(end, "?") || strings.HasSuffix(end, "!")
}

// blockLine reports whether the last whole line begins or ends a ":::" block.
func blockLine(above string) bool {
	lines := strings.Split(strings.TrimRight(above, "\n"), "\n")
	return strings.HasPrefix(lines[len(lines)-1], ":::")
}

// orphans finds entries of the module's glossary that none of its texts links.
func (l *linter) orphans() {
	used := map[string]bool{}
	for _, p := range passages(l.module) {
		for _, found := range termMark.FindAllStringSubmatch(p.text, -1) {
			used[found[1]] = true
		}
	}
	for i, t := range l.module.Glossary {
		if !used[t.ID] {
			l.add(fmt.Sprintf("glossary[%d].id", i), 0, "orphan_term", "no text links the term %q", t.ID)
		}
	}
}

func lineAt(text string, at int) int { return 1 + strings.Count(text[:at], "\n") }
