package authoring

import (
	"bytes"
	"context"
	"encoding/binary"
	stdimage "image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"

	"upstander/app/pictures"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/bundle"
)

// measured gives what a module says of a stored image.
func measured(i image) (courses.Image, error) {
	size, _, err := stdimage.DecodeConfig(bytes.NewReader(i.Data)) // both kinds are imported here
	return courses.Image{Name: i.ID, Width: size.Width, Height: size.Height, Bytes: len(i.Data)}, err
}

// importImages cleans the images of a bundle that was read and gives the texts their new names; what is stored is for the caller to store. A
// problem names the file.
func importImages(b *bundle.Bundle) (kept []pictures.Picture, problems []bundle.Problem) {
	named := map[string]string{}
	listed := b.Module.Images
	b.Module.Images = nil
	for _, i := range listed {
		p, err := takenImage(i.Name, b.Images[i.Name])
		if err != nil {
			problems = append(problems, bundle.Problem{File: bundle.ImageFile(i.Name, nil).Name, Line: 1, Code: "image", Message: "is not a picture that can be used: " + refusal(err)})
			continue
		}
		clean := imageOf(p)
		if _, there := b.Module.Image(clean.Name); !there {
			b.Module.Images, kept = append(b.Module.Images, clean), append(kept, p)
		}
		if clean.Name != i.Name {
			named[i.Name] = clean.Name
		}
	}
	sortImages(&b.Module)
	eachText(&b.Module, func(text *string) {
		for old, now := range named {
			*text = strings.ReplaceAll(*text, "(media/"+old, "(media/"+now)
		}
	})
	return kept, problems
}

func refusal(err error) string {
	p := problem.From(err)
	if len(p.Fields) > 0 {
		return strings.TrimPrefix(p.Fields[0].Key, "picture_")
	}
	return p.Key
}

// takenImage is the picture of a file. One that this product has drawn, and named after its content, is taken as it is, so that a bundle comes
// back as it went out: to draw a JPEG again would change it each time. Everything else is drawn again.
func takenImage(name string, data []byte) (pictures.Picture, error) {
	if p, ok := drawn(data); ok && imageOf(p).Name == name {
		return p, nil
	}
	return cleanImage(data)
}

// drawn reads a picture that is within the limits of an image and holds nothing but its pixels.
func drawn(data []byte) (pictures.Picture, bool) {
	if len(data) > courses.MaxImage {
		return pictures.Picture{}, false
	}
	kind, decode := "", png.Decode
	switch {
	case onlyPixelsJPEG(data):
		kind, decode = "image/jpeg", jpeg.Decode
	case onlyPixelsPNG(data):
		kind = "image/png"
	default:
		return pictures.Picture{}, false
	}
	size, _, err := stdimage.DecodeConfig(bytes.NewReader(data))
	if err != nil || max(size.Width, size.Height) > uploads.Side {
		return pictures.Picture{}, false
	}
	if _, err := decode(bytes.NewReader(data)); err != nil {
		return pictures.Picture{}, false
	}
	return pictures.Picture{Type: kind, Width: size.Width, Height: size.Height, Data: data}, true
}

// onlyPixelsJPEG reports whether a JPEG has the segments of its picture alone, in one scan, and ends with it (ITU-T T.81, B.1.1).
func onlyPixelsJPEG(data []byte) bool {
	if !bytes.HasPrefix(data, []byte{0xff, 0xd8}) {
		return false
	}
	for at := 2; at+4 <= len(data); {
		marker, length := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if data[at] != 0xff || length < 2 {
			return false
		}
		at += 2 + length
		switch marker {
		case 0xdb, 0xc0, 0xc4, 0xdd: // tables, the frame, the interval of restarts
		case 0xda: // the scan: up to the first marker that is not part of it, which must be the end
			for ; at+1 < len(data); at++ {
				if data[at] == 0xff && data[at+1] != 0 && (data[at+1] < 0xd0 || data[at+1] > 0xd7) {
					return data[at+1] == 0xd9 && at+2 == len(data)
				}
			}
			return false
		default:
			return false
		}
	}
	return false
}

// onlyPixelsPNG reports whether a PNG has the chunks of its picture alone and ends with it (ISO/IEC 15948, 11.2 and 11.3.2).
func onlyPixelsPNG(data []byte) bool {
	rest, ok := bytes.CutPrefix(data, []byte("\x89PNG\r\n\x1a\n"))
	for ok && len(rest) >= 12 {
		length := int64(binary.BigEndian.Uint32(rest)) + 12
		if length > int64(len(rest)) {
			return false
		}
		switch string(rest[4:8]) {
		case "IHDR", "PLTE", "tRNS", "IDAT":
			rest = rest[length:]
		case "IEND":
			return length == 12 && len(rest) == 12
		default:
			return false
		}
	}
	return false
}

// keepImages stores the images of a module that was imported.
func (s *Service) keepImages(ctx context.Context, all []pictures.Picture) error {
	for _, p := range all {
		if _, err := s.keepImage(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// bundleFiles are the files of a module's bundle, images too.
func (s *Service) bundleFiles(ctx context.Context, m *courses.Module) ([]bundle.File, error) {
	files := bundle.Write(*m)
	for _, i := range m.Images {
		stored, err := s.images.Get(ctx, i.Name)
		if err != nil {
			return nil, err
		}
		files = append(files, bundle.ImageFile(i.Name, stored.Data))
	}
	slices.SortFunc(files, func(a, b bundle.File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// eachText visits the texts of a module that may show an image.
func eachText(m *courses.Module, visit func(text *string)) {
	for i := range m.Lessons {
		l := &m.Lessons[i]
		visit(&l.Markdown)
		if l.Scenario == nil {
			continue
		}
		visit(&l.Scenario.Intro)
		visit(&l.Scenario.Debrief)
		for j := range l.Scenario.Steps {
			step := &l.Scenario.Steps[j]
			visit(&step.Text)
			for k := range step.Choices {
				visit(&step.Choices[k].Text)
				visit(&step.Choices[k].Consequence)
			}
		}
	}
	for i := range m.Questions {
		q := &m.Questions[i]
		visit(&q.Prompt)
		visit(&q.Feedback)
		for _, list := range [][]courses.Option{q.Options, q.Prompts} {
			for j := range list {
				visit(&list[j].Text)
			}
		}
	}
}
