package gift

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"upstander/courses"
)

const sample = `// a comment
$CATEGORY: law

::Special intent:: What sets it apart? {
  ~The number #Numbers are not in it.
  =Intent\: to destroy
  ~A State
####The special intent.
}

::Groups::[html]Which groups? {~%50%National ~%50%Ethnical ~%-100%Political}

It is a crime of its own.{F}

Match. {
=Genocide -> Intent

=War crimes -> Armed conflict
= -> Nothing
}

Grant is buried in {=Grant's tomb =a tomb} today.

How many? {#3:1}

Write about it. {}

A text alone.

::Special intent:: Again? {=yes ~no}
`

func TestRead(t *testing.T) {
	questions, notes := Read(sample, func(id string) bool { return id == "groups" })
	var got []string
	for _, q := range questions {
		got = append(got, fmt.Sprintf("%s %s %d %v", q.ID, q.Kind, len(q.Options), answer(q)))
	}
	want := []string{
		"special-intent single 3 a2", "groups-2 multiple 3 [a1 a2]", "question true_false 0 false", "question-2 matching 3 map[p1:a1 p2:a2]",
		"question-3 short 0 [Grant's tomb a tomb]", "question-5 short 0 []", "special-intent-2 single 2 a1",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("questions are\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if q := questions[0]; q.Options[1].Text != "Intent: to destroy" || q.Feedback != "The special intent.\n\nThe number: Numbers are not in it." {
		t.Errorf("%+v", q)
	}
	if q := questions[4]; q.Prompt != "Grant is buried in _____ today." {
		t.Errorf("the gap reads %q", q.Prompt)
	}
	dropped := 0
	for _, n := range notes {
		if n.Line < 1 || n.Message == "" {
			t.Errorf("a note without a place: %+v", n)
		}
		if n.Dropped {
			dropped++
		}
	}
	if dropped != 2 {
		t.Errorf("%d questions were left out: %+v", dropped, notes)
	}
	if _, notes := Read("Open {=a ~b", nil); len(notes) != 1 || !notes[0].Dropped {
		t.Errorf("an open brace: %+v", notes)
	}
	if _, notes := Read(strings.Repeat("x", MaxText+1), nil); len(notes) != 1 {
		t.Errorf("a text too large: %+v", notes)
	}
}

func answer(q courses.Question) any {
	switch {
	case q.Answer.Truth != nil:
		return *q.Answer.Truth
	case q.Answer.List != nil:
		return q.Answer.List
	case q.Answer.Pairs != nil:
		return q.Answer.Pairs
	}
	return q.Answer.Text
}

// What GIFT can carry comes back the same, however odd its texts.
func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	odd := []string{"plain", "a = b", "~", "#", "{", "}", ":", "::", "\\", "two\nlines", "a\n\nb", "// no comment", "%50%", "[html]", "T", "é 漢", "\\n", "####"}
	text := func() string { return "x" + odd[r.IntN(len(odd))] + odd[r.IntN(len(odd))] + "x" }
	for range 2000 {
		truth := r.IntN(2) == 0
		three := []courses.Option{{ID: "a1", Text: text() + "1"}, {ID: "a2", Text: text() + "2"}, {ID: "a3", Text: text() + "3"}}
		questions := []courses.Question{
			{ID: "one", Kind: courses.Single, Options: three, Answer: courses.Answer{Text: "a2"}},
			{ID: "some", Kind: courses.Multiple, Options: three, Answer: courses.Answer{List: []string{"a1", "a3"}}},
			{ID: "truth", Kind: courses.TrueFalse, Answer: courses.Answer{Truth: &truth}},
			{ID: "why", Kind: courses.Short, Answer: courses.Answer{List: []string{text(), text()}}},
		}
		for i := range questions {
			questions[i].Prompt, questions[i].Feedback = text(), text()
		}
		written, _ := Write(questions)
		back, notes := Read(written, nil)
		if !reflect.DeepEqual(back, questions) {
			t.Fatalf("came back changed (%v)\nwas: %+v\nnow: %+v\nas:\n%s", notes, questions, back, written)
		}
	}
}

// A text of the greatest length is read in no time, whatever it is made of.
func TestLongTextsAreCheap(t *testing.T) {
	for _, piece := range []string{"{\n\n", "}\n\n", "{=a\n\n~b}\n\n", "::", "\\", "=~#"} {
		start := time.Now()
		Read(strings.Repeat(piece, MaxText/len(piece)), nil)
		if spent := time.Since(start); spent > 5*time.Second {
			t.Errorf("%q took %v", piece, spent)
		}
	}
}

func TestWriteSaysWhatIsLost(t *testing.T) {
	_, notes := Write([]courses.Question{
		{ID: "order", Kind: courses.Ordering}, {ID: "open", Kind: courses.TrueFalse}, {ID: "s", Kind: courses.Short, Sources: []string{"act"}, Sensitive: true},
	})
	arrow, told := Write([]courses.Question{{ID: "a", Prompt: "a -> b", Kind: courses.Short, Answer: courses.Answer{List: []string{"x"}}}})
	if !strings.Contains(arrow, "a → b") || len(told) != 2 {
		t.Errorf("an arrow is written as %s with %+v", arrow, told)
	}
	if len(notes) != 5 || !notes[0].Dropped || !notes[1].Dropped || notes[2].Dropped {
		t.Errorf("notes are %+v", notes)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add("::a::{=%x%b#c -> d}")
	f.Add("\\{ \ue000 {T#a#b####c}")
	f.Fuzz(func(t *testing.T, text string) {
		questions, notes := Read(text, nil)
		seen := map[string]bool{}
		for _, q := range questions {
			if seen[q.ID] || !courses.ValidSlug(q.ID) || q.Kind == "" {
				t.Fatalf("question %+v", q)
			}
			seen[q.ID] = true
		}
		for _, n := range notes {
			if n.Line < 1 || n.Message == "" {
				t.Fatalf("note %+v", n)
			}
		}
		written, _ := Write(questions)
		again, _ := Read(written, nil)
		if len(again) > len(questions) {
			t.Fatalf("%d questions became %d:\n%s", len(questions), len(again), written)
		}
	})
}
