// Package catalogue is the built-in courses, embedded in the program: a folder a module, a folder a language, in the authoring
// format, with the shared library of sources and terms and the diagrams.
package catalogue

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"upstander/courses"
	"upstander/courses/bundle"
)

//go:embed courses modules library figures
var files embed.FS

// Languages in which the built-in catalogue is written; the first is the default.
var Languages = []string{"en"}

// Catalogue is all built-in content in one language.
type Catalogue struct {
	Language string
	Library  bundle.Library
	Modules  []courses.Module // by slug
	Courses  []courses.Course // in the order of the audiences

	bundles []*bundle.Bundle // of Modules: where each part is written
}

// Fingerprint changes when any built-in file changes. It reads the embedded bytes only, so that a start that finds nothing new
// parses nothing.
func Fingerprint() string {
	sum := sha256.New()
	_ = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			data, _ := files.ReadFile(name)
			fmt.Fprintf(sum, "%s\x00%d\x00", name, len(data))
			sum.Write(data)
		}
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))
}

// Load reads the catalogue in a language, with everything that is wrong in its form.
func Load(language string) (Catalogue, []bundle.Problem) {
	c := Catalogue{Language: language}
	var problems []bundle.Problem
	var faults []bundle.Problem
	c.Library, problems = Library(language)
	for _, slug := range folders("modules") {
		root := path.Join("modules", slug, language)
		if !exists(root) {
			continue
		}
		b := bundle.Read(sub(root), c.Library)
		problems = append(problems, within(root, b.Problems)...)
		c.Modules, c.bundles = append(c.Modules, b.Module), append(c.bundles, b)
	}
	for _, audience := range courses.Audiences() {
		name := path.Join("courses", string(audience), language+".yaml")
		if !exists(name) {
			continue
		}
		var course courses.Course
		course, faults = bundle.ReadCourse(files, name)
		problems = append(problems, faults...)
		c.Courses = append(c.Courses, course)
	}
	return c, problems
}

// Library reads the shared sources and terms of a language.
func Library(language string) (bundle.Library, []bundle.Problem) {
	root := path.Join("library", language)
	lib, problems := bundle.ReadLibrary(sub(root))
	return lib, within(root, problems)
}

var figures sync.Map

// Figure gives a diagram's SVG by name.
func Figure(name string) ([]byte, bool) {
	if !courses.ValidSlug(name) {
		return nil, false
	}
	if data, ok := figures.Load(name); ok {
		return data.([]byte), true
	}
	data, err := files.ReadFile("figures/" + name + ".svg")
	if err != nil {
		return nil, false
	}
	figures.Store(name, data)
	return data, true
}

func folders(dir string) []string {
	entries, _ := files.ReadDir(dir)
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}

func exists(name string) bool {
	_, err := fs.Stat(files, name)
	return err == nil
}

func sub(root string) fs.FS {
	fsys, err := fs.Sub(files, root)
	if err != nil {
		panic(err) // only for an invalid path, and ours are made of valid slugs
	}
	return fsys
}

func within(root string, problems []bundle.Problem) []bundle.Problem {
	for i := range problems {
		problems[i].File = path.Join(root, problems[i].File)
	}
	return problems
}
