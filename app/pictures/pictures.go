// Package pictures takes pictures that people upload and gives back clean ones: of a known type and size, drawn again from their
// pixels, so that nothing else of the file survives: no place where a photograph was taken, no name of a camera's owner, nothing hidden
// behind the end.
package pictures

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"net/http"
	"sync"

	"golang.org/x/image/webp"

	"upstander/app/problem"
)

// Field is the name under which the faults of a picture are told.
const Field = "picture"

// Limits bound what is taken.
type Limits struct {
	Bytes  int // of the file, and of what is made of it
	Pixels int // width times height, before anything is decoded
	Side   int // longest side of the result; larger pictures are scaled down. 0: as they are
}

// Picture is a clean picture.
type Picture struct {
	Type          string // image/png or image/jpeg
	Width, Height int    // pixels
	Data          []byte
}

// format decodes one kind of file.
type format struct {
	config func(r *bytes.Reader) (image.Config, error)
	decode func(r *bytes.Reader) (image.Image, error)
}

var formats = map[string]format{
	"image/png":  {func(r *bytes.Reader) (image.Config, error) { return png.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }},
	"image/jpeg": {func(r *bytes.Reader) (image.Config, error) { return jpeg.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }},
	"image/gif":  {func(r *bytes.Reader) (image.Config, error) { return gif.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return gif.Decode(r) }},
	"image/webp": {func(r *bytes.Reader) (image.Config, error) { return webp.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) }},
}

// turn lets one picture be decoded at a time: the memory that uploads take is that of one, however many come at once.
var turn sync.Mutex

// Clean reads a PNG, JPEG, GIF (its first frame) or still WebP and draws it again, upright, without metadata: as PNG where it is
// transparent or flat, else as JPEG. The type is known by the content. An error is a problem.Error about Field: picture_empty,
// picture_svg and picture_type (unsupported), picture_bytes (too large), picture_pixels and picture_broken (invalid).
func Clean(data []byte, limit Limits) (Picture, error) {
	if len(data) == 0 {
		return Picture{}, refuse(problem.Invalid, "picture_empty")
	}
	if len(data) > limit.Bytes {
		return Picture{}, heavy(limit)
	}
	kind := http.DetectContentType(data)
	f, ok := formats[kind]
	switch {
	case !ok && bytes.Contains(bytes.ToLower(data[:min(len(data), 1024)]), []byte("<svg")):
		return Picture{}, refuse(problem.UnsupportedType, "picture_svg")
	case !ok:
		return Picture{}, refuse(problem.UnsupportedType, "picture_type")
	}
	size, err := f.config(bytes.NewReader(data))
	if err != nil || size.Width < 1 || size.Height < 1 {
		return Picture{}, refuse(problem.Invalid, "picture_broken")
	}
	if int64(size.Width)*int64(size.Height) > int64(limit.Pixels) {
		return Picture{}, refuse(problem.Invalid, "picture_pixels", "width", size.Width, "height", size.Height, "n", limit.Pixels/1_000_000)
	}
	turn.Lock()
	defer turn.Unlock()
	source, err := f.decode(bytes.NewReader(data))
	if err != nil || source.Bounds().Empty() {
		return Picture{}, refuse(problem.Invalid, "picture_broken")
	}
	clean, err := encode(upright(shrink(source, limit.Side), orientation(data, kind)), kind == "image/jpeg")
	if err == nil && len(clean.Data) > limit.Bytes {
		err = heavy(limit)
	}
	return clean, err
}

func refuse(kind problem.Kind, key string, args ...any) error {
	return &problem.Error{Kind: kind, Key: "picture_refused", Fields: []problem.Field{{Name: Field, Key: key, Args: args}}}
}

func heavy(limit Limits) error {
	return refuse(problem.TooLarge, "picture_bytes", "n", limit.Bytes>>10)
}
