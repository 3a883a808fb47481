package institutions

import (
	"context"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/storage"
)

// Of lists the institutions of a user, for the profile. It implements accounts.Institutions.
func (s *Service) Of(ctx context.Context, user string) ([]accounts.Membership, error) {
	var out []accounts.Membership
	for m, err := range s.members.Find(ctx, storage.Query{Index: "by_user", Equal: []any{user}}) {
		if err != nil {
			return nil, err
		}
		i, err := s.institutions.Get(ctx, m.Institution)
		if err != nil {
			return nil, err
		}
		out = append(out, accounts.Membership{ID: i.ID, Name: i.Name, Role: m.Role})
	}
	return out, nil
}

// Renamed carries a new name into lists and reports. It implements accounts.Institutions.
func (s *Service) Renamed(ctx context.Context, p accounts.Person) error {
	name := key(p.Name)
	for m, err := range s.members.Find(ctx, storage.Query{Index: "by_user", Equal: []any{p.ID}}) {
		if err == nil {
			_, err = s.members.Update(ctx, m.ID, func(m *Member) error { m.Name, m.NameKey = p.Name, name; return nil })
		}
		if err := gone(err); err != nil {
			return err
		}
	}
	for place, err := range s.places.Find(ctx, storage.Query{Index: "by_user", Equal: []any{p.ID}}) {
		if err == nil {
			_, err = s.places.Update(ctx, place.ID, func(p *Place) error { p.NameKey = name; return nil })
		}
		if err := gone(err); err != nil {
			return err
		}
	}
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{p.ID}}) {
		if err == nil {
			_, err = s.standings.Update(ctx, t.ID, func(t *Standing) error { t.Name, t.NameKey = p.Name, name; return nil })
		}
		if err := gone(err); err != nil {
			return err
		}
	}
	return nil
}

// Name implements accounts.Holder.
func (s *Service) Name() string { return "institutions" }

// Held gives what institutions hold about the user: memberships and what is assigned.
func (s *Service) Held(ctx context.Context, user string) (any, error) {
	type membership struct {
		Institution string            `json:"institution"`
		Role        access.Role       `json:"role"`
		JoinedAt    time.Time         `json:"joined_at"`
		ReportMail  *SubscriptionView `json:"report_mail,omitempty"`
	}
	out := struct {
		Memberships []membership `json:"memberships"`
		Assigned    []Row        `json:"assigned"`
	}{[]membership{}, []Row{}}
	for m, err := range s.members.Find(ctx, storage.Query{Index: "by_user", Equal: []any{user}}) {
		if err != nil {
			return nil, err
		}
		held := membership{Institution: m.Institution, Role: m.Role, JoinedAt: m.JoinedAt.UTC()}
		if u, err := s.subscribers.Get(ctx, subscriptionID(m.Institution, user)); err == nil {
			v := u.view()
			held.ReportMail = &v
		} else if gone(err) != nil {
			return nil, err
		}
		out.Memberships = append(out.Memberships, held)
	}
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{user}}) {
		if err != nil {
			return nil, err
		}
		out.Assigned = append(out.Assigned, t.row(s.now()))
	}
	return out, nil
}

// Erase removes the user from every institution. It implements accounts.Holder.
func (s *Service) Erase(ctx context.Context, user string, _ bool) error {
	for m, err := range s.members.Find(ctx, storage.Query{Index: "by_user", Equal: []any{user}}) {
		if err == nil {
			err = s.part(ctx, m.Institution, user)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
