package render

import (
	"slices"
	"testing"
)

func TestText(t *testing.T) {
	c := testContext()
	c.GlossaryURL = "/glossary"
	for _, row := range []struct {
		in, want string
		faults   []string
	}{
		{"a [@convention, art. II].\n\nb", "<p>a <span class=\"cite\">[Genocide Convention, art. II]</span>.</p>\n<p>b</p>", nil},
		{"[[genocide|x]]", `<p><a class="term" href="/glossary#term-genocide">x</a></p>`, nil},
		{"- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>", nil},
		{"> a [@plain]", "<figure class=\"quote\">\n<blockquote>\n<p>a</p>\n</blockquote>\n<figcaption>Plain &amp; simple</figcaption>\n</figure>", nil},
		{"## A *b*", "<p>A <em>b</em></p>", []string{"1 heading_here"}},
		{"a\n::: note T\nb\n:::\nc", "<p>a</p>\n<p>T</p>\n<p>b</p>\n<p>c</p>", []string{"2 block_here"}},
		{"", "", nil},
	} {
		got, faults := Text(row.in, c)
		wellFormed(t, got)
		if got != row.want {
			t.Errorf("%q: got\n%s\nwant\n%s", row.in, got, row.want)
		}
		if !slices.Equal(codes(faults), row.faults) {
			t.Errorf("%q: faults %v", row.in, faults)
		}
	}
}

func TestInline(t *testing.T) {
	for _, row := range []struct {
		in, want string
		faults   []string
	}{
		{"Intent to *destroy*", "Intent to <em>destroy</em>", nil},
		{"1994. A year", "1994. A year", nil},
		{"- 5 degrees", "- 5 degrees", nil},
		{"a [[genocide]] [@plain]", `a <span class="term">Genocide</span> <span class="cite">[Plain &amp; simple]</span>`, nil},
		{"a\n\nb", "a<br>\nb", []string{"3 inline_paragraphs"}},
		{"::: note\na", "::: note\na", []string{"1 block_here"}},
		{"## a", "## a", []string{"1 block_here"}},
		{"<script>a", "&lt;script&gt;a", []string{"1 raw_html"}},
		{"", "", nil},
	} {
		got, faults := Inline(row.in, testContext())
		wellFormed(t, got)
		if got != row.want {
			t.Errorf("%q: got\n%s\nwant\n%s", row.in, got, row.want)
		}
		if !slices.Equal(codes(faults), row.faults) {
			t.Errorf("%q: faults %v", row.in, faults)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"A *b* claim [@x, art. II].\nNext &amp; `c`":   "A b claim. Next & c",
		"## A\n\n- b\n- c\n\n[d](https://e)":           "A\n\nb\n\nc\n\nd",
		"::: law T\n[[special-intent]] [[a|b c]]\n:::": "T\n\nspecial intent b c",
		"|a|b|\n|-|-|\n|c|d|":                          "a\n\nb\n\nc\n\nd",
		`\*a\*`:                                        "*a*",
	} {
		if got := Plain(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string]int{
		"": 0, " … — ": 0, "one": 1, "one-two it’s 3,000": 4, "l'État n’est pas": 3,
		"预防暴行": 2, "UN 预防": 2, "मानव अधिकार": 2, "حقوق الإنسان": 2,
	} {
		if got := Words(in); got != want {
			t.Errorf("%q: got %d, want %d", in, got, want)
		}
	}
}
