package bundle

import (
	"io/fs"
	"path"
	"strings"
)

// maxTree bounds how many files are looked at in search of bundles.
const maxTree = 20_000

// Folders gives the folders of a tree that are bundles, those with a module.yaml, sorted: "." alone when the tree itself is one. Everything
// in a tree must belong to a bundle; what does not is a problem, so that a name that is slightly off is not passed over.
func Folders(fsys fs.FS) ([]string, []Problem) {
	if _, err := fs.Stat(fsys, moduleName); err == nil {
		return []string{"."}, nil
	}
	var found []string
	var problems []Problem
	seen := 0
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if seen++; err == nil && seen > maxTree {
			err = fs.ErrInvalid
		}
		switch {
		case err != nil:
			problems = append(problems, Problem{File: name, Line: 1, Code: "read", Message: "cannot be read, or holds too many files"})
			return fs.SkipAll
		case !entry.IsDir():
			problems = append(problems, Problem{File: name, Line: 1, Code: "unknown_file", Message: "belongs to no bundle"})
		case strings.Count(name, "/") > 1:
			problems = append(problems, Problem{File: name, Line: 1, Code: "unknown_file", Message: "is not a bundle: it has no " + moduleName})
			return fs.SkipDir
		default:
			if _, err := fs.Stat(fsys, path.Join(name, moduleName)); err == nil {
				found = append(found, name)
				return fs.SkipDir
			}
		}
		return nil
	})
	if err == nil && len(found)+len(problems) == 0 {
		problems = append(problems, Problem{File: moduleName, Line: 1, Code: "missing", Message: "is missing: there is no bundle here"})
	}
	return found, problems
}
