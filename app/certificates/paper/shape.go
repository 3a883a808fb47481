package paper

import (
	"math"
	"slices"
	"sync"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// em is the design size: shaped advances are in thousandths of the type size,
// the unit of widths in a PDF font (ISO 32000-1, 9.2.4).
const em = 1000

// shaped is one text after shaping, in reading order, not yet cut into lines.
// It may be shared between goroutines.
type shaped struct {
	runes []rune
	runs  []shaping.Output
	base  di.Direction
	width float64 // of the whole on one line

	once  sync.Once
	whole []line // the one line, made when it is first asked for
}

// line is a row of clusters from left to right as they are drawn.
type line struct {
	clusters []cluster
	width    float64
	gap      bool // it had a space at an end, where the text was broken
}

// cluster is the least piece of text with a shape of its own: a letter with its
// accents, a ligature, an Indic syllable.
type cluster struct {
	*outline
	text    string
	advance float64 // may differ from the outline's width by kerning
}

// shaper holds what shaping reuses and what must not be shared.
type shaper struct {
	harfbuzz shaping.HarfbuzzShaper
	segments shaping.Segmenter
	wrapper  shaping.LineWrapper
	faces    map[*source]*font.Face
	key      []byte
}

var shapers = sync.Pool{New: func() any {
	return &shaper{faces: map[*source]*font.Face{}}
}}

func (s *shaper) face(src *source) *font.Face {
	f, ok := s.faces[src]
	if !ok {
		f = font.NewFace(src.font())
		s.faces[src] = f
	}
	return f
}

// oneFace lets the segmenter cut by direction and script alone; faces are
// chosen by style.faceOf.
type oneFace struct{ *font.Face }

func (o oneFace) ResolveFace(rune) *font.Face { return o.Face }

// shape cuts text into runs of one direction, script and face and shapes each.
// Characters that no face covers are the caller's to refuse beforehand.
func (s *shaper) shape(st style, lang, text string) *shaped {
	runes := []rune(text)
	out := &shaped{runes: runes, base: baseDirection(runes)}
	if len(runes) == 0 {
		return out
	}
	faces := st.faceOf(runes)
	whole := shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: out.base,
		Size: fixed.I(em), Language: language.NewLanguage(lang),
	}
	for _, run := range s.segments.Split(whole, oneFace{s.face(primary[st])}) {
		for start := run.RunStart; start < run.RunEnd; {
			end := start + 1
			for end < run.RunEnd && faces[end] == faces[start] {
				end++
			}
			src := faces[start]
			if src == nil {
				src = primary[st]
			}
			part := run
			part.RunStart, part.RunEnd, part.Face = start, end, s.face(src)
			done := s.harfbuzz.Shape(part)
			out.runs = append(out.runs, done)
			out.width += float64(done.Advance) / 64
			start = end
		}
	}
	return out
}

// baseDirection follows the first strong character (UAX #9, rules P2 and P3).
func baseDirection(text []rune) di.Direction {
	for _, r := range text {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	return di.DirectionLTR
}

// wrap cuts shaped text into lines no wider than width, where it may be broken
// (UAX #14) and, when a single word is wider, inside it.
func (s *shaper) wrap(t *shaped, width float64) []line {
	if len(t.runs) == 0 {
		return nil
	}
	if t.width <= width {
		t.once.Do(func() { t.whole = s.cut(t, math.MaxInt32) })
		return t.whole
	}
	return s.cut(t, fixed.Int26_6(min(width*64, math.MaxInt32)))
}

func (s *shaper) cut(t *shaped, width fixed.Int26_6) []line {
	config := shaping.WrapConfig{Direction: t.base, DisableTrailingWhitespaceTrim: true}
	wrapped, _ := s.wrapper.WrapParagraphF(config, width, t.runes, shaping.NewSliceIterator(t.runs))
	lines := make([]line, 0, len(wrapped))
	for _, w := range wrapped {
		runs := slices.Clone(w)
		slices.SortStableFunc(runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
		l := line{clusters: make([]cluster, 0, len(t.runes))}
		for _, run := range runs {
			l.clusters = s.clusters(l.clusters, t.runes, run)
		}
		l.trim()
		lines = append(lines, l)
	}
	return lines
}

// clusters appends the clusters of a run, left to right.
func (s *shaper) clusters(to []cluster, text []rune, run shaping.Output) []cluster {
	for i := 0; i < len(run.Glyphs); {
		first := run.Glyphs[i].TextIndex()
		end := i + 1
		for end < len(run.Glyphs) && run.Glyphs[end].TextIndex() == first {
			end++
		}
		glyphs := run.Glyphs[i:end]
		advance := 0.0
		for _, g := range glyphs {
			advance += float64(g.Advance) / 64
		}
		last := min(first+glyphs[0].RunesCount(), len(text))
		src, _ := sources.Load(run.Face.Font)
		o := s.outline(src.(*source), glyphs)
		if last-first > 1 && run.Direction == di.DirectionRTL {
			to = spread(to, o, letters(text[first:last]), advance)
		} else {
			to = append(to, cluster{o, string(text[first:last]), advance})
		}
		i = end
	}
	return to
}

// letters cuts a cluster into its letters, each with the marks that follow it.
func letters(text []rune) []string {
	var out []string
	start := 0
	for i := range text {
		if i > start && !joinsPrevious(text[i]) {
			out = append(out, string(text[start:i]))
			start = i
		}
	}
	return append(out, string(text[start:]))
}

// spread gives each letter of a right-to-left ligature a share of its width,
// the last letter leftmost: readers that restore the order of such text do so
// by place, and would turn the letters inside one glyph around. The whole shape
// hangs on the leftmost share; the others are blank.
func spread(to []cluster, o *outline, letters []string, advance float64) []cluster {
	if len(letters) == 1 {
		return append(to, cluster{o, letters[0], advance})
	}
	share := int(advance) / len(letters)
	for i := len(letters) - 1; i >= 0; i-- {
		part := &outline{body: endchar, width: share}
		if i == len(letters)-1 {
			part.body = o.body
		}
		to = append(to, cluster{part, letters[i], float64(share)})
	}
	to[len(to)-1].advance += advance - float64(share*len(letters))
	return to
}

// trim drops the spaces at both ends, which a line break leaves behind.
func (l *line) trim() {
	whole := len(l.clusters)
	blank := func(c cluster) bool { return c.text == " " }
	for len(l.clusters) > 0 && blank(l.clusters[0]) {
		l.clusters = l.clusters[1:]
	}
	for n := len(l.clusters); n > 0 && blank(l.clusters[n-1]); n-- {
		l.clusters = l.clusters[:n-1]
	}
	l.gap = len(l.clusters) < whole
	for _, c := range l.clusters {
		l.width += c.advance
	}
}
