package courses

import (
	"fmt"
	"regexp"
)

// Image is a picture that a module's texts show: ![what it shows](media/NAME).
type Image struct {
	Name   string `json:"name" bson:"name"` // of its file; the same name is the same picture always
	Width  int    `json:"width" bson:"width"`
	Height int    `json:"height" bson:"height"` // pixels both
	Bytes  int    `json:"bytes" bson:"bytes"`
}

// What the images of a module may take.
const (
	MaxImages     = 40
	MaxImage      = 1 << 20 // bytes of one
	MaxImageBytes = 6 << 20 // bytes of all
)

// imageName is a file of a kind that every browser shows; no dot begins it, and no folder is in it.
var imageName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,99}\.(png|jpg)$`)

// ValidImageName reports whether a name can be that of an image.
func ValidImageName(name string) bool { return imageName.MatchString(name) }

// Image finds an image by its name.
func (m *Module) Image(name string) (Image, bool) {
	for _, i := range m.Images {
		if i.Name == name {
			return i, true
		}
	}
	return Image{}, false
}

// ImageSize gives the size of an image in pixels, for courses/render.
func (m *Module) ImageSize(name string) (width, height int, ok bool) {
	i, ok := m.Image(name)
	return i.Width, i.Height, ok
}

func (f *faults) images(list []Image) {
	f.count("images", len(list), 0, MaxImages, "images")
	f.unique("images", ids(list, func(i Image) string { return i.Name }))
	all := 0
	for i, image := range list {
		at := fmt.Sprintf("images[%d]", i)
		if !ValidImageName(image.Name) {
			f.add(at+".name", "image_name", "%q is not the name of an image", image.Name)
		}
		if image.Width < 1 || image.Height < 1 || image.Bytes < 1 || image.Bytes > MaxImage {
			f.add(at, "image_size", "is empty, or has more than %d KB", MaxImage>>10)
		}
		all += image.Bytes
	}
	if all > MaxImageBytes {
		f.add("images", "image_size", "take more than %d MB together", MaxImageBytes>>20)
	}
}
