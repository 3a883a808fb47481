package difference

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func ExampleTexts() {
	for _, s := range Texts("The court found intent.\n\nSo it ended.", "The court found no intent.\n\nSo it ended.") {
		fmt.Printf("%s %q\n", s.Op, s.Text)
	}
	// Output:
	// same "The court found "
	// added "no "
	// same "intent.\n\nSo it ended."
}

// Whatever the texts, the spans give both back, and neighbours differ.
func TestSpansGiveBothTexts(t *testing.T) {
	words := strings.Split("a b c d é 漢 \n \n\n ,", " ")
	r := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var out strings.Builder
		for range r.IntN(60) {
			out.WriteString(words[r.IntN(len(words))] + strings.Repeat(" ", r.IntN(2)))
		}
		return out.String()
	}
	for range 2000 {
		check(t, text(), text())
	}
	check(t, strings.Repeat("x ", 5000), strings.Repeat("y ", 5000))
	check(t, "", "a\n")
	check(t, "\xff\xfe", "a\xff")
}

func check(t *testing.T, old, new string) {
	t.Helper()
	var before, after strings.Builder
	last := Op("")
	for _, s := range Texts(old, new) {
		if s.Op == last || s.Text == "" {
			t.Fatalf("%q → %q: span %q after %s", old, new, s.Text, last)
		}
		last = s.Op
		if s.Op != Added {
			before.WriteString(s.Text)
		}
		if s.Op != Removed {
			after.WriteString(s.Text)
		}
	}
	if before.String() != old || after.String() != new {
		t.Fatalf("%q → %q gave %q → %q", old, new, before.String(), after.String())
	}
	if old == new && last != Same && old != "" {
		t.Fatalf("%q differs from itself", old)
	}
}

// A text of the greatest length does not cost the server its memory.
func TestLongTextsAreCheap(t *testing.T) {
	old, new := strings.Repeat("word other\n", 9000), strings.Repeat("other word\n", 9000)
	check(t, old, new)
}
