package paper

import (
	"encoding/binary"
	"math"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
)

// outline is the shape of one cluster as a Type 2 charstring (Adobe Technical
// Note 5177) in thousandths of the type size.
type outline struct {
	body  string // without the width, which goes first
	width int
}

// endchar alone is a shape without ink.
const endchar = "\x0e"

// charstring is the whole glyph program.
func (o outline) charstring() string {
	w := charstring{buf: make([]byte, 0, 3)}
	w.int(o.width)
	return string(w.buf) + o.body
}

// maxOutlines bounds the memory for shapes: a few hundred serve Latin names for
// ever; what comes after the bound is drawn and forgotten.
const maxOutlines = 8192

var outlines = struct {
	sync.RWMutex
	of map[string]*outline
}{of: map[string]*outline{}}

// outline joins the glyphs of a cluster into one shape, so that one glyph on
// the page stands for one piece of text whatever the font made of it.
func (s *shaper) outline(src *source, glyphs []shaping.Glyph) *outline {
	key := append(s.key[:0], src.id)
	for _, g := range glyphs {
		key = binary.AppendUvarint(key, uint64(g.GlyphID))
		if len(glyphs) > 1 {
			key = binary.AppendVarint(key, int64(g.Advance))
		}
		key = binary.AppendVarint(key, int64(g.XOffset))
		key = binary.AppendVarint(key, int64(g.YOffset))
	}
	s.key = key
	outlines.RLock()
	o := outlines.of[string(key)]
	outlines.RUnlock()
	if o != nil {
		return o
	}
	o = draw(s.face(src), glyphs)
	outlines.Lock()
	defer outlines.Unlock()
	if len(outlines.of) < maxOutlines {
		outlines.of[string(key)] = o
	}
	return o
}

func draw(face *font.Face, glyphs []shaping.Glyph) *outline {
	scale := em / float64(face.Upem())
	var w charstring
	width := 0.0
	if len(glyphs) == 1 {
		// The unkerned advance, so that one shape serves every neighbour.
		width = float64(face.HorizontalAdvance(glyphs[0].GlyphID)) * scale
	} else {
		for _, g := range glyphs {
			width += float64(g.Advance) / 64
		}
	}
	pen := 0.0
	for _, g := range glyphs {
		dx, dy := pen+float64(g.XOffset)/64, float64(g.YOffset)/64
		if o, ok := face.GlyphData(g.GlyphID).(font.GlyphOutline); ok {
			w.path(o.Segments, scale, dx, dy)
		}
		pen += float64(g.Advance) / 64
	}
	return &outline{body: string(w.buf) + endchar, width: int(math.Round(width))}
}

// charstring writes Type 2 operators. Points are rounded before differences
// are taken, so that contours close exactly.
type charstring struct {
	buf  []byte
	x, y int
}

type point struct{ x, y float64 }

func (w *charstring) path(segments []opentype.Segment, scale, dx, dy float64) {
	var at point
	to := func(p opentype.SegmentPoint) point {
		return point{float64(p.X)*scale + dx, float64(p.Y)*scale + dy}
	}
	for _, seg := range segments {
		a := to(seg.Args[0])
		switch seg.Op {
		case opentype.SegmentOpMoveTo:
			w.delta(a)
			w.op(21) // rmoveto
			at = a
		case opentype.SegmentOpLineTo:
			w.delta(a)
			w.op(5) // rlineto
			at = a
		case opentype.SegmentOpQuadTo:
			// A quadratic curve is the cubic whose handles go two thirds of the way.
			b := to(seg.Args[1])
			w.delta(point{at.x + (a.x-at.x)*2/3, at.y + (a.y-at.y)*2/3})
			w.delta(point{b.x + (a.x-b.x)*2/3, b.y + (a.y-b.y)*2/3})
			w.delta(b)
			w.op(8) // rrcurveto
			at = b
		case opentype.SegmentOpCubeTo:
			b, c := to(seg.Args[1]), to(seg.Args[2])
			w.delta(a)
			w.delta(b)
			w.delta(c)
			w.op(8)
			at = c
		}
	}
}

func (w *charstring) delta(p point) {
	x, y := int(math.Round(p.x)), int(math.Round(p.y))
	w.int(x - w.x)
	w.int(y - w.y)
	w.x, w.y = x, y
}

func (w *charstring) op(code byte) { w.buf = append(w.buf, code) }

func (w *charstring) int(v int) {
	v = max(-32768, min(32767, v))
	switch {
	case -107 <= v && v <= 107:
		w.buf = append(w.buf, byte(v+139))
	case 108 <= v && v <= 1131:
		w.buf = append(w.buf, byte((v-108)>>8+247), byte(v-108))
	case -1131 <= v && v <= -108:
		w.buf = append(w.buf, byte((-v-108)>>8+251), byte(-v-108))
	default:
		w.buf = append(w.buf, 28, byte(v>>8), byte(v))
	}
}
