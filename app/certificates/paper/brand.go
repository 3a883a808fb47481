package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	pixels "image/draw"
	"image/jpeg"
	"image/png"
	"sync"

	scaling "golang.org/x/image/draw"
)

// Limits of a logo: of its file, and of the picture before it is unpacked.
const (
	MaxLogo   = 512 << 10 // bytes
	maxPixels = 4 << 20
)

// The place of a logo, in millimetres: the corner of the sheet where reading
// begins. A logo is scaled to touch two sides of it and never stretched.
const (
	logoInset  = 22.0 // from both edges of the sheet
	logoWidth  = 46.0
	logoHeight = 17.0
	logoDPI    = 200 // sharp in print, and a photograph of a logo stays within the file's 40 KB
)

// picture is a logo ready for a PDF: so many dots wide and high, compressed.
type picture struct {
	width, height int
	kind          string // "png" or "jpeg"
	file          []byte // as a picture of its own
	entries       string // what a PDF says of data (ISO 32000-1, 7.4)
	data          []byte
}

// size is that of the printed logo in millimetres.
func (p *picture) size() (width, height float64) {
	w, h := float64(p.width), float64(p.height)
	scale := min(logoWidth/w, logoHeight/h)
	return w * scale, h * scale
}

// maxPictures bounds the memory for logos, of a few ten kilobytes each.
const maxPictures = 64

var pictures = struct {
	sync.RWMutex
	of map[[sha256.Size]byte]*picture
}{of: map[[sha256.Size]byte]*picture{}}

// logo reads a logo, once for all the certificates that carry it; nil for none.
func logo(file []byte) (*picture, error) {
	if len(file) == 0 {
		return nil, nil
	}
	if len(file) > MaxLogo {
		return nil, &FieldError{"Logo", "too long"}
	}
	key := sha256.Sum256(file)
	pictures.RLock()
	p := pictures.of[key]
	pictures.RUnlock()
	if p != nil {
		return p, nil
	}
	p, err := prepare(file)
	if err != nil {
		return nil, err
	}
	pictures.Lock()
	defer pictures.Unlock()
	if len(pictures.of) < maxPictures {
		pictures.of[key] = p
	}
	return p, nil
}

// prepare makes a logo as fine as print needs, on the colour of the sheet: a
// certificate stays small, and no reader has to know transparency.
func prepare(file []byte) (*picture, error) {
	config, kind, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || config.Width < 1 || config.Height < 1 {
		return nil, &FieldError{"Logo", "not a PNG or JPEG picture"}
	}
	if config.Width > maxPixels || config.Height > maxPixels/config.Width {
		return nil, &FieldError{"Logo", "too many pixels"}
	}
	src, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, &FieldError{"Logo", "not a PNG or JPEG picture"}
	}
	w, h := float64(config.Width), float64(config.Height)
	scale := min(1, logoWidth/25.4*logoDPI/w, logoHeight/25.4*logoDPI/h)
	dots := image.NewRGBA(image.Rect(0, 0, max(1, int(w*scale+0.5)), max(1, int(h*scale+0.5))))
	ground := color.RGBA{uint8(paperTint[0]), uint8(paperTint[1]), uint8(paperTint[2]), 255}
	pixels.Draw(dots, dots.Bounds(), image.NewUniform(ground), image.Point{}, pixels.Src)
	scaling.CatmullRom.Scale(dots, dots.Bounds(), src, src.Bounds(), pixels.Over, nil)

	p := &picture{width: dots.Rect.Dx(), height: dots.Rect.Dy()}
	if kind == "jpeg" { // a photograph: exact dots would be large
		var out bytes.Buffer
		err := jpeg.Encode(&out, dots, &jpeg.Options{Quality: 88})
		p.kind, p.file, p.entries, p.data = "jpeg", out.Bytes(), "/Filter /DCTDecode", out.Bytes()
		return p, err
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, dots); err != nil {
		return nil, err
	}
	p.kind, p.file, p.data = "png", out.Bytes(), scanlines(out.Bytes())
	p.entries = fmt.Sprintf("/Filter /FlateDecode /DecodeParms <</Predictor 15 /Colors 3 /Columns %d>>", p.width)
	return p, nil
}

// scanlines joins the IDAT chunks of a PNG that was just made: PDF reads the
// same compressed lines, each with its predictor (ISO 32000-1, 7.4.4.4).
func scanlines(file []byte) []byte {
	const signature, around = 8, 12 // bytes: of the file; of a chunk's length, type and checksum
	var out []byte
	for rest := file[signature:]; len(rest) >= around; {
		n := int(binary.BigEndian.Uint32(rest))
		if string(rest[4:8]) == "IDAT" {
			out = append(out, rest[8:8+n]...)
		}
		rest = rest[around+n:]
	}
	return out
}

// logo draws the institution's picture; screen readers say whose it is.
func (c *canvas) logo(p *picture, alt string) {
	width, height := p.size()
	c.picture = p
	c.mark(tag{role: "Figure", alt: alt}, func() {
		b := append(c.ops, "q "...)
		b = number(b, width*mm)
		b = append(b, "0 0 "...)
		b = number(b, height*mm)
		b = number(b, c.left(logoInset, width)*mm)
		b = number(b, (c.height-logoInset-(logoHeight+height)/2)*mm)
		c.ops = append(b, "cm /L Do Q\n"...)
	})
}

// pictureObject is the number of the logo's object: the one after the tags.
func (c *canvas) pictureObject() int { return firstElement + len(c.tags) }

// pictureSet and pictureName are what the page's resources say of a logo.
func (c *canvas) pictureSet() string {
	if c.picture == nil {
		return ""
	}
	return " /ImageC"
}

func (c *canvas) pictureName() string {
	if c.picture == nil {
		return ""
	}
	return fmt.Sprintf(" /XObject <</L %d 0 R>>", c.pictureObject())
}

func (p *picture) append(u *update, n int) {
	u.stream(n, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 %s", p.width, p.height, p.entries), p.data)
}
