package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"
)

// Limits that keep a first visit small on a poor network.
var sizeLimits = map[string]int{"style.css": 25 << 10, "desk.css": 12 << 10, "app.js": 6 << 10, "editor.js": 16 << 10, "verify.js": 10 << 10, "favicon.svg": 1 << 10}

func TestAssets(t *testing.T) {
	hashed := regexp.MustCompile(`^/assets/[a-z]+\.[0-9a-f]{10}\.(css|js|svg)$`)
	if len(Assets()) != len(sizeLimits) {
		t.Errorf("%d assets", len(Assets()))
	}
	for _, a := range Assets() {
		if !hashed.MatchString(a.Path) || a.Type == "" {
			t.Errorf("%s: path %s, type %q", a.Name, a.Path, a.Type)
		}
		if limit := sizeLimits[a.Name]; len(a.Body) == 0 || len(a.Body) > limit {
			t.Errorf("%s has %d bytes; limit %d", a.Name, len(a.Body), limit)
		}
		z, err := gzip.NewReader(bytes.NewReader(a.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, a.Body) {
			t.Errorf("%s: the compressed form differs (%v)", a.Name, err)
		}
	}
	if newAsset("a.css", []byte("a")).Path == newAsset("a.css", []byte("b")).Path {
		t.Error("other content, same address")
	}
}

// The stylesheets keep to logical properties, so that right-to-left costs nothing, and load nothing from elsewhere.
func TestStylesheets(t *testing.T) {
	physical := regexp.MustCompile(`(?m)[\s;{](margin|padding|border|inset)?-?(left|right|top|bottom)\s*:|text-align:\s*(left|right)|url\(|@import`)
	for _, a := range Assets() {
		if !strings.HasSuffix(a.Name, ".css") {
			continue
		}
		css := string(a.Body)
		if m := physical.FindString(css); m != "" {
			t.Errorf("%s has %q", a.Name, strings.TrimSpace(m))
		}
		if open, closed := strings.Count(css, "{"), strings.Count(css, "}"); open != closed || open == 0 {
			t.Errorf("%s: %d braces open, %d close", a.Name, open, closed)
		}
	}
}
