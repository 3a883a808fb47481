package courses

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Answer is what somebody answers, or the key, in the form that the question's kind takes:
//
//	single      "id"            Text
//	multiple    ["id", …]       List
//	true_false  true | false    Truth
//	ordering    ["id", …]       List
//	matching    {"id": "id"}    Pairs
//	short       "text"          Text (as a key: List, the model points)
//
// The zero Answer is "not answered"; in JSON it is null.
type Answer struct {
	Text  string            `bson:"text,omitempty"`
	List  []string          `bson:"list,omitempty"`
	Truth *bool             `bson:"truth,omitempty"`
	Pairs map[string]string `bson:"pairs,omitempty"`
}

// Empty reports whether nothing was answered.
func (a Answer) Empty() bool {
	return a.Text == "" && len(a.List) == 0 && a.Truth == nil && len(a.Pairs) == 0
}

// value is the plain form, for encoding.
func (a Answer) value() any {
	switch {
	case a.Truth != nil:
		return *a.Truth
	case a.List != nil:
		return a.List
	case a.Pairs != nil:
		return a.Pairs
	case a.Text != "":
		return a.Text
	}
	return nil
}

// MarshalJSON writes the plain form.
func (a Answer) MarshalJSON() ([]byte, error) { return json.Marshal(a.value()) }

// MarshalYAML writes the plain form.
func (a Answer) MarshalYAML() (any, error) { return a.value(), nil }

var errAnswerForm = errors.New("an answer is a text, true or false, a list of texts, or texts by name")

// UnmarshalJSON takes any of the plain forms; the form decides the field, the question's kind is checked by FormFault.
func (a *Answer) UnmarshalJSON(data []byte) error {
	*a = Answer{}
	var target any
	switch {
	case len(data) == 0 || string(data) == "null":
		return nil
	case data[0] == '"':
		target = &a.Text
	case data[0] == 't' || data[0] == 'f':
		target = &a.Truth
	case data[0] == '[':
		target = &a.List
	case data[0] == '{':
		target = &a.Pairs
	default:
		return errAnswerForm
	}
	if err := json.Unmarshal(data, target); err != nil {
		return errAnswerForm
	}
	return nil
}

// UnmarshalYAML takes any of the plain forms.
func (a *Answer) UnmarshalYAML(node *yaml.Node) error {
	*a = Answer{}
	switch {
	case node.Kind == yaml.ScalarNode && node.Tag == "!!bool":
		return node.Decode(&a.Truth)
	case node.Kind == yaml.ScalarNode && node.Tag != "!!null":
		a.Text = node.Value
		return nil
	case node.Kind == yaml.SequenceNode:
		return node.Decode(&a.List)
	case node.Kind == yaml.MappingNode:
		return node.Decode(&a.Pairs)
	}
	return fmt.Errorf("line %d: %w", node.Line, errAnswerForm)
}

// FormFault says why the answer cannot be one to q, or "" when it can: wrong form, or ids that q does not have.
// The text is a code for translation, not for people.
func (q *Question) FormFault(a Answer) string {
	if a.Empty() {
		return ""
	}
	form := Answer{}
	switch q.Kind {
	case Single, Short:
		form.Text = a.Text
	case TrueFalse:
		form.Truth = a.Truth
	case Multiple, Ordering:
		form.List = a.List
	case Matching:
		form.Pairs = a.Pairs
	}
	if form.Empty() {
		return "answer_form"
	}
	switch q.Kind {
	case Single:
		if !hasID(q.Options, a.Text) {
			return "answer_option"
		}
	case Multiple, Ordering:
		for i, id := range a.List {
			if !hasID(q.Options, id) {
				return "answer_option"
			}
			if slices.Contains(a.List[:i], id) {
				return "answer_twice"
			}
		}
	case Matching:
		for prompt, option := range a.Pairs {
			if !hasID(q.Prompts, prompt) || !hasID(q.Options, option) {
				return "answer_option"
			}
		}
	}
	return ""
}

func hasID(options []Option, id string) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.ID == id })
}
