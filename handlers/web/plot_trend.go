package web

import (
	"fmt"
	"strings"
)

// Trend is a number that grows over time, drawn as steps up to a line and always given as a table too.
type Trend struct {
	ID     string
	Title  string
	Points []TrendPoint
	Line   string // the path of the line, in the drawing's units
	Area   string // the path of what is under it
	Top    int    // the number at the upper edge
}

// TrendPoint is the number at the end of one week.
type TrendPoint struct {
	Week Date // its first day
	N    int
}

// The drawing's size, and the room at its left edge for numbers.
const (
	trendWidth, trendHeight = 960, 240
	trendLeft, trendTop     = 64, 12
)

// NewTrend lays out the points, which never fall.
func NewTrend(id, title string, points []TrendPoint) Trend {
	t := Trend{ID: id, Title: title, Points: points}
	if len(points) == 0 {
		return t
	}
	t.Top = max(points[len(points)-1].N, 1)
	y := func(n int) float64 { return trendTop + float64(trendHeight-trendTop)*(1-float64(n)/float64(t.Top)) }
	step := float64(trendWidth-trendLeft) / float64(len(points))
	var line strings.Builder
	fmt.Fprintf(&line, "M%d %d", trendLeft, trendHeight)
	for i, p := range points { // a week's number stands over the whole week
		fmt.Fprintf(&line, "V%.1fH%.1f", y(p.N), trendLeft+float64(i+1)*step)
	}
	t.Line = line.String()
	t.Area = t.Line + fmt.Sprintf("V%dZ", trendHeight)
	return t
}

// Last is the newest point where there are several, to name the right end of the drawing.
func (t Trend) Last() *TrendPoint {
	if len(t.Points) < 2 {
		return nil
	}
	return &t.Points[len(t.Points)-1]
}
