package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"

	"upstander/handlers/web"
)

// letterRegions are those where paper is US Letter (Unicode CLDR, paperSize of supplemental measurementData).
var letterRegions = "BZ CA CL CO CR GT MX NI PA PH PR SV US VE"

// papers links a file in both sizes of paper, by the words of key_a4 and key_letter; the likelier for this reader, by the region of their
// browser's first language, comes first.
func papers(c *fiber.Ctx, f web.Frame, href, key string) []web.Link {
	link := func(size string) web.Link {
		return web.Link{Href: href + paperQuery(href, size), Text: f.T(key + "_" + size)}
	}
	a4, letter := link("a4"), link("letter")
	if usesLetter(c.Get(fiber.HeaderAcceptLanguage)) {
		return []web.Link{letter, a4}
	}
	return []web.Link{a4, letter}
}

func paperQuery(href, size string) string {
	if strings.Contains(href, "?") {
		return "&paper=" + size
	}
	return "?paper=" + size
}

// usesLetter reads a header such as "en-US,en;q=0.9". A language that names no region tells nothing.
func usesLetter(accepted string) bool {
	tags, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil || len(tags) == 0 {
		return false
	}
	region, sure := tags[0].Region()
	return sure == language.Exact && strings.Contains(letterRegions, region.String())
}
