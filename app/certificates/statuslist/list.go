package statuslist

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"upstander/app/certificates/credential"
)

// Life is how long a signed list may be relied on: until then, a checker without a connection goes on with the one it has.
const Life = 24 * time.Hour

// Facts is what a signed list is made of.
type Facts struct {
	Base   string // address of the issuer, as in credential.Facts
	Issuer string // name
	List   int64
	Bits   Bits
	At     time.Time
	Fresh  time.Duration // how long a checker with a connection should hold it
}

// List is a BitstringStatusListCredential.
type List struct {
	Context    []string           `json:"@context"`
	ID         string             `json:"id"`
	Type       []string           `json:"type"`
	Issuer     credential.Profile `json:"issuer"`
	ValidFrom  string             `json:"validFrom"`
	ValidUntil string             `json:"validUntil"`
	Subject    Subject            `json:"credentialSubject"`
}

// Subject holds the bits.
type Subject struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Encoded string `json:"encodedList"`
	TTL     int64  `json:"ttl"` // milliseconds
}

type payload struct {
	List
	credential.Claims
}

const (
	listType = "BitstringStatusListCredential"
	purpose  = "revocation"
)

// Sign makes the list as a JWT, secured as the credentials are.
func Sign(f Facts, k credential.Key) (string, error) {
	id := credential.StatusURL(f.Base, f.List)
	from := f.At.UTC().Truncate(time.Second)
	until := from.Add(Life)
	return credential.SignToken(k, payload{
		List{
			Context: []string{credential.ContextVC, credential.ContextOB}, ID: id, Type: []string{"VerifiableCredential", listType},
			Issuer:    credential.Profile{ID: f.Base, Type: []string{"Profile"}, Name: f.Issuer, URL: f.Base},
			ValidFrom: from.Format(time.RFC3339), ValidUntil: until.Format(time.RFC3339),
			Subject: Subject{id + "#list", "BitstringStatusList", purpose, f.Bits.Encode(), f.Fresh.Milliseconds()},
		},
		credential.Claims{Issuer: f.Base, ID: id, NotBefore: from.Unix(), Expires: until.Unix(), Subject: id + "#list"},
	})
}

// maxToken bounds a signed list in bytes: one with random bits is 30 KB.
const maxToken = 512 << 10

// Verify checks a signed list of the issuer. The error is a *credential.Error; Expired means that the list is too old to rely on.
func Verify(token string, keys credential.Set, now time.Time, issuer string) (List, error) {
	body, err := credential.OpenToken(token, credential.RS256, maxToken, keys)
	if err != nil {
		return List{}, err
	}
	var p payload
	if err := json.Unmarshal(body, &p); err != nil {
		return List{}, unreadable(err.Error())
	}
	l := p.List
	switch {
	case l.Issuer.ID != issuer || issuer == "" || p.Claims.Issuer != issuer:
		return List{}, &credential.Error{Reason: credential.NotOurs, Detail: "a status list of another issuer"}
	case !slices.Contains(l.Type, listType) || l.Subject.Type != "BitstringStatusList" || l.Subject.Purpose != purpose:
		return List{}, unreadable("not a list of revocations")
	case l.ID != p.Claims.ID || p.Claims.Expires == 0:
		return List{}, unreadable("the claims do not say what the list says")
	}
	return l, credential.InForce(p.Claims, now)
}

// Revoked tells whether this list says that a credential was revoked. Superseded ones are: they are no longer in force.
func (l *List) Revoked(c *credential.Credential) (bool, error) {
	s := c.Status
	if s == nil || s.List != l.ID || s.Purpose != l.Subject.Purpose {
		return false, errors.New("status list: the credential names another list")
	}
	index, err := strconv.ParseInt(s.Index, 10, 64)
	if err != nil {
		return false, errors.New("status list: the credential's index is no number")
	}
	bits, err := Decode(l.Subject.Encoded)
	if err != nil {
		return false, err
	}
	set, ok := bits.Get(index)
	if !ok {
		return false, errors.New("status list: the credential's index is beyond the end")
	}
	return set, nil
}

func unreadable(detail string) error {
	return &credential.Error{Reason: credential.Unreadable, Detail: detail}
}
