package bundletest

import (
	"archive/zip"
	"bytes"
	"math/rand/v2"
	"strings"
)

// Packed is a file as it goes into an archive. Mode is of Unix; 0 leaves it out.
type Packed struct {
	Name string
	Data string
	Mode uint32
}

// Archive packs files as they are, whatever is wrong with them.
func Archive(files ...Packed) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.Name, Method: zip.Deflate}
		if f.Mode != 0 {
			h.ExternalAttrs, h.CreatorVersion = f.Mode<<16, 3<<8
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(f.Data))
		}
		if err != nil {
			panic(err) // into memory
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// Attack is an archive that must be refused, with the code of the first problem.
type Attack struct {
	Name, Code string
	Data       []byte
}

// Attacks are archives made to get out of the folder, to exhaust who unpacks them, or to mean two things at once.
func Attacks() []Attack {
	good := Packed{Name: "module.yaml", Data: "slug: x"}
	with := func(f Packed) []byte { return Archive(good, f) }
	many := make([]Packed, 201)
	for i := range many {
		many[i] = Packed{Name: "lessons/a" + strings.Repeat("b", i%50) + string(rune('a'+i%26)) + ".md"}
	}
	noise := make([]byte, 7<<20+1000)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range noise {
		noise[i] = byte(r.UintN(256))
	}
	damaged := Archive(Packed{Name: "module.yaml", Data: strings.Repeat("slug ", 400)})
	damaged[60] ^= 0xff
	encrypted := bytes.Clone(Archive(good))
	for at := 0; ; { // the flag stands in the header before the file, and in the directory behind it
		i := bytes.Index(encrypted[at:], []byte("PK\x01\x02"))
		if i < 0 {
			break
		}
		encrypted[at+i+8] |= 1
		at += i + 4
	}
	return []Attack{
		{"no archive", "zip", []byte("slug: x")},
		{"empty", "zip", []byte{}},
		{"cut short", "zip", Archive(good)[:40]},
		{"damaged", "zip", damaged},
		{"encrypted", "zip", encrypted},
		{"out of the folder", "name", with(Packed{Name: "../module.yaml"})},
		{"out of the folder by a detour", "name", with(Packed{Name: "lessons/../../module.yaml"})},
		{"from the root", "name", with(Packed{Name: "/etc/passwd"})},
		{"backslashes", "name", with(Packed{Name: `lessons\a.md`})},
		{"a drive", "name", with(Packed{Name: "c:a.md"})},
		{"too deep", "name", with(Packed{Name: "lessons/a/b.md"})},
		{"a zero byte", "name", with(Packed{Name: "a\x00.md"})},
		{"a control", "name", with(Packed{Name: "a\n.md"})},
		{"no UTF-8", "name", with(Packed{Name: "a\xff.md"})},
		{"a look-alike", "name", with(Packed{Name: "m\u043edule.yaml"})},
		{"capitals", "name", with(Packed{Name: "MODULE.yaml"})},
		{"a dot name", "name", with(Packed{Name: "lessons/./a.md"})},
		{"a long name", "name", with(Packed{Name: strings.Repeat("a", 300)})},
		{"a link", "name", with(Packed{Name: "lessons/a.md", Data: "/etc/passwd", Mode: 0o120777})},
		{"a device", "name", with(Packed{Name: "lessons/a.md", Mode: 0o020666})},
		{"twice", "twice", with(good)},
		{"a bomb", "too_large", with(Packed{Name: "quiz.yaml", Data: strings.Repeat("a", 900_000)})},
		{"a file too large", "too_large", with(Packed{Name: "quiz.yaml", Data: strings.Repeat(string(noise[:16<<10]), 65)})},
		{"too many", "too_many", Archive(many...)},
		{"too large", "too_large", noise},
	}
}
