package render

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"upstander/courses"
)

// termUse is "[[id]]" or "[[id|words]]" as written.
type termUse struct {
	ast.BaseInline
	id, words string
}

var kindTermUse = ast.NewNodeKind("TermUse")

// Kind tells goldmark what the node is.
func (*termUse) Kind() ast.NodeKind { return kindTermUse }

// Dump prints the node for debugging.
func (t *termUse) Dump(source []byte, level int) { ast.DumpHelper(t, source, level, nil, nil) }

type termParser struct{}

// Trigger implements parser.InlineParser.
func (termParser) Trigger() []byte { return []byte{'['} }

// Parse implements parser.InlineParser.
func (termParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if !bytes.HasPrefix(line, []byte("[[")) {
		return nil
	}
	inside, ok := bracketed(block, 2, "]]")
	if !ok {
		pc.Get(faultsKey).(*faults).add(seg.Start, "term_open", `A glossary term begins with [[ but never ends with ]]. Within a table, write \| for the bar.`)
		return nil
	}
	id, words, _ := strings.Cut(inside, "|")
	t := &termUse{id: strings.TrimSpace(id), words: strings.TrimSpace(words)}
	t.SetPos(seg.Start)
	return t
}

// term turns a use into a link to the definition on the page, which a screen reader reads as the link's description.
func (r *resolver) term(t *termUse, s scope) {
	term, ok := r.c.Terms[t.id]
	words := t.words
	if words == "" {
		words = term.Term
	}
	if !ok {
		r.faults.add(t.Pos(), "term_unknown", "There is no glossary term “%s”.", t.id)
		if words == "" {
			words = spoken(t.id)
		}
		replace(t, &mark{html: `<span class="unknown">` + escape(words) + "</span>", text: words})
		return
	}
	m := &mark{text: words, html: `<span class="term">` + escape(words) + "</span>"}
	href, extra := r.c.GlossaryURL+"#"+"term-"+t.id, ""
	if r.mode == lessonMode && !s.hidden && !s.noLinks {
		id := r.c.IDPrefix + "term-" + t.id
		href = "#" + id
		extra = ` aria-describedby="` + escape(id) + `-text"`
		if r.use(t.id, term) {
			extra += ` id="` + escape(r.c.IDPrefix+"termref-"+t.id) + `"`
		}
	}
	if !s.noLinks && (r.mode == lessonMode || r.c.GlossaryURL != "") {
		m.html = `<a class="term" href="` + escape(href) + `"` + extra + ">" + escape(words) + "</a>"
	}
	replace(t, m)
}

// use notes that a term is used and says whether it is for the first time.
func (r *resolver) use(id string, term courses.Term) bool {
	if r.used[id] {
		return false
	}
	if r.used == nil {
		r.used = map[string]bool{}
	}
	r.used[id] = true
	term.ID = id
	r.terms = append(r.terms, term)
	return true
}

// glossaryHTML writes the definitions of the terms used.
func (r *resolver) glossaryHTML() string {
	if len(r.terms) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<dl class=\"glossary\">\n")
	for _, t := range r.terms {
		id := escape(r.c.IDPrefix + "term-" + t.ID)
		b.WriteString(`<dt id="` + id + `">` + escape(t.Term) + "</dt>\n")
		b.WriteString(`<dd><span id="` + id + `-text">` + escape(t.Definition) + "</span>")
		if names := r.shortNames(t.Sources); names != "" {
			b.WriteString(` <span class="term-sources">(` + escape(names) + ")</span>")
		}
		b.WriteString(` <a class="back" href="#` + escape(r.c.IDPrefix+"termref-"+t.ID) + `" aria-label="` + escape(r.label("back")+": "+t.Term) + `">↩</a></dd>` + "\n")
	}
	b.WriteString("</dl>\n")
	return b.String()
}

func (r *resolver) shortNames(ids []string) string {
	var names []string
	for _, id := range ids {
		if s, ok := r.c.Sources[id]; ok {
			names = append(names, s.Short)
		}
	}
	return strings.Join(names, "; ")
}

// spoken is how an id reads where no better name is known.
func spoken(id string) string { return strings.ReplaceAll(id, "-", " ") }
