package paper

import (
	"encoding/binary"
	"math"
	"sync"
	"unicode/utf16"
)

// sRGB is the colour space of the page (IEC 61966-2-1) as an ICC profile of
// version 4.2 (ICC.1:2004-10), compressed. A screen's profile of three primaries
// and one formula needs no table, and is of some 500 bytes.
var sRGB = sync.OnceValue(func() []byte { return compress(profile()) })

// Colours of the profile, as XYZ under the D50 light that profiles count in.
var (
	d50       = []float64{0.9642, 1, 0.8249}
	primaries = map[string][]float64{
		"rXYZ": {0.436066, 0.222488, 0.013916},
		"gXYZ": {0.385147, 0.716873, 0.097076},
		"bXYZ": {0.143066, 0.060608, 0.714096},
	}
	// fromD65 is the Bradford adaptation from the white of screens.
	fromD65 = []float64{1.047882, 0.022919, -0.050201, 0.029587, 0.990479, -0.017059, -0.009232, 0.015076, 0.751678}
	// curve is ((a·x + b)^g, or c·x below d): g, a, b, c, d.
	curve = []float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}
)

func profile() []byte {
	const header, entry = 128, 12
	type element struct {
		names []string
		data  []byte
	}
	elements := []element{
		{[]string{"desc"}, localised("sRGB")},
		{[]string{"cprt"}, localised("No copyright")},
		{[]string{"wtpt"}, typed("XYZ ", d50...)},
		{[]string{"chad"}, typed("sf32", fromD65...)},
	}
	for _, name := range []string{"rXYZ", "gXYZ", "bXYZ"} {
		elements = append(elements, element{[]string{name}, typed("XYZ ", primaries[name]...)})
	}
	formula := append([]byte("para\x00\x00\x00\x00\x00\x03\x00\x00"), fractions(curve)...)
	elements = append(elements, element{[]string{"rTRC", "gTRC", "bTRC"}, formula})

	count := 0
	for _, e := range elements {
		count += len(e.names)
	}
	table := binary.BigEndian.AppendUint32(nil, uint32(count))
	var body []byte
	for _, e := range elements {
		at := header + 4 + entry*count + len(body)
		for _, name := range e.names {
			table = append(table, name...)
			table = binary.BigEndian.AppendUint32(table, uint32(at))
			table = binary.BigEndian.AppendUint32(table, uint32(len(e.data)))
		}
		body = append(body, e.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out := make([]byte, header, header+len(table)+len(body))
	binary.BigEndian.PutUint32(out, uint32(cap(out)))
	copy(out[8:], "\x04\x20\x00\x00mntrRGB XYZ ")
	copy(out[24:], []byte{0x07, 0xEA, 0, 1, 0, 1}) // made in January 2026
	copy(out[36:], "acsp")
	copy(out[68:], fractions(d50))
	return append(append(out, table...), body...)
}

// typed is an element of numbers.
func typed(kind string, values ...float64) []byte {
	return append([]byte(kind+"\x00\x00\x00\x00"), fractions(values)...)
}

// fractions writes numbers in 65536ths (s15Fixed16Number).
func fractions(values []float64) []byte {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, uint32(int32(math.Round(v*65536))))
	}
	return out
}

// localised is a text for every language (multiLocalizedUnicodeType).
func localised(text string) []byte {
	units := utf16.Encode([]rune(text))
	out := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS")
	out = binary.BigEndian.AppendUint32(out, uint32(2*len(units)))
	out = binary.BigEndian.AppendUint32(out, 28)
	for _, u := range units {
		out = binary.BigEndian.AppendUint16(out, u)
	}
	return out
}
