package institutions

import (
	"context"
	"errors"
	"slices"
	"time"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/storage"
)

// Sharing is what an institution sees of a member's learning, as the member sees and decides it.
type Sharing struct {
	Asked  []string `json:"asked"`  // courses that it assigned: seen as long as one is a member
	Shared []string `json:"shared"` // courses taken of one's own accord that the member shows it
}

// SharingInput names an institution of the actor's, with the whole list of courses to show it.
type SharingInput struct {
	ID     string   `json:"-" path:"id"`
	Shared []string `json:"shared"`
}

const maxShared = 200

// shared reports whether the member shows this of their own accord, and nobody asked for it: no due date, no institution's name on the
// certificate, no right to withdraw one.
func (t *Standing) shared() bool { return t.Assignment == "" }

// sharedID lies beside standingID: a course can be assigned after it was shared.
func sharedID(institution, course, learner string) string {
	return ident.Of("shared", institution, course, learner)
}

// Sharing gives what the institution sees of the actor's learning. Of an institution that one is not in there is nothing to know.
func (s *Service) Sharing(ctx context.Context, who access.Actor, in Ref) (Sharing, error) {
	out := Sharing{Asked: []string{}, Shared: []string{}}
	if _, err := s.members.Get(ctx, memberID(in.ID, who.ID)); err != nil {
		return out, missing(err, "institution_unknown")
	}
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{who.ID}}) {
		if err != nil {
			return out, err
		}
		list := &out.Asked
		if t.shared() {
			list = &out.Shared
		}
		if t.Institution == in.ID && !slices.Contains(*list, t.Course) {
			*list = append(*list, t.Course)
		}
	}
	slices.Sort(out.Asked)
	slices.Sort(out.Shared)
	return out, nil
}

// SetSharing shows the institution the courses named, and no others but those that it assigned.
func (s *Service) SetSharing(ctx context.Context, who access.Actor, in SharingInput) (Sharing, error) {
	now, err := s.Sharing(ctx, who, Ref{ID: in.ID})
	if err != nil {
		return now, err
	}
	if len(in.Shared) > maxShared {
		return now, problem.Wrong("shared", "too_many", "n", maxShared)
	}
	for _, course := range in.Shared {
		if slices.Contains(now.Asked, course) {
			continue // seen already
		}
		if err := s.share(ctx, in.ID, who.ID, course); err != nil {
			return now, err
		}
	}
	for _, course := range now.Shared {
		if !slices.Contains(in.Shared, course) {
			if err := gone(s.standings.Delete(ctx, sharedID(in.ID, course, who.ID))); err != nil {
				return now, err
			}
		}
	}
	return s.Sharing(ctx, who, Ref{ID: in.ID})
}

// share shows a course to an institution. A course that the learner has not enrolled in has nothing to show.
func (s *Service) share(ctx context.Context, institution, learner, course string) error {
	m, err := s.members.Get(ctx, memberID(institution, learner))
	if err != nil {
		return missing(err, "institution_unknown")
	}
	progress, err := s.Learning.ProgressOf(ctx, learner, course)
	if errors.Is(err, storage.ErrNotFound) {
		return problem.Wrong("shared", "unknown")
	}
	if err != nil {
		return err
	}
	now := s.now()
	t := Standing{
		Meta: storage.Meta{ID: sharedID(institution, course, learner)}, Institution: institution, Course: course, Learner: learner,
		Name: m.Name, NameKey: m.NameKey, Email: m.Email, AssignedAt: now, RemindedAt: now.Add(-time.Millisecond),
	}
	if err := s.follow(ctx, &t, progress); err != nil {
		return err
	}
	t.plan()
	if _, err := s.standings.Insert(ctx, t); err != nil && !errors.Is(err, storage.ErrExists) {
		return err
	}
	// Whoever left meanwhile has left nothing behind.
	if _, err := s.members.Get(ctx, m.ID); errors.Is(err, storage.ErrNotFound) {
		return gone(s.standings.Delete(ctx, t.ID))
	}
	return nil
}

// unshare takes back all that a person shows an institution.
func (s *Service) unshare(ctx context.Context, institution, user string) error {
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{user}}) {
		if err == nil && t.Institution == institution && t.shared() {
			err = gone(s.standings.Delete(ctx, t.ID))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
