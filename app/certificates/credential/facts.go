package credential

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Facts is what a credential is made of.
type Facts struct {
	Base      string // address of the issuer without a slash at its end; it is the issuer's id, and where everything else lies
	Issuer    string // the issuer's name
	Serial    string
	Course    string // slug
	Title     string
	Audience  string // title of the audience; may be empty
	Hours     float64
	Version   int64
	Modules   []string // titles
	Criteria  string
	Language  string // BCP 47 tag
	IssuedAt  time.Time
	ExpiresAt *time.Time // nil: no expiry
	Email     string     // the holder's address, which only its salted hash leaves; "" gives no identifier
	Salt      string     // random, for this certificate alone
	Name      string     // the holder's name, only where the holder wants it inside; else ""
	List      int64      // number of the status list
	Index     int64      // position in it
}

// The contexts of a credential, in this order (Open Badges 3.0, 9).
const (
	ContextVC = "https://www.w3.org/ns/credentials/v2"
	ContextOB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
)

// alignment is what each course serves: the United Nations' own frame for this work, and two targets of the Sustainable
// Development Goals (A/RES/70/1).
var alignment = []Alignment{
	{[]string{"Alignment"}, "Framework of Analysis for Atrocity Crimes", "https://www.un.org/en/genocideprevention/analyzing-atrocity-crimes.shtml", "United Nations"},
	{[]string{"Alignment"}, "Target 16.a: strengthen national institutions to prevent violence", "https://sdgs.un.org/goals/goal16", "Sustainable Development Goals"},
	{[]string{"Alignment"}, "Target 4.7: education for human rights, peace and non-violence", "https://sdgs.un.org/goals/goal4", "Sustainable Development Goals"},
}

// Build makes the credential of the facts.
func Build(f Facts) Credential {
	id := ID(f.Base, f.Serial)
	status := StatusURL(f.Base, f.List)
	index := strconv.FormatInt(f.Index, 10)
	c := Credential{
		Context: []string{ContextVC, ContextOB}, ID: id, Type: []string{"VerifiableCredential", "OpenBadgeCredential"}, Name: f.Title,
		Issuer:    Profile{f.Base, []string{"Profile"}, f.Issuer, f.Base},
		ValidFrom: stamp(f.IssuedAt),
		Subject: Subject{
			ID: id + "#holder", Type: []string{"AchievementSubject"},
			Achievement: Achievement{
				ID:   f.Base + "/courses/" + f.Course + "#version-" + strconv.FormatInt(f.Version, 10),
				Type: []string{"Achievement"}, AchievementType: "CertificateOfCompletion", Name: f.Title, Description: describe(f),
				Criteria: Criteria{f.Criteria}, Credits: f.Hours, Language: f.Language, Version: strconv.FormatInt(f.Version, 10), Alignment: alignment,
			},
		},
		Status: &Status{status + "#" + index, "BitstringStatusListEntry", "revocation", index, status},
	}
	if f.ExpiresAt != nil {
		c.ValidUntil = stamp(*f.ExpiresAt)
	}
	if f.Email != "" {
		c.Subject.Identifier = append(c.Subject.Identifier, Identity{"IdentityObject", true, IdentityHash(f.Email, f.Salt), "emailAddress", f.Salt})
	}
	if f.Name != "" {
		c.Subject.Identifier = append(c.Subject.Identifier, Identity{Type: "IdentityObject", Hash: f.Name, Kind: "name"})
	}
	return c
}

// ID is the id of the credential of a serial: the page where anybody can check it.
func ID(base, serial string) string { return base + "/verify/" + serial }

// StatusURL is the address of a status list.
func StatusURL(base string, list int64) string {
	return base + "/status/" + strconv.FormatInt(list, 10)
}

// IdentityHash is how a credential names its holder without telling the address to who does not know it (Open Badges 3.0,
// IdentityHash).
func IdentityHash(email, salt string) string {
	sum := sha256.Sum256([]byte(email + salt))
	return "sha256$" + hex.EncodeToString(sum[:])
}

// Holds reports whether the credential was issued to an address.
func (c *Credential) Holds(email string) bool {
	for _, i := range c.Subject.Identifier {
		if i.Kind == "emailAddress" && i.Hashed && i.Hash == IdentityHash(email, i.Salt) {
			return true
		}
	}
	return false
}

// Serial gives the serial number, the last part of the id.
func (c *Credential) Serial() string { return c.ID[strings.LastIndexByte(c.ID, '/')+1:] }

// describe says in the certificate's own words what was learnt; the standard requires a description.
func describe(f Facts) string {
	text := strings.Join(f.Modules, "; ")
	if f.Audience != "" && text != "" {
		text = f.Audience + ": " + text
	}
	if text == "" {
		return f.Title
	}
	return text
}

func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }
