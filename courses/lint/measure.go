package lint

import (
	"strings"
	"unicode"

	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/render"
)

// Measures are the figures of a module.
type Measures struct {
	Lessons   int
	Words     int // that a reader of one audience can read, at most: lessons and scenarios, without the quiz
	Citations int // marks in lessons, scenarios and quiz
	Sources   int // different ones
	Terms     int // different ones linked
	Questions map[courses.QuestionKind]int
	Flesch    float64 // reading ease of the reading lessons; 0 where the language is not English
	Minutes   int
}

// Measure counts what a module holds.
func Measure(m *courses.Module) Measures {
	l := &linter{module: m, context: contextOf(m, nil)}
	out := Measures{Lessons: len(m.Lessons), Minutes: m.Minutes, Questions: map[courses.QuestionKind]int{}}
	var prose strings.Builder
	for i := range m.Lessons {
		lesson := &m.Lessons[i]
		if lesson.Scenario != nil {
			_, all := scenarioWords(lesson.Scenario)
			out.Words += all
			continue
		}
		out.Words += l.lessonWords(lesson)
		prose.WriteString(render.Plain(lesson.Markdown) + "\n\n")
	}
	for _, p := range passages(m) {
		out.Citations += strings.Count(p.text, "[@")
	}
	sources, terms := bundle.Mentions(m)
	out.Sources, out.Terms = len(sources), len(terms)
	for _, q := range m.Questions {
		out.Questions[q.Kind]++
	}
	if l.english() {
		out.Flesch = Flesch(prose.String())
	}
	return out
}

// Flesch is the reading ease of English prose, blocks separated by empty lines: 206.835 − 1.015 words a sentence − 84.6 syllables a
// word (R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32, 1948). Around 60 is plain English, 30 a law
// review. Syllables are estimated by groups of vowels.
func Flesch(text string) float64 {
	words, sentences, syllables := 0, 0, 0
	for block := range strings.SplitSeq(text, "\n\n") {
		open := false
		for _, word := range strings.Fields(block) {
			letters := strings.ToLower(strings.TrimFunc(word, func(c rune) bool { return !unicode.IsLetter(c) }))
			if letters != "" {
				words++
				syllables += vowelGroups(letters)
				open = true
			}
			if open && strings.HasSuffix(strings.TrimRight(word, "\"'”’)"), ".") || open && strings.ContainsAny(word, "?!") {
				sentences++
				open = false
			}
		}
		if open { // a heading, an item of a list
			sentences++
		}
	}
	if sentences == 0 {
		return 0
	}
	return 206.835 - 1.015*float64(words)/float64(sentences) - 84.6*float64(syllables)/float64(words)
}

// vowelGroups estimates the syllables of a lower-case word; a final silent e is none.
func vowelGroups(word string) int {
	n, inside := 0, false
	for _, c := range word {
		vowel := strings.ContainsRune("aeiouyáàâäéèêëíîïóôöúüõãå", c)
		if vowel && !inside {
			n++
		}
		inside = vowel
	}
	if strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") && n > 1 {
		n--
	}
	return max(n, 1)
}
