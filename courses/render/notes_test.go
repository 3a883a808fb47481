package render

import (
	"reflect"
	"strings"
	"testing"

	"upstander/courses"
)

func TestNotes(t *testing.T) {
	c := testContext()
	out := lesson(t, "A [@convention, art. II] b [@plain][@convention,\nart. II], c [@convention].\n\n::: note for=media\n[@hostile]\n:::\n", c)
	want := []Citation{
		{1, c.Sources["convention"], "art. II"},
		{2, c.Sources["plain"], ""},
		{3, c.Sources["convention"], ""},
	}
	if !reflect.DeepEqual(out.Citations, want) {
		t.Errorf("got %+v", out.Citations)
	}
	for _, part := range []string{
		`b<sup class="cite"><a href="#fn-2" id="fnref-2"`,
		`<sup class="cite-separator">, </sup><sup class="cite"><a href="#fn-1" id="fnref-1-2"`,
	} {
		if !strings.Contains(out.HTML, part) {
			t.Errorf("%s is not in\n%s", part, out.HTML)
		}
	}
	for _, part := range []string{
		`<li id="fn-1"><p><strong class="source-short">Genocide Convention</strong>, <span class="source-where">art. II</span>. ` +
			`<a href="https://www.un.org/a?b=1&amp;c=2" rel="noreferrer noopener external"><cite>Convention on the Prevention and Punishment of the Crime of Genocide</cite></a>. ` +
			`<span class="source-detail">United Nations, A/RES/260(III), 1948.</span>`,
		`<a class="back" href="#fnref-1" aria-label="Back to the text (1.1)">↩</a> <a class="back" href="#fnref-1-2" aria-label="Back to the text (1.2)">↩</a>`,
		`<strong class="source-short">Plain &amp; simple</strong>. <a class="back"`,
	} {
		if !strings.Contains(out.Notes, part) {
			t.Errorf("%s is not in\n%s", part, out.Notes)
		}
	}
}

func TestHostileSource(t *testing.T) {
	out := lesson(t, "[@hostile]", testContext())
	if strings.Contains(out.Notes, "javascript") || strings.Contains(out.Notes, "<b>") {
		t.Error(out.Notes)
	}
}

func TestGlossary(t *testing.T) {
	out := lesson(t, "[[atrocity]] and [[genocide]]", testContext())
	if len(out.Terms) != 2 || out.Terms[0].ID != "atrocity" || out.Terms[1].ID != "genocide" {
		t.Errorf("got %+v", out.Terms)
	}
	want := `<dl class="glossary">
<dt id="term-atrocity">Atrocity crime</dt>
<dd><span id="term-atrocity-text">One of &lt;three&gt;.</span> <a class="back" href="#termref-atrocity" aria-label="Back to the text: Atrocity crime">↩</a></dd>
<dt id="term-genocide">Genocide</dt>
<dd><span id="term-genocide-text">Acts with intent to destroy a group, as such.</span> <span class="term-sources">(Genocide Convention)</span> <a class="back" href="#termref-genocide" aria-label="Back to the text: Genocide">↩</a></dd>
</dl>
`
	if out.Glossary != want {
		t.Errorf("got\n%s", out.Glossary)
	}
}

func TestContext(t *testing.T) {
	c := testContext()
	c.Audience, c.HeadingOffset, c.IDPrefix, c.MediaBase = "", 1, "p2-", "/m/c1/"
	c.Labels = map[string]string{"law": "Droit", "audience.media": "médias", "shown_to": "Pour"}
	out := lesson(t, "## A\n\n[[genocide]] [@plain]\n\n::: law for=media,business\n[b](media/c.pdf) ![d](media/e.png)\n:::\n\n::: only for=media\nx\n:::", c)
	for _, part := range []string{
		`<h3 id="p2-h-a">`, `id="p2-termref-genocide"`, `href="#p2-fn-1" id="p2-fnref-1"`, `aria-labelledby="p2-block-1"`,
		`<span class="callout-kind">Droit</span>`, `<p class="for-audience-label">Pour: médias, business</p>`,
		`href="/m/c1/media/c.pdf"`, `src="/m/c1/media/e.png"`,
		"<div class=\"for-audience\">\n<p class=\"for-audience-label\">Pour: médias</p>\n<p>x</p>\n</div>",
	} {
		if !strings.Contains(out.HTML, part) {
			t.Errorf("%s is not in\n%s", part, out.HTML)
		}
	}
	if len(out.Headings) != 1 || out.Headings[0] != (Heading{3, "p2-h-a", "A"}) {
		t.Errorf("headings: %+v", out.Headings)
	}
}

func TestHiddenBlocksLeaveNothing(t *testing.T) {
	c := testContext()
	out := lesson(t, "a\n\n::: note for=media [[genocide]]\n## Secret\n[@convention] [[atrocity]]\n:::\n\n::: note\n[@plain]\n:::", c)
	if len(out.Citations) != 1 || out.Citations[0].Number != 1 || len(out.Terms) != 0 || len(out.Headings) != 0 {
		t.Errorf("got %+v", out)
	}
	if out.Words != 1 {
		t.Errorf("got %d words", out.Words)
	}
}

func TestLabelsCoverAudiences(t *testing.T) {
	labels := DefaultLabels()
	for _, a := range courses.Audiences() {
		if labels["audience."+string(a)] == "" {
			t.Errorf("no label for %s", a)
		}
	}
	labels["law"] = "changed"
	if DefaultLabels()["law"] != "Law" {
		t.Error("a caller can change the defaults")
	}
}
