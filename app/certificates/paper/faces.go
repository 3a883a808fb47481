package paper

import (
	"bytes"
	"sync"
	"unicode"

	notoarabic "eliasnaur.com/font/noto/sans/arabic/regular"
	notojp "eliasnaur.com/font/noto/sans/jp/regular"
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/liberation/liberationmonoregular"
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
	mono
)

// source is one font file, parsed when a text first needs it. The parsed font
// is safe for concurrent use; a font.Face is not, so shapers keep their own.
type source struct {
	id   byte
	font func() *font.Font // nil where the file is none
}

// sources finds the source of a parsed font: shaped texts are shared between
// shapers, and each must draw with a face of its own.
var sources sync.Map // *font.Font → *source

func open(id byte, ttf []byte) *source {
	return lazy(id, func() ([]byte, error) { return ttf, nil })
}

func lazy(id byte, read func() ([]byte, error)) *source {
	src := &source{id: id}
	src.font = sync.OnceValue(func() *font.Font {
		data, err := read()
		if err != nil {
			return nil
		}
		// A collection holds the same characters in several regional forms;
		// the first will do.
		faces, err := font.ParseTTC(bytes.NewReader(data))
		if err != nil || len(faces) == 0 {
			return nil
		}
		sources.Store(faces[0].Font, src)
		return faces[0].Font
	})
	return src
}

var (
	primary = map[style]*source{
		serif:       open(0, liberationserifregular.TTF),
		serifBold:   open(1, liberationserifbold.TTF),
		serifItalic: open(2, liberationserifitalic.TTF),
		mono:        open(3, liberationmonoregular.TTF),
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
	out := append([]*source{primary[s]}, fallbacks...)
	if extra := folder.Load(); extra != nil {
		out = append(out, *extra...)
	}
	return out
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
	if f == nil {
		return false
	}
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
