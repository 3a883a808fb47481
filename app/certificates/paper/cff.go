package paper

import "encoding/binary"

// cff assembles a bare CID-keyed font (Adobe Technical Note 5176) from
// charstrings; glyph n is CID n and glyph 0 must be .notdef. It holds what PDF
// needs to draw text by CID (ISO 32000-1, 9.9, FontFile3 of subtype
// CIDFontType0C) and nothing else: no encoding, names or hints.
func cff(charstrings []string) []byte {
	header := []byte{1, 0, 4, 4}
	names := index(fontName)
	strings := index("Adobe", "Identity")
	noSubroutines := index[string]()

	// Offsets count from the start of the font; the top dictionary that holds
	// them has a fixed length because its numbers are written in five bytes.
	charsetAt := len(header) + len(names) + len(index(topDict(0, 0, 0, 0, 0))) + len(strings) + len(noSubroutines)
	n := len(charstrings)
	charset := []byte{2, 0, 1} // format 2: one range of CIDs from 1 …
	charset = binary.BigEndian.AppendUint16(charset, uint16(max(n-2, 0)))
	selectAt := charsetAt + len(charset)
	fdSelect := []byte{3, 0, 1, 0, 0, 0} // format 3: every glyph in font 0 …
	fdSelect = binary.BigEndian.AppendUint16(fdSelect, uint16(n))
	glyphsAt := selectAt + len(fdSelect)
	glyphs := index(charstrings...)
	fontsAt := glyphsAt + len(glyphs)

	private := []byte{139, 20, 139, 21} // default and nominal width 0
	fontDict := func(at int) []byte {
		return append(append(dictInt(nil, len(private)), dictInt(nil, at)...), 18)
	}
	privateAt := fontsAt + len(index(fontDict(0)))

	out := make([]byte, 0, privateAt+len(private))
	for _, part := range [][]byte{
		header, names, index(topDict(charsetAt, selectAt, glyphsAt, fontsAt, n)), strings,
		noSubroutines, charset, fdSelect, glyphs, index(fontDict(privateAt)), private,
	} {
		out = append(out, part...)
	}
	return out
}

func topDict(charset, fdSelect, glyphs, fonts, count int) []byte {
	var d []byte
	d = append(dictInt(d, 391), dictInt(nil, 392)...) // "Adobe", "Identity"
	d = append(dictInt(d, 0), 12, 30)                 // ROS: must come first
	for _, v := range fontBox {
		d = dictInt(d, v)
	}
	d = append(d, 5) // FontBBox
	d = append(dictInt(d, count), 12, 34)
	d = append(dictInt(d, charset), 15)
	d = append(dictInt(d, fdSelect), 12, 37)
	d = append(dictInt(d, glyphs), 17)
	return append(dictInt(d, fonts), 12, 36)
}

// dictInt writes v in the five-byte form.
func dictInt(d []byte, v int) []byte {
	return binary.BigEndian.AppendUint32(append(d, 29), uint32(v))
}

// index writes a CFF INDEX: count, offset size, offsets, data.
func index[T string | []byte](items ...T) []byte {
	size := 3 + 4*(len(items)+1)
	for _, item := range items {
		size += len(item)
	}
	out := binary.BigEndian.AppendUint16(make([]byte, 0, size), uint16(len(items)))
	if len(items) == 0 {
		return out
	}
	out = append(out, 4)
	at := uint32(1)
	out = binary.BigEndian.AppendUint32(out, at)
	for _, item := range items {
		at += uint32(len(item))
		out = binary.BigEndian.AppendUint32(out, at)
	}
	for _, item := range items {
		out = append(out, item...)
	}
	return out
}
