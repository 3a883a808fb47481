package render_test

import (
	"fmt"

	"upstander/courses"
	"upstander/courses/render"
)

func ExampleLesson() {
	out, _ := render.Lesson("A claim [@treaty, art. II].\n\n::: desk for=media\nAsk twice.\n:::\n\nSee <b>.\n", render.Context{
		Audience: courses.Diplomats,
		Sources:  map[string]courses.Source{"treaty": {Short: "The Treaty"}},
	})
	fmt.Print(out.HTML, out.Notes)
	fmt.Println(out.Faults[0])
	// Output:
	// <p>A claim<sup class="cite"><a href="#fn-1" id="fnref-1" aria-label="Source 1: The Treaty, art. II">1</a></sup>.</p>
	// <p>See &lt;b&gt;.</p>
	// <ol class="footnotes">
	// <li id="fn-1"><p><strong class="source-short">The Treaty</strong>, <span class="source-where">art. II</span>. <a class="back" href="#fnref-1" aria-label="Back to the text (1)">↩</a></p></li>
	// </ol>
	// {7 raw_html HTML is not used here. Write Markdown, or \< for the sign itself.}
}
