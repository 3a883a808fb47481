package paper

import (
	"fmt"
	"strconv"
	"unicode/utf16"
)

// fontName is what readers show; the prefix marks a subset (ISO 32000-1,
// 9.6.4).
const fontName = "UPSTND+Certificate"

// fontBox bounds the shapes, in thousandths of the type size; it is generous
// because stacked marks reach far.
var fontBox = [4]int{-500, -700, 4000, 1500}

// subset collects the clusters of one page; each is a glyph of its font. Equal
// shapes that stand for different text (a Latin and a Cyrillic A) are two.
type subset struct {
	ids    map[glyph]uint16
	glyphs []glyph
}

type glyph struct {
	outline
	text string
}

// id returns the CID of a cluster: 1 for the first on the page, and so on.
func (s *subset) id(c cluster) uint16 {
	g := glyph{*c.outline, c.text}
	id, ok := s.ids[g]
	if !ok {
		if s.ids == nil {
			s.ids = make(map[glyph]uint16, 128)
		}
		s.glyphs = append(s.glyphs, g)
		id = uint16(len(s.glyphs))
		s.ids[g] = id
	}
	return id
}

// file is the font itself.
func (s *subset) file() []byte {
	notdef := string([]byte{139, 14}) // width 0, endchar
	charstrings := append(make([]string, 0, len(s.glyphs)+1), notdef)
	for _, g := range s.glyphs {
		charstrings = append(charstrings, g.charstring())
	}
	return cff(charstrings)
}

// widthArray is the W entry of the font: the widths from CID 1 on.
func (s *subset) widthArray() []byte {
	b := []byte("[1 [")
	for _, g := range s.glyphs {
		b = strconv.AppendInt(b, int64(g.width), 10)
		b = append(b, ' ')
	}
	return append(b, "]]"...)
}

// toUnicode is the map from CIDs back to text (ISO 32000-1, 9.10.3).
func (s *subset) toUnicode() []byte {
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const block = 100 // the most entries that a section may hold
	for start := 0; start < len(s.glyphs); start += block {
		end := min(start+block, len(s.glyphs))
		b = fmt.Appendf(b, "%d beginbfchar\n", end-start)
		for i := start; i < end; i++ {
			b = append(b, '<')
			b = appendHex(b, uint16(i+1))
			b = append(b, "> <"...)
			b = appendUTF16(b, s.glyphs[i].text)
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}

// appendUTF16 writes text as big-endian UTF-16 in hexadecimal digits.
func appendUTF16(b []byte, text string) []byte {
	for _, r := range text {
		if hi, lo := utf16.EncodeRune(r); hi != '\uFFFD' {
			b = appendHex(b, uint16(hi))
			b = appendHex(b, uint16(lo))
			continue
		}
		b = appendHex(b, uint16(r))
	}
	return b
}

// textString is a text string of a PDF dictionary (ISO 32000-1, 7.9.2.2).
func textString(text string) string {
	return string(append(appendUTF16([]byte("<FEFF"), text), '>'))
}
