package gift

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"upstander/courses"
)

// Note says what became of something that the other format has no place for.
type Note struct {
	Line    int    `json:"line"` // of a text read, from 1; 0 when writing
	ID      string `json:"id"`   // of the question, "" when it was left out
	Message string `json:"message"`
	Dropped bool   `json:"dropped"` // the whole question was left out
}

// MaxText bounds a text, in bytes.
const MaxText = 1 << 20

// escapable are the signs that a backslash takes their meaning from. While a text is taken apart they stand as private-use characters, which no
// text is left to hold.
const escapable = `\~=#{}:`

const hiddenBase = '\ue000'

func hide(text string) string {
	var out strings.Builder
	escaped := false
	for _, r := range text {
		at := strings.IndexRune(escapable, r)
		switch {
		case escaped && r == 'n':
			out.WriteRune('\n')
		case escaped && at >= 0:
			out.WriteRune(hiddenBase + rune(at))
		case escaped:
			out.WriteRune('\\')
			out.WriteRune(r)
		case r == '\\':
			escaped = true
			continue
		case r >= hiddenBase && r < hiddenBase+rune(len(escapable)):
			out.WriteRune('\ufffd')
		default:
			out.WriteRune(r)
		}
		escaped = false
	}
	return out.String()
}

func show(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if at := r - hiddenBase; at >= 0 && int(at) < len(escapable) {
			return rune(escapable[at])
		}
		return r
	}, text))
}

// Read takes questions from a text. Ids follow from the titles; taken names those that are in use. An answer that GIFT would mark by its wording
// becomes a short question, which the learner compares with the model points.
func Read(text string, taken func(id string) bool) ([]courses.Question, []Note) {
	if len(text) > MaxText {
		return nil, []Note{{Line: 1, Message: "the text is larger than a megabyte", Dropped: true}}
	}
	r := &reader{used: map[string]bool{}, taken: taken}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
	text = strings.TrimPrefix(text, "\ufeff")
	var block []string
	start, depth := 1, 0 // an empty line within braces does not end the question
	for i, line := range append(strings.Split(text, "\n"), "") {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "//"):
			line = "" // a comment stands within a question too
			if len(block) == 0 {
				continue
			}
		case strings.HasPrefix(trimmed, "$CATEGORY:"):
			r.note(i+1, "", "the category is not carried", false)
			continue
		case trimmed == "" && depth <= 0:
			if len(block) > 0 {
				r.question(start, strings.Join(block, "\n"))
			}
			block, depth = nil, 0
			continue
		}
		signs := hide(line)
		depth += strings.Count(signs, "{") - strings.Count(signs, "}")
		if len(block) == 0 {
			start = i + 1
		}
		block = append(block, line)
	}
	if len(block) > 0 {
		r.note(start, "", "the answers do not end: a closing brace is missing", true)
	}
	return r.questions, r.notes
}

type reader struct {
	questions []courses.Question
	notes     []Note
	used      map[string]bool
	taken     func(id string) bool
}

// maxNotes is enough to work on; a text of nothing but faults cannot make a report of megabytes.
const maxNotes = 300

func (r *reader) note(line int, id, message string, dropped bool) {
	if len(r.notes) >= maxNotes {
		return
	}
	r.notes = append(r.notes, Note{line, id, message, dropped})
}

var formatTag = regexp.MustCompile(`^\s*\[(html|moodle|plain|markdown)\]`)

func (r *reader) question(line int, text string) {
	if len(r.questions) >= courses.MaxQuestions {
		if len(r.questions) == courses.MaxQuestions {
			r.note(line, "", fmt.Sprintf("a module holds at most %d questions", courses.MaxQuestions), true)
		}
		return
	}
	text = hide(text)
	title := ""
	if rest, ok := strings.CutPrefix(strings.TrimSpace(text), "::"); ok {
		if name, after, closed := strings.Cut(rest, "::"); closed {
			title, text = show(name), after
		}
	}
	format := ""
	if tag := formatTag.FindStringSubmatch(text); tag != nil {
		format, text = tag[1], formatTag.ReplaceAllString(text, "")
	}
	before, rest, found := strings.Cut(text, "{")
	inside, after, closed := strings.Cut(rest, "}")
	if !found || !closed {
		r.note(line, "", "a text without answers is not a question", true)
		return
	}
	q := courses.Question{ID: r.id(title), Prompt: show(before)}
	if tail := show(after); tail != "" {
		q.Prompt = strings.TrimSpace(q.Prompt + " _____ " + tail)
		r.note(line, q.ID, "the gap in the sentence stands as _____", false)
	}
	if format == "html" {
		r.note(line, q.ID, "the text is HTML; write it as Markdown", false)
	}
	if inside, general, ok := cutLast(inside, "####"); ok {
		q.Feedback = show(general)
		r.answers(line, &q, inside)
		return
	}
	r.answers(line, &q, inside)
}

func cutLast(text, mark string) (before, after string, found bool) {
	if i := strings.LastIndex(text, mark); i >= 0 {
		return text[:i], text[i+len(mark):], true
	}
	return text, "", false
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// id makes an id of a title, another for each question.
func (r *reader) id(title string) string {
	base := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(title), "-"), "-")
	if len(base) > 40 {
		base = strings.Trim(base[:40], "-")
	}
	if base == "" {
		base = "question"
	}
	id := base
	for n := 2; r.used[id] || r.taken != nil && r.taken(id); n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	r.used[id] = true
	return id
}
