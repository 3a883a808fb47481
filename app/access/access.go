// Package access says who may do what: actors, roles, and one table of permissions.
package access

import (
	"slices"

	"upstander/app/problem"
)

// Role is a role in the whole installation.
type Role string

// The roles. Every account is a Learner.
const (
	Learner  Role = "learner"
	Trainer  Role = "trainer"
	Reviewer Role = "reviewer"
	Manager  Role = "manager"
	Admin    Role = "admin"
)

// Roles lists every role.
func Roles() []Role { return []Role{Learner, Trainer, Reviewer, Manager, Admin} }

// Actor is who calls; the zero Actor is a visitor who has not signed in.
type Actor struct {
	ID      string
	Session string // id of the session, for signing out
	Name    string
	Roles   []Role
	Manages bool // an institution: some one; which, its memberships say
	Key     *Key // a program of an institution calls, and not a person
}

// SignedIn reports whether the actor has an account.
func (a Actor) SignedIn() bool { return a.ID != "" }

// Has reports whether the actor has the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Permission is something that a route lets its callers do.
type Permission string

// The permissions, from everybody's to the administrator's.
const (
	Public        Permission = "public"         // anybody, signed in or not
	Learn         Permission = "learn"          // one's own learning, account and certificates
	ReadSources   Permission = "read_sources"   // a module's source, answers included
	WriteModules  Permission = "write_modules"  // drafts of modules and courses
	ReviewModules Permission = "review_modules" // every draft: to read, to approve, to send back
	ManageUsers   Permission = "manage_users"   // find people, give roles, disable
	RunMail       Permission = "run_mail"       // mail that did not arrive: to see what became of it, to retry, to discard
	Revoke        Permission = "revoke"         // a certificate
	Institution   Permission = "institution"    // work for an institution: for which one, MayManage decides
)

// policy is the one table of who may do what.
var policy = map[Permission][]Role{
	Learn:         {Learner},
	ReadSources:   {Trainer, Reviewer, Admin},
	WriteModules:  {Trainer, Admin},
	ReviewModules: {Reviewer, Admin},
	ManageUsers:   {Admin},
	RunMail:       {Admin},
	Revoke:        {Manager, Admin},
	Institution:   {Manager, Admin},
}

// counts reports whether the actor has a role for the table: to manage an institution is to be a manager there.
func (a Actor) counts(r Role) bool { return a.Has(r) || r == Manager && a.Manages }

// Can reports whether the actor has the permission. A program has none but Public: its routes are those of its key's scopes.
func Can(a Actor, p Permission) bool {
	if p == Public {
		return true
	}
	return a.SignedIn() && slices.ContainsFunc(policy[p], a.counts)
}

// Require gives nil when the actor has the permission, a problem of kind Unauthenticated for a visitor, else Forbidden.
func Require(a Actor, p Permission) error {
	switch {
	case Can(a, p):
		return nil
	case !a.SignedIn():
		return problem.New(problem.Unauthenticated, "unauthenticated")
	}
	return problem.Denied()
}

// MayManage reports whether the actor may act for an institution, given the role that the actor has in it, "" for none: its
// managers may, administrators, and programs that hold a key of it.
func MayManage(a Actor, institution string, role Role) bool {
	if a.Key != nil {
		return a.Key.Institution == institution
	}
	return a.SignedIn() && (role == Manager || a.Has(Admin))
}

// MayFound reports whether the actor may open an institution: administrators, and those to whom one gave the role of manager, who
// then manage what they open.
func MayFound(a Actor) bool { return a.Has(Admin) || a.Has(Manager) }
