package render

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// frame is a block with finished HTML before and after its children.
type frame struct {
	ast.BaseBlock
	before, after string
}

// mark is a piece of finished HTML within a line.
type mark struct {
	ast.BaseInline
	html   string
	text   string // what it adds to the plain text
	source string // for a citation: how a quotation names it
}

var (
	kindFrame = ast.NewNodeKind("Frame")
	kindMark  = ast.NewNodeKind("Mark")
)

// Kind tells goldmark which renderer to use.
func (*frame) Kind() ast.NodeKind { return kindFrame }

// Dump prints the node for debugging.
func (f *frame) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// Kind tells goldmark which renderer to use.
func (*mark) Kind() ast.NodeKind { return kindMark }

// Dump prints the node for debugging.
func (m *mark) Dump(source []byte, level int) { ast.DumpHelper(m, source, level, nil, nil) }

// wrap puts n into a new frame that takes its place.
func wrap(n ast.Node, before, after string) *frame {
	f := &frame{before: before, after: after}
	n.Parent().ReplaceChild(n.Parent(), n, f)
	f.AppendChild(f, n)
	return f
}

// replace puts m where n is.
func replace(n ast.Node, m ast.Node) { n.Parent().ReplaceChild(n.Parent(), n, m) }

// splice puts the children of n where n is, and gives the first of them, or what follows n.
func splice(n ast.Node) ast.Node {
	parent, first, next := n.Parent(), n.FirstChild(), n.NextSibling()
	for c := first; c != nil; {
		after := c.NextSibling()
		parent.InsertBefore(parent, n, c)
		c = after
	}
	parent.RemoveChild(parent, n)
	if first == nil {
		return next
	}
	return first
}

// adopt moves the children of from behind those of to.
func adopt(to, from ast.Node) {
	for c := from.FirstChild(); c != nil; {
		next := c.NextSibling()
		to.AppendChild(to, c)
		c = next
	}
}

// nodeRenderer writes frames, marks and tables; goldmark writes the rest.
type nodeRenderer struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindFrame, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		s := n.(*frame).before
		if !entering {
			s = n.(*frame).after
		}
		_, err := w.WriteString(s)
		return ast.WalkContinue, err
	})
	reg.Register(kindMark, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		_, err := w.WriteString(n.(*mark).html)
		return ast.WalkSkipChildren, err
	})
	reg.Register(extast.KindTable, writeTable)
	reg.Register(extast.KindTableHeader, writeTableHeader)
	reg.Register(extast.KindTableRow, writeTableRow)
	reg.Register(extast.KindTableCell, writeTableCell)
}
