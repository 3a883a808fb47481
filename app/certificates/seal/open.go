package seal

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"
	"time"
)

// MaxSize of a file that Open looks at, in bytes; ours have a fiftieth of it.
const MaxSize = 2 << 20

// What can be wrong with a file.
var (
	ErrTooLarge = errors.New("seal: the file is larger than a certificate can be")
	ErrUnsealed = errors.New("seal: the file carries no seal")
	ErrForeign  = errors.New("seal: the file is signed by somebody else")
	ErrAltered  = errors.New("seal: the file has been changed since it was sealed")
)

// Opened is what a sealed file holds. All of it is as it was sealed.
type Opened struct {
	Credential  []byte            // the attachment
	Address     string            // where the page's code leads: the verify URL with its fragment
	SealedAt    time.Time         // as the sealer says
	Certificate *x509.Certificate // the trusted one that signed
}

// Open checks that one of the trusted certificates signed the whole file, and gives what is in it. The error is one of the above.
// It takes time and memory in proportion to the file's size, whatever the file holds.
func Open(pdf []byte, trusted ...*x509.Certificate) (Opened, error) {
	if len(pdf) > MaxSize {
		return Opened{}, ErrTooLarge
	}
	hole, holeEnd, ok := findHole(pdf)
	if !ok {
		return Opened{}, whose(pdf, trusted)
	}
	var der [maxHole / 2]byte
	n, err := hex.Decode(der[:], pdf[hole+1:holeEnd-1])
	if err != nil {
		return Opened{}, whose(pdf, trusted)
	}
	signature, ok := signatureIn(der[:n])
	if !ok {
		return Opened{}, whose(pdf, trusted)
	}
	sum := digest(pdf, hole, holeEnd)
	want := make([]byte, holeEnd-hole)
	for _, c := range trusted {
		attributes := signedAttributes(c, sum)
		ours := message(c, attributes, signature)
		if 2*len(ours) > len(want)-2 {
			continue
		}
		want[0], want[len(want)-1] = '<', '>'
		fill(want, ours)
		signed := sha256.Sum256(attributes)
		if bytes.Equal(want, pdf[hole:holeEnd]) && verifies(c, signed[:], signature) {
			return contentsOf(pdf, c)
		}
	}
	return Opened{}, whose(pdf, trusted)
}

// maxHole bounds the signature in hexadecimal; a certificate of a large RSA key with a long name needs a third of it.
const maxHole = 32 << 10

// findHole finds the hole of the last byte range, which must begin right before it, leave out nothing else, and end with the file.
func findHole(pdf []byte) (hole, holeEnd int, ok bool) {
	at := bytes.LastIndex(pdf, []byte("/ByteRange [0 "))
	hole = at + rangeRoom + len(beforeHole)
	if at < 0 || hole >= len(pdf) || pdf[hole] != '<' {
		return 0, 0, false
	}
	length := bytes.IndexByte(pdf[hole:min(len(pdf), hole+maxHole)], '>')
	if length < 0 {
		return 0, 0, false
	}
	holeEnd = hole + length + 1
	text := rangeText(hole, holeEnd, len(pdf))
	text += strings.Repeat(" ", max(rangeRoom-len(text), 0)) + beforeHole
	return hole, holeEnd, bytes.HasPrefix(pdf[at:hole], []byte(text))
}

// whose tells, for a file that is not sealed by us as it stands, the likeliest reason.
func whose(pdf []byte, trusted []*x509.Certificate) error {
	for _, c := range trusted {
		if bytes.Contains(pdf, []byte(hex.EncodeToString(c.Raw))) {
			return ErrAltered
		}
	}
	if bytes.Contains(pdf, []byte("/ByteRange")) {
		return ErrForeign
	}
	return ErrUnsealed
}

// contentsOf reads a file that is known to be ours.
func contentsOf(pdf []byte, c *x509.Certificate) (Opened, error) {
	src, err := read(pdf)
	if err != nil {
		return Opened{}, err
	}
	follow := func(from []byte, keys ...string) []byte {
		for _, key := range keys {
			if err == nil {
				_, from, err = src.follow(from, key)
			}
		}
		return from
	}
	catalog := follow(src.trailer, "/Root ")
	file := follow(catalog, "/AF [", "/EF <</F ")
	signature := follow(catalog, "/DocMDP ")
	page := follow(catalog, "/Pages ", "/Kids [")
	if err != nil {
		return Opened{}, err
	}
	credential, ok := between(file, ">>\nstream\n", "\nendstream")
	address, linked := between(page, "/URI (", ")")
	stamp, _ := between(signature, "/M (D:", ")")
	at, err := time.Parse(timeFormat, string(stamp))
	if !ok || !linked || err != nil {
		return Opened{}, errSource
	}
	return Opened{Credential: bytes.Clone(credential), Address: string(address), SealedAt: at, Certificate: c}, nil
}

// Attached finds the credential attached to a file of which nothing else is known to be true: what it gives must itself be checked. It
// serves to tell an altered certificate from a file that never was one.
func Attached(pdf []byte) (credential []byte, ok bool) {
	if len(pdf) > MaxSize {
		return nil, false
	}
	_, after, ok := bytes.Cut(pdf, []byte("/Type /EmbeddedFile /Subtype /application#2Fvc+jwt "))
	if !ok {
		return nil, false
	}
	after = after[:min(len(after), maxAttachment+1<<10)]
	credential, ok = between(after, ">>\nstream\n", "\nendstream")
	return bytes.Clone(credential), ok && token(credential)
}
