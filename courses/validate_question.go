package courses

import (
	"fmt"
	"slices"
)

// question checks one question: what its kind needs, and that the key is a whole answer to it.
func (f *faults) question(at string, q *Question, m *Module) {
	f.slug(at+".id", q.ID)
	f.text(at+".prompt", q.Prompt, MaxText)
	f.text(at+".feedback", q.Feedback, 2*MaxText)
	f.known(at+".sources", q.Sources, m)
	if !slices.Contains(QuestionKinds, q.Kind) {
		f.add(at+".kind", "unknown", "%q is not a kind of question", q.Kind)
		return
	}
	f.options(at, q)
	f.key(at+".answer", q)
}

func (f *faults) options(at string, q *Question) {
	low, high := 2, 8
	switch q.Kind {
	case TrueFalse, Short:
		low, high = 0, 0
	case Ordering:
		low = 3
	case Matching:
		low, high = max(2, len(q.Prompts)), 12
	}
	f.count(at+".options", len(q.Options), low, high, "options")
	f.optionTexts(at+".options", q.Options)
	if q.Kind == Matching {
		f.count(at+".prompts", len(q.Prompts), 2, 8, "prompts")
	} else {
		f.count(at+".prompts", len(q.Prompts), 0, 0, "prompts")
	}
	f.optionTexts(at+".prompts", q.Prompts)
}

func (f *faults) optionTexts(at string, options []Option) {
	f.unique(at, ids(options, func(o Option) string { return o.ID }))
	for i, o := range options {
		f.slug(fmt.Sprintf("%s[%d].id", at, i), o.ID)
		f.text(fmt.Sprintf("%s[%d].text", at, i), o.Text, MaxText)
	}
}

// key checks the answer that is held to be right.
func (f *faults) key(at string, q *Question) {
	if q.Answer.Empty() {
		f.add(at, "required", "is missing")
		return
	}
	if q.Kind == Short {
		f.count(at, len(q.Answer.List), 1, 12, "model points")
		for i, point := range q.Answer.List {
			f.text(fmt.Sprintf("%s[%d]", at, i), point, MaxText)
		}
		return
	}
	switch q.FormFault(q.Answer) {
	case "answer_form":
		f.add(at, "answer_form", "does not have the form that a %s question takes", q.Kind)
		return
	case "answer_option":
		f.add(at, "answer_option", "names an id that is not among the options")
		return
	case "answer_twice":
		f.add(at, "answer_twice", "names an option twice")
		return
	}
	switch {
	case q.Kind == Ordering && len(q.Answer.List) != len(q.Options):
		f.add(at, "answer_whole", "orders %d of %d options", len(q.Answer.List), len(q.Options))
	case q.Kind == Matching && len(q.Answer.Pairs) != len(q.Prompts):
		f.add(at, "answer_whole", "matches %d of %d prompts", len(q.Answer.Pairs), len(q.Prompts))
	case q.Kind == Matching:
		used := map[string]bool{}
		for _, option := range q.Answer.Pairs {
			if used[option] {
				f.add(at, "answer_twice", "gives one option to two prompts")
			}
			used[option] = true
		}
	}
}
