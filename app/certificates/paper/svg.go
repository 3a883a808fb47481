package paper

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// SVG draws a certificate for screens exactly as Render sets it on paper: it
// plays the same operators. Text is outlines here, so whoever shows the picture
// must say beside it what it holds.
func SVG(f Facts) (svg []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			svg, err = nil, fmt.Errorf("certificate: %v", r)
		}
	}()
	p, err := lay(f)
	if err != nil {
		return nil, err
	}
	pl := player{page: p.canvas}
	pl.play(between(p.base, "stream\n", "\nendstream"))
	pl.play(border(p.size))
	pl.play(p.canvas.ops)

	var out bytes.Buffer
	w, h := p.size.width*mm, p.size.height*mm
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.2f %.2f" width="%.0f" height="%.0f"><defs>`, w, h, w, h)
	for i, g := range p.canvas.font.glyphs {
		fmt.Fprintf(&out, `<path id="g%d" d="%s"/>`, i+1, svgPath(g.body))
	}
	// PDF counts upwards from the bottom.
	fmt.Fprintf(&out, `</defs><g transform="matrix(1 0 0 -1 0 %.2f)" fill="none">`, h)
	out.Write(pl.out.Bytes())
	out.WriteString("</g></svg>")
	return out.Bytes(), nil
}

// player turns the operators that this package and gofpdf write for a
// certificate (ISO 32000-1, annex A) into SVG. Others are passed over.
type player struct {
	page         *canvas
	out          bytes.Buffer
	args         []string
	path         strings.Builder
	fill, stroke string
	width, cap   string
	size, spaced float64 // of type and of what is added between clusters, in points
	groups       []int   // open <g> of each level of q
}

func (p *player) play(ops []byte) {
	p.groups = append(p.groups, 0)
	p.width, p.cap, p.fill, p.stroke = "1", "0", "#000", "#000"
	for _, word := range bytes.Fields(ops) {
		p.word(string(word))
	}
	for len(p.groups) > 0 {
		p.pop()
	}
}

func (p *player) word(word string) {
	if c := word[len(word)-1]; c >= '0' && c <= '9' || word[0] == '/' || word[0] == '[' || word[0] == '<' || word[0] == '(' {
		p.args = append(p.args, word)
		return
	}
	p.operator(word)
	p.args = p.args[:0]
}

func (p *player) pop() {
	last := len(p.groups) - 1
	p.out.WriteString(strings.Repeat("</g>", p.groups[last]))
	p.groups = p.groups[:last]
}

func (p *player) group(transform string) {
	fmt.Fprintf(&p.out, `<g transform="matrix(%s)">`, transform)
	p.groups[len(p.groups)-1]++
}

func (p *player) operator(op string) {
	a := p.args
	switch {
	case op == "q":
		p.groups = append(p.groups, 0)
	case op == "Q" && len(p.groups) > 1:
		p.pop()
	case op == "cm" && len(a) == 6:
		p.group(strings.Join(a, " "))
	case op == "w" && len(a) == 1:
		p.width = a[0]
	case op == "J" && len(a) == 1:
		p.cap = a[0]
	case op == "rg" && len(a) == 3:
		p.fill = svgColour(a)
	case op == "RG" && len(a) == 3:
		p.stroke = svgColour(a)
	case op == "re" && len(a) == 4:
		fmt.Fprintf(&p.path, "M%s %sh%sv%sh-%sz", a[0], a[1], a[2], a[3], a[2])
	case op == "m" && len(a) == 2:
		fmt.Fprintf(&p.path, "M%s %s", a[0], a[1])
	case op == "l" && len(a) == 2:
		fmt.Fprintf(&p.path, "L%s %s", a[0], a[1])
	case op == "f" || op == "S":
		paint := `fill="` + p.fill + `"`
		if op == "S" {
			paint = `stroke="` + p.stroke + `" stroke-width="` + p.width + `"`
			if p.cap == "1" {
				paint += ` stroke-linecap="round"`
			}
		}
		fmt.Fprintf(&p.out, `<path d="%s" %s/>`, p.path.String(), paint)
		p.path.Reset()
	case op == "Tf" && len(a) == 2:
		p.size = float(a[1])
	case op == "Tc" && len(a) == 1:
		p.spaced = float(a[0])
	case op == "Tm" && len(a) == 6:
		scale := strconv.FormatFloat(p.size/em, 'g', 6, 64)
		p.groups = append(p.groups, 0)
		p.group(scale + " 0 0 " + scale + " " + a[4] + " " + a[5])
	case op == "TJ" && len(a) == 1:
		p.text(a[0])
		p.pop()
	case op == "Do" && p.page.picture != nil:
		p.picture()
	}
}

// text draws the clusters of a TJ, such as [<00010002>-30<0003>].
func (p *player) text(array string) {
	at := 0.0
	for i, part := range strings.FieldsFunc(array, func(r rune) bool { return strings.ContainsRune("[]<>", r) }) {
		if i%2 == 1 { // a kern
			at -= float(part)
			continue
		}
		for ; len(part) >= 4; part = part[4:] {
			id, _ := strconv.ParseUint(part[:4], 16, 16) // we wrote it ourselves
			g := p.page.font.glyphs[id-1]
			if g.body != endchar {
				fmt.Fprintf(&p.out, `<use href="#g%d" x="%.0f" fill="%s"/>`, id, at, p.fill)
			}
			at += float64(g.width) + p.spaced*em/p.size
		}
	}
}

// picture draws the logo into the unit square, which PDF fills from the top.
func (p *player) picture() {
	pic := p.page.picture
	fmt.Fprintf(&p.out, `<image transform="matrix(1 0 0 -1 0 1)" width="1" height="1" preserveAspectRatio="none" href="data:image/%s;base64,%s"/>`,
		pic.kind, base64.StdEncoding.EncodeToString(pic.file))
}

// svgPath is the path of a Type 2 charstring of this package: moves, lines and
// curves, each relative.
func svgPath(body string) string {
	var out strings.Builder
	var args []int
	for i := 0; i < len(body); i++ {
		switch c := int(body[i]); {
		case c >= 251:
			args = append(args, -(c-251)*256-int(body[i+1])-108)
			i++
		case c >= 247:
			args = append(args, (c-247)*256+int(body[i+1])+108)
			i++
		case c >= 32:
			args = append(args, c-139)
		case c == 28:
			args = append(args, int(int16(uint16(body[i+1])<<8|uint16(body[i+2]))))
			i += 2
		case c == 21 && out.Len() == 0:
			fmt.Fprintf(&out, "M%d %d", args[0], args[1])
			args = nil
		case c == 21:
			fmt.Fprintf(&out, "m%d %d", args[0], args[1])
			args = nil
		case c == 5:
			fmt.Fprintf(&out, "l%d %d", args[0], args[1])
			args = nil
		case c == 8: // each point from the one before; SVG counts from where the curve began
			x, y := args[0]+args[2], args[1]+args[3]
			fmt.Fprintf(&out, "c%d %d %d %d %d %d", args[0], args[1], x, y, x+args[4], y+args[5])
			args = nil
		}
	}
	return out.String()
}

func svgColour(rgb []string) string {
	out := []byte("#")
	for _, v := range rgb {
		out = fmt.Appendf(out, "%02x", int(float(v)*255+0.5))
	}
	return string(out)
}

func float(s string) float64 {
	v, _ := strconv.ParseFloat(s, 64) // we wrote it ourselves
	return v
}
