package gift

import (
	"fmt"
	"slices"
	"strings"

	"upstander/courses"
)

// escape, where it can, takes from a text's signs the meaning that GIFT gives them, line ends included: an empty line would end the
// question. An arrow that makes a pair has no such form and becomes another sign.
func escape(text string) string {
	var out strings.Builder
	for _, r := range strings.ReplaceAll(strings.TrimSpace(text), "->", "→") {
		switch {
		case r == '\n':
			out.WriteString(`\n`)
			continue
		case strings.ContainsRune(escapable, r):
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Write gives the questions as a text, with a note on everything that it could not carry.
func Write(questions []courses.Question) (string, []Note) {
	var out strings.Builder
	var notes []Note
	note := func(id, message string, dropped bool) {
		notes = append(notes, Note{ID: id, Message: message, Dropped: dropped})
	}
	for i := range questions {
		q := &questions[i]
		answers, ok := block(q)
		if !ok {
			note(q.ID, fmt.Sprintf("GIFT has no %s questions, or this one is not finished", q.Kind), true)
			continue
		}
		if strings.Contains(fmt.Sprint(q.Prompt, q.Feedback, q.Options, q.Prompts, q.Answer.List), "->") {
			note(q.ID, "the arrow -> is written →", false)
		}
		if len(q.Sources) > 0 {
			note(q.ID, "the sources are not carried", false)
		}
		if q.Sensitive {
			note(q.ID, "that it may be left unanswered is not carried", false)
		}
		if q.Kind == courses.Short {
			note(q.ID, "Moodle marks the answer by its wording; here the learner compares it with the model points", false)
		}
		fmt.Fprintf(&out, "::%s::[markdown]%s {\n%s", escape(q.ID), escape(q.Prompt), answers)
		if q.Feedback != "" {
			fmt.Fprintf(&out, "####%s\n", escape(q.Feedback))
		}
		out.WriteString("}\n\n")
	}
	return out.String(), notes
}

func block(q *courses.Question) (string, bool) {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	switch q.Kind {
	case courses.Single:
		for _, o := range q.Options {
			line("%s%s", sign(o.ID == q.Answer.Text), escape(o.Text))
		}
		return out.String(), q.Answer.Text != "" && len(q.Options) > 1
	case courses.Multiple:
		for _, o := range q.Options {
			share := -100.0
			if slices.Contains(q.Answer.List, o.ID) {
				share = 100 / float64(len(q.Answer.List))
			}
			line("~%%%.5g%%%s", share, escape(o.Text))
		}
		return out.String(), len(q.Answer.List) > 0
	case courses.TrueFalse:
		if q.Answer.Truth == nil {
			return "", false
		}
		line("%s", strings.ToUpper(fmt.Sprint(*q.Answer.Truth)))
		return out.String(), true
	case courses.Matching:
		used := map[string]bool{}
		for _, p := range q.Prompts {
			right := q.Answer.Pairs[p.ID]
			used[right] = true
			line("=%s -> %s", escape(p.Text), escape(optionText(q, right)))
		}
		for _, o := range q.Options {
			if !used[o.ID] {
				line("= -> %s", escape(o.Text))
			}
		}
		return out.String(), len(q.Answer.Pairs) == len(q.Prompts) && len(q.Prompts) > 1
	case courses.Short:
		for _, point := range q.Answer.List {
			line("=%s", escape(point))
		}
		return out.String(), true
	}
	return "", false
}

func optionText(q *courses.Question, id string) string {
	for _, o := range q.Options {
		if o.ID == id {
			return o.Text
		}
	}
	return ""
}

func sign(right bool) string {
	if right {
		return "="
	}
	return "~"
}
