package paper

import (
	"strconv"
	"sync"

	"github.com/jung-kurt/gofpdf"
)

// mm is one millimetre in points.
const mm = 72 / 25.4

// colour is an RGB triple as on screen, 0 to 255.
type colour [3]int

var (
	paperTint = colour{0xFB, 0xF8, 0xF3}
	ink       = colour{0x1B, 0x23, 0x33}
	muted     = colour{0x5A, 0x63, 0x75}
	accent    = colour{0x8F, 0x3F, 0x0A}
	faint     = colour{0xF2, 0xE4, 0xD6} // for what stands behind the text
)

// canvas draws on one page. Lengths are millimetres from the top left corner,
// type sizes points.
type canvas struct {
	pdf           *gofpdf.Fpdf
	width, height float64
	mirrored      bool // for languages that are read from right to left
	font          subset
	picture       *picture // the logo; nil for none
	tags          []tag
	archival      bool // see design
	gap           bool // the next line of the same piece is another word
	bookmarks     []bookmark
	ops           []byte // text and code; gofpdf holds the ground and the rules
}

// canvases are reused for what they have grown: lists as long as a page needs.
var canvases = sync.Pool{New: func() any { return new(canvas) }}

func newCanvas(pdf *gofpdf.Fpdf, size sheet, mirrored bool) *canvas {
	c := canvases.Get().(*canvas)
	*c = canvas{pdf: pdf, width: size.width, height: size.height, mirrored: mirrored, font: c.font, tags: c.tags, ops: c.ops}
	return c
}

// release gives the canvas back, with nothing of the page on it. Only its last user may.
func (c *canvas) release() {
	clear(c.tags)
	clear(c.font.ids)
	clear(c.font.glyphs)
	*c = canvas{font: subset{c.font.ids, c.font.glyphs[:0]}, tags: c.tags[:0], ops: c.ops[:0]}
	canvases.Put(c)
}

// left is the left end of something so long that stands so far from the edge
// where reading begins.
func (c *canvas) left(start, length float64) float64 {
	if c.mirrored {
		return c.width - start - length
	}
	return start
}

// tag is a structure element of the page: its role in ISO 32000-1, 14.8.4, and
// for a figure the text that stands for it, and its language where it is not
// the document's.
type tag struct{ role, alt, lang string }

// mark draws content that belongs to the text for screen readers.
func (c *canvas) mark(t tag, draw func()) {
	c.ops = append(append(c.ops, '/'), t.role...)
	c.ops = strconv.AppendInt(append(c.ops, " <</MCID "...), int64(len(c.tags)), 10)
	c.ops = append(c.ops, ">> BDC\n"...)
	c.tags = append(c.tags, t)
	c.gap = false
	draw()
	c.ops = append(c.ops, "EMC\n"...)
}

// ornament draws with gofpdf what a screen reader passes over.
func (c *canvas) ornament(draw func()) {
	c.pdf.RawWriteStr("/Artifact BMC")
	draw()
	c.pdf.RawWriteStr("EMC")
}

// text draws a line with its left end at x and its baseline at y. Tracking is
// extra space after each cluster in thousandths of the size.
func (c *canvas) text(l line, x, y, size, tracking float64, col colour) {
	b := append(c.ops, "BT /T "...)
	b = number(b, size)
	b = append(b, "Tf "...)
	b = number(b, tracking*size/em)
	b = append(b, "Tc "...)
	b = col.fill(b)
	b = append(b, "1 0 0 1 "...)
	b = number(b, x*mm)
	b = number(b, (c.height-y)*mm)
	b = append(b, "Tm [<"...)
	if c.gap && c.archival {
		b = c.space(b, tracking)
	}
	c.gap = l.gap
	for _, cl := range l.clusters {
		b = appendHex(b, c.font.id(cl))
		// TJ moves back by thousandths, so a kern is the width it saves.
		if kern := float64(cl.width) - cl.advance; kern > 0.5 || kern < -0.5 {
			b = append(b, '>')
			b = strconv.AppendFloat(b, kern, 'f', 0, 64)
			b = append(b, '<')
		}
	}
	c.ops = append(b, ">] TJ ET\n"...)
}

// space puts a blank between two lines of one piece, for programs that join
// its text in the order of the page. It takes no room: TJ moves back over it.
func (c *canvas) space(b []byte, tracking float64) []byte {
	const width = 250
	b = appendHex(b, c.font.id(cluster{&outline{body: endchar, width: width}, " ", width}))
	b = strconv.AppendFloat(append(b, '>'), width+tracking, 'f', 0, 64)
	return append(b, '<')
}

// length of a line in millimetres.
func (l line) length(size, tracking float64) float64 {
	return (l.width + tracking*float64(max(len(l.clusters)-1, 0))) * size / em / mm
}

func (col colour) fill(b []byte) []byte {
	for _, v := range col {
		b = number(b, float64(v)/255)
	}
	return append(b, "rg "...)
}

// number appends v with two decimals, or three for fractions, and a space.
func number(b []byte, v float64) []byte {
	digits := 2
	if -1 < v && v < 1 {
		digits = 3
	}
	return append(strconv.AppendFloat(b, v, 'f', digits, 64), ' ')
}

func appendHex(b []byte, v uint16) []byte {
	const hex = "0123456789ABCDEF"
	return append(b, hex[v>>12], hex[v>>8&15], hex[v>>4&15], hex[v&15])
}
