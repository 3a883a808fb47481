package accounts

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"upstander/app/access"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// roster is the one document that names all administrators: the boundary at which "never without an administrator" is held.
type roster struct {
	storage.Meta `bson:",inline"`
	Users        []string `bson:"users"`
}

const rosterID = "admins"

// joinRoster comes after the role is given, leaveRoster before it is taken: a crash between leaves a person an administrator
// who is not counted, never the other way round.
func (s *Service) joinRoster(ctx context.Context, user string) error {
	for {
		_, err := s.roster.Update(ctx, rosterID, func(r *roster) error {
			if !slices.Contains(r.Users, user) {
				r.Users = append(r.Users, user)
			}
			return nil
		})
		if !errors.Is(err, storage.ErrNotFound) {
			return err
		}
		_, err = s.roster.Insert(ctx, roster{Meta: storage.Meta{ID: rosterID}, Users: []string{user}})
		if !errors.Is(err, storage.ErrExists) {
			return err
		}
	}
}

func (s *Service) leaveRoster(ctx context.Context, user string) error {
	_, err := s.roster.Update(ctx, rosterID, func(r *roster) error {
		rest := slices.DeleteFunc(slices.Clone(r.Users), func(id string) bool { return id == user })
		if len(rest) == 0 {
			return problem.New(problem.Conflict, "last_admin")
		}
		r.Users = rest
		return nil
	})
	if errors.Is(err, storage.ErrNotFound) {
		return problem.New(problem.Conflict, "last_admin")
	}
	return err
}

// Search is the input of Users.
type Search struct {
	paging.Input
	Query string `json:"-" query:"query"` // start of an e-mail address or of a name; empty: everybody
}

// Users finds people: first those whose address begins with the query, then those whose name does.
func (s *Service) Users(ctx context.Context, _ access.Actor, in Search) (paging.List[Profile], error) {
	text := strings.ToLower(strings.TrimSpace(in.Query))
	if len(text) > maxEmail {
		return paging.List[Profile]{}, problem.Wrong("query", "too_long", "n", maxEmail)
	}
	out := paging.List[Profile]{Items: []Profile{}}
	cursor, byName := strings.CutPrefix(in.Cursor, "name.")
	for _, index := range []string{"by_email", "by_name"} {
		if index == "by_email" && byName || index == "by_name" && text == "" {
			continue
		}
		q := storage.Query{Index: index, Limit: in.Limit - len(out.Items)}
		if text != "" {
			q.Min, q.Max = text, text+"\U0010FFFF"
		}
		page, next, err := s.users.Page(ctx, q, cursor)
		if err != nil {
			return out, err
		}
		for _, u := range page {
			if index == "by_email" || !strings.HasPrefix(u.Email, text) {
				shown, err := s.shown(ctx, &u)
				if err != nil {
					return out, err
				}
				out.Items = append(out.Items, shown)
			}
		}
		if next != "" {
			if index == "by_name" {
				next = "name." + next
			}
			out.NextCursor = &next
			return out, nil
		}
		cursor = ""
		if len(out.Items) >= in.Limit && index == "by_email" && text != "" {
			next = "name."
			out.NextCursor = &next
			return out, nil
		}
	}
	return out, nil
}

// RoleChange is the input of PatchUser; what is absent stays.
type RoleChange struct {
	ID       string         `json:"-" path:"id"`
	Roles    *[]access.Role `json:"roles,omitempty"`
	Disabled *bool          `json:"disabled,omitempty"`
}

// Audited says what was asked for.
func (c RoleChange) Audited() string {
	var said []string
	if c.Roles != nil {
		for _, r := range *c.Roles {
			said = append(said, string(r))
		}
		said = []string{"roles: " + strings.Join(said, ", ")}
	}
	if c.Disabled != nil {
		said = append(said, "disabled: "+strconv.FormatBool(*c.Disabled))
	}
	return strings.Join(said, "; ")
}

// PatchUser gives and takes roles, disables and enables. The last administrator can neither lose the role nor be disabled.
func (s *Service) PatchUser(ctx context.Context, _ access.Actor, in RoleChange) (Profile, error) {
	u, err := s.users.Get(ctx, in.ID)
	if err != nil {
		return Profile{}, err
	}
	if in.Roles != nil {
		clean, err := cleanRoles(*in.Roles)
		if err != nil {
			return Profile{}, err
		}
		in.Roles = &clean
	}
	if after := in.applied(u); u.administers() && !after.administers() {
		if err := s.leaveRoster(ctx, u.ID); err != nil {
			return Profile{}, err
		}
	}
	u, err = s.users.Update(ctx, in.ID, func(u *User) error { *u = in.applied(*u); return nil })
	if err == nil && u.administers() {
		err = s.joinRoster(ctx, u.ID)
	}
	if err != nil {
		return Profile{}, err
	}
	return s.shown(ctx, &u)
}

// applied gives the user with the change made; what the change leaves out stays as it stands at that moment.
func (c RoleChange) applied(u User) User {
	if c.Roles != nil {
		u.Roles = *c.Roles
	}
	if c.Disabled != nil {
		u.Disabled = *c.Disabled
	}
	if u.Disabled {
		u.Sessions = nil
	}
	return u
}

func (u *User) administers() bool { return slices.Contains(u.Roles, access.Admin) && !u.Disabled }

// cleanRoles checks the roles and gives them once each, in their usual order, the learner's always among them.
func cleanRoles(in []access.Role) ([]access.Role, error) {
	var out []access.Role
	for _, r := range in {
		if !slices.Contains(access.Roles(), r) {
			return nil, problem.Wrong("roles", "unknown")
		}
	}
	for _, r := range access.Roles() {
		if r == access.Learner || slices.Contains(in, r) {
			out = append(out, r)
		}
	}
	return out, nil
}

// MakeAdmin makes the person with this address an administrator; where there is none, an account with the password. It is for
// the command line, which stands outside the policy.
func (s *Service) MakeAdmin(ctx context.Context, address, password string) (created bool, err error) {
	var f problem.Fields
	email := cleanEmail(&f, address)
	if err := f.Err(); err != nil {
		return false, err
	}
	u, err := s.users.byEmail(ctx, email)
	if errors.Is(err, storage.ErrNotFound) {
		t, err := s.Register(ctx, access.Actor{}, Registration{Email: email, Password: password, Name: email[:strings.LastIndexByte(email, '@')]})
		if err != nil {
			return false, err
		}
		u.ID, created = t.User.ID, true
	} else if err != nil {
		return false, err
	}
	_, err = s.users.Update(ctx, u.ID, func(u *User) error {
		u.Roles, err = cleanRoles(append(u.Roles, access.Admin))
		u.Disabled = false
		if created {
			u.Sessions = nil
		}
		return err
	})
	if err != nil {
		return created, err
	}
	return created, s.joinRoster(ctx, u.ID)
}
