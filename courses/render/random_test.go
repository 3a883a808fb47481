package render

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// pieces are put together at random: a fuzzer that changes bytes seldom closes what it opens.
var pieces = []string{
	"a", " ", "b ", "\n", "\n\n", "  \n", "\\\n", "- ", "1. ", "> ", "    ", "\t", "# ", "## ", "### ", "* ", "---", "\n:::\n", "\n::: ", ":::", "note", "law ", "sensitive ",
	"only ", "figure three-pillars ", "for=media ", "for=diplomats,media ", "x=y ", "[@convention, art. II]", "[@plain]", "[@x]", "[@", "[[genocide]]", "[[atrocity|w]]", "[[", "]]", "|",
	"|-|-|\n", "\n|a|b|\n|-|:-:|\n", "[", "]", "(", ")", "](https://un.org)", "](javascript:x)", "![", "](media/a.png)", "](media/a.png \"t\")", "[r]", "\n[r]: /x 'y'\n", "<https://un.org>", "<a@b.org>", "<b>", "</b>", "<!--", "-->", "<div>",
	"\n<script>\n", "`", "```", "\n```x\n", "*", "**", "_", "__", "***", "&amp;", "&colon;", "\\", "\"", "'", "<", ">", "é", "道", "\u202e", "\x00", "\r",
}

func TestRandomLessons(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		var b strings.Builder
		for range 1 + random.IntN(40) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		c := testContext()
		if random.IntN(2) == 0 {
			c.Audience = ""
		}
		out, err := Lesson(b.String(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{out.HTML + out.Notes + out.Glossary, first(Text(b.String(), c)), first(Inline(b.String(), c))} {
			if err := check(page); err != nil {
				t.Fatalf("%q: %v in\n%s", b.String(), err, page)
			}
		}
	}
}

func first(page string, _ []Fault) string { return page }

// TestCostlyTexts holds the time that a text at the limit of length takes, whatever is in it. The longest takes a fifth of a
// second on a slow core; without the limits it would be a hundred times that.
func TestCostlyTexts(t *testing.T) {
	for _, piece := range []string{
		"[", "[@", "[[", "![", "*a ", "`", "> ", "<", "&", "\\", "[a](", "|", "::: note\n", "## a\n", "[@plain]\n\n", "1. ", "[a]: /b\n\n", "*a_ ", "![a](media/", "a\n- ", "<!--", "<a@",
	} {
		for _, unit := range []string{piece, strings.Repeat(piece, maxSigns/3) + "\n\n"} {
			start := time.Now()
			if _, err := Lesson(strings.Repeat(unit, MaxBytes/len(unit)), testContext()); err != nil {
				t.Errorf("%q: %v", piece, err)
			}
			took := time.Since(start)
			if took > 5*time.Second {
				t.Errorf("%q took %v", piece, took)
			}
			t.Logf("%-14q %v", piece, took)
		}
	}
}
