// Package difference compares two texts as an editor reads them: paragraph by paragraph, and within a changed paragraph word by word.
package difference

import "strings"

// Op says what became of a span.
type Op string

// What becomes of a span.
const (
	Same    Op = "same"
	Added   Op = "added"
	Removed Op = "removed"
)

// Span is a piece of text. The spans that are not Added, joined, are the old text; those that are not Removed, the new one.
type Span struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}

// maxCells bounds the work of one comparison: beyond it, what differs counts as replaced whole.
const maxCells = 1 << 21

// Texts gives the spans from the old text to the new one. Neighbours never have the same Op.
func Texts(old, new string) []Span {
	var out spans
	compare(split(old, afterLine), split(new, afterLine), func(op Op, removed, added []string) {
		if op == Same {
			out.add(Same, removed)
			return
		}
		compare(split(strings.Join(removed, ""), betweenWords), split(strings.Join(added, ""), betweenWords), func(op Op, removed, added []string) {
			if op == Same {
				out.add(Same, removed)
				return
			}
			out.add(Removed, removed)
			out.add(Added, added)
		})
	})
	return out
}

type spans []Span

func (s *spans) add(op Op, texts []string) {
	text := strings.Join(texts, "")
	switch n := len(*s); {
	case text == "":
	case n > 0 && (*s)[n-1].Op == op:
		(*s)[n-1].Text += text
	default:
		*s = append(*s, Span{op, text})
	}
}

func afterLine(before, _ rune) bool { return before == '\n' }

// betweenWords cuts where white space begins or ends.
func betweenWords(before, after rune) bool { return space(before) != space(after) }

func space(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }

// split cuts a text where cut says so; the pieces joined are the text.
func split(text string, cut func(before, after rune) bool) []string {
	var out []string
	start, before := 0, rune(-1)
	for i, r := range text {
		if i > start && cut(before, r) {
			out = append(out, text[start:i])
			start = i
		}
		before = r
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

// compare finds a longest common subsequence and reports runs in order: Same with the run twice, or a change with what went and what came.
func compare(old, new []string, report func(op Op, removed, added []string)) {
	head := 0
	for head < len(old) && head < len(new) && old[head] == new[head] {
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(new)-head && old[len(old)-1-tail] == new[len(new)-1-tail] {
		tail++
	}
	if head > 0 {
		report(Same, old[:head], new[:head])
	}
	middle(old[head:len(old)-tail], new[head:len(new)-tail], report)
	if tail > 0 {
		report(Same, old[len(old)-tail:], new[len(new)-tail:])
	}
}

func middle(old, new []string, report func(op Op, removed, added []string)) {
	if len(old) == 0 && len(new) == 0 {
		return
	}
	if len(old) == 0 || len(new) == 0 || len(old) > maxCells/len(new) {
		report("", old, new)
		return
	}
	length := lengths(old, new)
	width := len(new) + 1
	i, j := 0, 0
	for i < len(old) || j < len(new) {
		fromI, fromJ := i, j
		for i < len(old) && j < len(new) && old[i] == new[j] {
			i, j = i+1, j+1
		}
		if i > fromI {
			report(Same, old[fromI:i], new[fromJ:j])
			continue
		}
		for (i < len(old) || j < len(new)) && !(i < len(old) && j < len(new) && old[i] == new[j]) {
			if j == len(new) || i < len(old) && length[(i+1)*width+j] >= length[i*width+j+1] {
				i++
			} else {
				j++
			}
		}
		report("", old[fromI:i], new[fromJ:j])
	}
}

// lengths gives, for each pair of positions, how long the common subsequence from there on is.
func lengths(old, new []string) []int32 {
	width := len(new) + 1
	out := make([]int32, (len(old)+1)*width)
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(new) - 1; j >= 0; j-- {
			if old[i] == new[j] {
				out[i*width+j] = out[(i+1)*width+j+1] + 1
			} else {
				out[i*width+j] = max(out[(i+1)*width+j], out[i*width+j+1])
			}
		}
	}
	return out
}
