package proof

import (
	"bytes"
	"errors"
	"path"
	"strings"
	"time"

	"upstander/app/certificates/credential"
	"upstander/app/certificates/seal"
	"upstander/app/certificates/statuslist"
)

// The answers.
const (
	Valid      = "valid"
	Expired    = "expired"
	Superseded = "superseded"
	Revoked    = "revoked"
	NotYet     = "not_yet"  // genuine, and its time has not begun: a wrong clock, most likely
	NotOurs    = "not_ours" // nothing in it was issued here
	Altered    = "altered"  // made from a certificate of ours, and changed since
)

// The forms in which a certificate comes.
const (
	PDF        = "pdf"
	Credential = "credential" // the JWT
	Code       = "code"       // what the printed code holds
)

// Proof is the answer to a check.
type Proof struct {
	Status string
	Form   string
	Detail string // why, in English, for who looks closer
	Serial string // where something in it is genuine; with Altered it tells which certificate to look up
	// Credential is what was signed; nil for a code, and unless genuine.
	Credential *credential.Credential
	Facts      *credential.FactsHash // of a genuine code: stands for what must be printed
	SealedAt   time.Time             // of a PDF whose seal holds
}

// Genuine reports whether it was issued as it stands, be it in force or not.
func (p *Proof) Genuine() bool { return p.Status != NotOurs && p.Status != Altered }

// Check tells what data is worth at a moment, but for revocation (see Apply). It keeps nothing, and its work grows with the size of
// data alone, of which it takes seal.MaxSize bytes.
func (t Trust) Check(data []byte, now time.Time) Proof {
	if bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) || len(data) > credential.MaxToken {
		return t.pdf(data, now)
	}
	text := strings.TrimSpace(string(data))
	address, fragment, linked := strings.Cut(text, "#")
	if linked {
		text = fragment
	}
	if len(text) > credential.MaxCompact && !linked {
		return t.credential(text, now)
	}
	p := t.code(text)
	if linked && p.Status == Valid && path.Base(address) != p.Serial {
		return Proof{Status: Altered, Form: Code, Serial: p.Serial, Detail: "the address is that of another certificate"}
	}
	return p
}

func (t Trust) credential(token string, now time.Time) Proof {
	p := Proof{Form: Credential, Status: NotOurs, Detail: "no key of an issuer"}
	for _, issuer := range t.issuers() {
		c, err := credential.Verify(token, t.Keys, now, issuer)
		p.Status, p.Detail = statusOf(err)
		if p.Genuine() {
			p.Serial, p.Credential = c.Serial(), &c
			break
		}
		if p.Status == Altered {
			break
		}
	}
	return p
}

func (t Trust) code(text string) Proof {
	c, err := credential.CompactVerify(text, t.Keys)
	p := Proof{Form: Code}
	if p.Status, p.Detail = statusOf(err); err == nil {
		p.Serial, p.Facts = c.Serial, &c.Facts
	}
	return p
}

// statusOf turns the reasons of a credential into answers: what cannot be read was not issued here.
func statusOf(err error) (status, detail string) {
	if err == nil {
		return Valid, ""
	}
	switch credential.ReasonOf(err) {
	case credential.Altered:
		return Altered, err.Error()
	case credential.Expired:
		return Expired, err.Error()
	case credential.NotYet:
		return NotYet, err.Error()
	}
	return NotOurs, err.Error()
}

// pdf checks the seal first, and then whether what is attached belongs to the page.
func (t Trust) pdf(file []byte, now time.Time) Proof {
	opened, err := seal.Open(file, t.Seals...)
	if err != nil {
		return t.broken(file, err, now)
	}
	p := t.credential(string(opened.Credential), now)
	p.Form, p.SealedAt = PDF, opened.SealedAt
	address, fragment, _ := strings.Cut(opened.Address, "#")
	printed := t.code(fragment)
	switch {
	case !p.Genuine():
		p.Detail = "the seal holds, but not the credential inside: " + p.Detail
	case path.Base(address) != p.Serial, fragment != "" && (printed.Status != Valid || printed.Serial != p.Serial):
		return Proof{Status: Altered, Form: PDF, Detail: "the credential inside is that of another certificate than the page"}
	}
	return p
}

// broken tells an altered certificate from a file that never was one.
func (t Trust) broken(file []byte, err error, now time.Time) Proof {
	p := Proof{Status: NotOurs, Form: PDF, Detail: err.Error()}
	if errors.Is(err, seal.ErrAltered) {
		p.Status = Altered
	}
	if token, ok := seal.Attached(file); ok {
		if inside := t.credential(string(token), now); inside.Genuine() {
			p.Status, p.Serial = Altered, inside.Serial
			p.Detail += "; a genuine credential is inside, which the page may not match"
		}
	}
	return p
}

// Printed compares a genuine code with what stands on the paper.
func (p *Proof) Printed(facts credential.Printed) {
	if p.Facts != nil && p.Genuine() && *p.Facts != facts.Hash() {
		p.Status, p.Detail = Altered, "what is printed is not what was signed"
	}
}

// Apply looks the credential up in signed status lists of its issuer: that of revocations, which must be among them, and that of
// replacements, without which what was superseded is told as revoked. A list that is too old to rely on, or that is not for this credential,
// is an error and changes nothing.
func (p *Proof) Apply(t Trust, now time.Time, lists ...string) error {
	if p.Credential == nil {
		return nil
	}
	on := map[statuslist.Purpose]bool{}
	for _, list := range lists {
		l, err := statuslist.Verify(strings.TrimSpace(list), t.Keys, now, p.Credential.Issuer.ID)
		if err != nil {
			return err
		}
		if on[l.Subject.Purpose], err = l.Has(p.Credential); err != nil {
			return err
		}
	}
	revoked, asked := on[statuslist.Revocation]
	switch {
	case !asked:
		return errors.New("no list of revocations is given")
	case revoked && on[statuslist.Superseded]:
		p.Status, p.Detail = Superseded, "on the issuer's lists of revocations and of replacements"
	case revoked:
		p.Status, p.Detail = Revoked, "on the issuer's list of revocations"
	}
	return nil
}
