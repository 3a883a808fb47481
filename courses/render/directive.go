package render

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"upstander/courses"
)

// directive is a ":::" block as written; block.go turns it into HTML.
type directive struct {
	ast.BaseBlock
	kind      string
	figure    string // name of the drawing
	audiences []courses.Audience
	limited   bool           // has a for=, even one that names nobody
	title     *ast.TextBlock // nil without; also the first child, so that goldmark reads its emphasis and citations
	at        int
	closed    bool
}

// stray is a ":::" line that ends nothing.
type stray struct{ ast.BaseBlock }

var (
	kindDirective  = ast.NewNodeKind("Directive")
	kindStray      = ast.NewNodeKind("Stray")
	directiveKinds = []string{"note", "law", "case", "desk", "sensitive", "only", "figure"}
)

// Kind tells goldmark what the node is.
func (*directive) Kind() ast.NodeKind { return kindDirective }

// Dump prints the node for debugging.
func (d *directive) Dump(source []byte, level int) { ast.DumpHelper(d, source, level, nil, nil) }

// Kind tells goldmark what the node is.
func (*stray) Kind() ast.NodeKind { return kindStray }

// Dump prints the node for debugging.
func (s *stray) Dump(source []byte, level int) { ast.DumpHelper(s, source, level, nil, nil) }

// directiveParser reads ":::" blocks. They stand at the outermost level only and do not nest: the start of the next block
// ends an open one. So a forgotten ":::" costs one frame and does not swallow the rest of a lesson into an audience's block.
type directiveParser struct{}

// Trigger implements parser.BlockParser.
func (directiveParser) Trigger() []byte { return []byte{':'} }

// CanInterruptParagraph implements parser.BlockParser.
func (directiveParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine implements parser.BlockParser.
func (directiveParser) CanAcceptIndentedLine() bool { return false }

// colons gives where the text after a line's ":::" begins; ok is false for any other line.
func colons(line []byte, offset int) (rest int, ok bool) {
	rest = offset
	for rest < len(line) && line[rest] == ':' {
		rest++
	}
	return rest, rest-offset >= 3
}

// Open implements parser.BlockParser.
func (directiveParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	rest, ok := colons(line, pc.BlockOffset())
	if !ok {
		return nil, parser.NoChildren
	}
	f := pc.Get(faultsKey).(*faults)
	start := seg.Start - seg.Padding
	if parent.Kind() != ast.KindDocument {
		f.add(start, "block_place", "A ::: block cannot stand inside a list or a quotation. Put it on a line of its own, not indented.")
		return nil, parser.NoChildren
	}
	reader.AdvanceToEOL()
	if util.IsBlank(line[rest:]) {
		f.add(start, "block_stray", "This ::: ends a block, but none is open.")
		return &stray{}, parser.NoChildren
	}
	d := &directive{at: start}
	d.readHead(line, rest, start, f)
	return d, parser.HasChildren
}

// Continue implements parser.BlockParser.
func (directiveParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	if node.Kind() == kindStray {
		return parser.Close
	}
	d := node.(*directive)
	line, seg := reader.PeekLine()
	indent, offset := util.IndentWidth(line, reader.LineOffset())
	rest, ok := colons(line, offset)
	if !ok || indent > 3 {
		return parser.Continue | parser.HasChildren
	}
	d.closed = true
	f := pc.Get(faultsKey).(*faults)
	if util.IsBlank(line[rest:]) {
		reader.AdvanceToEOL()
	} else {
		f.add(seg.Start, "block_nested", "A block begins here while the block of line %d is still open. Blocks do not nest: end the first with ::: on a line of its own.", f.line(d.at))
	}
	return parser.Close
}

// Close implements parser.BlockParser.
func (directiveParser) Close(node ast.Node, _ text.Reader, pc parser.Context) {
	if d, ok := node.(*directive); ok && !d.closed {
		pc.Get(faultsKey).(*faults).add(d.at, "block_open", "This block is never closed. End it with ::: on a line of its own.")
	}
}

// readHead reads "kind for=a,b Title": line is the whole first line, which begins at start in the source.
func (d *directive) readHead(line []byte, at, start int, f *faults) {
	// word gives the next word and moves behind it.
	word := func() string {
		from := at + util.TrimLeftSpaceLength(line[at:])
		at = from
		for at < len(line) && !util.IsSpace(line[at]) {
			at++
		}
		return string(line[from:at])
	}
	d.kind = word()
	if !slices.Contains(directiveKinds, d.kind) {
		f.add(start, "block_kind", "There is no block called “%s”. Known are %s.", d.kind, strings.Join(directiveKinds, ", "))
	}
	for {
		before := at
		w := word()
		name, value, isAttribute := strings.Cut(w, "=")
		switch {
		case isAttribute && isName(name):
			for strings.HasSuffix(value, ",") && at < len(line) { // "for=diplomats, media"
				more := word()
				if more == "" {
					break
				}
				value += more
			}
			d.attribute(name, value, start, f)
			continue
		case d.kind == "figure" && d.figure == "" && w != "":
			d.figure = w
			continue
		}
		at = before
		break
	}
	title := text.NewSegment(start+at, start+len(line))
	title = title.TrimLeftSpace(f.source)
	title = title.TrimRightSpace(f.source)
	if !title.IsEmpty() {
		d.title = ast.NewTextBlock()
		d.title.Lines().Append(title)
		d.title.SetPos(title.Start)
		d.AppendChild(d, d.title)
	}
	if d.kind == "only" && !d.limited {
		f.add(start, "only_for", "An “only” block says for whom it is: ::: only for=diplomats")
	}
}

func (d *directive) attribute(name, value string, start int, f *faults) {
	if name != "for" {
		f.add(start, "attribute_unknown", "A block has no attribute “%s”. The only one is for=, with audiences.", name)
		return
	}
	d.limited = true
	for part := range strings.SplitSeq(value, ",") {
		a := courses.Audience(strings.TrimSpace(part))
		if !a.Valid() {
			f.add(start, "audience_unknown", "There is no audience “%s”. Known are %s.", a, audienceList())
		} else if !slices.Contains(d.audiences, a) {
			d.audiences = append(d.audiences, a)
		}
	}
}

func audienceList() string {
	var names []string
	for _, a := range courses.Audiences() {
		names = append(names, string(a))
	}
	return strings.Join(names, ", ")
}

// isName tells an attribute ("for=") from a title that happens to hold an equals sign.
func isName(s string) bool {
	return s != "" && len(bytes.Trim([]byte(s), "abcdefghijklmnopqrstuvwxyz-")) == 0
}
