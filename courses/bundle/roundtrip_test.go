package bundle

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/fstest"

	"upstander/courses"
	"upstander/courses/bundle/bundletest"
)

func readBack(m courses.Module) *Bundle {
	written := fstest.MapFS{}
	for _, file := range Write(m) {
		written[file.Name] = &fstest.MapFile{Data: file.Data}
	}
	return Read(written, Library{})
}

// TestLossFree: a module that is sound comes back from its bundle as it was, byte for byte.
func TestLossFree(t *testing.T) {
	g := bundletest.Generator{Rand: rand.New(rand.NewPCG(7, 11))}
	tried := 0
	for range 3000 {
		m := g.Module()
		if len(m.Faults()) > 0 {
			continue // texts that are blank
		}
		tried++
		b := readBack(m)
		if len(b.Problems) > 0 {
			t.Fatalf("%v in the bundle of %+v", b.Problems, m)
		}
		if !reflect.DeepEqual(normal(b.Module), normal(m)) {
			t.Fatalf("a module came back changed\nwas: %+v\nnow: %+v", m, b.Module)
		}
	}
	if tried < 1500 {
		t.Fatalf("only %d modules were sound", tried)
	}
}

// normal makes an empty list and none the same.
func normal(m courses.Module) courses.Module {
	if len(m.Questions) == 0 {
		m.Questions = nil
	}
	return m
}

// FuzzRead: any files are read without a panic, every problem has a place, and what reads without a fault survives writing.
func FuzzRead(f *testing.F) {
	for _, seed := range []func(map[string]string){
		func(map[string]string) {}, func(m map[string]string) { m["quiz.yaml"] = "questions: []" }, func(m map[string]string) { m["module.yaml"] = "a: &a [*a]" },
	} {
		all := files()
		seed(all)
		f.Add(all["module.yaml"], all["lessons/read.md"], all["lessons/decide.yaml"], all["quiz.yaml"], all["sources.yaml"], all["glossary.yaml"])
	}
	f.Fuzz(func(t *testing.T, module, lesson, scenario, quiz, sources, glossary string) {
		b := Read(folder(map[string]string{
			"module.yaml": module, "lessons/read.md": lesson, "lessons/decide.yaml": scenario, "quiz.yaml": quiz, "sources.yaml": sources, "glossary.yaml": glossary,
		}), Library{})
		for _, p := range b.Problems {
			if p.File == "" || p.Line < 1 || p.Code == "" || p.Message == "" {
				t.Fatalf("a problem without a place: %+v", p)
			}
		}
		found := b.Module.Faults()
		for _, fault := range found {
			if p := b.Locate(fault); p.File == "" || p.Line < 1 {
				t.Fatalf("%+v is nowhere: %+v", fault, p)
			}
		}
		if len(found) > 0 || len(b.Problems) > 0 {
			return
		}
		again := readBack(b.Module)
		if len(again.Problems) > 0 || !reflect.DeepEqual(normal(again.Module), normal(b.Module)) {
			t.Fatalf("%v\nwas: %+v\nnow: %+v", again.Problems, b.Module, again.Module)
		}
	})
}
