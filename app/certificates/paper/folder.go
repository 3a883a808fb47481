package paper

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
)

// folder holds the operator's faces, tried after the built-in ones.
var folder atomic.Pointer[[]*source]

// maxFolder bounds the files of a folder: a few well-chosen faces, for every
// one may have to be read before a character is found missing.
const maxFolder = 64

// AddFolder offers the .ttf, .otf and .ttc files of a folder for scripts that
// the built-in faces lack (Simplified Chinese, Korean, Devanagari and others;
// the Noto families cover them). Files are tried in the order of their names
// and read when a text first needs them. Call it once, at start: a certificate
// is the same bytes only with the same faces.
func AddFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("certificate fonts: %w", err)
	}
	var extra []*source
	for _, e := range entries { // sorted by name
		kind := strings.ToLower(filepath.Ext(e.Name()))
		if !slices.Contains([]string{".ttf", ".otf", ".ttc"}, kind) {
			continue
		}
		if len(extra) == maxFolder {
			return fmt.Errorf("certificate fonts: more than %d files in %s", maxFolder, dir)
		}
		path := filepath.Join(dir, e.Name())
		id := byte(firstFolderID + len(extra))
		extra = append(extra, lazy(id, func() ([]byte, error) { return os.ReadFile(path) }))
	}
	folder.Store(&extra)
	return nil
}

// firstFolderID keeps the operator's faces apart from the built-in ones in the
// cache of shapes.
const firstFolderID = 64
