package paper

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/go-text/typesetting/di"
)

// Where things stand, in millimetres.
const (
	margin   = 27.0 // from the edge of the sheet to the text
	leading  = 1.22 // baseline to baseline, in type sizes
	ascent   = 0.78 // top of a line to its baseline, in type sizes
	ruleSize = 64.0 // length of the rule under the name
	ruleGap  = 1.6  // from the name to its rule
)

// Newest is the layout for certificates issued from now on. Older ones keep
// theirs, so that a certificate is the same file for ever. From Signed on, the
// verify URL may have a signed form of the facts as its fragment, up to MaxURL
// characters in all; from Branded on, a course has words and an institution has
// a logo of their own.
const (
	Newest  = 3
	Signed  = 2
	Branded = 3
	MaxURL  = 300
)

// design is what differs between the versions of the layout.
type design struct {
	codeSide float64 // of the printed code without its margin, in millimetres
	maxURL   int     // characters that a phone still reads at that side
	short    bool    // the address in words leaves out the fragment
	branded  bool    // draws what courses and institutions add
	archival bool    // spaces, bookmarks and metadata for programs and archives; its font is compressed
}

var designs = map[int]design{
	1: {codeSide: 36, maxURL: 250},
	// The fragment holds a signed form of the facts: for programs, not for eyes.
	2: {codeSide: 40, maxURL: MaxURL, short: true},
	3: {codeSide: 40, maxURL: MaxURL, short: true, branded: true, archival: true},
}

// address is the verify URL as people read and hear it.
func (f Facts) address() string {
	if designs[f.Layout].short {
		before, _, _ := strings.Cut(f.VerifyURL, "#")
		return before
	}
	return f.VerifyURL
}

// block is a centred paragraph of the upper page.
type block struct {
	text     *shaped
	role     string
	size     float64 // points
	oneLine  float64 // shrink to this size before breaking into lines; 0: do not
	gap      float64 // space above
	tracking float64
	colour   colour
	rule     bool    // a rule below
	lang     string  // other than the certificate's; "" for that
	width    float64 // narrower than the others; 0: as wide as they
	clear    float64 // not above this line of the sheet, in millimetres
}

// compose draws the whole certificate.
func (c *canvas) compose(f Facts, m *messages, lang string, size sheet, s *shaper) error {
	side := designs[f.Layout].codeSide
	q, err := encode(f.VerifyURL, side)
	if err != nil {
		return err
	}
	c.ornament(func() {
		c.pdf.SetFillColor(paperTint[0], paperTint[1], paperTint[2])
		c.pdf.Rect(0, 0, size.width, size.height, "F")
	})
	if f.Specimen {
		c.across(s.known(serifBold, lang, m.specimen), s)
	}
	codeStart, codeY := size.width-margin-side, size.height-margin-side
	free := q.margin()
	picture, err := logo(f.Logo)
	if err != nil {
		return err
	}
	blocks := upper(f, m, lang, s, size.width-2*margin)
	if picture != nil {
		c.logo(picture, fmt.Sprintf(m.logoAlt, f.Institution))
		beside := size.width - 2*(logoInset+logoWidth+4)
		for i := range blocks {
			if blocks[i].rule { // the holder's name, as wide as it likes
				blocks[i].clear = logoInset + logoHeight
				break
			}
			blocks[i].width = beside
		}
	}
	c.bookmark(f.heading(m), 0)
	c.stack(s, blocks, margin-2, codeY-free-1, size.width)
	room := codeStart - free - 2 - margin
	signed := f.signatures()
	if len(signed) > 0 {
		room -= placeWidth + placeGap
	}
	c.facts(f, m, lang, s, size.height-margin, room, len(signed) > 0)
	c.signatures(signed, lang, s, margin+room+placeGap, size.height-margin)
	codeX := c.left(codeStart, side)
	c.mark(tag{role: "Figure", alt: fmt.Sprintf(m.codeAlt, f.address())}, func() { c.code(q, codeX, codeY) })
	c.pdf.LinkString(codeX, codeY, side, side, f.VerifyURL)
	return nil
}

// across writes one word from corner to corner, below everything else.
func (c *canvas) across(t *shaped, s *shaper) {
	const share = 0.62 // of the diagonal
	diagonal := math.Hypot(c.width, c.height)
	size := share * diagonal * mm * em / max(t.width, 1)
	cos, sin := c.width/diagonal, c.height/diagonal
	c.mark(tag{role: "P"}, func() {
		c.ops = append(c.ops, "q "...)
		for _, v := range []float64{cos, sin, -sin, cos, c.width / 2 * mm, c.height / 2 * mm} {
			c.ops = number(c.ops, v)
		}
		c.ops = append(c.ops, "cm "...)
		for _, l := range s.wrap(t, t.width+1) {
			// The middle of the sheet is the origin now, and its letters' middle.
			c.text(l, -l.length(size, 0)/2, c.height+0.33*size/mm, size, 0, faint)
		}
		c.ops = append(c.ops, "Q\n"...)
	})
}

// heading is what the certificate calls itself.
func (f Facts) heading(m *messages) string {
	if f.Title != "" {
		return f.Title
	}
	return m.heading
}

// upper lists the blocks above the line of facts. English stands small below
// the fixed words of another language.
func upper(f Facts, m *messages, lang string, s *shaper, width float64) []block {
	var blocks []block
	add := func(text string, b block, st style) {
		if text != "" {
			b.text = s.known(st, cmp.Or(b.lang, lang), text)
			if b.text.base == di.DirectionRTL {
				b.tracking = 0 // would tear joined letters apart
			}
			blocks = append(blocks, b)
		}
	}
	beside := func(text func(*messages) string, b block, st style) {
		if en := f.beside(); en != nil {
			b.lang, b.role, b.gap, b.colour = "en", "P", 0.3, muted
			add(text(en), b, st)
		}
	}
	switch {
	case f.Title != "": // not in capitals, as ours is
		add(f.Title, block{role: "H1", size: 15, tracking: 20, colour: ink}, serif)
	case m.mirrored: // its script has no capitals
		add(m.heading, block{role: "H1", size: 19, colour: ink}, serif)
	default:
		add(m.heading, block{role: "H1", size: 13, tracking: 90, colour: ink}, serif)
	}
	if f.Title == "" {
		beside(func(m *messages) string { return m.heading }, block{size: 7.5, tracking: 90}, serif)
	}
	add(m.certifies, block{role: "P", size: 13.5, gap: 8, colour: muted}, serifItalic)
	beside(func(m *messages) string { return m.certifies }, block{size: 8.5}, serifItalic)
	blocks = append(blocks, block{text: s.shape(serif, lang, f.Holder), role: "H2", size: 42, oneLine: 25, gap: 4, colour: ink, rule: true})
	add(f.Institution, block{role: "P", size: 13.5, gap: 3, colour: ink}, serif)
	add(m.completed, block{role: "P", size: 13.5, gap: 6.5, colour: muted}, serifItalic)
	beside(func(m *messages) string { return m.completed }, block{size: 8.5}, serifItalic)
	add(f.CourseTitle, block{role: "H2", size: 23, oneLine: 18, gap: 3, colour: ink}, serifBold)
	add(m.details(f, f.AudienceTitle), block{role: "P", size: 12, gap: 3.5, colour: ink}, serif)
	beside(func(m *messages) string { return m.details(f, "") }, block{size: 8.5}, serif)
	add(f.Wording, block{role: "P", size: 12, gap: 3.5, colour: ink}, serif)
	add(fitModules(f, m, lang, s, width), block{role: "P", size: modulesSize, gap: 4, colour: muted}, serif)
	add(f.Criteria, block{role: "P", size: 10, gap: 2, colour: muted}, serifItalic)
	return blocks
}

const modulesSize = 10.0

// fitModules names as many modules as two lines hold.
func fitModules(f Facts, m *messages, lang string, s *shaper, width float64) string {
	for n := len(f.Modules); n > 0; n-- {
		list := m.moduleList(f.Modules, n)
		if len(list) > 2000 {
			continue // far beyond two lines: not worth shaping
		}
		if s.known(serif, lang, list).width*modulesSize/em/mm < 1.9*width || n == 1 {
			return list
		}
	}
	return ""
}

// stack draws blocks below each other between top and bottom, smaller where
// they would not fit, and shares out what room is left.
func (c *canvas) stack(s *shaper, blocks []block, top, bottom, width float64) {
	usable := width - 2*margin
	lines := make([][]line, len(blocks))
	sizes := make([]float64, len(blocks))
	scale, y := 1.0, 0.0
	for ; ; scale *= 0.93 {
		height, push := 0.0, 0.0
		for i, b := range blocks {
			sizes[i] = b.fit(usable, scale)
			lines[i] = s.wrap(b.text, b.measure(usable, sizes[i]))
			height += b.gap * scale
			push = max(push, b.clear-top-height)
			height += float64(len(lines[i])) * leading * sizes[i] / mm
			if b.rule {
				height += ruleGap
			}
		}
		y = top + max(push, 0.42*(bottom-top-height))
		if y+height <= bottom || scale < 0.2 {
			break
		}
	}
	for i, b := range blocks {
		y += b.gap * scale
		c.mark(tag{role: b.role, lang: b.lang}, func() {
			for _, l := range lines[i] {
				x := (width - l.length(sizes[i], b.tracking)) / 2
				c.text(l, x, y+ascent*sizes[i]/mm, sizes[i], b.tracking, b.colour)
				y += leading * sizes[i] / mm
			}
		})
		if b.rule {
			c.ornament(func() {
				c.pdf.SetDrawColor(muted[0], muted[1], muted[2])
				c.pdf.SetLineWidth(0.2)
				c.pdf.Line((width-ruleSize)/2, y+ruleGap, (width+ruleSize)/2, y+ruleGap)
			})
			y += ruleGap
		}
	}
}

// fit is the size at which a block is set: smaller for a long name on one
// line, but not below oneLine, where breaking it looks better.
func (b block) fit(usable, scale float64) float64 {
	size := b.size * scale
	if one := usable * mm * em / max(b.text.width, 1); one < size {
		size = max(one, min(b.oneLine*scale, size))
		if b.oneLine == 0 {
			size = b.size * scale
		}
	}
	return size
}

// measure is the greatest width of a block's lines before tracking, in
// thousandths of the size.
func (b block) measure(usable, size float64) float64 {
	if b.width > 0 {
		usable = min(usable, b.width)
	}
	tracking := b.tracking * float64(len(b.text.runes))
	return usable * mm * em / size * b.text.width / max(b.text.width+tracking, 1)
}

// fact is a labelled value of the lower left. In a certificate of another
// language, english says both again.
type fact struct {
	label, value, english string
	style                 style
}

// facts draws the labelled values and how to check the certificate, upwards
// from bottom, within width from the margin. Narrow leaves no column empty.
func (c *canvas) facts(f Facts, m *messages, lang string, s *shaper, bottom, width float64, narrow bool) {
	first, second := f.listed(m)
	firstAt, secondAt, checkAt := bottom-33, bottom-19, bottom-4.8
	en := f.beside()
	if en != nil { // a third line in each row, and a second way to say how to check
		firstAt, secondAt, checkAt = bottom-38.2, bottom-23.6, bottom-9.2
		englishFirst, englishSecond := f.listed(en)
		for i, fa := range englishFirst {
			first[i].english = fa.label + " " + fa.value
		}
		for i, fa := range englishSecond { // the values need no translation
			second[i].english = fa.label
		}
	}
	columns := 3
	c.bookmark(m.factsMark, firstAt-bookmarkRoom)
	c.row(s, lang, first, firstAt, width, columns)
	if narrow {
		columns = len(second)
	}
	c.row(s, lang, second, secondAt, width, columns)
	c.bookmark(m.checkMark, checkAt-bookmarkRoom)
	c.small(s.known(serifItalic, lang, m.check), s, "", checkAt, width, 9.5, muted)
	if en != nil {
		c.small(s.known(serifItalic, "en", en.check), s, "en", bottom-5, width, 7.5, muted)
	}
	c.small(s.shape(serif, lang, f.address()), s, "", bottom, width, 9.5, ink)
}

// listed gives the facts of both rows in the words of a language.
func (f Facts) listed(m *messages) (first, second []fact) {
	date := func(label string, t time.Time) {
		if !t.IsZero() {
			first = append(first, fact{label: label, value: m.long(t), style: serif})
		}
	}
	date(m.completedOn, f.CompletedAt)
	date(m.issuedOn, f.IssuedAt)
	if f.ExpiresAt != nil {
		date(m.validUntil, *f.ExpiresAt)
	} else {
		first = append(first, fact{label: m.validUntil, value: m.noExpiry, style: serif})
	}
	second = []fact{{label: m.serial, value: f.Serial, style: mono}}
	if f.Issuer != "" {
		second = append(second, fact{label: m.issuedBy, value: f.Issuer, style: serif})
	}
	return first, second
}

// row draws facts beside each other in columns of equal width.
func (c *canvas) row(s *shaper, lang string, facts []fact, y, width float64, columns int) {
	column := width / float64(columns)
	for i, fa := range facts {
		x := margin + float64(i)*column
		room := column - 4
		if i == len(facts)-1 {
			room = width - float64(i)*column
		}
		c.mark(tag{role: "P"}, func() {
			c.fitted(s.known(serifItalic, lang, fa.label), s, x, y, room, 9.5, muted)
			c.gap = true
			value := s.shape(fa.style, lang, fa.value)
			c.fitted(value, s, x, y+5.6, room, 12.5, ink)
		})
		if fa.english != "" {
			c.mark(tag{role: "P", lang: "en"}, func() {
				c.fitted(s.shape(serifItalic, "en", fa.english), s, x, y+9.1, room, 7.5, muted)
			})
		}
	}
}

func (c *canvas) small(t *shaped, s *shaper, lang string, y, width, size float64, col colour) {
	c.mark(tag{role: "P", lang: lang}, func() { c.fitted(t, s, margin, y, width, size, col) })
}

// fitted draws one line at most width long, smaller where it must be.
func (c *canvas) fitted(t *shaped, s *shaper, x, y, width, size float64, col colour) {
	size = min(size, width*mm*em/max(t.width, 1))
	for _, l := range s.wrap(t, t.width+1) {
		c.text(l, c.left(x, l.length(size, 0)), y, size, 0, col)
	}
}
