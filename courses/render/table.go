package render

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// table wraps a table in a container that scrolls sideways. Without a tab stop a keyboard could not scroll it, and a tab
// stop needs a name: the column heads (WCAG 2.1.1 and 4.1.2).
func (r *resolver) table(t *extast.Table, s scope) {
	r.children(t, s)
	name := r.label("table")
	if head := t.FirstChild(); head != nil {
		var heads []string
		for c := head.FirstChild(); c != nil; c = c.NextSibling() {
			if words := plain(c, r.source); words != "" {
				heads = append(heads, words)
			}
		}
		if len(heads) > 0 {
			name += ": " + strings.Join(heads, ", ")
		}
	}
	wrap(t, `<div class="table-scroll" tabindex="0" role="region" aria-label="`+escape(name)+`">`+"\n", "</div>\n")
}

func writeTable(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	s := "<table>\n"
	if !entering {
		s = "</table>\n"
		if n.ChildCount() > 1 {
			s = "</tbody>\n" + s
		}
	}
	_, err := w.WriteString(s)
	return ast.WalkContinue, err
}

func writeTableHeader(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	s := "<thead>\n<tr>\n"
	if !entering {
		s = "</tr>\n</thead>\n"
		if n.NextSibling() != nil {
			s += "<tbody>\n"
		}
	}
	_, err := w.WriteString(s)
	return ast.WalkContinue, err
}

func writeTableRow(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	s := "<tr>\n"
	if !entering {
		s = "</tr>\n"
	}
	_, err := w.WriteString(s)
	return ast.WalkContinue, err
}

// writeTableCell aligns by class: a page's security policy allows no style attributes. An empty corner is no header.
func writeTableCell(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	cell := n.(*extast.TableCell)
	tag, scope := "td", ""
	if n.Parent().Kind() == extast.KindTableHeader && n.HasChildren() {
		tag, scope = "th", ` scope="col"`
	}
	s := "<" + tag + scope
	if cell.Alignment != extast.AlignNone {
		s += ` class="align-` + cell.Alignment.String() + `"`
	}
	s += ">"
	if !entering {
		s = "</" + tag + ">\n"
	}
	_, err := w.WriteString(s)
	return ast.WalkContinue, err
}
