package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// widths are those of a small phone, a tablet and a desk, in CSS pixels.
var widths = []int64{360, 768, 1280}

// check holds the page that the tab shows to what holds for each: no violation of WCAG 2.2 AA that axe-core can find, light and dark, and
// no sideways scrolling at any width.
func (b *tab) check(what string) {
	b.t.Helper()
	b.checkWidths(what)
	b.checkScheme(what, "dark")
	b.checkScheme(what, "light")
}

func (b *tab) checkScheme(what, scheme string) {
	b.t.Helper()
	b.scheme(scheme)
	for _, violation := range b.violations() {
		b.t.Errorf("%s (%s, %s): %s", what, b.where(), scheme, violation)
	}
}

func (b *tab) checkWidths(what string) {
	b.t.Helper()
	for _, width := range widths {
		b.run(chromedp.EmulateViewport(width, 800))
		eval[bool](b, settled)
		if wide := eval[[]string](b, overflow); len(wide) > 0 {
			b.t.Errorf("%s (%s) scrolls sideways at %d: %s", what, b.where(), width, strings.Join(wide, ", "))
		}
	}
}

// settled waits until the page is drawn at its new width; a window that is not drawn at all is not waited for.
const settled = `new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  setTimeout(() => done(true), 300);
})`

// overflow names what is wider than the page, unless it scrolls in a frame of its own; nothing when the page does not scroll sideways.
const overflow = `(() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return ["page " + page.scrollWidth].concat([...document.querySelectorAll("main *, header *, footer *")]
    .filter((e) => e.getBoundingClientRect().right > page.clientWidth + 1)
    .slice(0, 5).map((e) => e.tagName.toLowerCase() + "." + e.className));
})()`

func (b *tab) scheme(name string) {
	b.t.Helper()
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML           string `json:"html"`
		FailureSummary string `json:"failureSummary"`
	} `json:"nodes"`
}

// violations runs axe-core over the page.
func (b *tab) violations() []string {
	b.t.Helper()
	if !eval[bool](b, "typeof axe === 'object'") {
		eval[bool](b, axe+";true")
	}
	found := eval[[]violation](b, `axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
		rules: {"target-size": {enabled: true}},
		resultTypes: ["violations"],
	}).then((result) => result.violations.map((v) => ({
		id: v.id, help: v.help, nodes: v.nodes.map((n) => ({html: n.html, failureSummary: n.failureSummary})),
	})))`)
	var out []string
	for _, v := range found {
		text := v.ID + ": " + v.Help
		for i, n := range v.Nodes {
			if i == 3 {
				text += fmt.Sprintf("\n  and %d more", len(v.Nodes)-i)
				break
			}
			text += "\n  " + n.HTML + "\n  " + strings.ReplaceAll(n.FailureSummary, "\n", " ")
		}
		out = append(out, text)
	}
	return out
}
