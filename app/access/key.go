package access

import "slices"

// Scope is what an institution lets a program do for it.
type Scope string

// The scopes. Each opens a few routes of the institution's own and no others; nothing that gives rights to people is among them.
const (
	ReadReport       Scope = "report:read"
	ReadCertificates Scope = "certificates:read"
	ReadMembers      Scope = "members:read"
	WriteInvitations Scope = "invitations:write"
	WriteCohorts     Scope = "cohorts:write"
	WriteAssignments Scope = "assignments:write"
)

// Scopes lists every scope.
func Scopes() []Scope {
	return []Scope{ReadReport, ReadCertificates, ReadMembers, WriteInvitations, WriteCohorts, WriteAssignments}
}

// Key is what a program that calls may do: for one institution, what the scopes of its key say.
type Key struct {
	ID          string
	Institution string
	Scopes      []Scope
}

// Allows reports whether the key has one of the scopes.
func (k *Key) Allows(any []Scope) bool {
	return slices.ContainsFunc(any, func(s Scope) bool { return slices.Contains(k.Scopes, s) })
}
