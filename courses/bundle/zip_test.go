package bundle

import (
	"archive/zip"
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

type packed struct {
	name string
	data string
	mode uint32
}

func archive(t testing.TB, files ...packed) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.mode != 0 {
			h.ExternalAttrs, h.CreatorVersion = f.mode<<16, 3<<8
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(f.data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A module that is sound comes back from its archive as it was, and the archive from the module, byte for byte.
func TestPackIsLossFree(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(3, 5))}
	for tried := 0; tried < 200; {
		m := g.module()
		if len(m.Faults()) > 0 {
			continue
		}
		tried++
		data, err := Pack(m)
		if err != nil {
			t.Fatal(err)
		}
		files, problems := Unpack(data)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		b := Read(files, Library{})
		if len(b.Problems) > 0 || !reflect.DeepEqual(normal(b.Module), normal(m)) {
			t.Fatalf("%v\nwas: %+v\nnow: %+v", b.Problems, m, b.Module)
		}
		if again, _ := Pack(b.Module); !bytes.Equal(again, data) {
			t.Fatal("the same module gives other bytes")
		}
	}
}

// An archive of a folder is as good as one of its files.
func TestUnpackFromAFolder(t *testing.T) {
	files, problems := Unpack(archive(t, packed{name: "my-module/"}, packed{name: "my-module/module.yaml", data: "slug: x"}, packed{name: "my-module/lessons/a.md", data: "x"}))
	if _, err := files.Open("lessons/a.md"); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", err, problems)
	}
}

func TestUnpackRefuses(t *testing.T) {
	good := packed{name: "module.yaml", data: "slug: x"}
	many := make([]packed, 2*maxFiles+1)
	for i := range many {
		many[i] = packed{name: "lessons/a" + strings.Repeat("b", i%50) + string(rune('a'+i%26)) + ".md"}
	}
	var random strings.Builder
	r := rand.New(rand.NewPCG(1, 1))
	for random.Len() < MaxZip+1000 {
		random.WriteByte(byte(r.UintN(256)))
	}
	damaged := archive(t, packed{name: "module.yaml", data: strings.Repeat("slug ", 400)})
	damaged[60] ^= 0xff
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"no archive":        {[]byte("slug: x"), "zip"},
		"empty":             {nil, "zip"},
		"damaged":           {damaged, "zip"},
		"out of the folder": {archive(t, good, packed{name: "../module.yaml"}), "name"},
		"from the root":     {archive(t, good, packed{name: "/etc/passwd"}), "name"},
		"backslashes":       {archive(t, good, packed{name: `lessons\a.md`}), "name"},
		"a drive":           {archive(t, good, packed{name: "c:a.md"}), "name"},
		"too deep":          {archive(t, good, packed{name: "lessons/a/b.md"}), "name"},
		"a zero byte":       {archive(t, good, packed{name: "a\x00.md"}), "name"},
		"a control":         {archive(t, good, packed{name: "a\n.md"}), "name"},
		"no UTF-8":          {archive(t, good, packed{name: "a\xff.md"}), "name"},
		"a dot name":        {archive(t, good, packed{name: "lessons/./a.md"}), "name"},
		"a long name":       {archive(t, good, packed{name: strings.Repeat("a", 300)}), "name"},
		"a link":            {archive(t, good, packed{name: "lessons/a.md", data: "/etc/passwd", mode: 0o120777}), "name"},
		"twice":             {archive(t, good, good), "twice"},
		"a bomb":            {archive(t, good, packed{name: "quiz.yaml", data: strings.Repeat("a", 900_000)}), "too_large"},
		"a file too large":  {archive(t, good, packed{name: "quiz.yaml", data: random.String()[:maxFile] + strings.Repeat("ab", 10)}), "too_large"},
		"too many":          {archive(t, many...), "too_many"},
		"too large":         {[]byte(random.String()), "too_large"},
	} {
		_, problems := Unpack(c.data)
		if len(problems) == 0 || problems[0].Code != c.code || problems[0].File == "" || problems[0].Message == "" {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("PK"))
	f.Add(archive(f, packed{name: "module.yaml", data: "slug: x"}, packed{name: "lessons/a.md", data: "---\ntitle: x\n---\n"}))
	f.Add(archive(f, packed{name: "a/module.yaml", data: "slug: x"}, packed{name: "a/../b", data: "x"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, problems := Unpack(data)
		for _, p := range append(problems, Read(files, Library{}).Problems...) {
			if p.File == "" || p.Line < 1 || p.Code == "" {
				t.Fatalf("a problem without a place: %+v", p)
			}
		}
	})
}
