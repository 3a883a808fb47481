package courses

import (
	"fmt"
	"math"
	"testing"
)

func options(ids ...string) []Option {
	var out []Option
	for _, id := range ids {
		out = append(out, Option{ID: id, Text: "Text of " + id})
	}
	return out
}

func truth(b bool) *bool { return &b }

// sample gives a sound question of a kind.
func sample(kind QuestionKind) Question {
	q := Question{ID: "q", Kind: kind, Prompt: "Prompt", Feedback: "Feedback"}
	switch kind {
	case Single:
		q.Options, q.Answer = options("a", "b", "c"), Answer{Text: "b"}
	case Multiple:
		q.Options, q.Answer = options("a", "b", "c", "d"), Answer{List: []string{"b", "d"}}
	case TrueFalse:
		q.Answer = Answer{Truth: truth(false)}
	case Ordering:
		q.Options, q.Answer = options("a", "b", "c", "d"), Answer{List: []string{"d", "a", "c", "b"}}
	case Matching:
		q.Prompts, q.Options = options("p", "q"), options("x", "y", "z")
		q.Answer = Answer{Pairs: map[string]string{"p": "z", "q": "x"}}
	case Short:
		q.Answer = Answer{List: []string{"A model point"}}
	}
	return q
}

func TestMarkAnswer(t *testing.T) {
	for _, c := range []struct {
		kind    QuestionKind
		answer  Answer
		score   float64
		counted bool
	}{
		{Single, Answer{Text: "b"}, 1, true},
		{Single, Answer{Text: "a"}, 0, true},
		{Single, Answer{Text: "B"}, 0, true},
		{Single, Answer{}, 0, true},
		{Single, Answer{List: []string{"b"}}, 0, true},
		{Multiple, Answer{List: []string{"b", "d"}}, 1, true},
		{Multiple, Answer{List: []string{"d", "b"}}, 1, true},
		{Multiple, Answer{List: []string{"b"}}, 0, true},
		{Multiple, Answer{List: []string{"b", "c"}}, 0, true},
		{Multiple, Answer{List: []string{"a", "b", "c", "d"}}, 0, true},
		{Multiple, Answer{List: []string{"b", "b"}}, 0, true},
		{Multiple, Answer{}, 0, true},
		{TrueFalse, Answer{Truth: truth(false)}, 1, true},
		{TrueFalse, Answer{Truth: truth(true)}, 0, true},
		{TrueFalse, Answer{}, 0, true},
		{TrueFalse, Answer{Text: "false"}, 0, true},
		{Ordering, Answer{List: []string{"d", "a", "c", "b"}}, 1, true},
		{Ordering, Answer{List: []string{"a", "d", "c", "b"}}, 0.5, true},
		{Ordering, Answer{List: []string{"d"}}, 0.25, true},
		{Ordering, Answer{List: []string{"b", "c", "a", "d"}}, 0, true},
		{Ordering, Answer{List: []string{"d", "a", "c", "b", "d"}}, 1, true},
		{Ordering, Answer{}, 0, true},
		{Matching, Answer{Pairs: map[string]string{"p": "z", "q": "x"}}, 1, true},
		{Matching, Answer{Pairs: map[string]string{"p": "z", "q": "z"}}, 0.5, true},
		{Matching, Answer{Pairs: map[string]string{"p": "z"}}, 0.5, true},
		{Matching, Answer{Pairs: map[string]string{"r": "z"}}, 0, true},
		{Matching, Answer{}, 0, true},
		{Short, Answer{Text: "anything"}, 0, false},
		{Short, Answer{}, 0, false},
	} {
		q := sample(c.kind)
		want := Mark{Score: c.score, Correct: c.score == 1 && c.counted, Counted: c.counted}
		if got := q.MarkAnswer(c.answer); got != want {
			t.Errorf("%s, %+v: %+v, not %+v", c.kind, c.answer, got, want)
		}
		// A sensitive question is not counted when it is left out, and as any other when it is answered.
		q.Sensitive = true
		if c.answer.Empty() {
			want = Mark{}
		}
		if got := q.MarkAnswer(c.answer); got != want {
			t.Errorf("sensitive %s, %+v: %+v, not %+v", c.kind, c.answer, got, want)
		}
	}
}

func TestMarkQuiz(t *testing.T) {
	var all []Question
	right := map[string]Answer{}
	for _, kind := range QuestionKinds {
		q := sample(kind)
		q.ID = string(kind)
		all = append(all, q)
		right[q.ID] = q.Answer
	}
	if r := MarkQuiz(all, right); r.Score != 1 || len(r.Marks) != 6 {
		t.Errorf("all right: %+v", r)
	}
	if r := MarkQuiz(all, nil); r.Score != 0 {
		t.Errorf("nothing answered: %+v", r)
	}
	right["ordering"] = Answer{List: []string{"d", "a"}}
	if r := MarkQuiz(all, right); r.Score != 0.9 { // (4 + ½) of 5 that count
		t.Errorf("half an order: %v", r.Score)
	}
	if r := MarkQuiz([]Question{sample(Short)}, nil); r.Score != 1 {
		t.Errorf("a quiz in which nothing counts: %v", r.Score)
	}
	if r := MarkQuiz(nil, right); r.Score != 1 || len(r.Marks) != 0 {
		t.Errorf("no questions: %+v", r)
	}
}

// TestPasses: n right of n pass at every mark that they reach, whatever the rounding.
func TestPasses(t *testing.T) {
	for n := 1; n <= 30; n++ {
		for right := 0; right <= n; right++ {
			score := 0.0
			for range right {
				score += 1 / float64(n)
			}
			mark := float64(right) / float64(n)
			if !Passes(score, mark) {
				t.Errorf("%d of %d do not reach %v", right, n, mark)
			}
			if Passes(score-0.5/float64(n), mark) {
				t.Errorf("less than %d of %d reach it", right, n)
			}
		}
	}
	if Passes(math.NaN(), 0.8) {
		t.Error("no number passes")
	}
}

func TestFormFault(t *testing.T) {
	forms := map[string]Answer{
		"text": {Text: "a"}, "list": {List: []string{"a"}}, "truth": {Truth: truth(true)}, "pairs": {Pairs: map[string]string{"p": "x"}},
	}
	takes := map[QuestionKind]string{Single: "text", Multiple: "list", TrueFalse: "truth", Ordering: "list", Matching: "pairs", Short: "text"}
	for _, kind := range QuestionKinds {
		q := sample(kind)
		for form, a := range forms {
			want := "answer_form"
			if takes[kind] == form {
				want = ""
			}
			if got := q.FormFault(a); got != want {
				t.Errorf("%s takes %s: %q", kind, form, got)
			}
		}
		if got := q.FormFault(Answer{}); got != "" {
			t.Errorf("%s left out: %q", kind, got)
		}
	}
	for _, c := range []struct {
		kind   QuestionKind
		answer Answer
		fault  string
	}{
		{Single, Answer{Text: "z"}, "answer_option"},
		{Multiple, Answer{List: []string{"a", "z"}}, "answer_option"},
		{Multiple, Answer{List: []string{"a", "b", "a"}}, "answer_twice"},
		{Ordering, Answer{List: []string{"a", "a"}}, "answer_twice"},
		{Ordering, Answer{List: []string{"b", ""}}, "answer_option"},
		{Matching, Answer{Pairs: map[string]string{"x": "p"}}, "answer_option"},
		{Matching, Answer{Pairs: map[string]string{"p": "q"}}, "answer_option"},
		{Matching, Answer{Pairs: map[string]string{"p": "x", "q": "x"}}, ""},
		{Short, Answer{Text: "z"}, ""},
		{"essay", Answer{Text: "z"}, "answer_form"},
	} {
		q := sample(c.kind)
		if got := q.FormFault(c.answer); got != c.fault {
			t.Errorf("%s, %+v: %q, not %q", c.kind, c.answer, got, c.fault)
		}
	}
}

func ExampleQuestion_MarkAnswer() {
	q := Question{Kind: Ordering, Options: options("a", "b"), Answer: Answer{List: []string{"a", "b", "c", "d"}}}
	fmt.Println(q.MarkAnswer(Answer{List: []string{"a", "b", "d", "c"}}).Score)
	// Output: 0.5
}
