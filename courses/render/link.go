package render

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// externalRel tells a site that we send readers to neither from where they come nor lets it reach back into the page:
// some readers are at risk for what they read.
const externalRel = "noreferrer noopener external"

// href is an address that may stand in a page.
type href struct {
	escaped  string // for an attribute
	external bool
}

// safeURL takes https, http and mailto addresses and addresses within this site, and nothing else: none that a browser
// could read as script or as another host (control characters, backslashes, "//host", "https://icrc.org@elsewhere").
func safeURL(raw string) (href, bool) {
	resolved := string(util.URLEscape([]byte(raw), true))
	if resolved == "" || strings.ContainsFunc(resolved, func(c rune) bool { return c <= ' ' || c == 0x7f || c == '\\' }) ||
		strings.Contains(strings.ToLower(resolved), "%5c") {
		return href{}, false
	}
	u, err := url.Parse(resolved)
	if err != nil || u.User != nil {
		return href{}, false
	}
	h := href{escaped: escape(resolved)}
	switch u.Scheme {
	case "https", "http":
		h.external = true
		return h, u.Host != ""
	case "mailto":
		return h, u.Opaque != ""
	case "":
		return h, u.Host == "" && !strings.HasPrefix(resolved, "//")
	}
	return href{}, false
}

// mediaPath is what an image's address looks like: a file that belongs to the module.
var mediaPath = regexp.MustCompile(`^media/[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$`)

const linkAdvice = "A link begins with https://, http:// or mailto:, or leads to a page of this site."

// link checks a link and marks one that leads away. A refused link leaves its words.
func (r *resolver) link(n *ast.Link, s scope) ast.Node {
	if strings.TrimSpace(plain(n, r.source)) == "" && !hasImage(n) {
		r.faults.add(n.Pos(), "link_empty", "This link has no words. Write what it leads to between [ and ].")
		r.children(n, scope{hidden: s.hidden, noLinks: true})
		return splice(n)
	}
	dest := string(n.Destination)
	h, ok := safeURL(dest)
	if !ok {
		r.faults.add(n.Pos(), "link_unsafe", "“%s” is not an address for a link. %s", clip(dest), linkAdvice)
	}
	if !ok || s.noLinks {
		return splice(n)
	}
	s.noLinks = true
	r.children(n, s)
	before := `<a href="` + r.located(h.escaped) + `"`
	if h.external {
		before += ` rel="` + externalRel + `"`
	}
	if n.Title != nil {
		before += ` title="` + escape(unescape(n.Title)) + `"`
	}
	return span(n, before+">", "</a>")
}

// autoLink checks an address between angle brackets.
func (r *resolver) autoLink(n *ast.AutoLink, s scope) {
	label := string(n.Label(r.source))
	dest := string(n.URL(r.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	h, ok := safeURL(dest)
	if !ok {
		r.faults.add(n.Pos(), "link_unsafe", "“%s” is not an address for a link. %s", clip(dest), linkAdvice)
	}
	m := &mark{html: escape(label), text: label}
	if ok && !s.noLinks {
		rel := ""
		if h.external {
			rel = ` rel="` + externalRel + `"`
		}
		m.html = `<a href="` + h.escaped + `"` + rel + ">" + escape(label) + "</a>"
	}
	replace(n, m)
}

// image shows a picture of the module; one from elsewhere would tell a third party who reads.
func (r *resolver) image(n *ast.Image, s scope) {
	s.noLinks = true
	r.children(n, s) // for its faults
	alt := strings.TrimSpace(plain(n, r.source))
	if alt == "" {
		r.faults.add(n.Pos(), "image_alt", "This image has no alternative text. Write what it shows between ![ and ].")
	}
	dest := string(util.URLEscape(n.Destination, true))
	if !mediaPath.MatchString(dest) {
		r.faults.add(n.Pos(), "image_address", "“%s” is not an image of this module. Its address begins with media/ and holds letters, digits, dots and hyphens only.", clip(dest))
		replace(n, &mark{html: `<span class="unknown">` + escape(alt) + "</span>", text: alt})
		return
	}
	size := ""
	if r.c.Images != nil {
		width, height, ok := r.c.Images(strings.TrimPrefix(dest, "media/"))
		if !ok {
			r.faults.add(n.Pos(), "image_unknown", "The module has no image “%s”. Upload it, then write its address as it is given.", clip(dest))
			replace(n, &mark{html: `<span class="unknown">` + escape(alt) + "</span>", text: alt})
			return
		}
		if width > 0 && height > 0 { // the page keeps its place before the image is there
			size = fmt.Sprintf(` width="%d" height="%d"`, width, height)
		}
	}
	title := ""
	if n.Title != nil {
		title = ` title="` + escape(unescape(n.Title)) + `"`
	}
	replace(n, &mark{html: `<img src="` + r.located(escape(dest)) + `" alt="` + escape(alt) + `"` + title + size + ` loading="lazy" decoding="async">`})
}

// located puts the media base before the address of a module's file.
func (r *resolver) located(escaped string) string {
	if strings.HasPrefix(escaped, "media/") {
		return escape(r.c.MediaBase) + escaped
	}
	return escaped
}

func hasImage(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindImage {
			return true
		}
	}
	return false
}

// span puts finished HTML around the children of an inline node, in its place, and gives what follows it.
func span(n ast.Node, before, after string) ast.Node {
	next, parent := n.NextSibling(), n.Parent()
	parent.InsertBefore(parent, n, &mark{html: before})
	parent.InsertAfter(parent, n, &mark{html: after})
	splice(n)
	return next
}

// clip keeps a long address from filling a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
