package gift

import (
	"regexp"
	"strconv"
	"strings"

	"upstander/courses"
)

// choice is one answer as written: "=text#feedback" or "~%50%text".
type choice struct {
	right    bool
	weight   float64
	weighted bool
	text     string
	match    string // behind "->"
	paired   bool
	feedback string
}

var (
	truths = map[string]bool{"T": true, "TRUE": true, "F": false, "FALSE": false}
	weight = regexp.MustCompile(`^%(-?[0-9]+(?:\.[0-9]+)?)%`)
)

// answers reads what stands in the braces, signs that were escaped still hidden, and takes the question when it can be carried.
func (r *reader) answers(line int, q *courses.Question, text string) {
	text = strings.TrimSpace(text)
	word, remark, _ := strings.Cut(text, "#")
	if truth, ok := truths[strings.ToUpper(strings.TrimSpace(word))]; ok {
		q.Kind, q.Answer.Truth = courses.TrueFalse, &truth
		for _, part := range strings.Split(remark, "#") {
			r.remark(line, q, show(part))
		}
		r.take(q)
		return
	}
	if strings.HasPrefix(text, "#") {
		r.note(line, "", "a question with a number for an answer is not carried", true)
		return
	}
	choices := split(text)
	rights, weights, pairs := 0, false, 0
	for _, c := range choices {
		if c.right {
			rights++
		}
		weights = weights || c.weighted
		if c.paired {
			pairs++
		}
		if c.feedback != "" {
			r.remark(line, q, c.text+": "+c.feedback)
		}
	}
	switch {
	case len(choices) == 0:
		q.Kind, q.Answer.List = courses.Short, []string{}
		r.note(line, q.ID, "an essay becomes a short question; give it model points", false)
	case pairs == len(choices):
		pair(q, choices)
	case pairs > 0:
		r.note(line, "", "some answers are pairs and some are not", true)
		return
	case rights == len(choices):
		q.Kind = courses.Short
		for _, c := range choices {
			q.Answer.List = append(q.Answer.List, c.text)
		}
		r.note(line, q.ID, "an answer in words is not marked by the program: the learner compares it with the model points", false)
	case rights == 1 && !weights:
		q.Kind = courses.Single
		q.Options = options("a", choices)
		for i, c := range choices {
			if c.right {
				q.Answer.Text = q.Options[i].ID
			}
		}
	default:
		r.several(line, q, choices)
	}
	r.take(q)
}

// several is a question of which more than one answer is right: those of a positive weight.
func (r *reader) several(line int, q *courses.Question, choices []choice) {
	q.Kind, q.Options = courses.Multiple, options("a", choices)
	partly := false
	for i, c := range choices {
		if c.right && !c.weighted || c.weighted && c.weight > 0 {
			q.Answer.List = append(q.Answer.List, q.Options[i].ID)
		}
		partly = partly || c.weighted && c.weight != 100
	}
	if partly {
		r.note(line, q.ID, "shares of points are not carried: all right answers, and no other, make it right", false)
	}
}

func (r *reader) remark(line int, q *courses.Question, text string) {
	if text == "" {
		return
	}
	q.Feedback = strings.TrimSpace(q.Feedback + "\n\n" + text)
	r.note(line, q.ID, "feedback on a single answer stands in the feedback of the question", false)
}

func (r *reader) take(q *courses.Question) {
	r.questions = append(r.questions, *q)
}

func options(prefix string, choices []choice) []courses.Option {
	var out []courses.Option
	for i, c := range choices {
		out = append(out, courses.Option{ID: prefix + strconv.Itoa(i+1), Text: c.text})
	}
	return out
}

// pair makes a matching question; a pair without a prompt gives one more option to choose from, and equal options are one.
func pair(q *courses.Question, choices []choice) {
	q.Kind, q.Answer.Pairs = courses.Matching, map[string]string{}
	ids := map[string]string{}
	for _, c := range choices {
		id, known := ids[c.match]
		if !known {
			id = "a" + strconv.Itoa(len(ids)+1)
			ids[c.match] = id
			q.Options = append(q.Options, courses.Option{ID: id, Text: c.match})
		}
		if c.text != "" {
			prompt := "p" + strconv.Itoa(len(q.Prompts)+1)
			q.Prompts = append(q.Prompts, courses.Option{ID: prompt, Text: c.text})
			q.Answer.Pairs[prompt] = id
		}
	}
}

// split takes the answers apart.
func split(text string) []choice {
	var out []choice
	for len(text) > 0 {
		i := strings.IndexAny(text, "=~")
		if i < 0 {
			break
		}
		c := choice{right: text[i] == '='}
		rest := text[i+1:]
		end := strings.IndexAny(rest, "=~")
		if end < 0 {
			end = len(rest)
		}
		body := strings.TrimSpace(rest[:end])
		if m := weight.FindStringSubmatch(body); m != nil {
			c.weighted = true
			c.weight, _ = strconv.ParseFloat(m[1], 64) // digits, by the expression
			body = body[len(m[0]):]
		}
		body, feedback, _ := strings.Cut(body, "#")
		c.feedback = show(feedback)
		var match string
		if body, match, c.paired = strings.Cut(body, "->"); c.paired {
			c.match = show(match)
		}
		c.text = show(formatTag.ReplaceAllString(body, ""))
		out = append(out, c)
		text = rest[end:]
	}
	return out
}
