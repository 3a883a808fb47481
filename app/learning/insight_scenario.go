package learning

import "upstander/courses"

// ScenarioInsight is which ways are taken through a scenario. What a learner chose is theirs alone, so it is told more coarsely than the
// rest: each figure is rounded down to a multiple of five, or the completion of one learner who is known would show, by what changed, what
// they chose. Withheld is set where fewer than five have taken a path that the scenario has today; the figures are 0 then.
type ScenarioInsight struct {
	Withheld bool          `json:"withheld"`
	Steps    []StepInsight `json:"steps"`
}

// StepInsight is a step of a scenario, with the Markdown of its text. AtLeast is how many learners, at least, ended there: 0, 5, 10 …; it
// is 0 for a step that is no ending.
type StepInsight struct {
	ID      string          `json:"id"`
	Text    string          `json:"text"`
	Ending  bool            `json:"ending"`
	AtLeast int             `json:"at_least"`
	Choices []ChoiceInsight `json:"choices"`
}

// ChoiceInsight is one way on from a step. AtLeast is how many learners, at least, took it: 0, 5, 10 …
type ChoiceInsight struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Best    bool   `json:"best"`
	Next    string `json:"next"`
	AtLeast int    `json:"at_least"`
}

// scenarioInsight counts learners: who walks in a circle counts once a choice. Paths that an earlier version had and this one has not are
// left out.
func scenarioInsight(l *courses.Lesson, began map[string]*reading) *ScenarioInsight {
	out := &ScenarioInsight{Steps: []StepInsight{}}
	walked := 0
	took, ended := map[*courses.Choice]int{}, map[*courses.Step]int{}
	for _, r := range began {
		path := r.choices[l.Slug]
		taken, here, ok := l.Scenario.Walk(path)
		if len(path) == 0 || !ok || !here.Ending {
			continue
		}
		walked++
		ended[here]++
		once := map[*courses.Choice]bool{}
		for _, t := range taken {
			if !once[t.Choice] {
				once[t.Choice] = true
				took[t.Choice]++
			}
		}
	}
	out.Withheld = walked < fewest
	for i := range l.Scenario.Steps {
		step := &l.Scenario.Steps[i]
		v := StepInsight{ID: step.ID, Text: step.Text, Ending: step.Ending, AtLeast: coarse(ended[step]), Choices: []ChoiceInsight{}}
		for j := range step.Choices {
			c := &step.Choices[j]
			v.Choices = append(v.Choices, ChoiceInsight{c.ID, c.Text, c.Best, c.Next, coarse(took[c])})
		}
		out.Steps = append(out.Steps, v)
	}
	return out
}

// CoarseStep is what the figures of a scenario are multiples of.
const CoarseStep = fewest

func coarse(n int) int { return n - n%CoarseStep }
