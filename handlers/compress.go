package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"upstander/handlers/web"
)

// smallBody is not worth compressing.
const smallBody = 1024

func acceptsGzip(c *fiber.Ctx) bool {
	return strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip")
}

// sendCompressed sends a page, compressed where the client takes it: learners on poor networks wait for bytes, not for us.
func sendCompressed(c *fiber.Ctx, body []byte) error {
	c.Vary(fiber.HeaderAcceptEncoding)
	if len(body) < smallBody || !acceptsGzip(c) {
		return c.Send(body)
	}
	c.Set(fiber.HeaderContentEncoding, "gzip")
	c.Response().SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressBestSpeed))
	return nil
}

// assets serves the files that pages load. Their addresses change with their content, so they are kept for ever.
func (s *Server) assets(app *fiber.App) {
	for _, asset := range web.Assets() {
		app.Get(asset.Path, func(c *fiber.Ctx) error {
			c.Set(fiber.HeaderContentType, asset.Type)
			c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
			c.Vary(fiber.HeaderAcceptEncoding)
			if acceptsGzip(c) {
				c.Set(fiber.HeaderContentEncoding, "gzip")
				c.Response().SetBodyRaw(asset.Gzip)
				return nil
			}
			c.Response().SetBodyRaw(asset.Body)
			return nil
		})
	}
}
