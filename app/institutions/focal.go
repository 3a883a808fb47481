package institutions

import (
	"context"

	"upstander/app/accounts"
	"upstander/app/problem"
	"upstander/storage"
)

// FocalPoint gives the institution's name and the user id of its focal point, "" for none, to other parts of the application;
// storage.ErrNotFound when there is no such institution.
func (s *Service) FocalPoint(ctx context.Context, institution string) (name, user string, err error) {
	i, err := s.institutions.Get(ctx, institution)
	return i.Name, i.FocalPoint, err
}

// Unlist has unlist called before a person is no longer an institution's focal point: to be named once more asks them once more.
func (s *Service) Unlist(unlist func(ctx context.Context, institution, user string) error) {
	s.unlist = unlist
}

func (s *Service) unlisted(ctx context.Context, institution, user string) error {
	if s.unlist == nil {
		return nil
	}
	return s.unlist(ctx, institution, user)
}

// SetFocalPoint names the focal point, "" for none. Whoever calls asks who may.
func (s *Service) SetFocalPoint(ctx context.Context, institution, user string) error {
	i, err := s.institutions.Get(ctx, institution)
	if err == nil && i.FocalPoint != user {
		err = s.unlisted(ctx, institution, i.FocalPoint)
	}
	if err != nil {
		return err
	}
	_, err = s.institutions.Update(ctx, institution, func(i *Institution) error { i.FocalPoint = user; return nil })
	return err
}

// DropFocalPoint has the institution name nobody any more if it names this user.
func (s *Service) DropFocalPoint(ctx context.Context, institution, user string) error {
	_, err := s.institutions.Update(ctx, institution, func(i *Institution) error {
		if i.FocalPoint == user {
			i.FocalPoint = ""
		}
		return nil
	})
	return gone(err)
}

// MemberID gives the user id of a member, named by that or by address; storage.ErrNotFound when there is no such member.
func (s *Service) MemberID(ctx context.Context, institution, user, email string) (string, error) {
	if user != "" {
		m, err := s.members.Get(ctx, memberID(institution, user))
		return m.User, err
	}
	var f problem.Fields
	if email = accounts.CleanEmail(&f, email); len(f) > 0 {
		return "", storage.ErrNotFound
	}
	for m, err := range s.members.Find(ctx, storage.Query{Index: "by_email", Equal: []any{institution, email}, Limit: 1}) {
		return m.User, err
	}
	return "", storage.ErrNotFound
}
