package render

import (
	"cmp"
	"fmt"
	"slices"
)

// Fault is something that the writer of a text should put right. The text is shown all the same, as well as it can be.
type Fault struct {
	Line    int    // in the text given, from 1
	Code    string // stable, for translation and for tests: "source_unknown"
	Message string // in plain English, for trainers
}

// maxFaults is how many faults are kept: enough to work on, few enough that a hostile text cannot make them costly.
const maxFaults = 200

// faults collects by position in the source.
type faults struct {
	source []byte
	list   []Fault
	ends   []int // offsets of the line ends, once they are asked for
}

// add records a fault at a byte offset of the source.
func (f *faults) add(at int, code, format string, args ...any) {
	if len(f.list) >= maxFaults {
		return
	}
	f.list = append(f.list, Fault{Line: f.line(at), Code: code, Message: fmt.Sprintf(format, args...)})
}

func (f *faults) line(at int) int {
	if f.ends == nil {
		for i, b := range f.source {
			if b == '\n' {
				f.ends = append(f.ends, i)
			}
		}
	}
	i, _ := slices.BinarySearch(f.ends, at)
	return min(i+1, max(len(f.ends), 1))
}

// sorted gives the faults by line, each once: a parser may try the same place twice.
func (f *faults) sorted() []Fault {
	slices.SortStableFunc(f.list, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	return slices.Compact(f.list)
}
