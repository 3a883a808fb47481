// Package tests holds what concerns the product as a whole: who may import whom, the scenarios on SQLite, and how the program ends.
package tests

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	fiberPath = "github.com/gofiber/fiber/"
	bsonPath  = "go.mongodb.org/mongo-driver/v2/bson"
	mongoPath = "go.mongodb.org/mongo-driver/"
	pdfPath   = "github.com/jung-kurt/gofpdf"
)

// listed is a package as the go command lists it.
type listed struct {
	ImportPath, Dir                             string
	GoFiles, TestGoFiles, XTestGoFiles, Imports []string
	within                                      string // "app/learning" of upstander/app/learning
}

func (p listed) room() string {
	room, _, _ := strings.Cut(p.within, "/")
	return room
}

func packages(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,TestGoFiles,XTestGoFiles,Imports", "./...")
	command.Dir = ".."
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		p.within = strings.TrimPrefix(p.ImportPath, "upstander/")
		all = append(all, p)
	}
	if len(all) < 15 {
		t.Fatalf("only %d packages are listed", len(all))
	}
	return all
}

func inside(path string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") })
}

// forbidden says why a package may not import a path, or "".
func forbidden(p listed, path string) string {
	own, internal := strings.CutPrefix(path, "upstander/")
	composes := inside(p.within, "app/boot", "app/command", "app/backup", "tests") || p.within == "app"
	switch {
	case strings.HasPrefix(path, fiberPath) && !inside(p.within, "handlers", "app/boot", "tests"):
		return "HTTP is for handlers"
	case path == bsonPath || strings.HasPrefix(path, bsonPath+"/"):
		if !inside(p.within, "storage", "app", "tests") {
			return "documents are declared in app and coded in storage"
		}
		return ""
	case strings.HasPrefix(path, mongoPath) && !inside(p.within, "storage/mongodb", "tests"):
		return "the driver is for storage/mongodb"
	case path == pdfPath && !inside(p.within, "app/certificates"):
		return "paper is for app/certificates"
	case !internal:
		return ""
	case inside(own, "tests") && p.room() != "tests":
		return "tests are for tests"
	case inside(own, "app/boot") && !composes:
		return "nobody is above boot but the command line"
	case inside(own, "app/command") && !composes:
		return "nobody is above the command line"
	case p.room() == "courses" && inside(own, "app", "handlers", "storage"):
		return "what is learnt knows of no other room"
	case p.room() == "storage" && inside(own, "app", "handlers", "courses"):
		return "storage knows of no other room"
	case p.room() == "app" && inside(own, "handlers") && !composes:
		return "no step goes back up"
	case p.room() == "handlers" && inside(own, "storage"):
		return "handlers reach storage through use cases"
	}
	return ""
}

// TestImports holds the rule of docs/architecture.md.
func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		for _, path := range p.Imports {
			if why := forbidden(p, path); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, path, why)
			}
		}
	}
}

// TestForbidden shows that the rule bites.
func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		from, to string
		allowed  bool
	}{
		{"handlers", "upstander/app/learning", true}, {"app/learning", "upstander/handlers", false}, {"app/learning", "upstander/app/boot", false},
		{"app/command", "upstander/app/boot", true}, {"app", "upstander/app/command", true}, {"courses/bundle", "upstander/storage", false},
		{"courses", "upstander/app/access", false}, {"storage/sqlite", "upstander/courses", false}, {"storage/sqlite", "upstander/storage", true},
		{"app/learning", "github.com/gofiber/fiber/v2", false}, {"handlers", "github.com/gofiber/fiber/v2", true}, {"storage", bsonPath, true},
		{"courses", bsonPath, false}, {"storage/sqlite", "go.mongodb.org/mongo-driver/v2/mongo", false}, {"storage/mongodb", "go.mongodb.org/mongo-driver/v2/mongo", true},
		{"handlers", pdfPath, false}, {"app/certificates/paper", pdfPath, true}, {"handlers", "upstander/tests/scenarios", false}, {"handlers", "upstander/storage", false},
	} {
		if why := forbidden(listed{within: c.from}, c.to); (why == "") != c.allowed {
			t.Errorf("%s may import %s: %v %s", c.from, c.to, why == "", why)
		}
	}
}

// TestPackageComments: each package says what it is for, once.
func TestPackageComments(t *testing.T) {
	for _, p := range packages(t) {
		files := p.GoFiles
		if len(files) == 0 {
			files = append(p.TestGoFiles, p.XTestGoFiles...)
		}
		comments := 0
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if file.Doc != nil {
				comments++
			}
		}
		if comments != 1 {
			t.Errorf("%s has %d package comments", p.ImportPath, comments)
		}
	}
}
