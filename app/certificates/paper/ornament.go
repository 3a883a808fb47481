package paper

import (
	"math"
	"strconv"
	"sync"
)

// The border is a band of fine strokes that all lean the same way. Their ends
// follow two waves in opposition, as the lines of a guilloche do; at the middle
// of the top the row is interrupted by one stroke that stands upright.
const (
	frameInset = 10.0 // from the edge of the sheet to the outer hairline
	frameBand  = 6.6  // from hairline to hairline
	half       = 1.45 // from the middle of a stroke to its end, across the band
	lean       = 0.9  // sideways from the middle of a stroke to its end
	wave       = 13.0 // about, from crest to crest
	clearing   = 4.5  // free on each side of the upright stroke
)

type stroke struct{ x1, y1, x2, y2 float64 }

// borders are made and compressed once a paper size: they are the same on every
// certificate, and most of its ink.
var borders = map[string]func() []byte{
	"A4":     sync.OnceValue(func() []byte { return compress(border(sizes["A4"])) }),
	"Letter": sync.OnceValue(func() []byte { return compress(border(sizes["Letter"])) }),
}

// border returns the frame as PDF operators in points from the bottom left.
func border(s sheet) []byte {
	b := []byte("/Artifact BMC q 1 J ")
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
	b = number(b, 0.13*mm)
	b = append(b, "w "...)
	near, far := frameInset+frameBand/2, frameInset+frameBand
	w, h := s.width-2*far, s.height-2*far
	b = side(b, w, far, s.height-near, false, clearing)
	b = side(b, w, far, near, false, 0)
	b = side(b, h, near, far, true, 0)
	b = side(b, h, s.width-near, far, true, 0)

	middle, mid := s.width/2, s.height-frameInset-frameBand/2
	b = accent.stroke(b)
	b = number(b, 1.1*mm)
	b = append(b, "w 0 J "...)
	b = stroke{middle, mid - frameBand/2 + 0.4, middle, mid + frameBand/2 - 0.4}.path(b)
	return append(b, "S Q EMC"...)
}

// side draws one side of the band from x, y to the right or, where up is set,
// upwards. It holds whole waves, so that corners agree; every wave is written
// in the same words, a shift apart, and so compresses to almost nothing. Free
// is the clearing on each side of the middle.
func side(b []byte, length, x, y float64, up bool, free float64) []byte {
	const perWave = 14
	waves := int(math.Round(length / wave))
	step := length / float64(waves)
	for i := range waves {
		b = append(b, "q 1 0 0 1 "...)
		if up {
			b = number(number(b, x*mm), (y+float64(i)*step)*mm)
		} else {
			b = number(number(b, (x+float64(i)*step)*mm), y*mm)
		}
		b = append(b, "cm "...)
		for j := range perWave {
			along := step * (float64(j) + 0.5) / perWave
			if math.Abs(float64(i)*step+along-length/2) < free {
				continue
			}
			swell := 0.95 * math.Cos(2*math.Pi*along/step)
			b = leaning(b, along, swell, up)
			b = leaning(b, along+step/perWave/2, -swell, up)
		}
		b = append(b, "S Q "...)
	}
	return b
}

// leaning adds a stroke around a point of the middle line, shifted across it.
func leaning(b []byte, along, shift float64, up bool) []byte {
	if up {
		return stroke{shift - half, along - lean, shift + half, along + lean}.path(b)
	}
	return stroke{along - lean, shift - half, along + lean, shift + half}.path(b)
}

func (st stroke) path(b []byte) []byte {
	point := func(x, y float64, op string) {
		b = strconv.AppendFloat(b, x*mm, 'f', 2, 64)
		b = append(b, ' ')
		b = strconv.AppendFloat(b, y*mm, 'f', 2, 64)
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
