package web

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var gallery = flag.String("gallery", "", "folder into which every page is written as a static file, to look at")

// Every page and state can be looked at without a server: go test ./handlers/web -run Gallery -gallery FOLDER
func TestGallery(t *testing.T) {
	dir := *gallery
	if dir == "" {
		dir = t.TempDir()
	}
	if err := os.MkdirAll(filepath.Join(dir, "assets"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, a := range Assets() {
		if err := os.WriteFile(filepath.Join(dir, a.Path), a.Body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, page := range samples(t) {
		html := strings.ReplaceAll(render(t, name, page), `="/assets/`, `="assets/`)
		if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, ":", ".")+".html"), []byte(html), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
