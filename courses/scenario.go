package courses

// Scenario is a branching story. It informs and is never scored: every choice has a consequence, and the reader may
// go back and take another path. Steps form a graph without dead ends (see Faults).
type Scenario struct {
	Intro   string `yaml:"intro" json:"intro" bson:"intro"`
	Steps   []Step `yaml:"steps" json:"steps" bson:"steps"` // the first is where it starts
	Debrief string `yaml:"debrief" json:"debrief" bson:"debrief"`
}

// Step is a decision point, or an ending.
type Step struct {
	ID      string   `yaml:"id" json:"id" bson:"id"`
	Text    string   `yaml:"text" json:"text" bson:"text"`
	Ending  bool     `yaml:"ending,omitempty" json:"ending,omitempty" bson:"ending,omitempty"`
	Choices []Choice `yaml:"choices,omitempty" json:"choices,omitempty" bson:"choices,omitempty"`
}

// Choice is one way on from a step.
type Choice struct {
	ID          string `yaml:"id" json:"id" bson:"id"`
	Text        string `yaml:"text" json:"text" bson:"text"`
	Best        bool   `yaml:"best,omitempty" json:"best,omitempty" bson:"best,omitempty"`
	Consequence string `yaml:"consequence" json:"consequence" bson:"consequence"`
	Next        string `yaml:"next" json:"next" bson:"next"` // id of the step that follows
}

// Step finds a step by its id.
func (s *Scenario) Step(id string) (*Step, bool) {
	for i := range s.Steps {
		if s.Steps[i].ID == id {
			return &s.Steps[i], true
		}
	}
	return nil, false
}

// Choice finds a choice by its id.
func (s *Step) Choice(id string) (*Choice, bool) {
	for i := range s.Choices {
		if s.Choices[i].ID == id {
			return &s.Choices[i], true
		}
	}
	return nil, false
}

// Taken is a step with the choice made there.
type Taken struct {
	Step   *Step
	Choice *Choice
}

// Walk follows the choices (choice ids, in order) from the first step. It gives the steps taken and the step where the
// reader now stands; ok is false when an id is not a choice of its step.
func (s *Scenario) Walk(path []string) (taken []Taken, here *Step, ok bool) {
	if len(s.Steps) == 0 {
		return nil, nil, false
	}
	here = &s.Steps[0]
	for _, id := range path {
		choice, found := here.Choice(id)
		if !found {
			return taken, here, false
		}
		next, found := s.Step(choice.Next)
		if !found {
			return taken, here, false
		}
		taken = append(taken, Taken{here, choice})
		here = next
	}
	return taken, here, true
}
