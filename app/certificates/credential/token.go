package credential

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// MaxToken bounds a credential in bytes; ours are below 6 KB.
const MaxToken = 64 << 10

// SignToken secures a payload as a JWT with the header alg, kid and typ, and no other member.
func SignToken(k Key, payload any) (string, error) {
	body, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	head, err := json.Marshal(struct {
		Alg  string `json:"alg"`
		KID  string `json:"kid"`
		Type string `json:"typ"`
	}{k.Alg, k.KID, "JWT"})
	if err != nil {
		return "", err
	}
	return join(k, head, body)
}

func join(k Key, head, body []byte) (string, error) {
	text := b64.EncodeToString(head) + "." + b64.EncodeToString(body)
	sig, err := jwt.GetSigningMethod(k.Alg).Sign(text, k.Signer)
	return text + "." + b64.EncodeToString(sig), err
}

// OpenToken checks the signature of a JWT and gives its payload. The algorithm is alg and is never taken from the token (RFC 8725,
// 3.1); nothing but the header is read before the signature holds. typ, where there is one, is "JWT".
func OpenToken(token, alg string, limit int, keys Set) ([]byte, error) {
	_, payload, err := open(token, alg, limit, keys)
	return payload, err
}

func open(token, alg string, limit int, keys Set) (Public, []byte, error) {
	if len(token) > limit {
		return Public{}, nil, fault(Unreadable, "%d bytes are more than %d", len(token), limit)
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return Public{}, nil, fault(Unreadable, "not three parts with dots between")
	}
	raw := make([][]byte, 3)
	for i, part := range parts {
		var err error
		if strings.ContainsAny(part, "\r\n") { // base64 would skip them: one token, one spelling
			return Public{}, nil, fault(Unreadable, "a line break inside")
		}
		if raw[i], err = b64.DecodeString(part); err != nil {
			return Public{}, nil, fault(Unreadable, "part %d is not base64url", i+1)
		}
	}
	head, err := header(raw[0])
	if err != nil {
		return Public{}, nil, err
	}
	if head["alg"] != alg {
		return Public{}, nil, fault(NotOurs, "algorithm %.20q", head["alg"])
	}
	key, ok := keys.Find(head["kid"])
	if !ok || key.Alg != alg {
		return Public{}, nil, fault(NotOurs, "no such key")
	}
	if err := jwt.GetSigningMethod(alg).Verify(parts[0]+"."+parts[1], raw[2], key.Key); err != nil {
		return Public{}, nil, fault(Altered, "%v", err)
	}
	return key, raw[1], nil
}

// headerMembers are those that we write. A token that brings its own key (jwk, jku, x5c) or claims criticals (crit) is none of ours.
var headerMembers = []string{"alg", "kid", "typ"}

// header reads a header strictly: known members, each once, each a string.
func header(data []byte) (map[string]string, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fault(Unreadable, "the header is not a JSON object")
	}
	out := map[string]string{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, fault(Unreadable, "the header is not JSON")
		}
		member := name.(string) // a decoder gives nothing else in this place
		if !slices.Contains(headerMembers, member) {
			return nil, fault(NotOurs, "header member %.20q", member)
		}
		if _, twice := out[member]; twice {
			return nil, fault(Unreadable, "header member %q twice", member)
		}
		value, err := d.Token()
		text, ok := value.(string)
		if err != nil || !ok {
			return nil, fault(Unreadable, "header member %q is not a text", member)
		}
		out[member] = text
	}
	if _, err := d.Token(); err != nil {
		return nil, fault(Unreadable, "the header is not JSON")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fault(Unreadable, "something follows the header")
	}
	if typ, ok := out["typ"]; ok && typ != "JWT" {
		return nil, fault(NotOurs, "type %.20q", typ)
	}
	return out, nil
}
