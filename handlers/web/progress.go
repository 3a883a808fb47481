package web

import (
	"fmt"
	"strings"
)

// Progress counts lessons and quizzes done.
type Progress struct{ Done, Total int }

// Percent done, 0 to 100; never 100 before all is done.
func (p Progress) Percent() int {
	if p.Total <= 0 {
		return 0
	}
	return min(max(p.Done*100/p.Total, 0), 100)
}

// strokeCount is the number of strokes of a progress bar: steps of five per cent, whatever the length of the course.
const strokeCount = 21

// Strokes draws the bar: strokes lean, and the one that stands upright says "you are here".
func (p Progress) Strokes() Strokes { return strokes(strokeCount, p.Percent()*(strokeCount-1)/100) }

// Strokes are SVG path data for a row of strokes, each 10 units from the next in a height of 20.
type Strokes struct {
	Width                  int    // of the view box
	Before, Upright, After string // leaning strokes, the one that stands, leaning strokes
}

// strokes draws count strokes of which the one at index here, from 0, stands.
func strokes(count, here int) Strokes {
	var before, after strings.Builder
	for i := range count {
		switch {
		case i < here:
			fmt.Fprintf(&before, "M%d 17l5-12", i*10+3)
		case i > here:
			fmt.Fprintf(&after, "M%d 17l5-12", i*10+3)
		}
	}
	return Strokes{
		Width: count*10 + 2, Before: before.String(), After: after.String(),
		Upright: fmt.Sprintf("M%d 19V1", here*10+5),
	}
}
