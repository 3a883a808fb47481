package pictures

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

// shrink draws the picture into a plain one whose longest side is at most side pixels. It halves as often as it can first: bilinear
// sampling takes the four nearest pixels, so a larger step would lose thin lines. (Scalers that weigh all pixels keep a table of 32
// bytes for each pixel of a side times a side, far more than the picture.)
func shrink(source image.Image, side int) *image.RGBA {
	width, height := source.Bounds().Dx(), source.Bounds().Dy()
	for side > 0 && max(width, height) >= 2*side {
		width, height = (width+1)/2, (height+1)/2
		source = scaled(source, width, height)
	}
	if longest := max(width, height); side > 0 && longest > side {
		return scaled(source, max(width*side/longest, 1), max(height*side/longest, 1))
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Bounds(), source, source.Bounds().Min, draw.Src)
	return out
}

func scaled(source image.Image, width, height int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), source, source.Bounds(), draw.Src, nil)
	return out
}

// jpegQuality is where photographs show no blocks at the size of a page.
const jpegQuality = 85

// encode writes a picture. One with transparency is PNG, one that came as JPEG stays JPEG; else PNG keeps letters and lines sharp,
// unless the picture is a photograph in effect, which PNG makes several times as large.
func encode(m *image.RGBA, photograph bool) (Picture, error) {
	out := Picture{Type: "image/png", Width: m.Bounds().Dx(), Height: m.Bounds().Dy()}
	var flat, lossy bytes.Buffer
	if !photograph {
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&flat, m); err != nil {
			return Picture{}, err
		}
		out.Data = flat.Bytes()
		if !m.Opaque() {
			return out, nil
		}
	}
	if err := jpeg.Encode(&lossy, m, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return Picture{}, err
	}
	if photograph || flat.Len() > 2*lossy.Len() {
		out.Type, out.Data = "image/jpeg", lossy.Bytes()
	}
	return out, nil
}
