package paper

import (
	"fmt"
	"strconv"
	"sync"

	"rsc.io/qr/coding"
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
	q, err := pattern(url)
	if err != nil {
		return code{}, fmt.Errorf("certificate: code: %w", err)
	}
	c := code{side: side, modules: q.Size, runs: make([]byte, 0, 4*q.Size*q.Size)} // a run is about four modules, and 14 bytes
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

// plans say where the bits go in the codes of each version (ISO/IEC 18004, 7.3 to 7.9). To lay one out takes longer than to fill it in, so each
// is laid out once a process: all forty together would take 1.5 MB.
var plans [coding.MaxVersion + 1]struct {
	once sync.Once
	plan *coding.Plan
	err  error
}

// pattern gives the smallest code that holds a text, as qr.Encode does.
func pattern(text string) (*coding.Code, error) {
	var bits coding.Encoding = coding.String(text)
	if capitals := coding.Alpha(text); capitals.Check() == nil {
		bits = capitals
	}
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		if bits.Bits(v) > v.DataBytes(coding.M)*8 {
			continue
		}
		p := &plans[v]
		p.once.Do(func() { p.plan, p.err = coding.NewPlan(v, coding.M, 0) })
		if p.err != nil {
			return nil, p.err
		}
		return p.plan.Encode(bits)
	}
	return nil, fmt.Errorf("%d bytes are too many", len(text))
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
