package handlers

import (
	"fmt"
	"slices"
	"strings"

	"upstander/courses"
	"upstander/handlers/web"
)

// Measures of a branch map, in its own units: about pixels.
const (
	nodeWide, nodeHigh = 176, 66
	columnStep         = nodeWide + 72
	rowStep            = nodeHigh + 30
	mapEdge            = 14 // around it, and how far a way back swings out
)

// branchMap draws a scenario: a column for each distance from the start. href leads to the editor of the scenario, if there is one.
func branchMap(f web.Frame, title, href string, s *courses.Scenario) *web.BranchMap {
	if s == nil || len(s.Steps) == 0 {
		return nil
	}
	places := s.Map()
	out := &web.BranchMap{Title: title, Rows: mapRows(f, href, s, places)}
	byID := map[string]int{}
	for i := len(s.Steps) - 1; i >= 0; i-- {
		byID[s.Steps[i].ID] = i
	}
	for i, step := range s.Steps {
		x, y := corner(places[i])
		out.Width, out.Height = max(out.Width, x+nodeWide+3*mapEdge), max(out.Height, y+rowStep)
		node := web.MapNode{X: x, Y: y, Href: stepHref(href, i), Label: cut(step.ID, 20), Text: cut(step.Text, 25), Start: i == 0, Ending: step.Ending}
		if step.Ending { // its sides are round
			node.Text = cut(step.Text, 21)
		}
		node.Fault = places[i].Unreachable || places[i].DeadEnd
		switch {
		case node.Fault:
			node.Note = strings.Join(stepFaults(f, places[i]), " ")
		case i == 0:
			node.Note = f.T("author.start")
		case step.Ending:
			node.Note = f.T("author.ends")
		}
		out.Nodes = append(out.Nodes, node)
		out.Edges = append(out.Edges, edges(step, i, byID, places)...)
	}
	return out
}

// stepHref is where a step is edited; nowhere for a scenario that has no editor.
func stepHref(editor string, i int) string {
	if editor == "" {
		return ""
	}
	return fmt.Sprintf("%s#step-%d", editor, i+1)
}

func corner(p courses.MapStep) (x, y int) {
	return mapEdge + p.Column*columnStep, mapEdge + p.Row*rowStep
}

// edges are the ways on from a step, one for each step that follows, however many choices lead there.
func edges(step courses.Step, i int, byID map[string]int, places []courses.MapStep) []web.MapEdge {
	var out []web.MapEdge
	var order []int
	best := map[int]bool{}
	for _, c := range step.Choices {
		next, ok := byID[c.Next]
		if !ok {
			continue
		}
		if !slices.Contains(order, next) {
			order = append(order, next)
		}
		best[next] = best[next] || c.Best
	}
	for _, next := range order {
		line, head := way(places[i], places[next])
		out = append(out, web.MapEdge{Line: line, Head: head, Best: best[next]})
	}
	return out
}

// way draws the line between two steps and its head: onward from side to side, within a column around the right, back below.
func way(from, to courses.MapStep) (line, head string) {
	x, y := corner(from)
	tx, ty := corner(to)
	y, ty = y+nodeHigh/2, ty+nodeHigh/2
	switch {
	case to.Column > from.Column:
		x, mid := x+nodeWide, (x+nodeWide+tx)/2
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y, mid, y, mid, ty, tx-7, ty), fmt.Sprintf("M%d %dl-9-5v10z", tx-1, ty)
	case to.Column == from.Column:
		x, tx, out := x+nodeWide, tx+nodeWide, x+nodeWide+3*mapEdge
		return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y-8, out, y-8, out, ty+8, tx+7, ty+8), fmt.Sprintf("M%d %dl9-5v10z", tx+1, ty+8)
	}
	x, tx, y, ty = x+nodeWide/2, tx+nodeWide/2+24, y+nodeHigh/2, ty+nodeHigh/2
	low := max(y, ty) + 2*mapEdge - 4
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y, x, low, tx, low, tx, ty+7), fmt.Sprintf("M%d %dl-5 9h10z", tx, ty+1)
}

func cut(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

func stepFaults(f web.Frame, p courses.MapStep) []string {
	var out []string
	if p.Unreachable {
		out = append(out, f.T("author.unreachable"))
	}
	if p.DeadEnd {
		out = append(out, f.T("author.dead_end"))
	}
	return out
}

// mapRows says the same in words.
func mapRows(f web.Frame, href string, s *courses.Scenario, places []courses.MapStep) []web.MapRow {
	var out []web.MapRow
	for i, step := range s.Steps {
		row := web.MapRow{ID: step.ID, Href: stepHref(href, i), Text: shorten(step.Text), Ending: step.Ending, Faults: stepFaults(f, places[i])}
		for _, choice := range step.Choices {
			row.Ways = append(row.Ways, web.Link{Text: shorten(choice.Text), Href: choice.Next})
		}
		out = append(out, row)
	}
	return out
}
