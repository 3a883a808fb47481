package lint

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"upstander/courses"
	"upstander/courses/render"
)

// unseen are verbs for what nobody can observe in a learner.
var unseen = []string{"understand", "know", "learn", "appreciate", "be", "become", "realise", "realize", "believe", "grasp", "feel"}

// objectives checks that each begins with a capital and, in English, with a verb that one can observe.
func (l *linter) objectives() {
	for i, o := range l.module.Objectives {
		at := fmt.Sprintf("objectives[%d]", i)
		first, _, _ := strings.Cut(strings.TrimSpace(o), " ")
		if c, _ := utf8.DecodeRuneInString(first); unicode.IsLower(c) {
			l.add(at, 0, "objective_capital", "begins with a small letter")
		}
		if !l.english() {
			continue
		}
		word := strings.ToLower(strings.Trim(first, ",.;:"))
		switch {
		case slices.Contains(unseen, word):
			l.add(at, 0, "objective_unseen", "%q cannot be observed: say what the learner will do", first)
		case notVerb(word):
			l.add(at, 0, "objective_verb", "begins with %q: begin with what the learner will do, such as “Explain”", first)
		}
	}
}

// notVerb reports words that cannot be the verb an objective begins with.
func notVerb(word string) bool {
	for _, end := range []string{"ing", "tion", "ness", "ity", "ly"} {
		if strings.HasSuffix(word, end) && word != "bring" && word != "apply" && word != "rely" && word != "reply" {
			return true
		}
	}
	return slices.Contains([]string{"the", "a", "an", "to", "how", "what", "why", "when", "you", "your", "learners", "participants", "after", "by"}, word)
}

// Reading time: at readingPace words a minute a lesson may take half as long again or half as long, or two minutes more or less,
// which is more; a module, a fifth. A question takes a minute.
const (
	readingPace  = 200.0
	lessonSlack  = 0.5
	lessonLeeway = 2.0 // minutes
	moduleSlack  = 0.2
)

func (l *linter) minutes() {
	m, sum := l.module, len(l.module.Questions)
	for i := range m.Lessons {
		lesson := &m.Lessons[i]
		sum += lesson.Minutes
		low, high := l.readingTime(lesson)
		slack := max(lessonSlack*float64(lesson.Minutes), lessonLeeway)
		if stated := float64(lesson.Minutes); stated < low-slack || stated > high+slack {
			l.add(fmt.Sprintf("lessons[%d].minutes", i), 0, "lesson_minutes", "says %d minutes; its words take %s", lesson.Minutes, span(low, high))
		}
	}
	if diff := math.Abs(float64(m.Minutes - sum)); diff > moduleSlack*float64(sum) && diff > lessonLeeway {
		l.add("minutes", 0, "module_minutes", "says %d minutes; its lessons and its quiz, a minute a question, take %d", m.Minutes, sum)
	}
}

// readingTime gives how many minutes a lesson takes at least and at most. A reading lesson is measured for the audience that has most
// to read. A scenario takes at least its longest path and at most all of it. How long somebody reflects is not for us to say.
func (l *linter) readingTime(lesson *courses.Lesson) (low, high float64) {
	switch {
	case lesson.Scenario != nil:
		path, all := scenarioWords(lesson.Scenario)
		return float64(path) / readingPace, float64(all) / readingPace
	case lesson.Kind == courses.Reflection:
		return float64(l.lessonWords(lesson)) / readingPace, math.Inf(1)
	}
	low = float64(l.lessonWords(lesson)) / readingPace
	return low, low
}

// lessonWords counts what the audience with most to read finds in a lesson.
func (l *linter) lessonWords(lesson *courses.Lesson) int {
	if !strings.Contains(lesson.Markdown, "for=") {
		return l.wordsFor("", lesson)
	}
	most := 0
	for _, a := range courses.Audiences() {
		most = max(most, l.wordsFor(a, lesson))
	}
	return most
}

func (l *linter) wordsFor(a courses.Audience, lesson *courses.Lesson) int {
	c := l.context
	c.Audience = a
	out, err := render.Lesson(lesson.Markdown, c)
	if err != nil {
		return 0
	}
	return out.Words
}

func span(low, high float64) string {
	if math.IsInf(high, 1) {
		return fmt.Sprintf("%.0f or more", low)
	}
	if math.Round(low) == math.Round(high) {
		return fmt.Sprintf("%.0f", low)
	}
	return fmt.Sprintf("%.0f to %.0f", low, high)
}
