package seal

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// source reads objects of a PDF that package paper or Seal wrote: classic cross-reference tables, dictionaries on one line, nothing in
// object streams. It is never given a stranger's file; it still fails softly on one.
type source struct {
	file    []byte
	trailer []byte // the last one, with what is between << and >>
	start   int    // of the last cross-reference table
	offsets map[int]int
}

var errSource = errors.New("seal: not a file as this program writes them")

// maxTables bounds the chain of updates: the page writer's, its own update, the seal's.
const maxTables = 8

func read(file []byte) (*source, error) {
	s := &source{file: file, offsets: map[int]int{}}
	at := bytes.LastIndex(file, []byte("\nstartxref\n"))
	if at < 0 || !bytes.HasSuffix(file, []byte("%%EOF\n")) {
		return nil, errSource
	}
	start, ok := number(file[at:], "\nstartxref\n")
	s.start = start
	for range maxTables {
		if !ok || start < 0 || start >= len(file) || !bytes.HasPrefix(file[start:], []byte("xref\n")) {
			return nil, errSource
		}
		trailer, err := s.table(file[start+len("xref\n"):])
		if err != nil {
			return nil, err
		}
		if s.trailer == nil {
			s.trailer = trailer
		}
		if start, ok = number(trailer, "/Prev "); !ok {
			return s, nil
		}
	}
	return nil, errSource
}

// table notes the offsets in one table and gives the trailer after it. Entries are of 20 bytes (ISO 32000-1, 7.5.4); what a later
// table says wins.
func (s *source) table(text []byte) (trailer []byte, err error) {
	for {
		line, rest, ok := bytes.Cut(text, []byte("\n"))
		if !ok {
			return nil, errSource
		}
		if string(line) == "trailer" {
			trailer, _, ok = bytes.Cut(rest, []byte("startxref"))
			if !ok {
				return nil, errSource
			}
			return trailer, nil
		}
		var first, count int
		if n, _ := fmt.Sscanf(string(line[:min(len(line), 32)]), "%d %d", &first, &count); n != 2 || first < 0 || count < 0 || count > len(rest)/20 {
			return nil, errSource
		}
		for i := range count {
			entry := rest[20*i : 20*i+20]
			offset, err := strconv.Atoi(string(entry[:10]))
			if _, known := s.offsets[first+i]; !known && err == nil && entry[17] == 'n' {
				s.offsets[first+i] = offset
			}
		}
		text = rest[20*count:]
	}
}

// object gives what stands between "N 0 obj" and "endobj".
func (s *source) object(n int) ([]byte, error) {
	offset, ok := s.offsets[n]
	head := fmt.Appendf(nil, "%d 0 obj\n", n)
	if !ok || offset < 0 || offset > len(s.file) || !bytes.HasPrefix(s.file[offset:], head) {
		return nil, errSource
	}
	inside, _, ok := bytes.Cut(s.file[offset+len(head):], []byte("\nendobj\n"))
	if !ok {
		return nil, errSource
	}
	return inside, nil
}

// follow gives the object that key refers to in a dictionary: "/Pages 1 0 R", "/Kids [3 0 R", …
func (s *source) follow(dictionary []byte, key string) (int, []byte, error) {
	n, ok := number(dictionary, key)
	if !ok {
		return 0, nil, errSource
	}
	object, err := s.object(n)
	return n, object, err
}

// number reads the decimal number after the first occurrence of label.
func number(text []byte, label string) (int, bool) {
	_, after, ok := bytes.Cut(text, []byte(label))
	if !ok {
		return 0, false
	}
	end := 0
	for end < len(after) && end < 10 && '0' <= after[end] && after[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(string(after[:end]))
	return n, err == nil
}
