package courses

import "slices"

// Mark is how one answer did.
type Mark struct {
	Score   float64 // 0 to 1
	Correct bool    // Score is 1
	Counted bool    // false: short questions, and sensitive ones left unanswered
}

// MarkAnswer marks one answer. Single, multiple and true/false are right or wrong; ordering gives the share of items in
// their place, matching the share of right pairs; short answers are for the learner to compare and are never counted.
func (q *Question) MarkAnswer(a Answer) Mark {
	if !q.Marked() || q.Sensitive && a.Empty() {
		return Mark{}
	}
	m := Mark{Counted: true}
	switch q.Kind {
	case Single:
		m.Score = boolScore(a.Text == q.Answer.Text)
	case TrueFalse:
		m.Score = boolScore(a.Truth != nil && q.Answer.Truth != nil && *a.Truth == *q.Answer.Truth)
	case Multiple:
		m.Score = boolScore(sameSet(a.List, q.Answer.List))
	case Ordering:
		right := 0
		for i, id := range q.Answer.List {
			if i < len(a.List) && a.List[i] == id {
				right++
			}
		}
		m.Score = share(right, len(q.Answer.List))
	case Matching:
		right := 0
		for prompt, option := range q.Answer.Pairs {
			if a.Pairs[prompt] == option {
				right++
			}
		}
		m.Score = share(right, len(q.Answer.Pairs))
	}
	m.Correct = m.Score == 1
	return m
}

// Result is a marked quiz.
type Result struct {
	Score float64 // mean of the counted questions, 0 to 1; 1 when none counts
	Marks []Mark  // in the order of the questions
}

// MarkQuiz marks the answers, by question id, to all questions.
func MarkQuiz(questions []Question, answers map[string]Answer) Result {
	r := Result{Marks: make([]Mark, len(questions))}
	counted, sum := 0, 0.0
	for i := range questions {
		m := questions[i].MarkAnswer(answers[questions[i].ID])
		r.Marks[i] = m
		if m.Counted {
			counted++
			sum += m.Score
		}
	}
	r.Score = 1
	if counted > 0 {
		r.Score = sum / float64(counted)
	}
	return r
}

// Passes reports whether a score reaches the pass mark; a hair of floating-point error is forgiven.
func Passes(score, passMark float64) bool { return score >= passMark-1e-9 }

func boolScore(right bool) float64 {
	if right {
		return 1
	}
	return 0
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// sameSet compares answers as sets; an id that stands twice makes another list, for it hides that one is missing.
func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
