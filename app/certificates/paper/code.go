package paper

import (
	"fmt"
	"strconv"

	"rsc.io/qr"
)

// quiet is the white margin of a QR code in modules (ISO/IEC 18004, 6.3.8).
const quiet = 4

// code is a QR code ready to draw: dark runs as unit rectangles.
type code struct {
	side    float64 // printed, without its margin, in millimetres
	modules int
	runs    []byte
}

// encode makes the QR code of a URL, so wide in print, with medium error correction (level M): it
// reads with about 15 per cent of its area folded, stained or torn.
func encode(url string, side float64) (code, error) {
	q, err := qr.Encode(url, qr.M)
	if err != nil {
		return code{}, fmt.Errorf("certificate: code: %w", err)
	}
	c := code{side: side, modules: q.Size}
	for y := range q.Size {
		for x := 0; x < q.Size; x++ {
			start := x
			for x < q.Size && q.Black(x, y) {
				x++
			}
			if x > start {
				for _, v := range []int{start, q.Size - 1 - y, x - start} {
					c.runs = strconv.AppendInt(c.runs, int64(v), 10)
					c.runs = append(c.runs, ' ')
				}
				c.runs = append(c.runs, "1 re "...)
			}
		}
	}
	return c, nil
}

// margin is the least space around the code in millimetres.
func (c code) margin() float64 { return c.side * quiet / float64(c.modules) }

// code draws a code whose top left module is at x, y. The sheet itself, as
// good as white, is its quiet margin: nothing may come nearer than margin().
func (c *canvas) code(q code, x, y float64) {
	b := append(c.ops, "q 0 0 0 rg "...)
	scale := q.side * mm / float64(q.modules)
	b = strconv.AppendFloat(b, scale, 'f', 5, 64)
	b = append(b, " 0 0 "...)
	b = strconv.AppendFloat(b, scale, 'f', 5, 64)
	b = append(b, ' ')
	b = number(b, x*mm)
	b = number(b, (c.height-y-q.side)*mm)
	b = append(b, "cm "...)
	b = append(b, q.runs...)
	c.ops = append(b, "f Q\n"...)
}
