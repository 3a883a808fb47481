package seal

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// Object identifiers: of RFC 5652 (CMS), RFC 5035 (signing certificate), RFC 5754 (algorithms).
var (
	oidData               = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA256             = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidRSA                = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSA              = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2} // with SHA-256
)

var context0 = tag.Tag(0).ContextSpecific().Constructed()

type builder = cryptobyte.Builder

// signedAttributes gives what is signed, as a DER set: that it is data, the digest of the file, and which certificate signs (so that
// nobody can put another with the same key in its place). PAdES leaves the time to the file itself.
func signedAttributes(c *x509.Certificate, digest []byte) []byte {
	attribute := func(id asn1.ObjectIdentifier, value func(*builder)) []byte {
		var b builder
		b.AddASN1(tag.SEQUENCE, func(b *builder) {
			b.AddASN1ObjectIdentifier(id)
			b.AddASN1(tag.SET, value)
		})
		return b.BytesOrPanic()
	}
	hash := sha256.Sum256(c.Raw)
	all := [][]byte{
		attribute(oidContentType, func(b *builder) { b.AddASN1ObjectIdentifier(oidData) }),
		attribute(oidMessageDigest, func(b *builder) { b.AddASN1OctetString(digest) }),
		attribute(oidSigningCertificate, func(b *builder) {
			b.AddASN1(tag.SEQUENCE, func(b *builder) {
				b.AddASN1(tag.SEQUENCE, func(b *builder) {
					b.AddASN1(tag.SEQUENCE, func(b *builder) { b.AddASN1OctetString(hash[:]) })
				})
			})
		}),
	}
	slices.SortFunc(all, bytes.Compare) // DER orders a set
	var b builder
	b.AddASN1(tag.SET, func(b *builder) { b.AddBytes(bytes.Join(all, nil)) })
	return b.BytesOrPanic()
}

// message gives the CMS message (RFC 5652, 5.1) with the certificate and one signer in it, without the content, in DER.
func message(c *x509.Certificate, attributes, signature []byte) []byte {
	var b builder
	sequence := func(b *builder, inside func(*builder)) { b.AddASN1(tag.SEQUENCE, inside) }
	sha := func(b *builder) { b.AddASN1ObjectIdentifier(oidSHA256) }
	signer := func(b *builder) {
		b.AddASN1Int64(1)
		sequence(b, func(b *builder) {
			b.AddBytes(c.RawIssuer)
			b.AddASN1BigInt(c.SerialNumber)
		})
		sequence(b, sha)
		b.AddASN1(context0, func(b *builder) { b.AddBytes(contents(attributes)) })
		sequence(b, func(b *builder) {
			if _, ok := c.PublicKey.(*ecdsa.PublicKey); ok {
				b.AddASN1ObjectIdentifier(oidECDSA)
			} else {
				b.AddASN1ObjectIdentifier(oidRSA)
				b.AddASN1NULL()
			}
		})
		b.AddASN1OctetString(signature)
	}
	sequence(&b, func(b *builder) {
		b.AddASN1ObjectIdentifier(oidSignedData)
		b.AddASN1(context0, func(b *builder) {
			sequence(b, func(b *builder) {
				b.AddASN1Int64(1)
				b.AddASN1(tag.SET, func(b *builder) { sequence(b, sha) })
				sequence(b, func(b *builder) { b.AddASN1ObjectIdentifier(oidData) })
				b.AddASN1(context0, func(b *builder) { b.AddBytes(c.Raw) })
				b.AddASN1(tag.SET, func(b *builder) { sequence(b, signer) })
			})
		})
	})
	return b.BytesOrPanic()
}

// contents strips the header of one DER element.
func contents(element []byte) []byte {
	s, inside := cryptobyte.String(element), cryptobyte.String(nil)
	s.ReadAnyASN1(&inside, nil)
	return inside
}

// signatureIn finds the signature in a message that looks like ours; whatever else stands there is for the caller to compare.
func signatureIn(der []byte) (signature []byte, ok bool) {
	var info, wrapped, data, signers, signer cryptobyte.String
	s := cryptobyte.String(der)
	ok = s.ReadASN1(&info, tag.SEQUENCE) && info.SkipASN1(tag.OBJECT_IDENTIFIER) && info.ReadASN1(&wrapped, context0) &&
		wrapped.ReadASN1(&data, tag.SEQUENCE) && data.SkipASN1(tag.INTEGER) && data.SkipASN1(tag.SET) && data.SkipASN1(tag.SEQUENCE) &&
		data.SkipASN1(context0) && data.ReadASN1(&signers, tag.SET) && signers.ReadASN1(&signer, tag.SEQUENCE) && signer.SkipASN1(tag.INTEGER) &&
		signer.SkipASN1(tag.SEQUENCE) && signer.SkipASN1(tag.SEQUENCE) && signer.SkipASN1(context0) && signer.SkipASN1(tag.SEQUENCE) &&
		signer.ReadASN1((*cryptobyte.String)(&signature), tag.OCTET_STRING)
	return signature, ok
}
