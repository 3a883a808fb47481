package handlers

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/handlers/web"
)

// shownQuestion is the place of the question that the path or, under its new name, the form names; -1 when there is none.
func shownQuestion(c *fiber.Ctx, m *courses.Module) int {
	if i := questionIndex(m, c.Params("question")); i >= 0 {
		return i
	}
	return questionIndex(m, textOf(c, "id"))
}

func (s *Server) showQuestion(c *fiber.Ctx, e authoring.ModuleEntry, typed *courses.Module) error {
	i, stored := shownQuestion(c, typed), questionIndex(&e.Source, c.Params("question"))
	if i < 0 || stored < 0 {
		return problem.Missing("not_found")
	}
	q := &typed.Questions[i]
	page := web.AuthorPartPage{AuthorFrame: s.authorFrame(c, e), Name: orText(shorten(q.Prompt), q.ID), Kind: string(q.Kind)}
	shown, err := s.Authoring.Preview(c.UserContext(), actor(c), authoring.PreviewInput{ID: e.ID, Source: typed})
	if err == nil {
		e.Faults = shown.Faults
		page.Preview = questionPreview(shown.Questions[i])
	}
	page.Faults = authorFaults(page.AuthorFrame, e, fmt.Sprintf("questions[%d]", i))
	page.Action = page.Href + "/questions/" + c.Params("question")
	if formText(c, "live") != "" {
		return s.live(c, e, page)
	}
	page.Shelf = shelfRows(c, typed)
	page.Images = authorImages(c, page.AuthorFrame, &e.Source)
	page.Token = token(e.Source.Questions[stored])
	fields := questionFields(page.Frame, q)
	page.Inputs = inOrder(fields, "id", "kind", "prompt")
	page.Groups = questionGroups(page.Frame, q, fields)
	page.Groups = append(page.Groups, web.InputGroup{Legend: page.T("author.feedback"), Inputs: inOrder(fields, "feedback", "cited", "sensitive")})
	return s.render(c, "author-part", page)
}

func questionPreview(q authoring.QuestionPreview) template.HTML {
	var out strings.Builder
	out.WriteString(q.Prompt)
	for _, list := range [][]authoring.OptionPreview{q.Prompts, q.Options} {
		if len(list) > 0 {
			out.WriteString("<ul>")
			for _, o := range list {
				out.WriteString("<li>" + o.HTML + "</li>")
			}
			out.WriteString("</ul>")
		}
	}
	out.WriteString("<div class=\"feedback\">" + q.Feedback + "</div>")
	return template.HTML(out.String()) // of texts that courses/render has made safe
}

// spare is how many empty rows a question's form has besides what is there.
const spare = 2

func rows(kind courses.QuestionKind, n int) int {
	switch kind {
	case courses.TrueFalse, courses.Short:
		return 0
	}
	return max(n+spare, 4)
}

// questionFields are the fields of a question's form, by name. The right answer is told at each option, in the way of the kind.
func questionFields(f web.Frame, q *courses.Question) map[string]web.Input {
	kind := web.Input{ID: "kind", Name: "kind", Label: "kind", Value: string(q.Kind)}
	for _, k := range courses.QuestionKinds {
		kind.Options = append(kind.Options, web.Option{Value: string(k), Text: f.T("quiz.kind." + string(k)), Selected: k == q.Kind})
	}
	cited := textField("cited", strings.Join(q.Sources, ", "), 0)
	sensitive := web.Input{ID: "sensitive", Name: "sensitive", Label: "sensitive", Type: "checkbox", Checked: q.Sensitive}
	out := fieldMap(textField("id", q.ID, 0), kind, textField("prompt", q.Prompt, 4), textField("feedback", q.Feedback, 5), cited, sensitive)
	at := func(name, label, value string, rows int) web.Input {
		field := textField(name, value, rows)
		field.Label = label
		out[name] = field
		return field
	}
	for i := range rows(q.Kind, len(q.Options)) {
		var o courses.Option
		if i < len(q.Options) {
			o = q.Options[i]
		}
		name := fmt.Sprintf("option.%d.", i)
		at(name+"id", "id", o.ID, 0)
		at(name+"text", "text", o.Text, 2)
		switch q.Kind {
		case courses.Single, courses.Multiple:
			right := o.ID != "" && (q.Answer.Text == o.ID || slices.Contains(q.Answer.List, o.ID))
			out[name+"right"] = web.Input{ID: fmt.Sprintf("option-%d-right", i), Name: name + "right", Label: "right", Type: "checkbox", Checked: right}
		case courses.Ordering:
			position := ""
			if p := slices.Index(q.Answer.List, o.ID); p >= 0 {
				position = strconv.Itoa(p + 1)
			}
			at(name+"position", "position", position, 0)
		}
	}
	for i := range rows(q.Kind, len(q.Prompts)) {
		if q.Kind != courses.Matching {
			break
		}
		var o courses.Option
		if i < len(q.Prompts) {
			o = q.Prompts[i]
		}
		name := fmt.Sprintf("prompt.%d.", i)
		at(name+"id", "id", o.ID, 0)
		at(name+"text", "text", o.Text, 2)
		at(name+"match", "match", q.Answer.Pairs[o.ID], 0)
	}
	if q.Kind == courses.TrueFalse {
		truth := web.Input{ID: "truth", Name: "truth", Label: "truth", Options: []web.Option{{Value: "", Text: "–"}}}
		for _, value := range []bool{true, false} {
			text := strconv.FormatBool(value)
			truth.Options = append(truth.Options, web.Option{Value: text, Text: f.T("quiz." + text), Selected: q.Answer.Truth != nil && *q.Answer.Truth == value})
		}
		out["truth"] = truth
	}
	if q.Kind == courses.Short {
		at("points", "points", strings.Join(q.Answer.List, "\n"), 5)
	}
	return out
}

func questionGroups(f web.Frame, q *courses.Question, fields map[string]web.Input) []web.InputGroup {
	var out []web.InputGroup
	group := func(prefix, legend string, n int, parts ...string) {
		for i := range n {
			var inputs []web.Input
			for _, p := range parts {
				if field, ok := fields[fmt.Sprintf("%s.%d.%s", prefix, i, p)]; ok {
					inputs = append(inputs, field)
				}
			}
			out = append(out, web.InputGroup{Legend: f.T(legend, "n", i+1), Inputs: inputs})
		}
	}
	if q.Kind == courses.Matching {
		group("prompt", "author.legend.prompt", rows(q.Kind, len(q.Prompts)), "id", "text", "match")
	}
	group("option", "author.legend.option", rows(q.Kind, len(q.Options)), "id", "text", "right", "position")
	for _, name := range []string{"truth", "points"} {
		if field, ok := fields[name]; ok {
			out = append(out, web.InputGroup{Legend: f.T("author.right"), Inputs: []web.Input{field}})
		}
	}
	return out
}

var questionPart = part{
	of: func(c *fiber.Ctx, m *courses.Module) any {
		if i := shownQuestion(c, m); i >= 0 {
			return m.Questions[i]
		}
		return nil
	},
	apply: func(c *fiber.Ctx, m *courses.Module) error {
		i := questionIndex(m, c.Params("question"))
		if i < 0 {
			return problem.Missing("not_found")
		}
		id := textOf(c, "id")
		switch other := questionIndex(m, id); {
		case other >= 0 && other != i:
			return problem.Wrong("id", "exists")
		case !courses.ValidSlug(id):
			return problem.Wrong("id", "slug")
		}
		m.Questions[i] = readQuestion(c, id)
		return nil
	},
	show: (*Server).showQuestion,
	href: func(c *fiber.Ctx) string { return "/questions/" + textOf(c, "id") },
	fields: func(c *fiber.Ctx, m *courses.Module) map[string]web.Input {
		if i := shownQuestion(c, m); i >= 0 {
			return questionFields(web.Frame{}, &m.Questions[i])
		}
		return nil
	},
	texts: []string{"id", "prompt", "feedback", "cited", "points", "option.", "prompt."},
}

// maxRows is above what any question may have, so that too many are told and not cut off.
const maxRows = 26

// readQuestion takes a question's form. An option without an id and a text is not there.
func readQuestion(c *fiber.Ctx, id string) courses.Question {
	q := courses.Question{
		ID: id, Kind: courses.QuestionKind(formText(c, "kind")), Prompt: textOf(c, "prompt"), Feedback: textOf(c, "feedback"),
		Sensitive: formText(c, "sensitive") == "on",
	}
	q.Sources = strings.FieldsFunc(textOf(c, "cited"), func(r rune) bool { return r == ',' || r == ' ' })
	type placed struct {
		id string
		at int
	}
	var order []placed
	var right []string
	for i := range maxRows {
		name := fmt.Sprintf("option.%d.", i)
		o := courses.Option{ID: textOf(c, name+"id"), Text: textOf(c, name+"text")}
		if o.ID == "" && o.Text == "" {
			continue
		}
		q.Options = append(q.Options, o)
		if formText(c, name+"right") == "on" {
			right = append(right, o.ID)
		}
		if at := whole(c, name+"position"); at > 0 {
			order = append(order, placed{o.ID, at})
		}
	}
	pairs := map[string]string{}
	for i := range maxRows {
		name := fmt.Sprintf("prompt.%d.", i)
		o := courses.Option{ID: textOf(c, name+"id"), Text: textOf(c, name+"text")}
		if o.ID == "" && o.Text == "" {
			continue
		}
		q.Prompts = append(q.Prompts, o)
		if match := textOf(c, name+"match"); match != "" {
			pairs[o.ID] = match
		}
	}
	switch q.Kind {
	case courses.Single:
		q.Answer.Text = strings.Join(right, " ") // two that are right is a fault, which the id of neither names
	case courses.Multiple:
		q.Answer.List = right
	case courses.TrueFalse:
		if truth, err := strconv.ParseBool(formText(c, "truth")); err == nil {
			q.Answer.Truth = &truth
		}
	case courses.Ordering:
		slices.SortStableFunc(order, func(a, b placed) int { return a.at - b.at })
		for _, p := range order {
			q.Answer.List = append(q.Answer.List, p.id)
		}
	case courses.Matching:
		q.Answer.Pairs = pairs
	case courses.Short:
		q.Answer.List = lines(c, "points")
	}
	return q
}
