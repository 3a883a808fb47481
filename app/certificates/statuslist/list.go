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
	Base    string // address of the issuer, as in credential.Facts
	Issuer  string // name
	List    int64
	Purpose Purpose // "" is Revocation
	Bits    Bits
	At      time.Time
	Fresh   time.Duration // how long a checker with a connection should hold it
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
	ID      string  `json:"id"`
	Type    string  `json:"type"`
	Purpose Purpose `json:"statusPurpose"`
	Encoded string  `json:"encodedList"`
	TTL     int64   `json:"ttl"` // milliseconds
}

type payload struct {
	List
	credential.Claims
}

// Purpose is what a set bit says, in the words of the standard.
type Purpose string

// The purposes. Each list of revocations, which credentials name, has beside it a list of the same numbers that tells which of those
// certificates were replaced by another, as after a change of name. No credential names that one, for Open Badges has room for one status
// only; who does not know it takes what was superseded for revoked, and is right not to rely on it.
const (
	Revocation Purpose = "revocation"
	Superseded Purpose = "message"
)

const listType = "BitstringStatusListCredential"

// SupersededPath leads from a list of revocations to the list of those that were superseded.
const SupersededPath = "/superseded"

// Sign makes the list as a JWT, secured as the credentials are.
func Sign(f Facts, k credential.Key) (string, error) {
	id := credential.StatusURL(f.Base, f.List)
	if f.Purpose == "" {
		f.Purpose = Revocation
	}
	if f.Purpose == Superseded {
		id += SupersededPath
	}
	from := f.At.UTC().Truncate(time.Second)
	until := from.Add(Life)
	return credential.SignToken(k, payload{
		List{
			Context: []string{credential.ContextVC, credential.ContextOB}, ID: id, Type: []string{"VerifiableCredential", listType},
			Issuer:    credential.Profile{ID: f.Base, Type: []string{"Profile"}, Name: f.Issuer, URL: f.Base},
			ValidFrom: from.Format(time.RFC3339), ValidUntil: until.Format(time.RFC3339),
			Subject: Subject{id + "#list", "BitstringStatusList", f.Purpose, f.Bits.Encode(), f.Fresh.Milliseconds()},
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
	case !slices.Contains(l.Type, listType) || l.Subject.Type != "BitstringStatusList" || l.Subject.Purpose != Revocation && l.Subject.Purpose != Superseded:
		return List{}, unreadable("not a list of revocations or replacements")
	case l.ID != p.Claims.ID || p.Claims.Expires == 0:
		return List{}, unreadable("the claims do not say what the list says")
	}
	return l, credential.InForce(p.Claims, now)
}

// Has tells whether a credential is on this list: was revoked, or was superseded, as the list's purpose says. Superseded ones are also
// on the list of revocations: they are no longer in force.
func (l *List) Has(c *credential.Credential) (bool, error) {
	s := c.Status
	path := ""
	if l.Subject.Purpose == Superseded {
		path = SupersededPath
	}
	if s == nil || s.List+path != l.ID || s.Purpose != string(Revocation) {
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
