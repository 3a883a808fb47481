package institutions

import (
	"context"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// Member is a person in an institution. Name and address are kept here too, so that lists need one index.
type Member struct {
	storage.Meta `bson:",inline"` // follows from institution and user
	Institution  string           `bson:"institution"`
	User         string           `bson:"user"`
	Role         access.Role      `bson:"role"` // learner or manager
	Name         string           `bson:"name"`
	NameKey      string           `bson:"name_key"`
	Email        string           `bson:"email"`
	JoinedAt     time.Time        `bson:"joined_at"`
}

func memberID(institution, user string) string { return ident.Of("member", institution, user) }

// join makes a person a member. Joining again keeps the date; a manager stays one.
func (s *Service) join(ctx context.Context, institution string, p accounts.Person, role access.Role) error {
	id := memberID(institution, p.ID)
	_, err := s.members.Insert(ctx, Member{
		Meta: storage.Meta{ID: id}, Institution: institution, User: p.ID, Role: role, Name: p.Name, NameKey: key(p.Name), Email: p.Email, JoinedAt: s.now(),
	})
	if errors.Is(err, storage.ErrExists) && role == access.Manager {
		_, err = s.members.Update(ctx, id, func(m *Member) error { m.Role = role; return nil })
	} else if errors.Is(err, storage.ErrExists) {
		return nil
	}
	if err == nil && role == access.Manager {
		err = s.people.SetManages(ctx, p.ID, true)
	}
	return err
}

// settleRole notes on the account whether the person still manages any institution.
func (s *Service) settleRole(ctx context.Context, user string) error {
	managed, err := s.managed(ctx, user)
	if err != nil {
		return err
	}
	return s.people.SetManages(ctx, user, len(managed) > 0)
}

// MemberView is a member as a manager sees one.
type MemberView struct {
	ID       string      `json:"id"` // of the user
	Name     string      `json:"name"`
	Email    string      `json:"email"`
	Role     access.Role `json:"role"`
	Cohorts  []string    `json:"cohorts"` // ids
	JoinedAt time.Time   `json:"joined_at"`
}

// MembersInput is the input of Members.
type MembersInput struct {
	ID     string `json:"-" path:"id"`
	Query  string `json:"-" query:"query"` // start of the name
	Limit  int    `json:"-" query:"limit"`
	Cursor string `json:"-" query:"cursor"`
}

// Members lists who is in the institution, by name.
func (s *Service) Members(ctx context.Context, who access.Actor, in MembersInput) (paging.List[MemberView], error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return paging.List[MemberView]{}, err
	}
	q := storage.Query{Index: "by_institution", Equal: []any{in.ID}, Limit: in.Limit}
	if text := key(in.Query); text != "" {
		q.Min, q.Max = text, text+"\U0010FFFF"
	}
	found, next, err := s.members.Page(ctx, q, in.Cursor)
	return paging.Shown(found, next, err, func(m *Member) (MemberView, error) { return s.member(ctx, m) })
}

func (s *Service) member(ctx context.Context, m *Member) (MemberView, error) {
	v := MemberView{ID: m.User, Name: m.Name, Email: m.Email, Role: m.Role, Cohorts: []string{}, JoinedAt: m.JoinedAt.UTC()}
	for p, err := range s.places.Find(ctx, storage.Query{Index: "by_user", Equal: []any{m.User, m.Institution}}) {
		if err != nil {
			return v, err
		}
		v.Cohorts = append(v.Cohorts, p.Cohort)
	}
	return v, nil
}

// MemberRef names a member in a path.
type MemberRef struct {
	ID   string `json:"-" path:"id"`
	User string `json:"-" path:"user"`
}

// MemberChange is the input of PatchMember.
type MemberChange struct {
	ID   string      `json:"-" path:"id"`
	User string      `json:"-" path:"user"`
	Role access.Role `json:"role"`
}

// PatchMember makes a member a manager, or a manager a learner again.
func (s *Service) PatchMember(ctx context.Context, who access.Actor, in MemberChange) (MemberView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return MemberView{}, err
	}
	if in.Role != access.Learner && in.Role != access.Manager {
		return MemberView{}, problem.Wrong("role", "unknown")
	}
	m, err := s.members.Update(ctx, memberID(in.ID, in.User), func(m *Member) error { m.Role = in.Role; return nil })
	if err == nil {
		err = s.settleRole(ctx, in.User)
	}
	if err != nil {
		return MemberView{}, missing(err, "member_unknown")
	}
	return s.member(ctx, &m)
}

// RemoveMember takes a person out of the institution: a manager removes anybody, a member may leave. What they learnt stays theirs; the
// institution no longer sees it.
func (s *Service) RemoveMember(ctx context.Context, who access.Actor, in MemberRef) (accounts.Nothing, error) {
	if who.ID != in.User {
		if _, err := s.manage(ctx, who, in.ID); err != nil {
			return accounts.Nothing{}, err
		}
	}
	if _, err := s.members.Get(ctx, memberID(in.ID, in.User)); err != nil {
		return accounts.Nothing{}, missing(err, "member_unknown")
	}
	return accounts.Nothing{}, s.part(ctx, in.ID, in.User)
}

// part removes a person and all that the institution holds about them, the invitation too: its link must not bring them back. The membership goes last, so that it can be tried again.
func (s *Service) part(ctx context.Context, institution, user string) error {
	if err := s.turnBack(ctx, institution, user); err != nil {
		return err
	}
	for p, err := range s.places.Find(ctx, storage.Query{Index: "by_user", Equal: []any{user, institution}}) {
		if err == nil {
			err = s.vacate(ctx, p)
		}
		if err != nil {
			return err
		}
	}
	if err := s.unshare(ctx, institution, user); err != nil {
		return err
	}
	for i, err := range s.invitations.Find(ctx, storage.Query{Index: "by_acceptor", Equal: []any{user}}) {
		if err == nil && i.Institution == institution {
			err = gone(s.invitations.Delete(ctx, i.ID))
		}
		if err != nil {
			return err
		}
	}
	if err := s.unlisted(ctx, institution, user); err != nil {
		return err
	}
	if err := gone(s.members.Delete(ctx, memberID(institution, user))); err != nil {
		return err
	}
	if err := gone(s.subscribers.Delete(ctx, subscriptionID(institution, user))); err != nil {
		return err
	}
	if err := s.DropFocalPoint(ctx, institution, user); err != nil {
		return err
	}
	return s.settleRole(ctx, user)
}

// gone takes "there is none" for done.
func gone(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}
