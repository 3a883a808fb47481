package proof

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"upstander/app/certificates/credential"
)

// Trust is whom a checker believes. As JSON it is the issuer's key set (RFC 7517), in which the certificates that seal PDF files stand
// as keys with a member x5c. They have no member alg, so that nobody takes them for keys that sign credentials.
type Trust struct {
	Keys  credential.Set
	Seals []*x509.Certificate
}

type sealKey struct {
	Type        string   `json:"kty"`
	KID         string   `json:"kid"`
	Use         string   `json:"use"`
	Curve       string   `json:"crv,omitempty"`
	X           string   `json:"x,omitempty"`
	Y           string   `json:"y,omitempty"`
	N           string   `json:"n,omitempty"`
	E           string   `json:"e,omitempty"`
	Certificate []string `json:"x5c"`
}

type keySet struct {
	Keys []json.RawMessage `json:"keys"`
}

// MarshalJSON writes the key set.
func (t Trust) MarshalJSON() ([]byte, error) {
	text, err := json.Marshal(t.Keys)
	if err != nil {
		return nil, err
	}
	var set keySet
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, err
	}
	for _, c := range t.Seals {
		key, err := json.Marshal(keyOf(c))
		if err != nil {
			return nil, err
		}
		set.Keys = append(set.Keys, key)
	}
	return json.Marshal(set)
}

// ParseTrust reads a key set.
func ParseTrust(data []byte) (Trust, error) {
	keys, err := credential.ParseSet(data)
	if err != nil {
		return Trust{}, err
	}
	t := Trust{Keys: keys}
	var set struct {
		Keys []struct {
			Algorithm   string   `json:"alg"`
			Certificate []string `json:"x5c"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return Trust{}, fmt.Errorf("key set: %w", err)
	}
	for _, k := range set.Keys {
		if k.Algorithm != "" || len(k.Certificate) == 0 {
			continue
		}
		der, err := base64.StdEncoding.DecodeString(k.Certificate[0])
		if err != nil {
			return Trust{}, fmt.Errorf("key set: x5c: %w", err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return Trust{}, fmt.Errorf("key set: x5c: %w", err)
		}
		t.Seals = append(t.Seals, c)
	}
	return t, nil
}

// issuers gives the addresses that the keys are of: a key of an issuer is named after where its key set lies.
func (t Trust) issuers() []string {
	var out []string
	for _, k := range t.Keys {
		if base, _, ok := strings.Cut(k.KID, credential.KeySetPath); ok && !slices.Contains(out, base) {
			out = append(out, base)
		}
	}
	return out
}

// SealName is a short name of a certificate, after its fingerprint.
func SealName(c *x509.Certificate) string {
	print := sha256.Sum256(c.Raw)
	return "seal-" + base64.RawURLEncoding.EncodeToString(print[:12])
}

// keyOf writes a certificate's key with its members (RFC 7518, 6).
func keyOf(c *x509.Certificate) sealKey {
	text := base64.RawURLEncoding.EncodeToString
	k := sealKey{KID: SealName(c), Use: "sig", Certificate: []string{base64.StdEncoding.EncodeToString(c.Raw)}}
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		k.Type, k.N, k.E = "RSA", text(key.N.Bytes()), text(big.NewInt(int64(key.E)).Bytes())
	case *ecdsa.PublicKey:
		if point, err := key.Bytes(); err == nil { // 4, X, Y
			half := len(point) / 2
			k.Type, k.Curve, k.X, k.Y = "EC", key.Params().Name, text(point[1:1+half]), text(point[1+half:])
		}
	}
	return k
}
