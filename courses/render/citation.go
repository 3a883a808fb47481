package render

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"upstander/courses"
)

// Citation is one footnote of a lesson: a source and the place in it.
type Citation struct {
	Number int // from 1, by first use
	Source courses.Source
	Where  string // "art. II", "paras 138–139"; may be empty
}

// citation is "[@id, where]" as written.
type citation struct {
	ast.BaseInline
	id, where string
}

var kindCitation = ast.NewNodeKind("Citation")

// Kind tells goldmark what the node is.
func (*citation) Kind() ast.NodeKind { return kindCitation }

// Dump prints the node for debugging.
func (c *citation) Dump(source []byte, level int) { ast.DumpHelper(c, source, level, nil, nil) }

type citationParser struct{}

// Trigger implements parser.InlineParser.
func (citationParser) Trigger() []byte { return []byte{'['} }

// Parse implements parser.InlineParser.
func (citationParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if !bytes.HasPrefix(line, []byte("[@")) {
		return nil
	}
	inside, ok := bracketed(block, 2, "]")
	if !ok {
		pc.Get(faultsKey).(*faults).add(seg.Start, "citation_open", "A citation begins with [@ but never ends with ].")
		return nil
	}
	id, where, _ := strings.Cut(inside, ",")
	c := &citation{id: strings.TrimSpace(id), where: strings.TrimSpace(where)}
	c.SetPos(seg.Start)
	return c
}

// maxBracket is how far, in bytes, the end of a citation or term is looked for. It keeps a text full of openings from
// costing the square of its length.
const maxBracket = 400

// bracketed reads from behind an opening of that many bytes to the closing, over line ends, and moves behind it. Escapes
// and character references are resolved. The caller restores the position when ok is false.
func bracketed(block text.Reader, opening int, closing string) (inside string, ok bool) {
	block.Advance(opening)
	var b []byte
	for len(b) < maxBracket {
		line, _ := block.PeekLine()
		if line == nil {
			return "", false
		}
		if i := bytes.Index(line[:min(len(line), maxBracket)], []byte(closing)); i >= 0 {
			block.Advance(i + len(closing))
			return strings.Join(strings.Fields(unescape(append(b, line[:i]...))), " "), true
		}
		b = append(b, line...)
		block.AdvanceLine()
	}
	return "", false
}

func unescape(b []byte) string {
	return string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(b))))
}

// note is a footnote and how often the text points to it.
type note struct {
	Citation
	uses int
}

// cite turns a citation into a footnote mark, or outside a lesson into words in brackets.
func (r *resolver) cite(c *citation, s scope) {
	source, ok := r.c.Sources[c.id]
	if !ok {
		r.faults.add(c.Pos(), "source_unknown", "There is no source “%s”.", c.id)
		replace(c, &mark{html: `<span class="unknown">[` + escape(c.id) + `]</span>`})
		return
	}
	if s.noLinks && r.mode == lessonMode {
		r.faults.add(c.Pos(), "citation_place", "A citation cannot stand inside a link, an image or the title of a sensitive block. Put it behind.")
	}
	name := source.Short
	if c.where != "" {
		name += ", " + c.where
	}
	m := &mark{source: name}
	switch {
	case s.hidden:
	case r.mode != lessonMode || s.noLinks:
		m.html = `<span class="cite">[` + escape(name) + `]</span>`
	default:
		m.html = r.footnoteMark(r.note(c.id, source, c.where), name, r.pullUp(c))
	}
	replace(c, m)
}

// note gives the footnote for a source and place, a new one at first use.
func (r *resolver) note(id string, source courses.Source, where string) *note {
	key := id + "\x00" + where
	n, ok := r.noteOf[key]
	if !ok {
		n = &note{Citation: Citation{Number: len(r.notes) + 1, Source: source, Where: where}}
		if r.noteOf == nil {
			r.noteOf = map[string]*note{}
		}
		r.noteOf[key] = n
		r.notes = append(r.notes, n)
	}
	n.uses++
	return n
}

func (r *resolver) footnoteMark(n *note, name string, afterAnother bool) string {
	number := strconv.Itoa(n.Number)
	separator := ""
	if afterAnother { // 1 and 2 side by side would read as 12
		separator = `<sup class="cite-separator">, </sup>`
	}
	return separator + `<sup class="cite"><a href="#` + r.c.IDPrefix + `fn-` + number + `" id="` + r.useID(n, n.uses) +
		`" aria-label="` + escape(r.label("source")+" "+number+": "+name) + `">` + number + `</a></sup>`
}

func (r *resolver) useID(n *note, use int) string {
	id := r.c.IDPrefix + "fnref-" + strconv.Itoa(n.Number)
	if use > 1 {
		id += "-" + strconv.Itoa(use)
	}
	return id
}

// pullUp removes the space before a footnote mark, so that no line begins with it, and says whether another mark is then
// directly before it.
func (r *resolver) pullUp(c ast.Node) bool {
	if t, ok := c.PreviousSibling().(*ast.Text); ok && !t.HardLineBreak() {
		t.SetSoftLineBreak(false)
		t.Segment = t.Segment.TrimRightSpace(r.source)
		if t.Segment.IsEmpty() {
			t.Parent().RemoveChild(t.Parent(), t)
		}
	}
	m, ok := c.PreviousSibling().(*mark)
	return ok && m.source != ""
}
