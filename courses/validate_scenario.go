package courses

import "fmt"

// scenario checks the graph of steps: ids known, every step reachable from the first, an ending reachable from every step.
func (f *faults) scenario(at string, s *Scenario) {
	f.text(at+".intro", s.Intro, MaxMarkdown)
	f.text(at+".debrief", s.Debrief, MaxMarkdown)
	f.count(at+".steps", len(s.Steps), 2, MaxSteps, "steps")
	f.unique(at+".steps", ids(s.Steps, func(s Step) string { return s.ID }))
	for i := range s.Steps {
		f.step(fmt.Sprintf("%s.steps[%d]", at, i), &s.Steps[i], s)
	}
	if len(s.Steps) == 0 {
		return
	}
	reached := s.reachable()
	ends := s.endsReachable()
	for i, step := range s.Steps {
		where := fmt.Sprintf("%s.steps[%d]", at, i)
		if !reached[step.ID] {
			f.add(where, "unreachable", "no path leads to step %q", step.ID)
		}
		if !ends[step.ID] {
			f.add(where, "dead_end", "no path leads from step %q to an ending", step.ID)
		}
	}
}

func (f *faults) step(at string, step *Step, s *Scenario) {
	f.slug(at+".id", step.ID)
	f.text(at+".text", step.Text, MaxMarkdown)
	if step.Ending {
		f.count(at+".choices", len(step.Choices), 0, 0, "choices though it is an ending")
		return
	}
	f.count(at+".choices", len(step.Choices), 2, 6, "choices")
	f.unique(at+".choices", ids(step.Choices, func(c Choice) string { return c.ID }))
	best := false
	for i, c := range step.Choices {
		where := fmt.Sprintf("%s.choices[%d]", at, i)
		f.slug(where+".id", c.ID)
		f.text(where+".text", c.Text, MaxText)
		f.text(where+".consequence", c.Consequence, MaxMarkdown)
		if _, ok := s.Step(c.Next); !ok {
			f.add(where+".next", "unknown_step", "no step has the id %q", c.Next)
		}
		best = best || c.Best
	}
	if !best && len(step.Choices) > 0 {
		f.add(at+".choices", "no_best", "none of the choices is marked as best")
	}
}

func (s *Scenario) reachable() map[string]bool {
	seen := map[string]bool{s.Steps[0].ID: true}
	queue := []string{s.Steps[0].ID}
	for len(queue) > 0 {
		step, ok := s.Step(queue[0])
		queue = queue[1:]
		if !ok {
			continue
		}
		for _, c := range step.Choices {
			if !seen[c.Next] {
				seen[c.Next] = true
				queue = append(queue, c.Next)
			}
		}
	}
	return seen
}

// endsReachable gives the steps from which an ending can be reached, found backwards until nothing changes.
func (s *Scenario) endsReachable() map[string]bool {
	good := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for _, step := range s.Steps {
			if good[step.ID] {
				continue
			}
			ok := step.Ending
			for _, c := range step.Choices {
				ok = ok || good[c.Next]
			}
			if ok {
				good[step.ID] = true
				changed = true
			}
		}
	}
	return good
}
