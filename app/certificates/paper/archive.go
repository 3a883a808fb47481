package paper

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// bookmark is an entry of the document's outline.
type bookmark struct {
	title string
	top   float64 // where the reader is taken, in millimetres from the top
	tag   int     // the piece that begins there
}

// bookmarkRoom is left above what a bookmark leads to, in millimetres.
const bookmarkRoom = 6.0

// bookmark leads to what is drawn next.
func (c *canvas) bookmark(title string, top float64) {
	c.bookmarks = append(c.bookmarks, bookmark{title, top, len(c.tags)})
}

// extras are the objects of an archival file that stand behind all others, and
// what the catalog says of them.
type extras struct {
	catalog string
	objects []func(u *update, n int)
}

// extras lists the outline, the metadata and the colour profile; nothing in
// layouts that have none.
func (c *canvas) extras(title, lang string, issued time.Time) extras {
	if !c.archival {
		return extras{}
	}
	outline := c.pictureObject()
	if c.picture != nil {
		outline++
	}
	metadata := outline + 1 + len(c.bookmarks)
	profile := metadata + 1
	e := extras{catalog: fmt.Sprintf(" /Outlines %d 0 R /Metadata %d 0 R /OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) /DestOutputProfile %d 0 R>>]",
		outline, metadata, profile)}
	e.objects = append(e.objects, func(u *update, n int) {
		u.object(n, "<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>", n+1, n+len(c.bookmarks), len(c.bookmarks))
	})
	for i, b := range c.bookmarks {
		e.objects = append(e.objects, func(u *update, n int) {
			beside := ""
			if i > 0 {
				beside += fmt.Sprintf(" /Prev %d 0 R", n-1)
			}
			if i < len(c.bookmarks)-1 {
				beside += fmt.Sprintf(" /Next %d 0 R", n+1)
			}
			u.object(n, "<</Title %s /Parent %d 0 R%s /Dest [%d 0 R /XYZ 0 %.2f null] /SE %d 0 R>>",
				textString(b.title), outline, beside, pageObject, (c.height-b.top)*mm, firstElement+b.tag)
		})
	}
	e.objects = append(e.objects, func(u *update, n int) {
		u.stream(n, "/Type /Metadata /Subtype /XML", metadataOf(title, lang, issued))
	}, func(u *update, n int) {
		u.stream(n, "/N 3 /Filter /FlateDecode", sRGB())
	})
	return e
}

// metadataOf is the XMP packet (ISO 16684-1) of a file: the same as its Info
// dictionary, and its language. It claims no standard.
func metadataOf(title, lang string, issued time.Time) []byte {
	var escaped strings.Builder
	xml.EscapeText(&escaped, []byte(title)) // into memory: it cannot fail
	stamp := issued.UTC().Format(time.RFC3339)
	return fmt.Appendf(nil, `<?xpacket begin="`+"\uFEFF"+`" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" pdf:Producer="Upstander" xmp:CreatorTool="Upstander" xmp:CreateDate="%[3]s" xmp:ModifyDate="%[3]s"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">%[1]s</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>Upstander</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>%[2]s</rdf:li></rdf:Bag></dc:language></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`, escaped.String(), lang, stamp)
}
