package render

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"upstander/courses"
)

// resolver checks a tree and makes it ready to be written, in one walk in the order of reading.
type resolver struct {
	c      *Context
	mode   mode
	source []byte
	faults *faults

	notes    []*note
	noteOf   map[string]*note // by source id and place
	terms    []courses.Term
	used     map[string]bool // terms
	headings []Heading
	ids      map[string]int // of headings
	level    int            // of the last heading, as written by the author; 0 before the first
	blocks   int            // shown so far
	words    int
}

// scope is where a node stands.
type scope struct {
	hidden   bool // in a block for others: checked, but neither numbered nor shown
	noLinks  bool // within a link, or in what is pressed: HTML allows no link there
	emphasis int  // depth
}

func (r *resolver) children(parent ast.Node, s scope) { r.childrenFrom(parent.FirstChild(), s) }

func (r *resolver) childrenFrom(n ast.Node, s scope) {
	for n != nil {
		n = r.node(n, s)
	}
}

// node resolves n and everything in it, and gives the node to go on with.
func (r *resolver) node(n ast.Node, s scope) ast.Node {
	next := n.NextSibling()
	switch n := n.(type) {
	case *directive:
		return r.block(n, s)
	case *stray:
		n.Parent().RemoveChild(n.Parent(), n)
	case *citation:
		r.cite(n, s)
	case *termUse:
		r.term(n, s)
	case *ast.Heading:
		r.heading(n, s)
	case *ast.Link:
		return r.link(n, s)
	case *ast.AutoLink:
		r.autoLink(n, s)
	case *ast.Image:
		r.image(n, s)
	case *ast.RawHTML:
		r.rawHTML(n, n.Pos(), string(n.Segments.Value(r.source)))
	case *ast.HTMLBlock:
		p := ast.NewParagraph()
		raw := string(n.Lines().Value(r.source))
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(r.source))
		}
		at := n.Pos()
		replace(n, p)
		placeholder := &mark{}
		p.AppendChild(p, placeholder)
		r.rawHTML(placeholder, at, strings.TrimSpace(raw))
	case *ast.Emphasis:
		if s.emphasis >= maxDepth {
			return splice(n)
		}
		s.emphasis++
		r.children(n, s)
	case *ast.Blockquote:
		r.children(n, s)
		r.quote(n)
	case *extast.Table:
		r.table(n, s)
	case *ast.Paragraph:
		if r.mode == inlineMode {
			r.checkInline(n)
		}
		r.children(n, s)
	default:
		r.children(n, s)
	}
	return next
}

// rawHTML shows the author's HTML as the characters it is made of.
func (r *resolver) rawHTML(n ast.Node, at int, raw string) {
	r.faults.add(at, "raw_html", "HTML is not used here. Write Markdown, or \\< for the sign itself.")
	replace(n, &mark{html: escape(raw), text: raw})
}

// quote sets the citation that ends a quotation below it, as its source.
func (r *resolver) quote(q *ast.Blockquote) {
	p, ok := q.LastChild().(*ast.Paragraph)
	if !ok {
		return
	}
	cite, ok := p.LastChild().(*mark)
	if !ok || cite.source == "" {
		return
	}
	r.pullUp(cite)
	p.RemoveChild(p, cite)
	if !p.HasChildren() {
		q.RemoveChild(q, p)
	}
	caption := escape(cite.source)
	if r.mode == lessonMode {
		caption += cite.html
	}
	wrap(q, `<figure class="quote">`+"\n", "<figcaption>"+caption+"</figcaption>\n</figure>\n")
}

// blockSign is what begins a block in a lesson and hardly anything else.
var blockSign = regexp.MustCompile(`^(:::|#{1,6} |> )`)

func (r *resolver) checkInline(p *ast.Paragraph) {
	if p.PreviousSibling() != nil {
		r.faults.add(p.Pos(), "inline_paragraphs", "This text is one paragraph. Take out the empty line.")
	}
	for i := range p.Lines().Len() {
		line := p.Lines().At(i)
		if blockSign.Match(line.Value(r.source)) {
			r.faults.add(line.Start, "block_here", "Headings, quotations and blocks have no place here: this text is one line.")
		}
	}
}

// join makes one run of text of the paragraphs, without an element of their own.
func (r *resolver) join(doc ast.Node) {
	run := ast.NewTextBlock()
	for p := doc.FirstChild(); p != nil; p = doc.FirstChild() {
		if run.HasChildren() {
			run.AppendChild(run, &mark{html: "<br>\n", text: "\n"})
		}
		adopt(run, p)
		doc.RemoveChild(doc, p)
	}
	doc.AppendChild(doc, run)
}
