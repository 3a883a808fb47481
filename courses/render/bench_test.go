package render

import (
	"strings"
	"testing"
)

// nineHundredWords is a lesson of usual length with something of everything.
var nineHundredWords = strings.Repeat(`## What the law says

Genocide is one of five acts [@convention, art. II] committed with *intent to destroy*, in whole or in part, a national,
ethnical, racial or religious group, as such. The [[genocide|crime of genocide]] needs that intent; an [[atrocity]] may not [@plain].

- Killing members of the group, or causing them serious bodily or mental harm;
- measures intended to prevent births; the forcible transfer of children [@convention, art. II].

::: desk for=diplomats,media
Before you use the word, ask **who** has found so, and when. A [page of the United Nations](https://www.un.org/) lists them.
:::

| Crime | Needs |
|---|---|
| Genocide | special intent |
| War crimes | an armed conflict |

> The Contracting Parties confirm that genocide is a crime under international law. [@convention, art. I]

`, 7)

func BenchmarkLesson(b *testing.B) {
	c := testContext()
	words := 0
	b.ReportAllocs()
	for b.Loop() {
		out, err := Lesson(nineHundredWords, c)
		if err != nil {
			b.Fatal(err)
		}
		words = out.Words
	}
	b.ReportMetric(float64(words), "words")
}

func BenchmarkInline(b *testing.B) {
	c := testContext()
	for b.Loop() {
		Inline("Intent to *destroy* a protected group, as such", c)
	}
}
