package institutions

import (
	"context"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// Exception is the input of Except.
type Exception struct {
	ID         string  `json:"-" path:"id"`
	Assignment string  `json:"-" path:"assignment"`
	User       string  `json:"-" path:"user"`
	DueAt      *string `json:"due_at,omitempty"`       // a date of their own; "" for the cohort's
	WaiveUntil *string `json:"waived_until,omitempty"` // excused until then; "" for not at all
	Reason     string  `json:"reason"`
}

// Except gives one person more time, or excuses them until a date, with the reason.
func (s *Service) Except(ctx context.Context, who access.Actor, in Exception) (Row, error) {
	a, err := s.manageAssignment(ctx, who, in.ID, in.Assignment)
	if err != nil {
		return Row{}, err
	}
	var f problem.Fields
	reason := accounts.CleanName(&f, "reason", in.Reason, true)
	var due, until *time.Time
	if in.DueAt != nil {
		due = readDate(&f, "due_at", *in.DueAt)
	}
	if in.WaiveUntil != nil {
		until = readDate(&f, "waived_until", *in.WaiveUntil)
	}
	if until != nil && !until.After(s.now()) {
		f.Add("waived_until", "past_date")
	}
	if in.DueAt == nil && in.WaiveUntil == nil {
		f.Add("due_at", "one_date")
	}
	if err := f.Err(); err != nil {
		return Row{}, err
	}
	t, err := s.standings.Update(ctx, standingID(a.ID, in.User), func(t *Standing) error {
		t.Reason = reason
		if in.DueAt != nil {
			t.Extended = due
		}
		if in.WaiveUntil != nil {
			t.WaivedUntil = until
		}
		if t.Extended == nil && t.WaivedUntil == nil {
			t.Reason = ""
		}
		t.plan()
		return nil
	})
	if err != nil {
		return Row{}, missing(err, "member_unknown")
	}
	return t.row(s.now()), s.settleDue(ctx, t.Learner, t.Course)
}

// ExceptionDraft is the input of ExceptByEmail: what a manager types, who knows people by their address.
type ExceptionDraft struct {
	ID, Assignment, Email, Until, Reason string
	Waive                                bool // excused until then, not more time
}

// ExceptByEmail is Except for the member with this address.
func (s *Service) ExceptByEmail(ctx context.Context, who access.Actor, in ExceptionDraft) (Row, error) {
	a, err := s.manageAssignment(ctx, who, in.ID, in.Assignment)
	if err != nil {
		return Row{}, err
	}
	var f problem.Fields
	accounts.CleanName(&f, "reason", in.Reason, true)
	if in.Until == "" {
		f.Add("until", "required")
	} else if until := readDate(&f, "until", in.Until); in.Waive && until != nil && !until.After(s.now()) {
		f.Add("until", "past_date")
	}
	var g problem.Fields
	user, err := s.byEmail(ctx, &g, in.ID, in.Email)
	if err != nil && len(g) == 0 {
		return Row{}, err
	}
	if len(g) == 0 {
		if _, err := s.standings.Get(ctx, standingID(a.ID, user)); gone(err) != nil {
			return Row{}, err
		} else if err != nil {
			g.Add("email", "not_assigned")
		}
	}
	f = append(g, f...)
	if err := f.Err(); err != nil {
		return Row{}, err
	}
	e := Exception{ID: in.ID, Assignment: a.ID, User: user, Reason: in.Reason, DueAt: &in.Until}
	if in.Waive {
		e.DueAt, e.WaiveUntil = nil, &in.Until
	}
	return s.Except(ctx, who, e)
}

// ExceptionRef names a person's exception in a path.
type ExceptionRef struct {
	ID         string `json:"-" path:"id"`
	Assignment string `json:"-" path:"assignment"`
	User       string `json:"-" path:"user"`
}

// Unexcept takes an exception back: the cohort's date counts again. Where there is none, nothing changes.
func (s *Service) Unexcept(ctx context.Context, who access.Actor, in ExceptionRef) (Row, error) {
	a, err := s.manageAssignment(ctx, who, in.ID, in.Assignment)
	if err != nil {
		return Row{}, err
	}
	t, err := s.standings.Update(ctx, standingID(a.ID, in.User), func(t *Standing) error {
		t.Extended, t.WaivedUntil, t.Reason = nil, nil, ""
		t.plan()
		return nil
	})
	if err != nil {
		return Row{}, missing(err, "member_unknown")
	}
	return t.row(s.now()), s.settleDue(ctx, t.Learner, t.Course)
}

// Exceptions lists those with a date of their own or a waiver, by name. A page may be shorter than its limit, with a cursor to go on from.
func (s *Service) Exceptions(ctx context.Context, who access.Actor, in AssignmentPage) (paging.List[Row], error) {
	a, err := s.manageAssignment(ctx, who, in.ID, in.Assignment)
	if err != nil {
		return paging.List[Row]{}, err
	}
	now, out := s.now(), []Row(nil)
	q := storage.Query{Index: "by_assignment", Equal: []any{a.ID}}
	cursor, err := s.sift(ctx, q, ReportInput{Limit: in.Limit, Cursor: in.Cursor}, func(t *Standing) (bool, error) {
		special := t.Extended != nil || t.WaivedUntil != nil
		if special {
			out = append(out, t.row(now))
		}
		return special, nil
	})
	return paging.Page(out, cursor), err
}

// AssignmentPage is the input of Exceptions.
type AssignmentPage struct {
	ID         string `json:"-" path:"id"`
	Assignment string `json:"-" path:"assignment"`
	Limit      int    `json:"-" query:"limit"`
	Cursor     string `json:"-" query:"cursor"`
}
