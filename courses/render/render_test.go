package render

import (
	"slices"
	"strings"
	"testing"

	"upstander/courses"
)

const drawing = `<svg viewBox="0 0 1 1"><path d="M0 0h1"></path></svg>`

func testContext() Context {
	return Context{
		Images: func(name string) (int, int, bool) {
			if name == "known.png" {
				return 640, 480, true
			}
			return 0, 0, name != "none.png"
		},
		Audience: courses.Diplomats,
		Sources: map[string]courses.Source{
			"convention": {ID: "convention", Short: "Genocide Convention", Title: "Convention on the Prevention and Punishment of the Crime of Genocide",
				Author: "United Nations", Symbol: "A/RES/260(III)", Year: 1948, URL: "https://www.un.org/a?b=1&c=2"},
			"plain":   {ID: "plain", Short: "Plain & simple"},
			"hostile": {ID: "hostile", Short: "<b>Bold</b>", Title: "T", URL: "javascript:alert(1)"},
		},
		Terms: map[string]courses.Term{
			"genocide": {ID: "genocide", Term: "Genocide", Definition: "Acts with intent to destroy a group, as such.", Sources: []string{"convention", "absent"}},
			"atrocity": {ID: "atrocity", Term: "Atrocity crime", Definition: "One of <three>."},
		},
		Figures: func(name string) ([]byte, bool) { return []byte(drawing), name == "three-pillars" },
	}
}

func lesson(t *testing.T, markdown string, c Context) Output {
	t.Helper()
	out, err := Lesson(markdown, c)
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, out.HTML+out.Notes+out.Glossary)
	return out
}

// codes lists the faults as "line code".
func codes(faults []Fault) []string {
	var list []string
	for _, f := range faults {
		list = append(list, strings.Join([]string{string(rune('0' + f.Line)), f.Code}, " "))
	}
	return list
}

func TestHTML(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"paragraph":      {"A *b* **c** `d`  \ne", "<p>A <em>b</em> <strong>c</strong> <code>d</code><br>\ne</p>"},
		"heading":        {"## What it is\n\n### Là-bas, 道", `<h2 id="h-what-it-is">What it is</h2>` + "\n" + `<h3 id="h-là-bas-道">Là-bas, 道</h3>`},
		"same headings":  {"## A\n\n## A\n\n## A-2", `<h2 id="h-a">A</h2>` + "\n" + `<h2 id="h-a-2">A</h2>` + "\n" + `<h2 id="h-a-2-2">A-2</h2>`},
		"wordy heading":  {"## !!!", `<h2 id="h-section">!!!</h2>`},
		"lists":          {"- a\n- b\n\n3. c", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start=\"3\">\n<li>c</li>\n</ol>"},
		"external link":  {"[x](https://un.org/?a&b 'T \"q\"')", `<p><a href="https://un.org/?a&amp;b" rel="noreferrer noopener external" title="T &#34;q&#34;">x</a></p>`},
		"reference link": {"[x]\n\n[x]: https://un.org", `<p><a href="https://un.org" rel="noreferrer noopener external">x</a></p>`},
		"site link":      {"[x](/courses#a)", `<p><a href="/courses#a">x</a></p>`},
		"mail":           {"<a@b.org>", `<p><a href="mailto:a@b.org">a@b.org</a></p>`},
		"autolink":       {"<https://un.org/a>", `<p><a href="https://un.org/a" rel="noreferrer noopener external">https://un.org/a</a></p>`},
		"link in link":   {"[a <https://b.org> c](https://d.org)", `<p><a href="https://d.org" rel="noreferrer noopener external">a https://b.org c</a></p>`},
		"image, known":   {"![A map](media/known.png)", `<p><img src="media/known.png" alt="A map" width="640" height="480" loading="lazy" decoding="async"></p>`},
		"image":          {"![A *map*](media/map-1.png)", `<p><img src="media/map-1.png" alt="A map" loading="lazy" decoding="async"></p>`},
		"code block":     {"```go\n<b>\n```", "<pre><code class=\"language-go\">&lt;b&gt;\n</code></pre>"},
		"quotation": {"> Never again.\n> [@convention, preamble]", "<figure class=\"quote\">\n<blockquote>\n<p>Never again.</p>\n</blockquote>\n<figcaption>Genocide Convention, preamble" +
			`<sup class="cite"><a href="#fn-1" id="fnref-1" aria-label="Source 1: Genocide Convention, preamble">1</a></sup></figcaption>` + "\n</figure>"},
		"quotation, source apart": {"> Never again.\n>\n> [@plain]", "<figure class=\"quote\">\n<blockquote>\n<p>Never again.</p>\n</blockquote>\n<figcaption>Plain &amp; simple" +
			`<sup class="cite"><a href="#fn-1" id="fnref-1" aria-label="Source 1: Plain &amp; simple">1</a></sup></figcaption>` + "\n</figure>"},
		"quotation, no source": {"> a", "<blockquote>\n<p>a</p>\n</blockquote>"},
		"table": {"| Crime | |\n|:--|--:|\n| a | 1 |", `<div class="table-scroll" tabindex="0" role="region" aria-label="Table: Crime">` +
			"\n<table>\n<thead>\n<tr>\n" + `<th scope="col" class="align-left">Crime</th>` + "\n" + `<td class="align-right"></td>` +
			"\n</tr>\n</thead>\n<tbody>\n<tr>\n" + `<td class="align-left">a</td>` + "\n" + `<td class="align-right">1</td>` + "\n</tr>\n</tbody>\n</table>\n</div>"},
		"table without rows": {"|a|\n|-|", `<div class="table-scroll" tabindex="0" role="region" aria-label="Table: a">` +
			"\n<table>\n<thead>\n<tr>\n" + `<th scope="col">a</th>` + "\n</tr>\n</thead>\n</table>\n</div>"},
		"law": {"::: law The *text*\nFive acts.\n:::", `<aside class="callout callout-law" role="note" aria-labelledby="block-1">` + "\n" +
			`<p class="callout-title" id="block-1"><span class="callout-kind">Law</span> The <em>text</em></p>` + "\n<p>Five acts.</p>\n</aside>"},
		"note without title": {":::note\na\n:::", `<aside class="callout callout-note" role="note" aria-labelledby="block-1">` + "\n" +
			`<p class="callout-title" id="block-1"><span class="callout-kind">Note</span></p>` + "\n<p>a</p>\n</aside>"},
		"sensitive": {"::: sensitive A testimony\na\n:::", "<details class=\"sensitive\">\n" + `<summary><span class="callout-kind">Sensitive content</span> A testimony</summary>` +
			"\n<div class=\"sensitive-body\">\n<p>a</p>\n</div>\n</details>"},
		"only, for us":     {"::: only for=media,diplomats\na\n:::", "<p>a</p>"},
		"only, for others": {"a\n::: only for=media, security\nb\n:::\nc", "<p>a</p>\n<p>c</p>"},
		"figure": {"::: figure three-pillars The \"pillars\"\nOne, two.\n:::", "<figure class=\"figure\">\n" +
			`<div class="figure-svg" role="img" aria-label="The &#34;pillars&#34;">` + drawing + "</div>\n<figcaption>\n" +
			"<p class=\"figure-caption\">The &quot;pillars&quot;</p>\n<details>\n<summary>Text version</summary>\n<p>One, two.</p>\n</details>\n</figcaption>\n</figure>"},
		"term": {"[[genocide]]s and [[genocide|the\ncrime]]", `<p><a class="term" href="#term-genocide" aria-describedby="term-genocide-text" id="termref-genocide">Genocide</a>s and ` +
			`<a class="term" href="#term-genocide" aria-describedby="term-genocide-text">the crime</a></p>`},
		"marks within code": {"`[[genocide]] [@plain]`", "<p><code>[[genocide]] [@plain]</code></p>"},
		"escaped marks":     {`\[[x]] \[@plain]`, "<p>[[x]] [@plain]</p>"},
		"list in a block": {"::: note\n- a\n- b\n:::\nc", `<aside class="callout callout-note" role="note" aria-labelledby="block-1">` + "\n" +
			`<p class="callout-title" id="block-1"><span class="callout-kind">Note</span></p>` + "\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</aside>\n<p>c</p>"},
		"colons in code": {"```\n::: note\n```", "<pre><code>::: note\n</code></pre>"},
		"Windows lines":  {"\uFEFFa\r\n\r\nb\r\n", "<p>a</p>\n<p>b</p>"},
	} {
		t.Run(name, func(t *testing.T) {
			out := lesson(t, c.in, testContext())
			if got := strings.TrimSpace(out.HTML); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if len(out.Faults) > 0 {
				t.Errorf("faults: %v", out.Faults)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	for in, want := range map[string][]string{
		"a\n\nb [@nobody]":                           {"3 source_unknown"},
		"a\nb [@]":                                   {"2 source_unknown"},
		"a [@plain":                                  {"1 citation_open"},
		"[[nothing]]":                                {"1 term_unknown"},
		"a\n[[genocide":                              {"2 term_open"},
		"|a|\n|-|\n|[[genocide|x]]|":                 {"3 term_open"},
		"|a|\n|-|\n|[[genocide\\|x]]|":               nil,
		"a\n\n::: box\nb\n:::":                       {"3 block_kind"},
		"::: note colour=red\nb\n:::":                {"1 attribute_unknown"},
		"::: note a = b\nb\n:::":                     nil,
		"::: note for=\nb\n:::":                      {"1 audience_unknown"},
		"::: note for=poets,media\nb\n:::":           {"1 audience_unknown"},
		"::: only\nb\n:::":                           {"1 only_for"},
		"a\n\n::: note\nb\n":                         {"3 block_open"},
		"::: note\nb\n\n::: law\nc\n:::":             {"4 block_nested"},
		"a\n\n:::":                                   {"3 block_stray"},
		"- a\n\n  ::: note\n":                        {"3 block_place"},
		"> ::: note\n":                               {"1 block_place"},
		"::: figure three-pillars\na\n:::":           {"1 figure_caption"},
		"::: figure three-pillars A\n:::":            {"1 figure_text"},
		"::: figure absent A\nb\n:::":                {"1 figure_unknown"},
		"# A":                                        {"1 heading_level"},
		"A\n=":                                       {"1 heading_level"},
		"### A":                                      {"1 heading_jump"},
		"## A\n\n### B\n\n## C\n\n#### D":            {"7 heading_jump"},
		"##":                                         {"1 heading_empty"},
		"::: only for=media\n## A\n:::\n### B":       {"4 heading_jump"},
		"## A\n::: only for=media\n### B\n:::\n## C": nil,
		"a\n\n<div>\nb":                              {"3 raw_html"},
		"a <b>c</b>":                                 {"1 raw_html"},
		"a\n<!-- b -->":                              {"2 raw_html"},
		"![](media/a.png)":                           {"1 image_alt"},
		"![a](https://x.org/a.png)":                  {"1 image_address"},
		"![a](media/none.png)":                       {"1 image_unknown"},
		"![a](media/../a.png)":                       {"1 image_address"},
		"[](https://un.org)":                         {"1 link_empty"},
		"a\n[b](javascript:alert(1))":                {"2 link_unsafe"},
		"[b](javascript&colon;alert(1))":             {"1 link_unsafe"},
		"[b](//evil.org)":                            {"1 link_unsafe"},
		`[b](/\\evil.org)`:                           {"1 link_unsafe"},
		"[b](https://un.org@evil.org)":               {"1 link_unsafe"},
		"[b](data:text/html,x)":                      {"1 link_unsafe"},
		"[b]()":                                      {"1 link_unsafe"},
		"<ftp://un.org>":                             {"1 link_unsafe"},
		"[a [@plain]](https://un.org)":               {"1 citation_place"},
		"::: sensitive [@plain]\na\n:::":             {"1 citation_place"},
		strings.Repeat("> ", 40) + "a":               {"1 too_deep"},
		strings.Repeat("x", MaxBytes+1):              {"1 too_long"},
		"a\n\n" + strings.Repeat("[", 3000):          {"3 too_dense"},
	} {
		c := testContext()
		got := codes(lesson(t, in, c).Faults)
		if !slices.Equal(got, want) {
			t.Errorf("%.60q: got %v, want %v", in, got, want)
		}
		c.Audience = courses.Security
		if again := codes(lesson(t, in, c).Faults); !slices.Equal(again, got) {
			t.Errorf("%.60q: faults differ by audience: %v and %v", in, again, got)
		}
	}
}

func TestFaultsAreFew(t *testing.T) {
	out := lesson(t, strings.Repeat("[[x]]\n\n", 10_000), testContext())
	if len(out.Faults) != maxFaults {
		t.Errorf("got %d faults", len(out.Faults))
	}
}
