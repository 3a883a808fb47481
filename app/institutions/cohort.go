package institutions

import (
	"context"
	"errors"
	"slices"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// Cohort is a named group of members.
type Cohort struct {
	storage.Meta `bson:",inline"`
	Institution  string    `bson:"institution"`
	Name         string    `bson:"name"`
	NameKey      string    `bson:"name_key"` // unique in the institution
	CreatedAt    time.Time `bson:"created_at"`
	// ClosedAt: nobody comes in any more and nothing is assigned. What is learnt and reported goes on.
	ClosedAt *time.Time `bson:"closed_at,omitempty"`
}

// CohortView is a cohort as the API shows it.
type CohortView struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Members   []string   `json:"members"` // user ids, by name
	CreatedAt time.Time  `json:"created_at"`
	ClosedAt  *time.Time `json:"closed_at"` // nobody is added and nothing is assigned from then on
}

// cohort loads a cohort of the institution; of another one it does not exist.
func (s *Service) cohort(ctx context.Context, institution, id string) (Cohort, error) {
	c, err := s.cohorts.Get(ctx, id)
	if err == nil && c.Institution != institution {
		return Cohort{}, problem.Missing("cohort_unknown")
	}
	return c, missing(err, "cohort_unknown")
}

// openCohort loads a cohort for something new, or notes a fault where there is none or it is closed.
func (s *Service) openCohort(ctx context.Context, f *problem.Fields, institution, id string) (Cohort, error) {
	c, err := s.cohort(ctx, institution, id)
	switch {
	case err != nil && problem.From(err).Kind == problem.NotFound:
		f.Add("cohort", "unknown")
	case err != nil:
		return c, err
	case c.ClosedAt != nil:
		f.Add("cohort", "cohort_closed")
	}
	return c, nil
}

// cohortNames gives the institution's cohorts by id and by lower-case name. They are few.
func (s *Service) cohortNames(ctx context.Context, institution string) (map[string]*Cohort, error) {
	out := map[string]*Cohort{}
	for c, err := range s.cohorts.Find(ctx, storage.Query{Index: "by_name", Equal: []any{institution}}) {
		if err != nil {
			return nil, err
		}
		out[c.ID], out[c.NameKey] = &c, &c
	}
	return out, nil
}

// makeCohort makes the cohort with this name, or finds the one there is.
func (s *Service) makeCohort(ctx context.Context, institution, name string) (Cohort, error) {
	c, err := s.cohorts.Insert(ctx, Cohort{Meta: storage.Meta{ID: ident.New()}, Institution: institution, Name: name, NameKey: key(name), CreatedAt: s.now()})
	if !errors.Is(err, storage.ErrExists) {
		return c, err
	}
	for c, err := range s.cohorts.Find(ctx, storage.Query{Index: "by_name", Equal: []any{institution, key(name)}, Limit: 1}) {
		return c, err
	}
	return c, err
}

// Cohorts lists the institution's cohorts by name.
func (s *Service) Cohorts(ctx context.Context, who access.Actor, in MembersInput) (paging.List[CohortView], error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return paging.List[CohortView]{}, err
	}
	found, next, err := s.cohorts.Page(ctx, storage.Query{Index: "by_name", Equal: []any{in.ID}, Limit: in.Limit}, in.Cursor)
	return paging.Shown(found, next, err, func(c *Cohort) (CohortView, error) { return s.cohortView(ctx, c) })
}

func (s *Service) cohortView(ctx context.Context, c *Cohort) (CohortView, error) {
	v := CohortView{ID: c.ID, Name: c.Name, Members: []string{}, CreatedAt: c.CreatedAt.UTC(), ClosedAt: c.ClosedAt}
	for p, err := range s.places.Find(ctx, storage.Query{Index: "by_cohort", Equal: []any{c.ID}}) {
		if err != nil {
			return v, err
		}
		v.Members = append(v.Members, p.User)
	}
	return v, nil
}

// CohortRef names a cohort in a path.
type CohortRef struct {
	ID     string `json:"-" path:"id"`
	Cohort string `json:"-" path:"cohort"`
}

// Cohort gives one cohort.
func (s *Service) Cohort(ctx context.Context, who access.Actor, in CohortRef) (CohortView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return CohortView{}, err
	}
	c, err := s.cohort(ctx, in.ID, in.Cohort)
	if err != nil {
		return CohortView{}, err
	}
	return s.cohortView(ctx, &c)
}

// CohortDraft is the input of CreateCohort.
type CohortDraft struct {
	ID      string   `json:"-" path:"id"`
	Name    string   `json:"name"`
	Members []string `json:"members,omitempty"` // user ids
}

// CreateCohort makes a cohort; a name that is taken is a conflict.
func (s *Service) CreateCohort(ctx context.Context, who access.Actor, in CohortDraft) (CohortView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return CohortView{}, err
	}
	var f problem.Fields
	name := accounts.CleanName(&f, "name", in.Name, true)
	if err := s.checkMembers(ctx, &f, in.ID, in.Members); err != nil {
		return CohortView{}, err
	}
	if err := f.Err(); err != nil {
		return CohortView{}, err
	}
	c, err := s.cohorts.Insert(ctx, Cohort{Meta: storage.Meta{ID: ident.New()}, Institution: in.ID, Name: name, NameKey: key(name), CreatedAt: s.now()})
	if err != nil {
		return CohortView{}, taken(err)
	}
	return s.fill(ctx, &c, in.Members)
}

// CohortChange is the input of PatchCohort; what is absent stays.
type CohortChange struct {
	ID      string    `json:"-" path:"id"`
	Cohort  string    `json:"-" path:"cohort"`
	Name    *string   `json:"name,omitempty"`
	Members *[]string `json:"members,omitempty"` // the whole list, as user ids
	Add     []string  `json:"add,omitempty"`     // user ids to add to it
	Remove  []string  `json:"remove,omitempty"`  // user ids to take out of it
	Email   string    `json:"email,omitempty"`   // address of a member to add
	Closed  *bool     `json:"closed,omitempty"`  // true closes it, with the links that lead to it; false opens it again
}

// PatchCohort changes a cohort. Who comes in gets its assignments; who goes out keeps what they learnt.
func (s *Service) PatchCohort(ctx context.Context, who access.Actor, in CohortChange) (CohortView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return CohortView{}, err
	}
	c, err := s.cohort(ctx, in.ID, in.Cohort)
	if err != nil {
		return CohortView{}, err
	}
	var f problem.Fields
	if in.Name != nil {
		*in.Name = accounts.CleanName(&f, "name", *in.Name, true)
	}
	closed := c.ClosedAt != nil
	if in.Closed != nil {
		closed = *in.Closed
	}
	add := in.Add
	if in.Members != nil {
		add = append(slices.Clone(*in.Members), add...)
	}
	if in.Email != "" {
		user, err := s.byEmail(ctx, &f, in.ID, in.Email)
		if err != nil {
			return CohortView{}, err
		}
		add = append(add, user)
	}
	if err := s.checkMembers(ctx, &f, in.ID, add); err != nil {
		return CohortView{}, err
	}
	if err := f.Err(); err != nil {
		return CohortView{}, err
	}
	if closed && (len(in.Add) > 0 || in.Email != "") {
		return CohortView{}, problem.New(problem.Conflict, "cohort_closed")
	}
	now := s.now()
	c, err = s.cohorts.Update(ctx, c.ID, func(c *Cohort) error {
		if in.Name != nil {
			c.Name, c.NameKey = *in.Name, key(*in.Name)
		}
		switch {
		case !closed:
			c.ClosedAt = nil
		case c.ClosedAt == nil:
			c.ClosedAt = &now
		}
		return nil
	})
	if err != nil {
		return CohortView{}, taken(err)
	}
	if in.Closed != nil && closed {
		if err := s.closeLinks(ctx, &c); err != nil {
			return CohortView{}, err
		}
	}
	keep := map[string]bool{}
	for _, user := range add {
		keep[user] = true
	}
	for p, err := range s.places.Find(ctx, storage.Query{Index: "by_cohort", Equal: []any{c.ID}}) {
		if err == nil && !keep[p.User] && (in.Members != nil || slices.Contains(in.Remove, p.User)) {
			err = s.vacate(ctx, p)
		}
		if err != nil {
			return CohortView{}, err
		}
	}
	return s.fill(ctx, &c, add)
}

func (s *Service) fill(ctx context.Context, c *Cohort, users []string) (CohortView, error) {
	err := inParallel(ctx, values(users), func(ctx context.Context, user string) error { return s.seat(ctx, c.Institution, c.ID, user) })
	if err != nil {
		return CohortView{}, err
	}
	return s.cohortView(ctx, c)
}

func taken(err error) error {
	if errors.Is(err, storage.ErrExists) {
		return &problem.Error{Kind: problem.Conflict, Key: "cohort_taken", Fields: []problem.Field{{Name: "name", Key: "taken"}}}
	}
	return err
}

// byEmail gives the member with this address, or notes a fault.
func (s *Service) byEmail(ctx context.Context, f *problem.Fields, institution, typed string) (user string, err error) {
	email := accounts.CleanEmail(f, typed)
	if len(*f) > 0 {
		return "", f.Err()
	}
	for m, err := range s.members.Find(ctx, storage.Query{Index: "by_email", Equal: []any{institution, email}, Limit: 1}) {
		return m.User, err
	}
	f.Add("email", "no_member")
	return "", f.Err()
}

// CohortMembers lists the members in a cohort, by name.
func (s *Service) CohortMembers(ctx context.Context, who access.Actor, in CohortRef) ([]MemberView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return nil, err
	}
	c, err := s.cohort(ctx, in.ID, in.Cohort)
	if err != nil {
		return nil, err
	}
	var out []MemberView
	for p, err := range s.places.Find(ctx, storage.Query{Index: "by_cohort", Equal: []any{c.ID}}) {
		if err != nil {
			return nil, err
		}
		m, err := s.members.Get(ctx, memberID(in.ID, p.User))
		if gone(err) != nil {
			return nil, err
		}
		if err == nil {
			out = append(out, MemberView{ID: m.User, Name: m.Name, Email: m.Email, Role: m.Role, Cohorts: []string{c.ID}, JoinedAt: m.JoinedAt.UTC()})
		}
	}
	return out, nil
}

// checkMembers notes a fault when one of the users is not a member.
func (s *Service) checkMembers(ctx context.Context, f *problem.Fields, institution string, users []string) error {
	for _, user := range users {
		if _, err := s.members.Get(ctx, memberID(institution, user)); errors.Is(err, storage.ErrNotFound) {
			f.Add("members", "unknown")
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}
