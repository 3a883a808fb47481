package certificates

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"time"

	"upstander/app/certificates/paper"
	"upstander/app/certificates/proof"
	"upstander/app/certificates/seal"
	"upstander/app/problem"
	"upstander/app/throttle"
	"upstander/storage"
)

// sealed is a certificate that seals files, in the store. All that ever sealed stay, for files are checked long after.
type sealed struct {
	storage.Meta `bson:",inline"` // ownSeal, or the fingerprint of one that the operator gives
	Certificate  []byte           `bson:"certificate"`   // PEM
	Key          []byte           `bson:"key,omitempty"` // PEM, as wrap.Box keeps it; the operator's key stays with the operator
	MadeAt       time.Time        `bson:"made_at"`
}

const ownSeal = "own"

// sealing makes files that prove themselves, and checks them.
type sealing struct {
	store  *storage.Collection[sealed, *sealed]
	checks *throttle.Limiter

	mu     sync.Mutex // also held while a key is made
	signer *seal.Signer
}

// checksPerMinute of files and credentials, from one address. Each costs less than a page.
const checksPerMinute = 60

// openSealing opens the collection. Keys that the operator gives are read now, so that a fault shows at the start; others are made
// when first needed.
func openSealing(ctx context.Context, engine storage.Engine, c Config, throttled bool) (*sealing, error) {
	store, err := openSeals(ctx, engine)
	if err == nil {
		err = rewrapSeal(ctx, store, c.Box)
	}
	s := &sealing{store: store, checks: &throttle.Limiter{Window: time.Minute, Now: c.Now}}
	if throttled {
		s.checks.Limit = checksPerMinute
	}
	if err != nil || len(c.SealCertificate) == 0 && len(c.SealKey) == 0 {
		return s, err
	}
	if s.signer, err = seal.ParseSigner(c.SealCertificate, c.SealKey); err != nil {
		return s, err
	}
	_, err = store.Insert(ctx, sealed{Meta: storage.Meta{ID: proof.SealName(s.signer.Certificate)}, Certificate: c.SealCertificate, MadeAt: c.Now()})
	if errors.Is(err, storage.ErrExists) {
		err = nil
	}
	return s, err
}

func openSeals(ctx context.Context, engine storage.Engine) (*storage.Collection[sealed, *sealed], error) {
	return storage.Open[sealed](ctx, engine, storage.Spec{Name: "seals", Indexes: []storage.Index{{Name: "by_made", Fields: []string{"made_at"}}}})
}

// sealer gives what signs files, made at first use. Two processes that make one at once agree on the first.
func (s *Service) sealer(ctx context.Context) (*seal.Signer, error) {
	own := s.sealing
	own.mu.Lock()
	defer own.mu.Unlock()
	if own.signer != nil {
		return own.signer, nil
	}
	kept, err := own.store.Get(ctx, ownSeal)
	if errors.Is(err, storage.ErrNotFound) {
		made := sealed{Meta: storage.Meta{ID: ownSeal}, MadeAt: s.Now()}
		var key []byte
		if made.Certificate, key, err = seal.Generate(s.Issuer, s.Now()); err != nil {
			return nil, err
		}
		made.Key = s.Box.Wrap(ownSeal, key)
		if kept, err = own.store.Insert(ctx, made); errors.Is(err, storage.ErrExists) {
			kept, err = own.store.Get(ctx, ownSeal)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("key of the seal: %w", err)
	}
	key, _, err := s.Box.Open(ownSeal, kept.Key)
	if err != nil {
		return nil, err
	}
	own.signer, err = seal.ParseSigner(kept.Certificate, key)
	return own.signer, err
}

// Trust gives everything by which what we issued is checked: the public keys, and the certificates that seal files.
func (s *Service) Trust(ctx context.Context) (proof.Trust, error) {
	keys, err := s.Keys.Public(ctx)
	if err != nil {
		return proof.Trust{}, err
	}
	seals, err := s.seals(ctx)
	return proof.Trust{Keys: keys, Seals: seals}, err
}

// seals gives all certificates that have sealed files. One is made if there is none, so that a key set saved early is whole.
func (s *Service) seals(ctx context.Context) ([]*x509.Certificate, error) {
	if _, err := s.sealer(ctx); err != nil {
		return nil, err
	}
	var out []*x509.Certificate
	for kept, err := range s.sealing.store.Find(ctx, storage.Query{Index: "by_made"}) {
		if err != nil {
			return nil, err
		}
		found, err := seal.ParseCertificates(kept.Certificate)
		if err != nil {
			return nil, err
		}
		out = append(out, found[0])
	}
	return out, nil
}

// file sets a certificate on paper of a size, with its credential attached and a seal over the whole: the same bytes each time, from what was
// kept at issue, for as long as the seal's key is the same.
func (s *Service) file(ctx context.Context, c *Certificate, size string) ([]byte, error) {
	if c.erased() {
		return nil, problem.Missing("certificate_unknown")
	}
	r, err := s.proof(ctx, c)
	if err != nil {
		return nil, err
	}
	logo, err := s.pictures.get(ctx, c.Facts.Brand.Logo)
	if err != nil {
		return nil, err
	}
	facts := c.paper(logo)
	facts.Size = size
	if with := facts.VerifyURL + "#" + r.Compact; facts.Layout >= paper.Signed && len(with) <= paper.MaxURL {
		facts.VerifyURL = with
	}
	page, err := paper.Render(facts)
	var fault *paper.FieldError
	if errors.As(err, &fault) && fault.Field == "Holder" {
		return nil, problem.New(problem.Conflict, "name_unprintable") // no face has the name's script: the holder can mend that
	}
	if fault != nil {
		return nil, problem.New(problem.Conflict, "words_unprintable") // … and others' words: whoever runs the site
	}
	if err != nil {
		return nil, err
	}
	signer, err := s.sealer(ctx)
	if err != nil {
		return nil, err
	}
	return seal.Seal(page, []byte(r.Token), signer, c.IssuedAt)
}
