package seal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Signer is a key and the certificate that names it. Many goroutines may use one.
type Signer struct {
	Certificate *x509.Certificate
	key         crypto.Signer
	room        int // bytes of the longest message, for the hole in the file
}

// lifetime of a certificate that Generate makes: longer than what it seals is asked for.
const lifetime = 30 // years

// Generate makes a key (ECDSA, P-256) and a certificate signed by itself in the issuer's name; both in PEM. It begins a day before now,
// so that what was issued shortly before the first download is sealed with the time of its issue.
func Generate(issuer string, now time.Time) (certificate, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, nil, err
	}
	name := pkix.Name{CommonName: issuer, OrganizationalUnit: []string{"Certificates"}}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: name, Issuer: name, NotBefore: now.UTC().Truncate(time.Second).AddDate(0, 0, -1), NotAfter: now.UTC().AddDate(lifetime, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, private.Public(), private)
	if err != nil {
		return nil, nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), nil
}

// ParseSigner reads a certificate and its key (PKCS #8, PKCS #1 or SEC 1; RSA or ECDSA) from PEM.
func ParseSigner(certificate, key []byte) (*Signer, error) {
	certificates, err := ParseCertificates(certificate)
	if err != nil {
		return nil, err
	}
	private, err := parseKey(key)
	if err != nil {
		return nil, err
	}
	own := private.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !own.Equal(certificates[0].PublicKey) {
		return nil, errors.New("seal: the key is not that of the certificate")
	}
	s := &Signer{Certificate: certificates[0], key: private}
	longest := 0
	switch public := private.Public().(type) {
	case *rsa.PublicKey:
		longest = public.Size()
	case *ecdsa.PublicKey:
		longest = 2*((public.Curve.Params().BitSize+7)/8) + 12 // two integers with a sign each, and their headers
	}
	s.room = len(message(s.Certificate, signedAttributes(s.Certificate, make([]byte, sha256.Size)), make([]byte, longest)))
	return s, nil
}

func parseKey(text []byte) (crypto.Signer, error) {
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			return nil, errors.New("seal: no private key in PEM")
		}
		var key any
		var err error
		switch block.Type {
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "EC PRIVATE KEY":
			key, err = x509.ParseECPrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		default: // parameters of a curve stand before its key
			text = rest
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("seal: private key: %w", err)
		}
		switch key := key.(type) {
		case *rsa.PrivateKey:
			return key, nil
		case *ecdsa.PrivateKey:
			return key, nil
		}
		return nil, fmt.Errorf("seal: a key of type %T does not sign documents; RSA and ECDSA do", key)
	}
}

// ParseCertificates reads one or more certificates from PEM.
func ParseCertificates(text []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		text = rest
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("seal: certificate: %w", err)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("seal: no certificate in PEM")
	}
	return out, nil
}

// sign signs a digest, always with the same result: RFC 6979 for ECDSA, PKCS #1 version 1.5 for RSA.
func (s *Signer) sign(digest []byte) ([]byte, error) {
	return s.key.Sign(nil, digest, crypto.SHA256)
}

func verifies(c *x509.Certificate, digest, signature []byte) bool {
	switch key := c.PublicKey.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(key, digest, signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest, signature) == nil
	}
	return false
}
