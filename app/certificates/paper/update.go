package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// Object numbers that gofpdf gives to a document of one page without fonts,
// images or attachments; new objects follow.
const (
	resourcesObject = 2
	pageObject      = 3
	infoObject      = 5
	catalogObject   = 6
	fontObject      = 7
	structureObject = 12
	borderObject    = 15
	textObject      = 16
	firstElement    = 17
)

// update appends objects to a finished file and a cross-reference section that
// lets them replace older ones of the same number.
type update struct {
	bytes.Buffer
	offsets map[int]int
}

func (u *update) object(n int, format string, args ...any) {
	u.offsets[n] = u.Len()
	fmt.Fprintf(u, "%d 0 obj\n", n)
	fmt.Fprintf(u, format, args...)
	u.WriteString("\nendobj\n")
}

func (u *update) stream(n int, entries string, data []byte) {
	u.offsets[n] = u.Len()
	fmt.Fprintf(u, "%d 0 obj\n<<%s /Length %d>>\nstream\n", n, entries, len(data))
	u.Write(data)
	u.WriteString("\nendstream\nendobj\n")
}

// compressors are reused: one costs more memory than a whole certificate.
var compressors = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed)
	return w
}}

func compress(data []byte) []byte {
	w := compressors.Get().(*zlib.Writer)
	defer compressors.Put(w)
	var out bytes.Buffer
	out.Grow(len(data) / 2)
	w.Reset(&out)
	w.Write(data)
	w.Close()
	return out.Bytes()
}

var errShape = errors.New("certificate: the page writer changed its file layout")

// finish adds to the page of base the font, the language, the document's
// description and the structure for screen readers.
func (c *canvas) finish(base, border []byte, title, lang string, issued time.Time) ([]byte, error) {
	prev, ok := lastNumber(base, "startxref\n")
	pageDict := between(base, "\n3 0 obj\n<<", ">>\nendobj")
	if !ok || pageDict == nil || !bytes.Contains(base, []byte("/Root 6 0 R")) {
		return nil, errShape
	}
	page := bytes.Replace(pageDict, []byte("/Contents 4 0 R"),
		fmt.Appendf(nil, "/Contents [4 0 R %d 0 R %d 0 R]", borderObject, textObject), 1)
	extra := c.extras(title, lang, issued)
	u := &update{offsets: map[int]int{}}
	u.Grow(48 << 10)
	u.Write(base)

	u.object(resourcesObject, "<</ProcSet [/PDF /Text%s] /Font <</T %d 0 R>>%s>>", c.pictureSet(), fontObject, c.pictureName())
	u.object(pageObject, "<<%s /StructParents 0 /Tabs /S>>", page)
	stamp := issued.UTC().Format("D:20060102150405Z")
	u.object(infoObject, "<</Title %s /Author (Upstander) /Creator (Upstander) /Producer (Upstander) /CreationDate (%s) /ModDate (%s)>>",
		textString(title), stamp, stamp)
	u.object(catalogObject, "<</Type /Catalog /Pages 1 0 R /Lang (%s) /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R /ViewerPreferences <</DisplayDocTitle true>>%s>>",
		lang, structureObject, extra.catalog)
	u.stream(borderObject, "/Filter /FlateDecode", border)
	u.stream(textObject, "/Filter /FlateDecode", compress(c.ops))
	c.appendFont(u)
	c.appendStructure(u)

	last := c.pictureObject() - 1
	if c.picture != nil {
		last++
		c.picture.append(u, last)
	}
	for _, write := range extra.objects {
		last++
		write(u, last)
	}
	xref := u.Len()
	u.WriteString("xref\n")
	u.section(resourcesObject, pageObject)
	u.section(infoObject, last)
	id := sha256.Sum256(u.Bytes())
	fmt.Fprintf(u, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %d /ID [<%X> <%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		last+1, catalogObject, infoObject, prev, id[:16], id[:16], xref)
	return u.Bytes(), nil
}

func (u *update) section(first, last int) {
	fmt.Fprintf(u, "%d %d\n", first, last-first+1)
	for n := first; n <= last; n++ {
		fmt.Fprintf(u, "%010d 00000 n \n", u.offsets[n])
	}
}

func (c *canvas) appendFont(u *update) {
	n := fontObject
	u.object(n, "<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", fontName, n+1, n+4)
	u.object(n+1, "<</Type /Font /Subtype /CIDFontType0 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /DW 0 /W %s>>",
		fontName, n+2, c.font.widthArray())
	u.object(n+2, "<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox %d /ItalicAngle 0 /Ascent 900 /Descent -220 /CapHeight 660 /StemV 80 /FontFile3 %d 0 R>>",
		fontName, fontBox, n+3)
	file, packed := c.font.file(), ""
	if c.archival {
		file, packed = compress(file), " /Filter /FlateDecode"
	}
	u.stream(n+3, "/Subtype /CIDFontType0C"+packed, file)
	u.stream(n+4, "/Filter /FlateDecode", compress(c.font.toUnicode()))
}

// appendStructure writes the tree of tags (ISO 32000-1, 14.7): one document
// whose children are the marked pieces in reading order.
func (c *canvas) appendStructure(u *update) {
	root, parents, document := structureObject, structureObject+1, structureObject+2
	var kids []byte
	for i := range c.tags {
		kids = fmt.Appendf(kids, "%d 0 R ", firstElement+i)
	}
	u.object(root, "<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey 1>>", document, parents)
	u.object(parents, "<</Nums [0 [%s]]>>", kids)
	u.object(document, "<</Type /StructElem /S /Document /P %d 0 R /K [%s]>>", root, kids)
	for i, t := range c.tags {
		alt := ""
		if t.alt != "" {
			alt = " /Alt " + textString(t.alt)
		}
		if t.lang != "" {
			alt += " /Lang (" + t.lang + ")"
		}
		u.object(firstElement+i, "<</Type /StructElem /S /%s /P %d 0 R /Pg %d 0 R /K %d%s>>", t.role, document, pageObject, i, alt)
	}
}

func between(b []byte, start, end string) []byte {
	_, after, ok := bytes.Cut(b, []byte(start))
	inside, _, closed := bytes.Cut(after, []byte(end))
	if !ok || !closed {
		return nil
	}
	return inside
}

// lastNumber reads the decimal number after the last occurrence of label.
func lastNumber(b []byte, label string) (int, bool) {
	at := bytes.LastIndex(b, []byte(label))
	if at < 0 {
		return 0, false
	}
	digits, _, _ := bytes.Cut(b[at+len(label):], []byte("\n"))
	n, err := strconv.Atoi(string(digits))
	return n, err == nil
}
