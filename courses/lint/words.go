package lint

import (
	"upstander/courses"
	"upstander/courses/render"
)

func proseWords(markdown string) int { return render.Words(render.Plain(markdown)) }

// scenarioWords counts the words on the path with most of them, and all words of a scenario.
func scenarioWords(s *courses.Scenario) (path, all int) {
	if len(s.Steps) == 0 {
		return 0, 0
	}
	frame := proseWords(s.Intro) + proseWords(s.Debrief)
	all = frame
	g := graph{index: map[string]int{}, onPath: make([]bool, len(s.Steps)), budget: mostSteps}
	for i, step := range s.Steps {
		g.index[step.ID] = i
		n := node{words: proseWords(step.Text)}
		for _, c := range step.Choices {
			n.words += proseWords(c.Text)
			n.ways = append(n.ways, way{proseWords(c.Consequence), c.Next})
			all += n.ways[len(n.ways)-1].words
		}
		all += n.words
		g.nodes = append(g.nodes, n)
	}
	return frame + g.longest(0), all
}

// mostSteps bounds the search: the longest path has no quick way to be found, and a hostile graph of many joins must not hold the
// server up.
const mostSteps = 20_000

// graph is a scenario with its texts counted.
type graph struct {
	nodes  []node
	index  map[string]int
	onPath []bool
	budget int
}

type node struct {
	words int // of the step and of the choices it offers
	ways  []way
}

type way struct {
	words int // of the consequence
	next  string
}

// longest gives the words from a step to an ending, on the way with most of them. A step on the path is not entered again.
func (g *graph) longest(at int) int {
	g.budget--
	g.onPath[at] = true
	most := 0
	for _, w := range g.nodes[at].ways {
		if next, ok := g.index[w.next]; ok && !g.onPath[next] && g.budget > 0 {
			most = max(most, w.words+g.longest(next))
		}
	}
	g.onPath[at] = false
	return g.nodes[at].words + most
}
