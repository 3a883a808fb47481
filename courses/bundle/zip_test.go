package bundle

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"upstander/courses/bundle/bundletest"
)

// A module that is sound comes back from its archive as it was, and the archive from the module, byte for byte.
func TestPackIsLossFree(t *testing.T) {
	g := bundletest.Generator{Rand: rand.New(rand.NewPCG(3, 5))}
	for tried := 0; tried < 200; {
		m := g.Module()
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
	files, problems := Unpack(bundletest.Archive(bundletest.Packed{Name: "my-module/"}, bundletest.Packed{Name: "my-module/module.yaml", Data: "slug: x"}, bundletest.Packed{Name: "my-module/lessons/a.md", Data: "x"}))
	if _, err := files.Open("lessons/a.md"); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", err, problems)
	}
}

func TestUnpackRefuses(t *testing.T) {
	for _, c := range bundletest.Attacks() {
		_, problems := Unpack(c.Data)
		if len(problems) == 0 || problems[0].Code != c.Code || problems[0].File == "" || problems[0].Message == "" {
			t.Errorf("%s: %v", c.Name, problems)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("PK"))
	f.Add(bundletest.Archive(bundletest.Packed{Name: "module.yaml", Data: "slug: x"}, bundletest.Packed{Name: "lessons/a.md", Data: "---\ntitle: x\n---\n"}))
	f.Add(bundletest.Archive(bundletest.Packed{Name: "a/module.yaml", Data: "slug: x"}, bundletest.Packed{Name: "a/../b", Data: "x"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, problems := Unpack(data)
		for _, p := range append(problems, Read(files, Library{}).Problems...) {
			if p.File == "" || p.Line < 1 || p.Code == "" {
				t.Fatalf("a problem without a place: %+v", p)
			}
		}
	})
}
