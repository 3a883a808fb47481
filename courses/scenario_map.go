package courses

import (
	"cmp"
	"slices"
)

// MapStep is the place of a step in the map of a scenario: columns are distances from the first step, rows count from 0 in each column. Steps
// that no path leads to stand in a column of their own behind all others.
type MapStep struct {
	Column, Row int
	Unreachable bool // no path leads here
	DeadEnd     bool // no path leads from here to an ending
}

// Map places every step, in the order of Steps. One scenario gives one map always. It takes any scenario, however unfinished.
func (s *Scenario) Map() []MapStep {
	out := make([]MapStep, len(s.Steps))
	if len(s.Steps) == 0 {
		return out
	}
	index := map[string]int{} // where an id is given twice the first holds, as for those who walk
	for i := len(s.Steps) - 1; i >= 0; i-- {
		index[s.Steps[i].ID] = i
	}
	order, from := s.breadthFirst(index, out)
	ends := s.endsReachable()
	last := 0
	for _, i := range order {
		last = max(last, out[i].Column)
	}
	for i := range out {
		if !slices.Contains(order, i) {
			out[i].Unreachable, out[i].Column = true, last+1
			order = append(order, i)
		}
		out[i].DeadEnd = !ends[s.Steps[i].ID]
	}
	// Each step stands as near as it can to the middle of those that lead to it from the column before, so that few ways cross.
	for column := 0; column <= last+1; column++ {
		var here []int
		for _, i := range order {
			if out[i].Column == column {
				here = append(here, i)
			}
		}
		slices.SortStableFunc(here, func(a, b int) int { return cmp.Compare(middle(from[a], out), middle(from[b], out)) })
		for row, i := range here {
			out[i].Row = row
		}
	}
	return out
}

// breadthFirst gives the steps that can be reached, nearest first, sets their columns, and gives for each those of the column before that lead to it.
func (s *Scenario) breadthFirst(index map[string]int, out []MapStep) (order []int, from map[int][]int) {
	order, from = []int{0}, map[int][]int{}
	seen := map[int]bool{0: true}
	for at := 0; at < len(order); at++ {
		i := order[at]
		for _, c := range s.Steps[i].Choices {
			next, ok := index[c.Next]
			if !ok {
				continue
			}
			if !seen[next] {
				seen[next] = true
				out[next].Column = out[i].Column + 1
				order = append(order, next)
			}
			if out[next].Column == out[i].Column+1 {
				from[next] = append(from[next], i)
			}
		}
	}
	return order, from
}

// middle is the mean row of steps; 0 of none.
func middle(steps []int, out []MapStep) float64 {
	if len(steps) == 0 {
		return 0
	}
	sum := 0
	for _, i := range steps {
		sum += out[i].Row
	}
	return float64(sum) / float64(len(steps))
}
