package paper

import (
	"bytes"
	"slices"
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

// The built-in faces come under open licences: Liberation and Noto under the SIL
// Open Font License 1.1, DejaVu under that of Bitstream Vera. Together they cover
// Latin, Greek, Cyrillic, Hebrew, Arabic, Armenian, Georgian, Kana and the Han
// characters of Japan; AddFolder brings the rest.

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
	src := &source{id: id}
	src.font = sync.OnceValue(func() *font.Font {
		// A collection holds the same characters in several regional forms;
		// the first will do.
		faces, err := font.ParseTTC(bytes.NewReader(ttf))
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

// faceOf picks a face for each character. A word is set in the first face of
// the stack that has all of it, so that a Chinese name is of one hand even where
// an earlier face has some of its characters; failing that, each letter with its
// marks is, so that an accent never comes from another face than its letter. A
// nil entry has no face at all.
func (s style) faceOf(text []rune) []*source {
	out := make([]*source, 0, len(text))
	stack := s.stack()
	var last *source
	set := func(n int, src *source) {
		for range n {
			out = append(out, src)
		}
		last = src
	}
	for len(out) < len(text) {
		rest := text[len(out):]
		if rest[0] == ' ' {
			// Spaces stay with what stands before them.
			set(1, pick(append([]*source{last}, stack...), rest[:1]))
			continue
		}
		word := rest[:wordLength(rest)]
		if src := pick(stack, word); src != nil {
			set(len(word), src)
			continue
		}
		for len(word) > 0 {
			n := 1
			for n < len(word) && joinsPrevious(word[n]) {
				n++
			}
			set(n, pick(stack, word[:n]))
			word = word[n:]
		}
	}
	return out
}

func wordLength(text []rune) int {
	if i := slices.Index(text, ' '); i >= 0 {
		return i
	}
	return len(text)
}

// pick returns the first face that covers all of text, or nil.
func pick(stack []*source, text []rune) *source {
	for _, src := range stack {
		if src != nil && src.covers(text) {
			return src
		}
	}
	return nil
}

func (s *source) covers(text []rune) bool {
	f := s.font()
	if f == nil {
		return false
	}
	for _, r := range text {
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
