package certificates

import (
	"context"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/certificates/proof"
	"upstander/app/problem"
	"upstander/storage"
)

// Evidence is what somebody wants checked: a PDF file, a credential, or what the printed code holds. It is not kept.
type Evidence struct {
	Credential string `json:"credential"` // the text of a credential or of a code
	File       []byte `json:"-"`          // a PDF; where there is one, Credential does not count
	Address    string `json:"-" from:"address"`
}

// Inspection is what the evidence is worth.
type Inspection struct {
	// Status is "valid", "expired", "superseded", "revoked", "not_yet", "not_ours" or "altered". Of the last two nothing else is told
	// but the serial of the certificate that an altered one was made from.
	Status     string     `json:"status"`
	Form       string     `json:"form"` // "pdf", "credential" or "code"
	Serial     string     `json:"serial,omitempty"`
	Title      string     `json:"title,omitempty"`
	Hours      float64    `json:"hours,omitempty"`
	Version    int64      `json:"version,omitempty"`
	Issuer     string     `json:"issuer,omitempty"`
	IssuedAt   *time.Time `json:"issued_at,omitempty"`
	ExpiresAt  *time.Time `json:"expires_at,omitempty"`
	RevokedAt  *time.Time `json:"revoked_at,omitempty"`
	Revocation Class      `json:"revocation_class,omitempty"`
	ReplacedAt *time.Time `json:"superseded_at,omitempty"`
	Detail     string     `json:"detail,omitempty"` // why not, in English, for who looks closer
}

// Inspect checks a file or a credential: first its own signatures, then how the certificate stands.
func (s *Service) Inspect(ctx context.Context, who access.Actor, in Evidence) (Inspection, error) {
	data := in.File
	if data == nil {
		data = []byte(in.Credential)
	}
	if len(data) == 0 {
		return Inspection{}, problem.Wrong("credential", "required")
	}
	if wait := s.sealing.checks.Take(in.Address); wait > 0 {
		return Inspection{}, problem.Wait("too_many", wait)
	}
	trust, err := s.Trust(ctx)
	if err != nil {
		return Inspection{}, err
	}
	p := trust.Check(data, s.Now())
	out := Inspection{Status: p.Status, Form: p.Form, Serial: p.Serial, Detail: p.Detail}
	if !p.Genuine() {
		return out, nil
	}
	c, err := s.certificates.bySerial(ctx, p.Serial)
	if errors.Is(err, storage.ErrNotFound) {
		// Signed with our key, and not in our books: that is for the operator to look into, not for a checker to rely on.
		return Inspection{Status: proof.NotOurs, Form: p.Form, Detail: "no certificate of this number was issued"}, nil
	}
	if err != nil {
		return out, err
	}
	if !c.erased() {
		p.Printed(c.printed())
	}
	if !p.Genuine() {
		return Inspection{Status: p.Status, Form: p.Form, Serial: p.Serial, Detail: p.Detail}, nil
	}
	v, err := s.Verify(ctx, who, Check{Serial: p.Serial})
	if err != nil {
		return out, err
	}
	if p.Status != proof.NotYet {
		out.Status = v.Status
	}
	out.Title, out.Hours, out.Version, out.Issuer, out.IssuedAt, out.ExpiresAt = v.Title, v.Hours, v.Version, v.Issuer, &v.IssuedAt, v.ExpiresAt
	out.RevokedAt, out.Revocation, out.ReplacedAt = v.RevokedAt, v.Revocation, v.ReplacedAt
	return out, nil
}
