package webhooks

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"upstander/app/access"
)

// secret is one of an endpoint's secrets, the newest first. It has to be kept as it is, for signing needs it.
type secret struct {
	Value  string     `bson:"value"` // "whsec_" and base64, as Standard Webhooks has it
	MadeAt time.Time  `bson:"made_at"`
	Until  *time.Time `bson:"until,omitempty"` // of one that another has followed
}

const (
	secretPrefix = "whsec_"
	overlap      = 24 * time.Hour   // an old secret signs on beside the new one
	showAgain    = 10 * time.Minute // a form sent twice shows the secret twice
	maxSecrets   = 4
)

// newSecret gives 256 random bits.
func newSecret(now time.Time) secret {
	var bits [32]byte
	rand.Read(bits[:])
	return secret{Value: secretPrefix + base64.StdEncoding.EncodeToString(bits[:]), MadeAt: now}
}

// sign gives the signatures of a message by the secrets that are good at the moment, parted by spaces.
func (e *endpoint) sign(id string, now time.Time, body []byte) string {
	var out []string
	for _, s := range e.Secrets {
		if s.Until != nil && !now.Before(*s.Until) {
			continue
		}
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s.Value, secretPrefix))
		if err != nil {
			continue // not one that newSecret made
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + strconv.FormatInt(now.Unix(), 10) + "."))
		mac.Write(body)
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(out, " ")
}

// Rotate gives an endpoint a new secret and shows it. For a day both sign. Asked again within ten minutes, it shows the same.
func (s *Service) Rotate(ctx context.Context, who access.Actor, in Ref) (View, error) {
	e, err := s.load(ctx, who, in)
	if err != nil {
		return View{}, err
	}
	now := s.Now()
	fresh, until := newSecret(now), now.Add(overlap)
	e, err = s.endpoints.Update(ctx, e.ID, func(e *endpoint) error {
		if len(e.Secrets) > 1 && now.Sub(e.Secrets[0].MadeAt) <= showAgain {
			return nil
		}
		held := slices.DeleteFunc(e.Secrets, func(s secret) bool { return s.Until != nil && !now.Before(*s.Until) })
		for i := range held {
			if held[i].Until == nil {
				held[i].Until = &until
			}
		}
		held = append([]secret{fresh}, held...)
		e.Secrets = held[:min(len(held), maxSecrets)]
		return nil
	})
	if err != nil {
		return View{}, err
	}
	v := e.view()
	v.Secret = e.Secrets[0].Value
	return v, nil
}
