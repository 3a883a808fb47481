package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"sync"
)

//go:embed static
var static embed.FS

// Asset is one file that pages load. Its address holds a hash of its content, so it may be kept for ever.
type Asset struct {
	Name string // "style.css"
	Path string // "/assets/style.1a2b3c4d5e.css"
	Type string // media type
	Body []byte
	Gzip []byte // Body compressed once, for clients that accept it
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// Assets lists the files under /assets. The slice and its bytes are shared: read only.
var Assets = sync.OnceValue(func() []Asset {
	entries, err := static.ReadDir("static")
	if err != nil {
		panic(err) // embedded at build time: cannot be absent
	}
	var assets []Asset
	for _, entry := range entries {
		body, err := static.ReadFile("static/" + entry.Name())
		if err != nil {
			panic(err)
		}
		assets = append(assets, newAsset(entry.Name(), body))
	}
	return assets
})

func newAsset(name string, body []byte) Asset {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	var zipped bytes.Buffer
	z, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression) // the level is valid, memory takes every write
	z.Write(body)
	z.Close()
	return Asset{
		Name: name,
		Path: "/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext,
		Type: assetTypes[ext], Body: body, Gzip: zipped.Bytes(),
	}
}

// assetPath is the template function asset.
func assetPath(name string) (string, error) {
	for _, a := range Assets() {
		if a.Name == name {
			return a.Path, nil
		}
	}
	return "", fmt.Errorf("no asset %s", name)
}
