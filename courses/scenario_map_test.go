package courses

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

func mapped(steps ...Step) []MapStep { return (&Scenario{Steps: steps}).Map() }

func leads(id string, next ...string) Step {
	s := Step{ID: id}
	for i, n := range next {
		s.Choices = append(s.Choices, Choice{ID: fmt.Sprint("c", i), Next: n})
	}
	return s
}

func ending(id string) Step { return Step{ID: id, Ending: true} }

func TestMap(t *testing.T) {
	for name, c := range map[string]struct {
		steps []Step
		want  []MapStep
	}{
		"none":  {nil, []MapStep{}},
		"alone": {[]Step{leads("a")}, []MapStep{{DeadEnd: true}}},
		"columns are distances, and a way back changes nothing": {
			[]Step{leads("a", "b", "c"), leads("b", "d", "a"), leads("c", "d"), ending("d")},
			[]MapStep{{}, {Column: 1}, {Column: 1, Row: 1}, {Column: 2}},
		},
		"unreachable steps stand last": {
			[]Step{leads("a", "b"), ending("b"), ending("island"), leads("far", "island")},
			[]MapStep{{}, {Column: 1}, {Column: 2, Unreachable: true}, {Column: 2, Row: 1, Unreachable: true}},
		},
		"a circle is a dead end":        {[]Step{leads("a", "b", "e"), leads("b", "b"), ending("e")}, []MapStep{{}, {Column: 1, DeadEnd: true}, {Column: 1, Row: 1}}},
		"a way to nowhere is passed by": {[]Step{leads("a", "gone", "e"), ending("e")}, []MapStep{{}, {Column: 1}}},
		"few ways cross": {
			[]Step{leads("a", "x", "y"), leads("x", "low"), leads("y", "high"), ending("high"), ending("low")},
			[]MapStep{{}, {Column: 1}, {Column: 1, Row: 1}, {Column: 2, Row: 1}, {Column: 2}},
		},
	} {
		if got := mapped(c.steps...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Whatever the graph, no two steps share a place, and what the map says of a step is what its faults say.
func TestMapOfAnything(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	for range 500 {
		s := &Scenario{}
		n := 1 + rnd.IntN(MaxSteps)
		for i := range n {
			step := Step{ID: fmt.Sprint("s", i), Ending: rnd.IntN(4) == 0}
			for range rnd.IntN(4) {
				step.Choices = append(step.Choices, Choice{Next: fmt.Sprint("s", rnd.IntN(n+1))})
			}
			s.Steps = append(s.Steps, step)
		}
		reached, ends := s.reachable(), s.endsReachable()
		taken := map[[2]int]bool{}
		got := s.Map()
		for i, m := range got {
			if at := [2]int{m.Column, m.Row}; taken[at] {
				t.Fatalf("two steps at %v", at)
			} else {
				taken[at] = true
			}
			if id := s.Steps[i].ID; m.Unreachable == reached[id] || m.DeadEnd == ends[id] {
				t.Fatalf("%s: %+v; reached %v, ends %v", id, m, reached[id], ends[id])
			}
		}
		if !reflect.DeepEqual(got, s.Map()) {
			t.Fatal("the map of one scenario differs")
		}
	}
}
