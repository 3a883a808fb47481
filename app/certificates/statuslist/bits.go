// Package statuslist tells, without asking anybody about a certificate, whether it was revoked: one bit for each certificate, in a
// signed list that everybody fetches whole (W3C Bitstring Status List 1.0). It is pure: it reads no clock, store or network.
package statuslist

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Size is the number of bits of a list: the least that the standard allows (16 KB), so that one fetch hides which entry is meant.
const Size = 131_072

// maxBits bounds a list that is read: 16 times ours.
const maxBits = 16 * Size

// Bits is a list; bit 0 is the left-most, the highest of the first byte.
type Bits []byte

// New gives a list with no bit set.
func New() Bits { return make(Bits, Size/8) }

// Set sets bit i; the caller knows that it is in the list.
func (b Bits) Set(i int64) { b[i/8] |= 0x80 >> (i % 8) }

// Get tells bit i; false also means beyond the end, which ok tells apart.
func (b Bits) Get(i int64) (set, ok bool) {
	if i < 0 || i >= int64(len(b))*8 {
		return false, false
	}
	return b[i/8]&(0x80>>(i%8)) != 0, true
}

// Encode gives encodedList: multibase base64url ("u", no padding) of the gzipped bits.
func (b Bits) Encode() string {
	var out bytes.Buffer
	out.WriteByte('u')
	text := base64.NewEncoder(base64.RawURLEncoding, &out)
	zip, _ := gzip.NewWriterLevel(text, gzip.BestCompression) // the level is a good one; writes to memory do not fail
	zip.Write(b)
	zip.Close()
	text.Close()
	return out.String()
}

// Decode reads encodedList. It stops at a bound, so that a small text cannot fill the memory.
func Decode(text string) (Bits, error) {
	plain, ok := strings.CutPrefix(text, "u")
	if !ok {
		return nil, errors.New("status list: not in multibase base64url")
	}
	zip, err := gzip.NewReader(base64.NewDecoder(base64.RawURLEncoding, strings.NewReader(plain)))
	if err != nil {
		return nil, fmt.Errorf("status list: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(zip, maxBits/8+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("status list: %w", err)
	case len(b) > maxBits/8 || len(b) < Size/8:
		return nil, fmt.Errorf("status list: %d bytes", len(b))
	}
	return b, nil
}
