package handlers

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"reflect"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/certificates"
	"upstander/app/certificates/credential"
)

// cardPath is the picture that other sites show beside a link to a certificate.
const cardPath = "/certificate-card.png"

// evidenceRoutes is what anybody needs to check a certificate without asking us about it, at the addresses that certificates name.
func (s *Server) evidenceRoutes() []Route {
	c := s.Certificates
	return []Route{
		{"keySet", get, credential.KeySetPath, access.Public, "The public keys that certificates are signed with; old ones stay.", evidence(5*time.Minute, c.KeySet), false},
		{"statusList", get, "/status/:list", access.Public, "A signed list of which certificates were revoked.", evidence(certificates.StatusFresh, c.StatusList), false},
		{"supersededList", get, "/status/:list/superseded", access.Public, "A signed list of which of those were replaced by another.", evidence(certificates.StatusFresh, c.SupersededList), false},
		{"certificateLogo", get, "/certificate-logos/:id", access.Public, "A logo that certificates carry.", evidence(365*24*time.Hour, c.Logo), false},
		{"certificateCard", get, cardPath, access.Public, "A picture for links to certificates.", endpoint{serve: certificateCard}, false},
	}
}

// evidence serves a document to be held by whoever fetched it, also by scripts of other sites: a verifier is rarely ours.
func evidence[In any](hold time.Duration, action Action[In, certificates.Document]) endpoint {
	plan := planFor[In]()
	control := fmt.Sprintf("public, max-age=%d", int(hold.Seconds()))
	return endpoint{in: reflect.TypeFor[In](), out: reflect.TypeFor[certificates.Document](), status: 200, serve: func(c *fiber.Ctx) error {
		var in In
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		out, err := action(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, out.ContentType)
		c.Set(fiber.HeaderCacheControl, control)
		c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
		c.Set("Cross-Origin-Resource-Policy", "cross-origin")
		return sendCompressed(c, out.Data)
	}}
}

// The picture's size is what sites that show links ask for; its colours are the stylesheet's.
const (
	cardWidth, cardHeight = 1200, 630
	strokeWidth           = 34.0
)

var (
	cardPaper  = color.RGBA{0xfb, 0xf8, 0xf3, 0xff}
	cardInk    = color.RGBA{0x1b, 0x23, 0x33, 0xff}
	cardAccent = color.RGBA{0x8f, 0x3f, 0x0a, 0xff}
)

// card is drawn once: the mark, four strokes that lean and one that stands upright, in a frame. It bears no name, not even the course's.
var card = sync.OnceValue(func() []byte {
	img := image.NewRGBA(image.Rect(0, 0, cardWidth, cardHeight))
	strokes := []struct{ x1, y1, x2, y2 float64 }{{402, 425, 457, 260}, {484, 425, 539, 260}, {600, 447, 600, 183}, {661, 425, 716, 260}, {743, 425, 798, 260}}
	for y := range cardHeight {
		for x := range cardWidth {
			px := cardPaper
			if edge := min(x, y, cardWidth-1-x, cardHeight-1-y); edge >= 28 && edge < 34 {
				px = cardAccent
			}
			for i, s := range strokes {
				ink := cardInk
				if i == 2 {
					ink = cardAccent
				}
				px = blend(px, ink, strokeWidth/2+.5-distance(float64(x)+.5, float64(y)+.5, s.x1, s.y1, s.x2, s.y2))
			}
			img.SetRGBA(x, y, px)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err) // to memory, of a picture that is always the same
	}
	return out.Bytes()
})

func certificateCard(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "image/png")
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return c.Send(card())
}

// blend lays ink over a pixel; cover is the share covered, from 0 to 1 and beyond.
func blend(under, ink color.RGBA, cover float64) color.RGBA {
	if cover <= 0 {
		return under
	}
	cover = min(cover, 1)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-cover) + float64(b)*cover)) }
	return color.RGBA{mix(under.R, ink.R), mix(under.G, ink.G), mix(under.B, ink.B), 0xff}
}

// distance is how far a point is from the line between two others.
func distance(x, y, x1, y1, x2, y2 float64) float64 {
	dx, dy := x2-x1, y2-y1
	t := min(max(((x-x1)*dx+(y-y1)*dy)/(dx*dx+dy*dy), 0), 1)
	return math.Hypot(x-x1-t*dx, y-y1-t*dy)
}
