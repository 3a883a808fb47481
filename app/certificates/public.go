package certificates

import (
	"context"

	"upstander/app/access"
	"upstander/app/certificates/credential"
	"upstander/app/certificates/issuelog"
	"upstander/app/paging"
	"upstander/app/problem"
)

// Media types of what is published.
const (
	tokenType = "application/vc+jwt"
	setType   = "application/jwk-set+json"
)

// None is the input of what takes none.
type None struct{}

// CredentialInput names a certificate and says in which form.
type CredentialInput struct {
	Serial string `json:"-" path:"serial"`
	Name   string `json:"-" query:"name"` // "true": with the holder's name inside, for the holder alone
}

// Credential gives the signed credential of a certificate to its holder or an administrator. It was signed at issue and never changes.
// It knows the holder by the hash of an address; a holder who wants their name in it gets another, signed when first asked for.
func (s *Service) Credential(ctx context.Context, who access.Actor, in CredentialInput) (Document, error) {
	find, file := s.own, "certificate-"
	if in.Name == "true" {
		find, file = s.held, "certificate-named-"
	}
	c, err := find(ctx, who, in.Serial)
	if err != nil {
		return Document{}, err
	}
	r, err := s.proof(ctx, &c)
	token := r.Token
	if err == nil && in.Name == "true" {
		token, err = s.named(ctx, &c, r)
	}
	if err == nil && token == "" { // forgotten on the holder's wish
		err = problem.Missing("certificate_unknown")
	}
	return Document{Name: file + c.Serial + ".jwt", ContentType: tokenType, Data: []byte(token)}, err
}

// named gives the credential with the holder's name, made now if there is none.
func (s *Service) named(ctx context.Context, c *Certificate, r record) (string, error) {
	if r.Named != "" {
		return r.Named, nil
	}
	email, err := s.address(ctx, c.Holder)
	if err != nil {
		return "", err
	}
	facts := s.facts(c, &r, email)
	facts.Name = c.Facts.Name
	key, err := s.signer(ctx)
	if err != nil {
		return "", err
	}
	token, err := credential.Sign(credential.Build(facts), key)
	if err != nil {
		return "", err
	}
	r, err = s.records.Update(ctx, r.ID, func(r *record) error {
		if r.Named == "" && r.Token != "" { // not one that was forgotten meanwhile
			r.Named = token
		}
		return nil
	})
	return r.Named, err
}

// KeySet gives all public keys, old ones too, as a JWK Set; the certificates that seal files are in it (see proof.Trust).
func (s *Service) KeySet(ctx context.Context, _ access.Actor, _ None) (Document, error) {
	if err := s.Keys.Warm(ctx); err != nil {
		return Document{}, err
	}
	trust, err := s.Trust(ctx)
	if err != nil {
		return Document{}, err
	}
	data, err := trust.MarshalJSON()
	return Document{Name: "jwks.json", ContentType: setType, Data: data}, err
}

// LogHead gives the signed end of the issue log.
func (s *Service) LogHead(ctx context.Context, _ access.Actor, _ None) (issuelog.Head, error) {
	return s.log.Head(ctx, s.signer)
}

// LogHeads lists the heads that were signed day by day, newest first. Whoever saves the list can tell later whether the log still holds all
// that it held then.
func (s *Service) LogHeads(ctx context.Context, _ access.Actor, in paging.Input) (paging.List[issuelog.DayHead], error) {
	keys, err := s.Keys.Public(ctx)
	if err != nil {
		return paging.Of[issuelog.DayHead](nil), err
	}
	heads, err := s.log.Heads(ctx, keys)
	if err != nil {
		return paging.Of[issuelog.DayHead](nil), err
	}
	return paging.Cut(heads, in, func(h issuelog.DayHead) string { return h.Day })
}

// PublicKeys gives the keys that our signatures are checked with.
func (s *Service) PublicKeys(ctx context.Context) (credential.Set, error) { return s.Keys.Public(ctx) }

// cause gives err, or what it means where there is none.
func cause(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
