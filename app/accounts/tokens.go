package accounts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"upstander/app/ident"
)

// AccessLife is how long an access token is good.
const AccessLife = 15 * time.Minute

// Lifetimes of a session: without use, and in all.
const (
	idleLife  = 30 * 24 * time.Hour
	totalLife = 180 * 24 * time.Hour
)

// Keys sign and check tokens. The first secret signs; all of them check, so that secrets rotate with overlap.
type Keys struct {
	issuer string
	signer key
	byID   map[string]key
	parser *jwt.Parser
	now    func() time.Time
	seen   seenTokens
}

type key struct {
	id      string
	access  []byte
	refresh []byte
}

// NewKeys derives one key for each purpose from each secret (at least 32 bytes of entropy; the caller checks).
func NewKeys(issuer string, secrets []string, now func() time.Time) (*Keys, error) {
	if len(secrets) == 0 {
		return nil, errors.New("no secret to sign tokens with")
	}
	k := &Keys{issuer: issuer, byID: map[string]key{}, now: now}
	for i, secret := range secrets {
		derived := key{
			id:      hex.EncodeToString(derive(secret, "key id"))[:16],
			access:  derive(secret, "access token"),
			refresh: derive(secret, "refresh token"),
		}
		k.byID[derived.id] = derived
		if i == 0 {
			k.signer = derived
		}
	}
	// RFC 8725, 3.1: the algorithm is ours, never the token's.
	k.parser = jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(issuer), jwt.WithAudience(issuer),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(5*time.Second), jwt.WithTimeFunc(now))
	return k, nil
}

func derive(secret, purpose string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("upstander " + purpose))
	return mac.Sum(nil)
}

type claims struct {
	jwt.RegisteredClaims
	Session string `json:"sid"`
}

func (k *Keys) signAccess(user, session string, now time.Time) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: k.issuer, Audience: jwt.ClaimStrings{k.issuer}, Subject: user, ID: ident.New(),
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(AccessLife)),
		},
		Session: session,
	})
	token.Header["kid"] = k.signer.id
	token.Header["typ"] = "at+jwt" // RFC 9068, 2.1
	return token.SignedString(k.signer.access)
}

var errToken = errors.New("token is not good")

func (k *Keys) parseAccess(token string) (user, session string, err error) {
	if len(token) > 2048 {
		return "", "", errToken
	}
	if held, ok := k.seen.get(token); ok && k.now().Before(held.expires) {
		return held.user, held.session, nil
	}
	var c claims
	_, err = k.parser.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		if t.Header["typ"] != "at+jwt" {
			return nil, errToken
		}
		id, _ := t.Header["kid"].(string)
		known, ok := k.byID[id]
		if !ok {
			return nil, errToken
		}
		return known.access, nil
	})
	if err != nil || c.Subject == "" || c.Session == "" {
		return "", "", errToken
	}
	k.seen.put(token, seenToken{c.Subject, c.Session, c.ExpiresAt.Time})
	return c.Subject, c.Session, nil
}

// A refresh token is "user.session.n.keyid.mac": it follows from the session, so that nothing secret is stored and handing the
// current one out again, to a browser whose two tabs refreshed at once, is possible.
func (k *Keys) refreshToken(user, session string, n int64) string {
	return k.signer.refreshToken(user, session, n)
}

func (k key) refreshToken(user, session string, n int64) string {
	body := fmt.Sprintf("%s.%s.%d.%s", user, session, n, k.id)
	mac := hmac.New(sha256.New, k.refresh)
	mac.Write([]byte(body))
	return body + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (k *Keys) parseRefresh(token string) (user, session string, n int64, ok bool) {
	parts := strings.Split(token, ".")
	if len(token) > 512 || len(parts) != 5 {
		return "", "", 0, false
	}
	n, err := strconv.ParseInt(parts[2], 10, 64)
	known, found := k.byID[parts[3]]
	if err != nil || !found || !hmac.Equal([]byte(known.refreshToken(parts[0], parts[1], n)), []byte(token)) {
		return "", "", 0, false
	}
	return parts[0], parts[1], n, true
}
