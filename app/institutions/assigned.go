package institutions

import (
	"context"
	"slices"
	"time"

	"upstander/app/access"
	"upstander/app/paging"
	"upstander/storage"
)

// Assigned is a course that an institution asks of a learner, as the learner sees it.
type Assigned struct {
	Course      string     `json:"course"`
	Institution Named      `json:"institution"`
	State       string     `json:"state"`
	DueAt       *time.Time `json:"due_at"`
	Reason      string     `json:"reason"` // of more time, or of being excused
}

// Mine lists what institutions ask of the actor, the most pressing first.
func (s *Service) Mine(ctx context.Context, who access.Actor, _ paging.Input) (paging.List[Assigned], error) {
	now := s.now()
	var out []Assigned
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{who.ID}}) {
		if err != nil {
			return paging.List[Assigned]{}, err
		}
		i, err := s.institutions.Get(ctx, t.Institution)
		if err != nil {
			return paging.List[Assigned]{}, err
		}
		out = append(out, Assigned{t.Course, Named{i.ID, i.Name}, t.State(now), t.Due(), t.Reason})
	}
	slices.SortStableFunc(out, func(a, b Assigned) int { return moment(a.DueAt).Compare(moment(b.DueAt)) })
	return paging.Of(out), nil
}

// moment puts what has no date last.
func moment(t *time.Time) time.Time {
	if t == nil {
		return never
	}
	return *t
}
