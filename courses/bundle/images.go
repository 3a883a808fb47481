package bundle

import (
	"bytes"
	"image"
	_ "image/jpeg" // the two kinds that a bundle holds
	_ "image/png"
	"maps"
	"path"
	"slices"
	"strconv"

	"upstander/courses"
)

// images reads the images of the bundle, in the order of their names.
func (r *reader) images(known map[string]bool) {
	for _, name := range slices.Sorted(maps.Keys(known)) {
		dir, base := path.Split(name)
		if dir != imagesDir+"/" || !courses.ValidImageName(base) {
			continue
		}
		data, ok := r.raw(name)
		if !ok {
			continue
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			r.problem(name, 1, "image", "is not a PNG or JPEG image, or a damaged one")
			continue
		}
		if r.Images == nil {
			r.Images = map[string][]byte{}
		}
		r.Images[base] = data
		r.places["images["+strconv.Itoa(len(r.Module.Images))+"]"] = place{file: name}
		r.Module.Images = append(r.Module.Images, courses.Image{Name: base, Width: size.Width, Height: size.Height, Bytes: len(data)})
	}
}

// ImageFile is the file of an image in a bundle.
func ImageFile(name string, data []byte) File { return File{imagesDir + "/" + name, data} }
