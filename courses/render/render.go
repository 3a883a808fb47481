package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"upstander/courses"
)

// Context is what a text is rendered for.
type Context struct {
	// Audience whose blocks are shown. Empty shows the blocks of every audience, each under a line that names its audiences:
	// for print and for preview.
	Audience courses.Audience
	Sources  map[string]courses.Source // by id
	Terms    map[string]courses.Term   // by id
	// Figures gives the drawing of that name, as one well-formed <svg> element. It is written as it is, so it must come from
	// the catalogue and never from an author. Nil knows no figure.
	Figures func(name string) (svg []byte, ok bool)
	// HeadingOffset is added to the level of every heading: with 1, "##" becomes <h3>. Levels stay within 1 to 6.
	HeadingOffset int
	// Labels replaces the English words of DefaultLabels, key by key.
	Labels map[string]string
	// IDPrefix begins every id and every link to one, so that several texts can stand on one page: letters, digits, hyphens.
	IDPrefix string
	// Images gives the size in pixels of an image of the module, by the part of its address behind "media/". Nil takes every image and
	// knows no size.
	Images func(name string) (width, height int, ok bool)
	// MediaBase is put before "media/…" addresses; empty leaves them relative to the page.
	MediaBase string
	// GlossaryURL is the page where terms are explained, for texts outside lessons; empty shows a term without a link.
	GlossaryURL string
}

// Output is a rendered lesson.
type Output struct {
	HTML      string         // the lesson's body
	Notes     string         // <ol class="footnotes">, empty without citations
	Glossary  string         // <dl class="glossary">, empty without terms
	Citations []Citation     // by number
	Terms     []courses.Term // in the order of their first use
	Faults    []Fault        // by line; of all audiences, whichever is shown
	Words     int            // that this audience reads
	Headings  []Heading      // in order
}

// Heading is one heading of a lesson.
type Heading struct {
	Level int // as written in the HTML, 1 to 6
	ID    string
	Text  string
}

// Lesson renders the Markdown of a reading or reflection lesson. Whatever the text, the HTML is well-formed and safe; what
// is wrong is in Faults. The error is for a failing writer only.
func Lesson(markdown string, c Context) (Output, error) {
	r, body, err := convert(markdown, &c, lessonMode)
	if err != nil {
		return Output{}, fmt.Errorf("render: lesson: %w", err)
	}
	return Output{
		HTML:      body,
		Notes:     r.notesHTML(),
		Glossary:  r.glossaryHTML(),
		Citations: r.citations(),
		Terms:     r.terms,
		Faults:    r.faults.sorted(),
		Words:     r.words,
		Headings:  r.headings,
	}, nil
}

// Text renders paragraphs, lists, quotations and tables, without headings and ":::" blocks: the texts of scenarios and
// feedback. They stand outside a lesson's page, so a citation is written out in brackets.
func Text(markdown string, c Context) (html string, faults []Fault) {
	return plainConvert(markdown, &c, textMode)
}

// Inline renders one paragraph without the paragraph's element: prompts and options. Signs that begin a block elsewhere
// ("1994.", "- ") are just text here.
func Inline(markdown string, c Context) (html string, faults []Fault) {
	return plainConvert(markdown, &c, inlineMode)
}

func plainConvert(markdown string, c *Context, m mode) (string, []Fault) {
	r, body, err := convert(markdown, c, m)
	if err != nil { // a buffer in memory does not fail; should it, nothing is shown rather than half
		return "", []Fault{{Line: 1, Code: "render", Message: "The text cannot be shown: " + err.Error()}}
	}
	return strings.TrimSpace(body), r.faults.sorted()
}

// mode is where a text stands, which decides what it may contain.
type mode int

const (
	lessonMode mode = iota
	textMode
	inlineMode
)

func convert(markdown string, c *Context, m mode) (*resolver, string, error) {
	source := normalise(markdown)
	r := &resolver{c: c, mode: m, source: source, faults: &faults{source: source}}
	if !withinLimits(source, r.faults) {
		return r, "", nil
	}
	doc := parse(source, m, r.faults)
	r.children(doc, scope{})
	if m == inlineMode {
		r.join(doc)
	}
	if m == lessonMode {
		r.words = Words(plain(doc, source))
	}
	var out bytes.Buffer
	out.Grow(len(source)*3/2 + 256)
	if err := writer.Render(&out, source, doc); err != nil {
		return nil, "", err
	}
	return r, out.String(), nil
}

// normalise makes the text valid UTF-8 with "\n" line ends, the last line ended, without changing the count of lines.
func normalise(markdown string) []byte {
	s := strings.TrimPrefix(strings.ToValidUTF8(markdown, "\uFFFD"), "\uFEFF")
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return []byte(s)
}

var faultsKey = parser.NewContextKey()

func parse(source []byte, m mode, f *faults) ast.Node {
	pc := parser.NewContext()
	pc.Set(faultsKey, f)
	p := blockParser
	if m == inlineMode {
		p = inlineParser
	}
	return p.Parse(text.NewReader(source), parser.WithContext(pc))
}

// blockParser reads lessons and texts, inlineParser single paragraphs. Both and the writer are safe for concurrent use.
var (
	blockParser = parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(directiveParser{}, 50),
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(bounded{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(bounded{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
		inlines,
	)
	inlineParser = parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		inlines,
	)
	inlines = parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(citationParser{}, 150),
		util.Prioritized(termParser{}, 160),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	)
	writer = renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(nodeRenderer{}, 100),
		util.Prioritized(html.NewRenderer(), 1000),
	))
)
