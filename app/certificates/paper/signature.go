package paper

// Signatory is somebody whose name stands under a line for a signature.
type Signatory struct {
	Name  string // "" for none
	Title string // office, may be empty
}

// A place for a signature, in millimetres. There are two beside the code, above
// each other: the programme's first, the institution's below it, so that the
// host's is the last word. One alone takes the lower place.
const (
	placeHeight = 20.0 // as high as two places are, so high is the code
	penRoom     = 8.0  // free for a hand above the line
	placeWidth  = 64.0
	placeGap    = 7.0 // to the facts before it
)

// signature is a place with who signs there and for whom.
type signature struct {
	Signatory
	behalf string
}

// signatures lists the places that a certificate has.
func (f Facts) signatures() []signature {
	var out []signature
	for _, s := range []signature{{f.Signatory, f.Issuer}, {f.InstitutionSignatory, f.Institution}} {
		if s.Name != "" {
			out = append(out, s)
		}
	}
	return out
}

// signatures draws the places upwards from bottom, x from the edge of the sheet.
func (c *canvas) signatures(all []signature, lang string, s *shaper, x, bottom float64) {
	for i, sig := range all {
		y := bottom - float64(len(all)-i)*placeHeight + penRoom
		c.ornament(func() {
			c.pdf.SetDrawColor(muted[0], muted[1], muted[2])
			c.pdf.SetLineWidth(0.2)
			from := c.left(x, placeWidth)
			c.pdf.Line(from, y, from+placeWidth, y)
		})
		c.mark(tag{role: "P"}, func() { c.signer(sig, lang, s, x, y+0.8) })
	}
}

// signer says who signs, in which office and for whom, below y. Names of
// offices and institutions are as long as they like: they break, and all
// shrink together until they fit into the place.
func (c *canvas) signer(sig signature, lang string, s *shaper, x, y float64) {
	said := []struct {
		text *shaped
		size float64
		colour
	}{
		{s.known(serif, lang, sig.Name), 11, ink},
		{s.known(serifItalic, lang, sig.Title), 8.5, muted},
		{s.known(serifItalic, lang, sig.behalf), 8.5, muted},
	}
	lines := make([][]line, len(said))
	scale := 1.0
	for ; ; scale *= 0.93 {
		height := 0.0
		for i, part := range said {
			lines[i] = s.wrap(part.text, placeWidth*mm*em/(part.size*scale))
			height += float64(len(lines[i])) * leading * part.size * scale / mm
		}
		if height <= placeHeight-penRoom-0.8 || scale < 0.1 {
			break
		}
	}
	for i, part := range said {
		c.gap = i > 0
		size := part.size * scale
		for _, l := range lines[i] {
			c.text(l, c.left(x, l.length(size, 0)), y+ascent*size/mm, size, 0, part.colour)
			y += leading * size / mm
		}
	}
}
