package render

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// block turns a ":::" block into HTML, or into nothing when it is for others; gives the node to go on with.
func (r *resolver) block(d *directive, s scope) ast.Node {
	next := d.NextSibling()
	if r.mode != lessonMode {
		r.faults.add(d.at, "block_here", "Blocks that begin with ::: have no place here, only in lessons.")
		r.children(d, s)
		if d.title != nil {
			wrap(d.title, "<p>", "</p>\n")
		}
		splice(d)
		return next
	}
	shown := !d.limited || r.c.Audience == "" || slices.Contains(d.audiences, r.c.Audience)
	s.hidden = !shown
	before := r.level
	if shown {
		r.blocks++
	}
	id := r.c.IDPrefix + "block-" + strconv.Itoa(r.blocks)
	if d.title != nil {
		titleScope := s
		titleScope.noLinks = d.kind == "sensitive" // the title is what one presses to open
		r.children(d.title, titleScope)
	}
	r.childrenFrom(afterTitle(d), s)
	if d.limited { // some readers come from before the block, some from within it: the next heading must fit both
		r.level = min(r.level, before)
	}
	f := &frame{}
	switch d.kind {
	case "figure":
		r.figure(d, f)
	case "sensitive":
		r.sensitive(d, f)
	case "note", "law", "case", "desk":
		r.callout(d, f, id)
	default:
		if d.title != nil {
			adopt(f, wrapTitle(d, `<p class="block-title">`, "</p>\n"))
		}
		adopt(f, d)
	}
	if !shown {
		d.Parent().RemoveChild(d.Parent(), d)
		return next
	}
	replace(d, f)
	if d.limited && r.c.Audience == "" {
		wrap(f, `<div class="for-audience">`+"\n"+`<p class="for-audience-label">`+escape(r.audienceLine(d))+"</p>\n", "</div>\n")
	}
	return next
}

// afterTitle gives the first child that is not the title.
func afterTitle(d *directive) ast.Node {
	if d.title != nil {
		return d.title.NextSibling()
	}
	return d.FirstChild()
}

// wrapTitle takes the title out of the block and frames it, in a frame of its own.
func wrapTitle(d *directive, before, after string) *frame {
	holder := &frame{}
	inner := &frame{before: before, after: after}
	holder.AppendChild(holder, inner)
	if d.title != nil {
		inner.AppendChild(inner, d.title)
	}
	return holder
}

// callout is a note to the text: role=note rather than the landmark that <aside> is by itself, for a page with ten
// landmarks is a page with none.
func (r *resolver) callout(d *directive, f *frame, id string) {
	f.before = `<aside class="callout callout-` + d.kind + `" role="note" aria-labelledby="` + id + `">` + "\n"
	f.after = "</aside>\n"
	adopt(f, wrapTitle(d, `<p class="callout-title" id="`+id+`">`+r.kindLabel(d), "</p>\n"))
	adopt(f, d)
}

func (r *resolver) sensitive(d *directive, f *frame) {
	f.before, f.after = `<details class="sensitive">`+"\n", "</div>\n</details>\n"
	adopt(f, wrapTitle(d, "<summary>"+r.kindLabel(d), "</summary>\n"+`<div class="sensitive-body">`+"\n"))
	adopt(f, d)
}

func (r *resolver) kindLabel(d *directive) string {
	label := `<span class="callout-kind">` + escape(r.label(d.kind)) + "</span>"
	if d.title != nil {
		label += " "
	}
	return label
}

// figure shows the drawing with its caption; its text alternative is folded below, or open when there is no drawing.
func (r *resolver) figure(d *directive, f *frame) {
	caption := ""
	if d.title != nil {
		caption = plain(d.title, r.source)
	}
	if caption == "" {
		r.faults.add(d.at, "figure_caption", "A figure has a caption: ::: figure NAME Caption")
		caption = d.figure
	}
	if afterTitle(d) == nil {
		r.faults.add(d.at, "figure_text", "A figure needs its text alternative: what the drawing says, in words, inside the block.")
	}
	var svg []byte
	ok := false
	if r.c.Figures != nil {
		svg, ok = r.c.Figures(d.figure)
	}
	if !ok {
		r.faults.add(d.at, "figure_unknown", "There is no figure called “%s”.", d.figure)
	}
	f.before, f.after = `<figure class="figure">`+"\n", "</figcaption>\n</figure>\n"
	if ok {
		f.before += `<div class="figure-svg" role="img" aria-label="` + escape(caption) + `">` + string(svg) + "</div>\n"
	}
	f.before += "<figcaption>\n"
	if d.title != nil {
		adopt(f, wrapTitle(d, `<p class="figure-caption">`, "</p>\n"))
	}
	if !d.HasChildren() {
		return
	}
	alternative := &frame{before: "<div>\n", after: "</div>\n"}
	if ok {
		alternative.before = "<details>\n<summary>" + escape(r.label("text_version")) + "</summary>\n"
		alternative.after = "</details>\n"
	}
	adopt(alternative, d)
	f.AppendChild(f, alternative)
}

func (r *resolver) audienceLine(d *directive) string {
	names := make([]string, len(d.audiences))
	for i, a := range d.audiences {
		names[i] = r.label("audience." + string(a))
	}
	return r.label("shown_to") + ": " + strings.Join(names, ", ")
}
