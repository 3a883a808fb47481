package render

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// MaxBytes is the longest text that is rendered; a longer one gives a fault and no HTML.
const MaxBytes = 200 << 10

const (
	// maxDepth bounds how deep quotations, lists and emphasis may nest. Browsers stop at 512 elements, readers long before.
	maxDepth = 16
	// maxSigns bounds the brackets, asterisks and underscores between two empty lines. The time to pair them grows with the
	// square of their number: a text of nothing else would take many seconds.
	maxSigns = 2000
)

// withinLimits says whether a text may be rendered at all, and records why not.
func withinLimits(source []byte, f *faults) bool {
	if len(source) > MaxBytes+1 { // the line end that normalise may have added
		f.add(0, "too_long", "The text is longer than %d KB. Make two lessons of it.", MaxBytes>>10)
		return false
	}
	signs := 0
	for at := 0; at < len(source); {
		end := at + bytes.IndexByte(source[at:], '\n') + 1 // every line has an end: see normalise
		line := source[at:end]
		if len(bytes.TrimSpace(line)) == 0 {
			signs = 0
		}
		for _, b := range line {
			if b == '[' || b == '*' || b == '_' {
				signs++
			}
		}
		if signs > maxSigns {
			f.add(at, "too_dense", "More than %d brackets, asterisks and underscores stand here without an empty line between them. Divide the paragraph.", maxSigns)
			return false
		}
		at = end
	}
	return true
}

// bounded keeps a container from opening deeper than maxDepth: its sign is then plain text, and a fault says so.
type bounded struct{ parser.BlockParser }

// Open opens the container unless it would be nested too deep.
func (b bounded) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		depth++
	}
	if depth <= maxDepth {
		return b.BlockParser.Open(parent, reader, pc)
	}
	if _, seg := reader.PeekLine(); pc.BlockOffset() >= 0 {
		pc.Get(faultsKey).(*faults).add(seg.Start, "too_deep", "Lists and quotations nest deeper than %d here.", maxDepth)
	}
	return nil, parser.NoChildren
}
