package authoring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/pictures"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/storage"
)

// image is the file of an image. It never changes, and one file is kept once, in however many modules it is: its name follows from its content.
//
// A module lists its images. One that no draft lists and that was never published can be removed by whoever goes through both: nothing else
// leads to it.
type image struct {
	storage.Meta `bson:",inline"` // the name
	Type         string           `bson:"type"`
	Data         []byte           `bson:"data"` // at most courses.MaxImage
	Published    []string         `bson:"published"`
	CreatedAt    time.Time        `bson:"created_at"`
}

func openImages(ctx context.Context, engine storage.Engine) (*storage.Collection[image, *image], error) {
	return storage.Open[image](ctx, engine, storage.Spec{Name: "images"})
}

// uploads bounds what is taken of a person's picture; a photograph of a telephone is within it.
var uploads = pictures.Limits{Bytes: 8 << 20, Pixels: 40_000_000, Side: 1600}

// cleanImage draws a picture again, smaller where it would be heavier than an image may be.
func cleanImage(data []byte) (pictures.Picture, error) {
	limit := uploads
	for _, side := range []int{1600, 1100, 700} {
		limit.Side = side
		p, err := pictures.Clean(data, limit)
		if err != nil || len(p.Data) <= courses.MaxImage {
			return p, err
		}
	}
	return pictures.Picture{}, problem.Wrong(pictures.Field, "picture_bytes", "n", courses.MaxImage>>10)
}

var imageEndings = map[string]string{"image/png": ".png", "image/jpeg": ".jpg"}

func imageOf(p pictures.Picture) courses.Image {
	sum := sha256.Sum256(p.Data)
	return courses.Image{Name: hex.EncodeToString(sum[:16]) + imageEndings[p.Type], Width: p.Width, Height: p.Height, Bytes: len(p.Data)}
}

// keepImage stores a clean picture; one that is there already stays as it is.
func (s *Service) keepImage(ctx context.Context, p pictures.Picture) (courses.Image, error) {
	i := imageOf(p)
	_, err := s.images.Insert(ctx, image{Meta: storage.Meta{ID: i.Name}, Type: p.Type, Data: p.Data, Published: []string{}, CreatedAt: s.now()})
	if errors.Is(err, storage.ErrExists) {
		err = nil
	}
	return i, err
}

// NewImage is the input of AddImage.
type NewImage struct {
	ID   string
	Alt  string // what the picture shows, for those who do not see it
	Data []byte // a PNG, JPEG, GIF or WebP file
}

// AddedImage is an image of a module, with the Markdown that shows it.
type AddedImage struct {
	courses.Image
	Markdown string `json:"markdown"`
	Rev      int64  `json:"rev"` // of the draft
}

const maxAlt = 500 // bytes

// AddImage gives a draft an image: drawn again without metadata, at most 1600 pixels wide or high. The same picture twice is one image.
func (s *Service) AddImage(ctx context.Context, who access.Actor, in NewImage) (AddedImage, error) {
	alt := strings.Join(strings.Fields(in.Alt), " ")
	var f problem.Fields
	switch {
	case alt == "":
		f.Add("alt", "alt_required")
	case len(alt) > maxAlt:
		f.Add("alt", "too_long", "n", maxAlt)
	case strings.ContainsFunc(alt, control):
		f.Add("alt", "characters")
	}
	if err := f.Err(); err != nil {
		return AddedImage{}, err
	}
	d, err := s.draft(ctx, who, Module, in.ID)
	switch {
	case err != nil:
		return AddedImage{}, err
	case !d.changedBy(who):
		return AddedImage{}, problem.Denied()
	}
	p, err := cleanImage(in.Data)
	if err != nil {
		return AddedImage{}, err
	}
	if err := mayTake(d.Module, imageOf(p)); err != nil { // before anything is stored
		return AddedImage{}, err
	}
	added, err := s.keepImage(ctx, p)
	if err != nil {
		return AddedImage{}, err
	}
	d, err = s.change(ctx, who, Module, in.ID, 0, func(d *Draft) error {
		if err := mayTake(d.Module, added); err != nil {
			return err
		}
		return d.rewrite(who, func() {
			if _, there := d.Module.Image(added.Name); !there {
				d.Module.Images = append(d.Module.Images, added)
				sortImages(d.Module)
			}
		})
	})
	return AddedImage{added, "![" + escapeAlt.Replace(alt) + "](media/" + added.Name + ")", d.Rev}, err
}

// sortImages brings images into the order in which a bundle gives them back.
func sortImages(m *courses.Module) {
	slices.SortFunc(m.Images, func(a, b courses.Image) int { return strings.Compare(a.Name, b.Name) })
}

// escapeAlt keeps the words of an alternative text from being read as Markdown.
var escapeAlt = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, `*`, `\*`, `_`, `\_`, "`", "\\`", `<`, `\<`)

func mayTake(m *courses.Module, i courses.Image) error {
	if _, there := m.Image(i.Name); there {
		return nil
	}
	all := i.Bytes
	for _, other := range m.Images {
		all += other.Bytes
	}
	if len(m.Images) >= courses.MaxImages || all > courses.MaxImageBytes {
		return problem.Wrong(pictures.Field, "images_full", "n", courses.MaxImages, "mb", courses.MaxImageBytes>>20)
	}
	return nil
}

// ImageRef names an image of a draft or of a published module.
type ImageRef struct {
	ID   string `json:"-" path:"id"`
	Name string `json:"-" path:"name"`
}

// RemoveImage takes an image out of a draft whose texts do not show it.
func (s *Service) RemoveImage(ctx context.Context, who access.Actor, in ImageRef) (accounts.Nothing, error) {
	_, err := s.change(ctx, who, Module, in.ID, 0, func(d *Draft) error {
		if _, there := d.Module.Image(in.Name); !there {
			return problem.Missing("image_unknown")
		}
		if shows(d.Module, in.Name) {
			return problem.New(problem.Conflict, "image_used")
		}
		return d.rewrite(who, func() {
			d.Module.Images = slices.DeleteFunc(d.Module.Images, func(i courses.Image) bool { return i.Name == in.Name })
		})
	})
	return accounts.Nothing{}, err
}

// shows reports whether a text of the module has the address of an image.
func shows(m *courses.Module, name string) bool {
	found := false
	eachText(m, func(text *string) { found = found || strings.Contains(*text, "media/"+name) })
	return found
}

var imageMark = regexp.MustCompile(`!\[((?:\\.|[^\]\\])*)\]\(media/([a-z0-9._-]+)`)

// AltOf gives the alternative text, as Markdown, under which a module first shows an image; empty where none does.
func AltOf(m *courses.Module, name string) string {
	alt := ""
	eachText(m, func(text *string) {
		for _, found := range imageMark.FindAllStringSubmatch(*text, -1) {
			if alt == "" && found[2] == name {
				alt = found[1]
			}
		}
	})
	return alt
}

// Media is a file to be shown in a page.
type Media struct {
	Type string
	Data []byte
}

// Image gives an image of a draft to those who may see the draft, and one of a published module, in whichever version, to all who learn.
func (s *Service) Image(ctx context.Context, who access.Actor, in ImageRef) (Media, error) {
	if isDraft(in.ID) {
		d, err := s.draft(ctx, who, Module, in.ID)
		if err != nil {
			return Media{}, err
		}
		if _, there := d.Module.Image(in.Name); !there {
			return Media{}, problem.Missing("image_unknown")
		}
	}
	i, err := s.images.Get(ctx, in.Name)
	if errors.Is(err, storage.ErrNotFound) || err == nil && !isDraft(in.ID) && !slices.Contains(i.Published, in.ID) {
		return Media{}, problem.Missing("image_unknown")
	}
	return Media{i.Type, i.Data}, err
}

// publishImages notes under which name the images of a module can be seen, before the module can. Doing it twice changes nothing.
func (s *Service) publishImages(ctx context.Context, m *courses.Module) error {
	for _, i := range m.Images {
		_, err := s.images.Update(ctx, i.Name, func(stored *image) error {
			if !slices.Contains(stored.Published, m.Slug) {
				stored.Published = append(stored.Published, m.Slug)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("image %s: %w", i.Name, err)
		}
	}
	return nil
}

// settleImages replaces what a program says of images by what is so. A source that says nothing of images keeps those that are present;
// what it names anew must be stored.
func (s *Service) settleImages(ctx context.Context, m *courses.Module, present *courses.Module) error {
	if m.Images == nil {
		m.Images = slices.Clone(present.Images)
		return nil
	}
	var f problem.Fields
	most(&f, "images", len(m.Images), courses.MaxImages)
	if err := f.Err(); err != nil {
		return err
	}
	all := 0
	for n := range m.Images {
		i, known := present.Image(m.Images[n].Name)
		if !known {
			stored, err := s.images.Get(ctx, m.Images[n].Name)
			if errors.Is(err, storage.ErrNotFound) {
				f.Add(fmt.Sprintf("images[%d].name", n), "unknown")
				continue
			}
			if err != nil {
				return err
			}
			if i, err = measured(stored); err != nil {
				return err
			}
		}
		m.Images[n] = i
		all += i.Bytes
	}
	sortImages(m)
	if all > courses.MaxImageBytes {
		f.Add("images", "images_full", "n", courses.MaxImages, "mb", courses.MaxImageBytes>>20)
	}
	return f.Err()
}
