package paper

import (
	"math"
	"strconv"
	"sync"
)

// frame is the border: a band of short strokes that lean, woven like a
// guilloche by two slow waves, between two hairlines; at the middle of the top
// one stroke stands upright, in the accent.
const (
	frameInset = 10.0 // from the edge of the sheet to the outer hairline
	frameBand  = 6.4  // from hairline to hairline
	pitch      = 1.9  // about, from stroke to stroke
	upright    = 2    // strokes left out on each side of the upright one
)

type stroke struct{ x1, y1, x2, y2 float64 }

// borders are made once a paper size: they are the same on every certificate.
var borders = map[string]func() string{
	"A4":     sync.OnceValue(func() string { return border(sizes["A4"]) }),
	"Letter": sync.OnceValue(func() string { return border(sizes["Letter"]) }),
}

// border returns the frame as PDF operators in points from the bottom left.
func border(s sheet) string {
	b := []byte("q 1 J ")
	b = muted.stroke(b)
	b = number(b, 0.16*mm)
	b = append(b, "w "...)
	for _, inset := range []float64{frameInset, frameInset + frameBand} {
		for _, v := range []float64{inset * mm, inset * mm, (s.width - 2*inset) * mm, (s.height - 2*inset) * mm} {
			b = number(b, v)
		}
		b = append(b, "re "...)
	}
	b = append(b, "S "...)
	b = ink.stroke(b)
	b = number(b, 0.22*mm)
	b = append(b, "w "...)
	for _, st := range strokes(s) {
		b = st.path(b)
	}
	b = append(b, "S "...)

	middle, mid := s.width/2, s.height-frameInset-frameBand/2
	b = accent.stroke(b)
	b = number(b, 0.95*mm)
	b = append(b, "w 0 J "...)
	b = stroke{middle, mid - frameBand/2 + 0.5, middle, mid + frameBand/2 - 0.5}.path(b)
	return string(append(b, "S Q"...))
}

// strokes walks around the band, anticlockwise from the top left corner.
func strokes(s sheet) []stroke {
	centre := frameInset + frameBand/2
	w, h := s.width-2*centre, s.height-2*centre
	across := int(math.Round(w/pitch/2)) * 2 // even, so that the middle falls on a stroke
	down := int(math.Round(h / pitch))
	var out []stroke
	lean := func(x, y float64, along, t float64) {
		// Two waves: the strokes swell and shrink, and their lean breathes.
		half := 1.7 + 0.55*math.Sin(t*2*math.Pi/9)
		dx := 1.05 + 0.35*math.Sin(t*2*math.Pi/9+math.Pi/2)
		if along == 0 { // a side that runs across the sheet
			out = append(out, stroke{x - dx, y - half, x + dx, y + half})
		} else {
			out = append(out, stroke{x - half, y - dx, x + half, y + dx})
		}
	}
	for i := 1; i < across; i++ {
		x := centre + w*float64(i)/float64(across)
		t := float64(i - across/2)
		if i < across/2-upright || i > across/2+upright {
			lean(x, s.height-centre, 0, t)
		}
		lean(x, centre, 0, t)
	}
	for i := 1; i < down; i++ {
		y := centre + h*float64(i)/float64(down)
		t := float64(i) - float64(down)/2
		lean(centre, y, 1, t)
		lean(s.width-centre, y, 1, t)
	}
	return out
}

func (st stroke) path(b []byte) []byte {
	point := func(x, y float64, op string) {
		b = strconv.AppendFloat(b, x*mm, 'f', 1, 64)
		b = append(b, ' ')
		b = strconv.AppendFloat(b, y*mm, 'f', 1, 64)
		b = append(b, op...)
	}
	point(st.x1, st.y1, " m ")
	point(st.x2, st.y2, " l ")
	return b
}

func (col colour) stroke(b []byte) []byte {
	for _, v := range col {
		b = number(b, float64(v)/255)
	}
	return append(b, "RG "...)
}
