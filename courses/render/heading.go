package render

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// heading checks the level, moves it by the offset and gives the heading an id, for tables of contents.
func (r *resolver) heading(h *ast.Heading, s scope) {
	r.children(h, s)
	if r.mode != lessonMode {
		r.faults.add(h.Pos(), "heading_here", "Headings have no place here, only in lessons.")
		p := ast.NewParagraph()
		replace(h, p)
		adopt(p, h)
		return
	}
	words := strings.Join(strings.Fields(plain(h, r.source)), " ")
	if words == "" {
		r.faults.add(h.Pos(), "heading_empty", "This heading has no words.")
	}
	level := h.Level
	switch {
	case level == 1:
		r.faults.add(h.Pos(), "heading_level", "Headings start at ##: a single # is the lesson's title, which is given at the top.")
		level = 2
	case level > max(r.level, 1)+1:
		r.faults.add(h.Pos(), "heading_jump", "This heading jumps from level %d to level %d. Use %s.", max(r.level, 1), level, strings.Repeat("#", max(r.level, 1)+1))
	}
	r.level = level
	if s.hidden {
		return
	}
	h.Level = min(max(level+r.c.HeadingOffset, 1), 6)
	id := r.headingID(words)
	h.SetAttributeString("id", id)
	r.headings = append(r.headings, Heading{Level: h.Level, ID: id, Text: words})
}

// headingID makes an id of the words, in any script, unique within the lesson. "h-" keeps it apart from other ids of a page.
func (r *resolver) headingID(words string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(words) {
		if b.Len() >= 60 {
			break
		}
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) {
			b.WriteRune(c)
		} else if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
			b.WriteByte('-')
		}
	}
	base := strings.TrimSuffix(b.String(), "-")
	if base == "" {
		base = "section"
	}
	if r.ids == nil {
		r.ids = map[string]int{}
	}
	id := base
	for r.ids[id] > 0 {
		r.ids[base]++
		id = base + "-" + strconv.Itoa(r.ids[base])
	}
	r.ids[id]++
	return r.c.IDPrefix + "h-" + id
}
