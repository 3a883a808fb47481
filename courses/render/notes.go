package render

import (
	"strconv"
	"strings"

	"upstander/courses"
)

func (r *resolver) citations() []Citation {
	var list []Citation
	for _, n := range r.notes {
		list = append(list, n.Citation)
	}
	return list
}

// notesHTML writes the footnotes: what the source is, where in it, how to reach it, and the ways back into the text.
func (r *resolver) notesHTML() string {
	if len(r.notes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<ol class=\"footnotes\">\n")
	for _, n := range r.notes {
		number := strconv.Itoa(n.Number)
		b.WriteString(`<li id="` + r.c.IDPrefix + "fn-" + number + `"><p>` + sourceHTML(n.Source, n.Where))
		for use := 1; use <= n.uses; use++ {
			name := r.label("back") + " (" + number
			if n.uses > 1 {
				name += "." + strconv.Itoa(use)
			}
			b.WriteString(` <a class="back" href="#` + r.useID(n, use) + `" aria-label="` + escape(name+")") + `">↩</a>`)
		}
		b.WriteString("</p></li>\n")
	}
	b.WriteString("</ol>\n")
	return b.String()
}

// sourceHTML names a source: short name and place first, for they are what the reader of the mark wants to know.
func sourceHTML(s courses.Source, where string) string {
	var b strings.Builder
	b.WriteString(`<strong class="source-short">` + escape(s.Short) + "</strong>")
	if where != "" {
		b.WriteString(`, <span class="source-where">` + escape(where) + "</span>")
	}
	b.WriteString(".")
	if s.Title != "" && s.Title != s.Short {
		title := "<cite>" + escape(s.Title) + "</cite>"
		if href, ok := safeURL(s.URL); ok && href.external {
			title = `<a href="` + href.escaped + `" rel="` + externalRel + `">` + title + "</a>"
		}
		b.WriteString(" " + title + ".")
	} else if href, ok := safeURL(s.URL); ok && href.external {
		b.WriteString(` <a href="` + href.escaped + `" rel="` + externalRel + `">` + escape(s.URL) + "</a>.")
	}
	var rest []string
	for _, part := range []string{s.Author, s.Symbol, yearOf(s)} {
		if part != "" {
			rest = append(rest, escape(part))
		}
	}
	if len(rest) > 0 {
		b.WriteString(` <span class="source-detail">` + strings.Join(rest, ", ") + ".</span>")
	}
	return b.String()
}

func yearOf(s courses.Source) string {
	if s.Year == 0 {
		return ""
	}
	return strconv.Itoa(s.Year)
}
