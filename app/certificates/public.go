package certificates

import (
	"context"
	"strconv"
	"sync"
	"time"

	"upstander/app/access"
	"upstander/app/certificates/credential"
	"upstander/app/certificates/issuelog"
	"upstander/app/certificates/statuslist"
	"upstander/app/problem"
	"upstander/storage"
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

// ListRef names a status list in a path.
type ListRef struct {
	List string `json:"-" path:"list"`
}

// StatusFresh is how long a status list may be held by whoever fetched it. It is also how long a revocation made by another process takes to
// show in ours; one made here shows at once.
const StatusFresh = 5 * time.Minute

// StatusList gives a signed status list.
func (s *Service) StatusList(ctx context.Context, _ access.Actor, in ListRef) (Document, error) {
	list, err := strconv.ParseInt(in.List, 10, 64)
	if err != nil || list < 1 || strconv.FormatInt(list, 10) != in.List {
		return Document{}, problem.Missing("not_found")
	}
	if last, err := s.records.lists(ctx); err != nil || list > last {
		return Document{}, cause(err, problem.Missing("not_found"))
	}
	token, err := s.lists.get(list, s.Now(), func() (string, error) { return s.signList(ctx, list) })
	return Document{Name: "status-" + in.List + ".jwt", ContentType: tokenType, Data: []byte(token)}, err
}

func (s *Service) signList(ctx context.Context, list int64) (string, error) {
	bits := statuslist.New()
	for r, err := range s.records.Find(ctx, storage.Query{Index: "by_bit", Equal: []any{list, true}}) {
		if err != nil {
			return "", err
		}
		bits.Set(r.Position)
	}
	key, err := s.signer(ctx)
	if err != nil {
		return "", err
	}
	return statuslist.Sign(statuslist.Facts{
		Base: s.BaseURL, Issuer: s.Issuer, List: list, Bits: bits, At: s.Now(), Fresh: StatusFresh,
	}, key)
}

// signedLists holds signed status lists in memory.
type signedLists struct {
	mu   sync.Mutex
	held map[int64]signedList
}

type signedList struct {
	token string
	at    time.Time
}

// get gives a list that is no older than StatusFresh. Requests that come meanwhile wait for the one that signs.
func (l *signedLists) get(list int64, now time.Time, sign func() (string, error)) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if found, ok := l.held[list]; ok && !now.Before(found.at) && now.Sub(found.at) < StatusFresh {
		return found.token, nil
	}
	token, err := sign()
	if err != nil {
		return "", err
	}
	if l.held == nil {
		l.held = map[int64]signedList{}
	}
	l.held[list] = signedList{token, now}
	return token, nil
}

func (l *signedLists) forget(list int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, list)
}

// LogHead gives the signed end of the issue log.
func (s *Service) LogHead(ctx context.Context, _ access.Actor, _ None) (issuelog.Head, error) {
	return s.log.Head(ctx, s.signer)
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
