package command

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"upstander/app/certificates/proof"
)

// checked is the answer of verify as JSON.
type checked struct {
	File     string     `json:"file"`
	Holds    bool       `json:"holds"` // valid, and not revoked as far as was asked
	Status   string     `json:"status"`
	Form     string     `json:"form"`
	Serial   string     `json:"serial,omitempty"`
	Title    string     `json:"title,omitempty"`
	Version  string     `json:"version,omitempty"`
	Issuer   string     `json:"issuer,omitempty"`
	IssuedAt string     `json:"issued_at,omitempty"`
	Expires  string     `json:"expires_at,omitempty"`
	SealedAt *time.Time `json:"sealed_at,omitempty"`
	// Revocation says what is known of revocation: "checked", or "not checked: " and why.
	Revocation string `json:"revocation"`
	Detail     string `json:"detail,omitempty"`
}

const (
	listed  = "checked" // the status list was looked at
	unknown = "unknown" // a status beside those of proof: the list that was given does not answer
)

func answer(file string, p proof.Proof) checked {
	if len(file) > 100 { // a credential on the command line
		file = ""
	}
	out := checked{File: file, Status: p.Status, Form: p.Form, Serial: p.Serial, Revocation: "not checked: no status list given", Detail: p.Detail}
	if c := p.Credential; c != nil {
		out.Title, out.Version, out.Issuer, out.IssuedAt, out.Expires = c.Name, c.Subject.Achievement.Version, c.Issuer.Name, c.ValidFrom, c.ValidUntil
	}
	if !p.SealedAt.IsZero() {
		out.SealedAt = &p.SealedAt
	}
	return out
}

// verdicts say each answer in words.
var verdicts = map[string]string{
	proof.Valid:      "VALID: genuine and in force",
	proof.Expired:    "EXPIRED: genuine, but its time has run out",
	proof.Revoked:    "REVOKED: genuine, but taken back, or replaced by another where no list of replacements says so",
	proof.Superseded: "SUPERSEDED: genuine, but replaced by another",
	proof.NotYet:     "NOT YET: genuine, but its time has not begun by this machine's clock",
	proof.NotOurs:    "NOT OURS: nothing in it was signed with these keys",
	proof.Altered:    "ALTERED: made from a genuine one, and changed since",
	unknown:          "UNKNOWN: genuine and in its time, but the status list given does not tell whether it was revoked",
}

func (a checked) write(w io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(a)
	}
	var b strings.Builder
	fmt.Fprintln(&b, verdicts[a.Status])
	for _, l := range [][2]string{
		{"serial", a.Serial}, {"course", a.Title}, {"version", a.Version}, {"issuer", a.Issuer}, {"issued", a.IssuedAt}, {"expires", a.Expires},
		{"revocation", a.Revocation}, {"because", a.Detail},
	} {
		if l[1] != "" {
			fmt.Fprintf(&b, "  %-10s  %s\n", l[0], l[1])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
