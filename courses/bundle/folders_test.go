package bundle

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"upstander/courses/bundle/bundletest"
)

func tree(names ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for _, name := range names {
		out[name] = &fstest.MapFile{Data: []byte("x")}
	}
	return out
}

func TestFolders(t *testing.T) {
	for name, c := range map[string]struct {
		files  fstest.MapFS
		want   []string
		faulty string // the file of the first problem
	}{
		"one":        {tree("module.yaml", "lessons/a.md"), []string{"."}, ""},
		"several":    {tree("b/en/module.yaml", "a/module.yaml", "a/lessons/x.md", "b/fr/module.yaml"), []string{"a", "b/en", "b/fr"}, ""},
		"none":       {tree(), nil, "module.yaml"},
		"a stray":    {tree("a/module.yaml", "readme.txt"), []string{"a"}, "readme.txt"},
		"misspelled": {tree("a/en/modul.yaml"), nil, "a/en/modul.yaml"},
		"deeper":     {tree("a/b/c/module.yaml"), nil, "a/b/c"},
	} {
		found, problems := Folders(c.files)
		if !slices.Equal(found, c.want) || c.faulty == "" != (len(problems) == 0) || c.faulty != "" && problems[0].File != c.faulty {
			t.Errorf("%s: %v, %v", name, found, problems)
		}
	}
}

// A folder of a person may hold what an archive cannot: links that lead elsewhere, pipes that never end.
func TestReadRefusesWhatIsNoPlainFile(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("slug: secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"module.yaml", "quiz.yaml", "sources.yaml", "lessons/read.md", "lessons"} {
		for kind, put := range map[string]func(path string) error{
			"a link": func(path string) error { return os.Symlink(secret, path) },
			"a pipe": func(path string) error { return syscall.Mkfifo(path, 0o600) },
		} {
			folder := t.TempDir()
			for file, data := range files() {
				path := filepath.Join(folder, file)
				if file == name || strings.HasPrefix(file, name+"/") {
					continue
				}
				_ = os.MkdirAll(filepath.Dir(path), 0o700)
				if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := put(filepath.Join(folder, name)); err != nil {
				t.Fatal(err)
			}
			b := Read(os.DirFS(folder), Library{})
			if !slices.ContainsFunc(b.Problems, func(p Problem) bool { return p.File == name && p.Message == "is not a plain file" }) || b.Module.Slug == "secret" {
				t.Errorf("%s as %s: %v", name, kind, b.Problems)
			}
		}
	}
}

// TestUnpackAll: several bundles in one archive, with the refusals of a single one.
func TestUnpackAll(t *testing.T) {
	files, problems := UnpackAll(bundletest.Archive(bundletest.Packed{Name: "a/en/module.yaml", Data: "slug: a"}, bundletest.Packed{Name: "a/en/lessons/x.md", Data: "x"}, bundletest.Packed{Name: "b/module.yaml", Data: "slug: b"}))
	if found, more := Folders(files); len(problems)+len(more) > 0 || !slices.Equal(found, []string{"a/en", "b"}) {
		t.Errorf("%v, %v, %v", found, problems, more)
	}
	for name, bad := range map[string]bundletest.Packed{
		"out of the folder": {Name: "a/../../module.yaml"}, "from the root": {Name: "/etc/passwd"}, "too deep": {Name: "a/b/c/d/e.md"},
		"a link": {Name: "a/module.yaml", Data: "/etc/passwd", Mode: 0o120777}, "a bomb": {Name: "a/quiz.yaml", Data: strings.Repeat("a", 900_000)},
	} {
		if _, problems := UnpackAll(bundletest.Archive(bundletest.Packed{Name: "b/module.yaml"}, bad)); len(problems) != 1 {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
