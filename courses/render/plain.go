package render

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// Plain gives the words of a Markdown text without its signs: blocks are separated by an empty line, citations are left
// out, a term without words of its own is named by its id. Blocks for all audiences and text alternatives are in it. A text
// that Lesson refuses as a whole (too long) gives none.
func Plain(markdown string) string {
	source := normalise(markdown)
	f := &faults{source: source}
	if !withinLimits(source, f) {
		return ""
	}
	return plain(parse(source, lessonMode, f), source)
}

// plain gives the words of a tree, resolved or not.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	writePlain(&b, n, source)
	return strings.TrimSpace(b.String())
}

func writePlain(b *strings.Builder, n ast.Node, source []byte) {
	switch n := n.(type) {
	case *ast.Text:
		if value := n.Value(source); n.IsRaw() {
			b.Write(value)
		} else {
			b.WriteString(unescape(value))
		}
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte(' ')
		}
		return
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		b.Write(n.Lines().Value(source))
	case *ast.AutoLink:
		b.Write(n.Label(source))
	case *mark:
		b.WriteString(n.text)
	case *termUse:
		if n.words != "" {
			b.WriteString(n.words)
		} else {
			b.WriteString(spoken(n.id))
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok && isCitation(c.NextSibling()) && !t.IsRaw() {
			// "defines [@x]." reads "defines."
			b.WriteString(strings.TrimRight(unescape(t.Value(source)), " "))
			continue
		}
		writePlain(b, c, source)
	}
	if n.Type() == ast.TypeBlock && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n\n") {
		b.WriteString("\n\n")
	}
}

func isCitation(n ast.Node) bool {
	_, ok := n.(*citation)
	return ok
}

// Words counts the words of a plain text: runs of letters and digits, with the marks, hyphens and apostrophes inside them.
// Scripts written without spaces between words have no such runs; there, two letters count as a word.
func Words(text string) int {
	count, unspaced, inside := 0, 0, false
	for _, c := range text {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' // most of most texts: worth not asking the tables
		switch {
		case c >= '\u0e00' && unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			unspaced++
			inside = false
		case letter || unicode.IsLetter(c) || unicode.IsDigit(c):
			if !inside {
				count++
			}
			inside = true
		case inside && (unicode.IsMark(c) || c == '\'' || c == '’' || c == '-' || c == '‑' || c == '\u200c' || c == '\u200d'):
		default:
			inside = false
		}
	}
	return count + (unspaced+1)/2
}
