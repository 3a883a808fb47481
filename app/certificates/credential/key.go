package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// The algorithms, one for each kind of key; a token never chooses.
const (
	RS256 = "RS256" // credentials: what every Open Badges verifier supports
	ES256 = "ES256" // the compact form: a signature of 64 bytes, which browsers can check too
)

// Bounds of RSA keys in bits: less is weak, more lets a foreign key set cost much time.
const (
	minRSA = 2048
	maxRSA = 4096
)

// Public is a public key with its name.
type Public struct {
	KID string // as in the key set and in token headers
	Alg string // RS256 or ES256
	Key crypto.PublicKey
}

// Key is a key that signs.
type Key struct {
	Public
	Signer crypto.Signer
}

// KeySetPath is where an issuer publishes its key set, from the root of its address.
const KeySetPath = "/.well-known/jwks.json"

// NewKey names a key: an *rsa.PrivateKey signs credentials and is named by a URI under base, "<base>/.well-known/jwks.json#<thumbprint>";
// an *ecdsa.PrivateKey on P-256 signs the compact form and is named, to stay short, by the first 8 characters of its thumbprint.
func NewKey(signer crypto.Signer, base string) (Key, error) {
	k := Key{Public: Public{Key: signer.Public()}, Signer: signer}
	if err := k.check(); err != nil {
		return Key{}, err
	}
	if k.Alg == RS256 {
		k.KID = base + KeySetPath + "#" + k.Thumbprint()
	} else {
		k.KID = k.Thumbprint()[:8]
	}
	return k, nil
}

// check sets Alg from the kind of key.
func (p *Public) check() error {
	switch key := p.Key.(type) {
	case *rsa.PublicKey:
		if n := key.N.BitLen(); n < minRSA || n > maxRSA || key.E < 3 || key.E%2 == 0 {
			return fmt.Errorf("credential: RSA key of %d bits, exponent %d", n, key.E)
		}
		p.Alg = RS256
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P256() {
			return fmt.Errorf("credential: curve %s", key.Params().Name)
		}
		p.Alg = ES256
	default:
		return fmt.Errorf("credential: key of type %T", p.Key)
	}
	return nil
}

// Thumbprint is the key's name after itself (RFC 7638): base64url of the SHA-256 of its required members in their order.
func (p *Public) Thumbprint() string {
	j := p.jwk()
	text := fmt.Sprintf(`{"e":"%s","kty":"RSA","n":"%s"}`, j.E, j.N)
	if p.Alg == ES256 {
		text = fmt.Sprintf(`{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}`, j.X, j.Y)
	}
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
