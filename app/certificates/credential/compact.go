package credential

import (
	"crypto/sha256"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Printed is what stands on the paper and must not be changed there.
type Printed struct {
	Serial      string
	Holder      string
	Title       string
	Version     int64
	IssuedAt    time.Time // dates count as days in UTC, for only days are printed
	CompletedAt time.Time
	ExpiresAt   *time.Time
}

// FactsHash stands for printed facts.
type FactsHash [sha256.Size]byte

// Hash is the SHA-256 of the facts, one a line: the word "upstander-facts-1", serial, holder, title, version, and the days of issue,
// completion and expiry as 2006-01-02, an absent expiry as an empty line. Texts are in Unicode's form NFC with one space between
// words, so that they can be typed from the paper.
func (p Printed) Hash() FactsHash {
	const day = time.DateOnly
	expires := ""
	if p.ExpiresAt != nil {
		expires = p.ExpiresAt.UTC().Format(day)
	}
	return sha256.Sum256([]byte(strings.Join([]string{
		"upstander-facts-1", line(p.Serial), line(p.Holder), line(p.Title), strconv.FormatInt(p.Version, 10),
		p.IssuedAt.UTC().Format(day), p.CompletedAt.UTC().Format(day), expires,
	}, "\n")))
}

func line(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// Compact is what the printed form says.
type Compact struct {
	Serial string
	Facts  FactsHash
	KID    string
}

// MaxCompact is the greatest length of the compact form in characters: what a printed QR code can hold beside an address.
const MaxCompact = 200

// maxSerial bounds a serial in bytes, so that the compact form stays below MaxCompact.
const maxSerial = 19

// CompactSign gives the short form that the QR code holds in the fragment of its address: a JWS (RFC 7515) with the header alg and kid
// whose payload is the hash of the printed facts, 32 bytes, and then the serial. The key is an ES256 one.
func CompactSign(serial string, facts FactsHash, k Key) (string, error) {
	if k.Alg != ES256 || len(k.KID) > 8 {
		return "", fault(NotOurs, "the compact form is signed with a short-named ES256 key, not %s", k.Alg)
	}
	if serial == "" || len(serial) > maxSerial {
		return "", fault(Unreadable, "a serial of %d bytes", len(serial))
	}
	return join(k, []byte(`{"alg":"ES256","kid":"`+k.KID+`"}`), append(facts[:], serial...))
}

// CompactVerify checks the compact form's signature. The caller compares Facts with the Hash of what is printed, and Serial with the
// serial of the address; the error is an *Error.
func CompactVerify(token string, keys Set) (Compact, error) {
	key, body, err := open(token, ES256, MaxCompact, keys)
	if err != nil {
		return Compact{}, err
	}
	c := Compact{KID: key.KID}
	n := copy(c.Facts[:], body)
	if n < len(c.Facts) || len(body) == n || len(body) > n+maxSerial {
		return Compact{}, fault(Unreadable, "a payload of %d bytes", len(body))
	}
	c.Serial = string(body[n:])
	return c, nil
}
