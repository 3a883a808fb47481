package credential

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
)

// Set is a set of public keys. As JSON it is a JWK Set (RFC 7517), of media type application/jwk-set+json.
type Set []Public

// jwk is a public key as JSON (RFC 7518, 6). There is no member for a private part, so none can be written.
type jwk struct {
	Kty string `json:"kty"`
	KID string `json:"kid"`
	Use string `json:"use"`
	Alg string `json:"alg"`
	N   string `json:"n,omitempty"`
	E   string `json:"e,omitempty"`
	Crv string `json:"crv,omitempty"`
	X   string `json:"x,omitempty"`
	Y   string `json:"y,omitempty"`
}

type jwkSet struct {
	Keys []json.RawMessage `json:"keys"`
}

var b64 = base64.RawURLEncoding.Strict()

func (p *Public) jwk() jwk {
	j := jwk{KID: p.KID, Use: "sig", Alg: p.Alg}
	switch key := p.Key.(type) {
	case *rsa.PublicKey:
		j.Kty, j.N, j.E = "RSA", b64.EncodeToString(key.N.Bytes()), b64.EncodeToString(big.NewInt(int64(key.E)).Bytes())
	case *ecdsa.PublicKey:
		point, err := key.Bytes() // 4, X, Y
		if err == nil {
			j.Kty, j.Crv, j.X, j.Y = "EC", "P-256", b64.EncodeToString(point[1:33]), b64.EncodeToString(point[33:])
		}
	}
	return j
}

// Find gives the key of a name.
func (s Set) Find(kid string) (Public, bool) {
	for _, p := range s {
		if p.KID == kid && kid != "" {
			return p, true
		}
	}
	return Public{}, false
}

// MarshalJSON writes a JWK Set.
func (s Set) MarshalJSON() ([]byte, error) {
	out := struct {
		Keys []jwk `json:"keys"`
	}{[]jwk{}}
	for _, p := range s {
		out.Keys = append(out.Keys, p.jwk())
	}
	return json.Marshal(out)
}

// maxSet bounds a key set in bytes.
const maxSet = 256 << 10

// ParseSet reads a JWK Set. Keys of kinds that are not used here are left out; a key that is weak or broken is an error.
func ParseSet(data []byte) (Set, error) {
	if len(data) > maxSet {
		return nil, fmt.Errorf("credential: a key set of %d bytes", len(data))
	}
	var raw jwkSet
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("credential: key set: %w", err)
	}
	if raw.Keys == nil {
		return nil, errors.New("credential: not a key set: it has no keys")
	}
	set := Set{}
	for i, text := range raw.Keys {
		var j jwk
		if err := json.Unmarshal(text, &j); err != nil {
			return nil, fmt.Errorf("credential: key %d: %w", i, err)
		}
		p, known, err := j.public()
		if err != nil {
			return nil, fmt.Errorf("credential: key %d: %w", i, err)
		}
		if known {
			set = append(set, p)
		}
	}
	return set, nil
}

func (j jwk) public() (p Public, known bool, err error) {
	p.KID = j.KID
	switch {
	case j.Kty == "RSA" && j.Alg == RS256:
		n, errN := b64.DecodeString(j.N)
		e, errE := b64.DecodeString(j.E)
		if errN != nil || errE != nil || len(n) > maxRSA/8 || len(e) > 4 {
			return p, false, errors.New("an RSA key that cannot be read")
		}
		p.Key = &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	case j.Kty == "EC" && j.Alg == ES256 && j.Crv == "P-256":
		x, errX := b64.DecodeString(j.X)
		y, errY := b64.DecodeString(j.Y)
		if errX != nil || errY != nil || len(x) != 32 || len(y) != 32 {
			return p, false, errors.New("an EC key that cannot be read")
		}
		point := append(append([]byte{4}, x...), y...)
		if p.Key, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point); err != nil { // also refuses points off the curve
			return p, false, err
		}
	default:
		return p, false, nil
	}
	return p, true, p.check()
}
