package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
)

// A marker is plain letters between two rare brackets, so that it passes unchanged through text and through attributes.
const slotOpen, slotClose = "⟦slot ", "⟧"

// Slot is the marker for a personal bit of text, such as the value of a hidden field. Names hold no "⟧".
func Slot(name string) string { return slotOpen + name + slotClose }

// SlotHTML is the marker for a personal bit of HTML.
func SlotHTML(name string) template.HTML { return template.HTML(Slot(name)) }

// Skeleton is a rendered page, cut at its markers. It is safe for use by many requests at once.
type Skeleton struct {
	parts [][]byte // one more than names
	names []string

	zip    sync.Once
	zipped [][]byte // parts as compressed blocks, made at the first need
}

// NewSkeleton renders a page that holds markers. It fails where Render fails.
func NewSkeleton(name string, page any) (*Skeleton, error) {
	var buf bytes.Buffer
	if err := Render(&buf, name, page); err != nil {
		return nil, err
	}
	return cut(buf.String())
}

// CutFragment cuts a fragment at its markers, as NewSkeleton does a page.
func CutFragment(html template.HTML) (*Skeleton, error) { return cut(string(html)) }

func cut(text string) (*Skeleton, error) {
	s := &Skeleton{}
	for {
		before, rest, found := strings.Cut(text, slotOpen)
		s.parts = append(s.parts, []byte(before))
		if !found {
			return s, nil
		}
		name, after, closed := strings.Cut(rest, slotClose)
		if !closed {
			return nil, fmt.Errorf("web: marker %.20q does not end", rest)
		}
		s.names = append(s.names, name)
		text = after
	}
}

// Names lists the markers in the order in which they stand; a name may stand more than once.
func (s *Skeleton) Names() []string { return s.names }

// Fill writes the page, with bit giving what each marker stands for: safe HTML, or text already escaped.
func (s *Skeleton) Fill(w io.Writer, bit func(name string) string) error {
	for i, part := range s.parts {
		if _, err := w.Write(part); err != nil {
			return err
		}
		if i < len(s.names) {
			if _, err := io.WriteString(w, bit(s.names[i])); err != nil {
				return err
			}
		}
	}
	return nil
}
