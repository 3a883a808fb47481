package web

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
)

// Append writes the filled page behind dst.
func (s *Skeleton) Append(dst []byte, bit func(name string) string) []byte {
	for i, part := range s.parts {
		dst = append(dst, part...)
		if i < len(s.names) {
			dst = append(dst, bit(s.names[i])...)
		}
	}
	return dst
}

// AppendGzip writes the filled page behind dst, compressed (RFC 1952). The parts are compressed once, each ending on a byte boundary
// with nothing that refers back to another; the personal bits go between them as stored blocks (RFC 1951, 3.2.4). A page is
// then compressed at the price of copying it.
func (s *Skeleton) AppendGzip(dst []byte, bit func(name string) string) []byte {
	s.zip.Do(s.compress)
	dst = append(dst, 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)
	sum, size := uint32(0), 0
	for i, part := range s.parts {
		dst = append(dst, s.zipped[i]...)
		sum = crc32.Update(sum, crc32.IEEETable, part)
		size += len(part)
		if i < len(s.names) {
			text := bit(s.names[i])
			sum = crc32.Update(sum, crc32.IEEETable, []byte(text))
			size += len(text)
			dst = appendStored(dst, text)
		}
	}
	dst = append(dst, 1, 0, 0, 0xff, 0xff) // a last block, stored and empty
	dst = binary.LittleEndian.AppendUint32(dst, sum)
	return binary.LittleEndian.AppendUint32(dst, uint32(size))
}

func appendStored(dst []byte, text string) []byte {
	for len(text) > 0 {
		n := min(len(text), 0xffff)
		dst = append(dst, 0)
		dst = binary.LittleEndian.AppendUint16(dst, uint16(n))
		dst = binary.LittleEndian.AppendUint16(dst, ^uint16(n))
		dst = append(dst, text[:n]...)
		text = text[n:]
	}
	return dst
}

func (s *Skeleton) compress() {
	for _, part := range s.parts {
		var out bytes.Buffer
		w, _ := flate.NewWriter(&out, flate.BestCompression) // the level is valid, memory takes every write
		w.Write(part)
		w.Flush() // ends on a byte boundary; no block is marked as last
		s.zipped = append(s.zipped, out.Bytes())
	}
}
