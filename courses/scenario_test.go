package courses

import "testing"

// story is a sound scenario: start → later ⇄ start, both → end.
func story() *Scenario {
	choice := func(id, next string, best bool) Choice {
		return Choice{ID: id, Text: "Do " + id, Consequence: "Then.", Next: next, Best: best}
	}
	return &Scenario{Intro: "Intro", Debrief: "Debrief", Steps: []Step{
		{ID: "start", Text: "Now?", Choices: []Choice{choice("speak", "end", true), choice("wait", "later", false)}},
		{ID: "later", Text: "And now?", Choices: []Choice{choice("speak", "end", true), choice("back", "start", false)}},
		{ID: "end", Text: "Over.", Ending: true},
	}}
}

func TestWalk(t *testing.T) {
	s := story()
	for _, c := range []struct {
		path  []string
		taken int
		here  string
		ok    bool
	}{
		{nil, 0, "start", true},
		{[]string{"wait"}, 1, "later", true},
		{[]string{"wait", "back", "wait", "speak"}, 4, "end", true},
		{[]string{"speak"}, 1, "end", true},
		{[]string{"speak", "speak"}, 1, "end", false}, // nothing follows an ending
		{[]string{"back"}, 0, "start", false},         // a choice of another step
		{[]string{"wait", ""}, 1, "later", false},
	} {
		taken, here, ok := s.Walk(c.path)
		if len(taken) != c.taken || here.ID != c.here || ok != c.ok {
			t.Errorf("%v: %d steps to %s, %v", c.path, len(taken), here.ID, ok)
		}
		for i, step := range taken {
			if step.Choice.ID != c.path[i] {
				t.Errorf("%v: step %d took %s", c.path, i, step.Choice.ID)
			}
		}
	}
	if _, here, ok := (&Scenario{}).Walk(nil); ok || here != nil {
		t.Error("a story without steps is walked")
	}
	s.Steps[0].Choices[0].Next = "nowhere"
	if _, here, ok := s.Walk([]string{"speak"}); ok || here.ID != "start" {
		t.Error("a choice that leads nowhere is taken")
	}
}
