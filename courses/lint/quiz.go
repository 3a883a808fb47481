package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"upstander/courses"
	"upstander/courses/render"
)

// What a quiz must have to test anything, and how often its keys may stand out.
const (
	leastQuestions = 8
	leastKinds     = 4
	leastPattern   = 3   // so many questions or steps make a pattern
	mostLongest    = 0.4 // share of single-choice questions whose key may be the longest option
	leastFeedback  = 6   // words: "Right." gives no reason
)

// quiz checks the questions together: whether somebody who has read nothing could pass.
func (l *linter) quiz() {
	m := l.module
	kinds, truths, unsourced := map[courses.QuestionKind]bool{}, map[bool]int{}, 0
	var singles []pick
	for i := range m.Questions {
		q := &m.Questions[i]
		at := fmt.Sprintf("questions[%d]", i)
		kinds[q.Kind] = true
		l.feedback(at, q)
		if len(q.Sources) == 0 && q.Kind != courses.Short {
			unsourced++
		}
		switch q.Kind {
		case courses.Single:
			singles = append(singles, pickOf(q.Options, func(o courses.Option) bool { return o.ID == q.Answer.Text }))
		case courses.Multiple:
			right := func(o courses.Option) bool { return slices.Contains(q.Answer.List, o.ID) }
			if right, wrong := lengths(q.Options, right); len(right) > 0 && len(wrong) > 0 && slices.Min(right) > slices.Max(wrong) {
				l.add(at+".options", 0, "key_longer", "every right option is longer than every wrong one")
			}
		case courses.TrueFalse:
			if q.Answer.Truth != nil {
				truths[*q.Answer.Truth]++
			}
		}
	}
	if n := truths[true] + truths[false]; n >= leastPattern && (truths[true] == 0 || truths[false] == 0) {
		l.add("questions", 0, "key_truth", "the answer to all %d true-or-false questions is the same", n)
	}
	l.singles(singles)
	if n := len(m.Questions); n < leastQuestions {
		l.warn("questions", 0, "quiz_short", "has %d questions; %d make a fair test", n, leastQuestions)
	}
	if 2*unsourced > len(m.Questions) { // a question on the course's own advice may have none
		l.warn("questions", 0, "questions_unsourced", "%d of %d questions name no source", unsourced, len(m.Questions))
	}
	if len(kinds) < leastKinds {
		l.warn("questions", 0, "quiz_kinds", "has %d kinds of question; %d keep a reader awake", len(kinds), leastKinds)
	}
}

func (l *linter) feedback(at string, q *courses.Question) {
	if n := render.Words(render.Plain(q.Feedback)); n > 0 && n < leastFeedback {
		l.add(at+".feedback", 1, "feedback_thin", "has %d words: say why", n)
	}
	if text := cites.ReplaceAllStringFunc(q.Feedback, blank); len(q.Options) > 0 {
		if found := optionLetter.FindStringIndex(text); found != nil {
			l.add(at+".feedback", lineAt(text, found[0]), "option_letter",
				"names an option by %q, but options are shuffled and shown without letters: say what it says", strings.TrimSpace(text[found[0]:found[1]]))
		}
	}
}

var (
	cites        = regexp.MustCompile(`\[@[^\]]*\]`)
	optionLetter = regexp.MustCompile(`(?:^|\s)\([a-l](?:(?:,|,? and) [a-l])*\)|\b[Oo]ptions? \(?[a-l]\)?(?:\W|$)`)
)

// singles looks for a key that is always the longest option, or the shortest, or in one place.
func (l *linter) singles(all []pick) {
	if len(all) < leastPattern {
		return
	}
	longest, shortest := count(all, func(p pick) bool { return p.longest }), count(all, func(p pick) bool { return p.shortest })
	if float64(longest) > mostLongest*float64(len(all)) {
		l.add("questions", 0, "key_longest", "the key is the longest option in %d of %d single-choice questions", longest, len(all))
	}
	if shortest == len(all) {
		l.add("questions", 0, "key_shortest", "the key is the shortest option in all %d single-choice questions", shortest)
	}
	if place := all[0].place; count(all, func(p pick) bool { return p.place == place }) == len(all) {
		l.add("questions", 0, "key_place", "the key stands in place %d in all %d single-choice questions", place+1, len(all))
	}
}

// scenario looks for the same in the choices of a scenario: a reader must weigh them, not measure them.
func (l *linter) scenario(at string, s *courses.Scenario) {
	var all []pick
	for _, step := range s.Steps {
		options, best := make([]courses.Option, len(step.Choices)), map[string]bool{}
		for i, c := range step.Choices {
			options[i], best[c.ID] = courses.Option{ID: c.ID, Text: c.Text}, c.Best
		}
		if p := pickOf(options, func(o courses.Option) bool { return best[o.ID] }); p.place >= 0 {
			all = append(all, p)
		}
	}
	if len(all) < leastPattern {
		return
	}
	if n := count(all, func(p pick) bool { return p.longest }); 2*n > len(all) {
		l.add(at+".steps", 0, "best_longest", "the best choice is the longest in %d of %d steps", n, len(all))
	}
	if n := count(all, func(p pick) bool { return p.shortest }); n == len(all) {
		l.add(at+".steps", 0, "best_shortest", "the best choice is the shortest in all %d steps", n)
	}
	if place := all[0].place; count(all, func(p pick) bool { return p.place == place }) == len(all) {
		l.add(at+".steps", 0, "best_place", "the best choice stands in place %d in all %d steps", place+1, len(all))
	}
}

// pick is how the right options stand among the others.
type pick struct {
	place             int // of the first; -1 where there is nothing to choose
	longest, shortest bool
}

func pickOf(options []courses.Option, right func(courses.Option) bool) pick {
	is, not := lengths(options, right)
	if len(is) == 0 || len(not) == 0 {
		return pick{place: -1}
	}
	return pick{slices.IndexFunc(options, right), slices.Max(is) > slices.Max(not), slices.Min(is) < slices.Min(not)}
}

// lengths of the right and of the other options.
func lengths(options []courses.Option, right func(courses.Option) bool) (is, not []int) {
	for _, o := range options {
		if right(o) {
			is = append(is, length(o.Text))
		} else {
			not = append(not, length(o.Text))
		}
	}
	return is, not
}

// length is what a reader sees of an option, in characters.
func length(markdown string) int { return utf8.RuneCountInString(render.Plain(markdown)) }

func count[T any](list []T, is func(T) bool) int {
	n := 0
	for _, item := range list {
		if is(item) {
			n++
		}
	}
	return n
}
