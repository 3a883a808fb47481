package credential

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Claims are the registered claims (RFC 7519) that stand beside the members of whatever credential a token secures.
type Claims struct {
	Issuer    string `json:"iss"`
	ID        string `json:"jti"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp,omitempty"`
	Subject   string `json:"sub"`
}

// payload is a credential as a JWT carries it: its own members with the claims beside them (Open Badges 3.0, 8.2.4), no wrapper.
type payload struct {
	Credential
	Claims
	// Both embedded structs have ID and Issuer; their JSON names differ, so each is written.
}

// Sign secures a credential with an RS256 key. It takes about a millisecond: sign once, at issue, and keep the token.
func Sign(c Credential, k Key) (string, error) {
	if k.Alg != RS256 {
		return "", fault(NotOurs, "credentials are signed with RS256, not %s", k.Alg)
	}
	claims, err := claimsOf(&c)
	if err != nil {
		return "", err
	}
	return SignToken(k, payload{c, claims})
}

func claimsOf(c *Credential) (Claims, error) {
	from, err := time.Parse(time.RFC3339, c.ValidFrom)
	if err != nil {
		return Claims{}, fault(Unreadable, "validFrom is not a date-time")
	}
	claims := Claims{Issuer: c.Issuer.ID, ID: c.ID, NotBefore: from.Unix(), Subject: c.Subject.ID}
	if c.ValidUntil != "" {
		until, err := time.Parse(time.RFC3339, c.ValidUntil)
		if err != nil || !until.After(from) {
			return Claims{}, fault(Unreadable, "validUntil is not a later date-time")
		}
		claims.Expires = until.Unix()
	}
	return claims, nil
}

// leeway is how far the clocks of issuer and checker may be apart.
const leeway = time.Minute

// Verify checks a credential: its signature by one of keys, that issuer is the issuer named, what it is and whether it is in force at
// now. It does not know of revocation: ask the status list that the credential names. The error is an *Error; with Expired and NotYet
// the credential is genuine and is given too.
func Verify(token string, keys Set, now time.Time, issuer string) (Credential, error) {
	key, body, err := open(token, RS256, MaxToken, keys)
	if err != nil {
		return Credential{}, err
	}
	if !strings.HasPrefix(key.KID, issuer+KeySetPath+"#") {
		return Credential{}, fault(NotOurs, "the key is not one of the issuer")
	}
	var p payload
	if err := json.Unmarshal(body, &p); err != nil {
		return Credential{}, fault(Unreadable, "%v", err)
	}
	c := p.Credential
	if c.Issuer.ID != issuer || issuer == "" {
		return Credential{}, fault(NotOurs, "issued by %.200q", c.Issuer.ID)
	}
	if err := c.check(); err != nil {
		return Credential{}, err
	}
	claims, err := claimsOf(&c)
	if err != nil {
		return Credential{}, err
	}
	if claims != p.Claims {
		return Credential{}, fault(Unreadable, "the claims do not say what the credential says")
	}
	return c, InForce(claims, now)
}

// InForce tells whether now is in the time of the claims; the error is an *Error with the reason NotYet or Expired.
func InForce(c Claims, now time.Time) error {
	switch {
	case now.Add(leeway).Before(time.Unix(c.NotBefore, 0)):
		return fault(NotYet, "from %s", time.Unix(c.NotBefore, 0).UTC())
	case c.Expires != 0 && !now.Before(time.Unix(c.Expires, 0)):
		return fault(Expired, "until %s", time.Unix(c.Expires, 0).UTC())
	}
	return nil
}

// check tells whether this is the kind of credential that Build makes: other things are signed with the same key.
func (c *Credential) check() error {
	switch {
	case !slices.Equal(c.Context, []string{ContextVC, ContextOB}):
		return fault(Unreadable, "contexts")
	case !slices.Equal(c.Type, []string{"VerifiableCredential", "OpenBadgeCredential"}):
		return fault(Unreadable, "types")
	case !slices.Equal(c.Subject.Type, []string{"AchievementSubject"}) || !slices.Equal(c.Subject.Achievement.Type, []string{"Achievement"}):
		return fault(Unreadable, "types of the subject")
	case c.Subject.ID == "" || c.Subject.Achievement.ID == "" || c.Name == "" || c.Subject.Achievement.Name == "":
		return fault(Unreadable, "a required member is missing")
	case c.ID != ID(c.Issuer.ID, c.Serial()):
		return fault(Unreadable, "the id is not an address of the issuer")
	}
	return nil
}
