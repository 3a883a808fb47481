package paper

import "sync"

// maxKnown bounds the memory for texts that certificates share: labels, course
// titles, institutions, module lists. Names, serials and dates are not kept.
const maxKnown = 4096

type knownKey struct {
	style      style
	lang, text string
}

var knownTexts = struct {
	sync.RWMutex
	of map[knownKey]*shaped
}{of: map[knownKey]*shaped{}}

// known shapes a text that other certificates will print too, once.
func (s *shaper) known(st style, lang, text string) *shaped {
	key := knownKey{st, lang, text}
	knownTexts.RLock()
	t := knownTexts.of[key]
	knownTexts.RUnlock()
	if t != nil {
		return t
	}
	t = s.shape(st, lang, text)
	knownTexts.Lock()
	defer knownTexts.Unlock()
	if len(knownTexts.of) < maxKnown {
		knownTexts.of[key] = t
	}
	return t
}
