package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf16"
)

// FileName of the attachment.
const FileName = "credential.jwt"

// Texts around the signature. The numbers of the byte range are as long as they are; spaces fill the rest.
const (
	rangeFormat = "/ByteRange [0 %d %d %d]"
	rangeRoom   = 48
	beforeHole  = "/Contents "
	timeFormat  = "20060102150405Z"
)

// ErrAttachment says that what is to be attached is no compact JWS.
var ErrAttachment = errors.New("seal: the attachment is not a token")

// Seal attaches a credential, a compact JWS of at most 64 KiB, to a PDF of package paper and signs the whole. The time is the
// certificate's time of issue; no later than that may the signer's certificate have begun, else its beginning is taken. Equal arguments
// give equal bytes.
func Seal(pdf, credential []byte, signer *Signer, at time.Time) ([]byte, error) {
	if !token(credential) {
		return nil, ErrAttachment
	}
	if begun := signer.Certificate.NotBefore; at.Before(begun) {
		at = begun // a reader would take a signature from before the certificate for a false one
	}
	src, err := read(pdf)
	if err != nil {
		return nil, err
	}
	u, err := newUpdate(src, len(credential)+2*signer.room)
	if err != nil {
		return nil, err
	}
	if err := u.write(credential, signer, at.UTC().Format(timeFormat)); err != nil {
		return nil, err
	}
	return u.signed(signer)
}

// maxAttachment bounds the credential.
const maxAttachment = 64 << 10

// token reports whether text has only the letters of a compact JWS (RFC 7515), so that it can stand in a file as it is.
func token(text []byte) bool {
	return len(text) > 0 && len(text) <= maxAttachment && !slices.ContainsFunc(text, func(c byte) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '-' || c == '_')
	})
}

// update is the file with what is appended to it.
type update struct {
	bytes.Buffer
	src                  *source
	first, root, page    int // object numbers: the first new one, the catalog, the page
	catalog, pageEntries []byte
	offsets              map[int]int
	hole, holeEnd        int // where the signature stands, its brackets included
	rangeAt              int
}

func newUpdate(src *source, room int) (*update, error) {
	u := &update{src: src, offsets: map[int]int{}}
	var ok bool
	var err error
	var pages []byte
	if u.first, ok = number(src.trailer, "/Size "); !ok {
		return nil, errSource
	}
	if u.root, u.catalog, err = src.follow(src.trailer, "/Root "); err != nil {
		return nil, err
	}
	if _, pages, err = src.follow(u.catalog, "/Pages "); err != nil {
		return nil, err
	}
	if u.page, u.pageEntries, err = src.follow(pages, "/Kids ["); err != nil {
		return nil, err
	}
	if bytes.Contains(u.catalog, []byte("/AcroForm")) {
		return nil, errSource // it is sealed already
	}
	u.Grow(len(src.file) + room + 4<<10)
	u.Write(src.file)
	return u, nil
}

func (u *update) object(n int, format string, args ...any) {
	u.offsets[n] = u.Len()
	fmt.Fprintf(u, "%d 0 obj\n", n)
	fmt.Fprintf(u, format, args...)
	u.WriteString("\nendobj\n")
}

// write appends the objects and their table. An associated file (ISO 32000-2, 14.13) is also listed where older readers look.
func (u *update) write(credential []byte, signer *Signer, stamp string) error {
	file, spec, signature, field := u.first, u.first+1, u.first+2, u.first+3
	u.object(file, "<</Type /EmbeddedFile /Subtype /application#2Fvc+jwt /Params <</Size %d /ModDate (D:%s)>> /Length %d>>\nstream\n%s\nendstream",
		len(credential), stamp, len(credential), credential)
	u.object(spec, "<</Type /Filespec /F (%s) /UF (%[1]s) /Desc (Signed credential, Open Badges 3.0) /AFRelationship /Data /EF <</F %d 0 R /UF %[2]d 0 R>>>>", FileName, file)
	u.signature(signature, signer, stamp)
	u.object(field, "<</Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /V %d 0 R /Rect [0 0 0 0] /F 132 /P %d 0 R>>", signature, u.page)

	widget := fmt.Appendf(nil, "/Annots [%d 0 R ", field)
	page := bytes.Replace(u.pageEntries, []byte("/Annots ["), widget, 1)
	catalog, isDictionary := bytes.CutSuffix(u.catalog, []byte(">>"))
	if len(page) == len(u.pageEntries) || !isDictionary {
		return errSource
	}
	u.object(u.page, "%s", page)
	u.object(u.root, "%s /Version /1.7 /AcroForm <</Fields [%d 0 R] /SigFlags 3>> /Perms <</DocMDP %d 0 R>> /AF [%d 0 R] /Names <</EmbeddedFiles <</Names [(%s) %[4]d 0 R]>>>>>>",
		catalog, field, signature, spec, FileName)
	return u.table()
}

// signature writes the signature's dictionary with a hole in it (ISO 32000-1, 12.8.1).
func (u *update) signature(n int, signer *Signer, stamp string) {
	u.offsets[n] = u.Len()
	fmt.Fprintf(u, "%d 0 obj\n<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:%s) /Name <FEFF", n, stamp)
	for _, unit := range utf16.Encode([]rune(signer.Certificate.Subject.CommonName)) {
		fmt.Fprintf(u, "%04X", unit)
	}
	u.WriteString("> /Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P 1 /V /1.2>>>>] ")
	u.rangeAt = u.Len()
	u.Write(bytes.Repeat([]byte(" "), rangeRoom))
	u.WriteString(beforeHole)
	u.hole = u.Len()
	u.WriteByte('<')
	u.Write(bytes.Repeat([]byte("0"), 2*signer.room))
	u.WriteByte('>')
	u.holeEnd = u.Len()
	u.WriteString(">>\nendobj\n")
}

func (u *update) table() error {
	id, ok := between(u.src.trailer, "/ID [<", ">")
	info, known := number(u.src.trailer, "/Info ")
	if !ok || !known {
		return errSource
	}
	numbers := make([]int, 0, len(u.offsets))
	for n := range u.offsets {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	xref := u.Len()
	changed := sha256.Sum256(u.Bytes()[len(u.src.file):])
	u.WriteString("xref\n")
	for i := 0; i < len(numbers); {
		j := i + 1
		for j < len(numbers) && numbers[j] == numbers[j-1]+1 {
			j++
		}
		fmt.Fprintf(u, "%d %d\n", numbers[i], j-i)
		for ; i < j; i++ {
			fmt.Fprintf(u, "%010d 00000 n \n", u.offsets[numbers[i]])
		}
	}
	fmt.Fprintf(u, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %d /ID [<%s> <%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		numbers[len(numbers)-1]+1, u.root, info, u.src.start, id, changed[:16], xref)
	return nil
}

// signed fills the byte range, and then the hole.
func (u *update) signed(signer *Signer) ([]byte, error) {
	file := u.Bytes()
	copy(file[u.rangeAt:u.rangeAt+rangeRoom], rangeText(u.hole, u.holeEnd, len(file)))
	attributes := signedAttributes(signer.Certificate, digest(file, u.hole, u.holeEnd))
	sum := sha256.Sum256(attributes)
	signature, err := signer.sign(sum[:])
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	fill(file[u.hole:u.holeEnd], message(signer.Certificate, attributes, signature))
	return file, nil
}

// rangeText is the byte range of a file of so many bytes with a hole in it.
func rangeText(hole, holeEnd, size int) string {
	return fmt.Sprintf(rangeFormat, hole, holeEnd, size-holeEnd)
}

// digest is that of the file without the hole.
func digest(file []byte, hole, holeEnd int) []byte {
	h := sha256.New()
	h.Write(file[:hole])
	h.Write(file[holeEnd:])
	return h.Sum(nil)
}

// fill writes a message into a hole in hexadecimal, and zeros after it.
func fill(hole, message []byte) {
	n := hex.Encode(hole[1:], message)
	for i := 1 + n; i < len(hole)-1; i++ {
		hole[i] = '0'
	}
}

func between(text []byte, start, end string) ([]byte, bool) {
	_, after, ok := bytes.Cut(text, []byte(start))
	inside, _, closed := bytes.Cut(after, []byte(end))
	return inside, ok && closed
}
