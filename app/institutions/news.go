package institutions

import (
	"context"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/storage"
)

// News is that a member has completed a course which the institution assigned. It holds ids alone.
type News struct {
	Institution, Learner, Course string
	AssignedAt                   time.Time
	CompletedAt                  time.Time
	Certificate                  string // serial; "" when it is still to come
}

// Tell has tell called with the news of each completion, after it is in the reports. What fails, or is cut short by the end of the process,
// is told again: it may hear of one thing several times.
func (s *Service) Tell(tell func(ctx context.Context, n News) error) { s.tell = tell }

func (s *Service) told(ctx context.Context, t *Standing) error {
	if s.tell == nil || t.CompletedAt == nil {
		return nil
	}
	return s.tell(ctx, t.news())
}

func (t *Standing) news() News {
	return News{t.Institution, t.Learner, t.Course, t.AssignedAt, *t.CompletedAt, t.Certificate}
}

// Completions gives to visit what members have completed so far of what the institution assigned.
func (s *Service) Completions(ctx context.Context, institution string, visit func(News) error) error {
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_institution", Equal: []any{institution}}) {
		if err == nil && t.CompletedAt != nil {
			err = visit(t.news())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Follows reports whether the institution still sees how the learner does in the course.
func (s *Service) Follows(ctx context.Context, institution, learner, course string) (bool, error) {
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{learner, course}}) {
		if err != nil || t.Institution == institution {
			return err == nil, err
		}
	}
	return false, nil
}

// Called gives an institution's name to other parts of the application; storage.ErrNotFound when there is none.
func (s *Service) Called(ctx context.Context, id string) (string, error) {
	i, err := s.institutions.Get(ctx, id)
	return i.Name, err
}

// EachManager gives to visit the managers of an institution.
func (s *Service) EachManager(ctx context.Context, institution string, visit func(accounts.Person) error) error {
	for m, err := range s.members.Find(ctx, storage.Query{Index: "by_institution", Equal: []any{institution}}) {
		if err != nil {
			return err
		}
		if m.Role != access.Manager {
			continue
		}
		p, err := s.people.Person(ctx, m.User)
		if gone(err) != nil {
			return err
		}
		if err == nil {
			err = visit(p)
		}
		if err := gone(err); err != nil {
			return err
		}
	}
	return nil
}
