package paper

import (
	"bytes"
	"sync"
	"unicode"

	notoarabic "eliasnaur.com/font/noto/sans/arabic/regular"
	notojp "eliasnaur.com/font/noto/sans/jp/regular"
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/go-text/typesetting/font"
)

// A style is a voice of the page; each has a face of its own and shares the
// faces that stand in for scripts it lacks.
type style uint8

const (
	serif style = iota
	serifBold
	serifItalic
	sans
	mono
)

// source is one font file, parsed when a text first needs it. The parsed font
// is safe for concurrent use; a font.Face is not, so shapers keep their own.
type source struct {
	id   byte
	font func() *font.Font
}

func open(id byte, ttf []byte) *source {
	return &source{id, sync.OnceValue(func() *font.Font {
		face, err := font.ParseTTF(bytes.NewReader(ttf))
		if err != nil {
			// The bytes are pinned in go.sum: a broken file is a broken build.
			panic("certificate font: " + err.Error())
		}
		return face.Font
	})}
}

var (
	primary = map[style]*source{
		serif:       open(0, liberationserifregular.TTF),
		serifBold:   open(1, liberationserifbold.TTF),
		serifItalic: open(2, liberationserifitalic.TTF),
		sans:        open(3, liberationsansregular.TTF),
		mono:        open(4, liberationmonoregular.TTF),
	}
	// fallbacks in order of preference; the large ones last, so that a Latin
	// or Arabic name never makes the Japanese face be parsed.
	fallbacks = []*source{
		open(10, notoarabic.TTF),
		open(11, dejavusans.TTF),
		open(12, notojp.TTF),
	}
)

// stack lists the faces of a style in the order in which they are tried.
func (s style) stack() []*source {
	return append([]*source{primary[s]}, fallbacks...)
}

// faceOf picks a face for each character: the first in the stack that has the
// character and the marks that follow it, so that an accent never comes from
// another face than its letter. A nil entry has no face at all.
func (s style) faceOf(text []rune) []*source {
	out := make([]*source, len(text))
	stack := s.stack()
	var last *source
	for i := 0; i < len(text); {
		end := i + 1
		for end < len(text) && joinsPrevious(text[end]) {
			end++
		}
		chosen := pick(stack, text[i:end], last)
		for ; i < end; i++ {
			out[i] = chosen
		}
		last = chosen
	}
	return out
}

func pick(stack []*source, cluster []rune, last *source) *source {
	// Spaces and common punctuation stay with their neighbours where they can.
	if last != nil && !unicode.IsLetter(cluster[0]) && last.covers(cluster) {
		return last
	}
	for _, src := range stack {
		if src.covers(cluster) {
			return src
		}
	}
	return nil
}

func (s *source) covers(cluster []rune) bool {
	f := s.font()
	for _, r := range cluster {
		if invisible(r) {
			continue
		}
		if _, ok := f.NominalGlyph(r); !ok {
			return false
		}
	}
	return true
}

func joinsPrevious(r rune) bool { return unicode.In(r, unicode.M) || invisible(r) }

// invisible characters steer shaping and need no glyph.
func invisible(r rune) bool {
	return r == '\u200C' || r == '\u200D' || unicode.Is(unicode.Variation_Selector, r)
}

// Covers reports whether every character of a name can be printed. A caller
// who learns early that it cannot can ask for the name in Latin letters.
func Covers(name string) bool {
	_, missing := uncovered(serif, clean(name))
	return !missing
}

func uncovered(s style, text string) (rune, bool) {
	runes := []rune(text)
	for i, src := range s.faceOf(runes) {
		if src == nil {
			return runes[i], true
		}
	}
	return 0, false
}
