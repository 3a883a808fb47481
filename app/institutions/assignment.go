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

// Assignment asks a cohort to complete a course. People enrol themselves when they begin, in the newest version there is then; the
// assignment sets the date, and the report counts from the assignment on.
type Assignment struct {
	storage.Meta `bson:",inline"` // follows from cohort and course
	Institution  string           `bson:"institution"`
	Cohort       string           `bson:"cohort"`
	Course       string           `bson:"course"`
	DueAt        *time.Time       `bson:"due_at,omitempty"`
	DueDays      int              `bson:"due_days"` // instead of DueAt: so many days after each one joined the cohort; 0 is none
	CreatedAt    time.Time        `bson:"created_at"`
	Pending      bool             `bson:"pending"` // still to be handed on to the cohort
}

func assignmentID(cohort, course string) string { return ident.Of("assignment", cohort, course) }

// due is when the holder of a place is to be done; nil for no date.
func (a *Assignment) due(p *Place) *time.Time {
	if a.DueDays > 0 {
		due := p.JoinedAt
		if due.Before(a.CreatedAt) {
			due = a.CreatedAt // who was there before has as long as who comes now
		}
		due = due.AddDate(0, 0, a.DueDays)
		return &due
	}
	return a.DueAt
}

// AssignmentView is an assignment as the API shows it.
type AssignmentView struct {
	ID        string     `json:"id"`
	Cohort    string     `json:"cohort"`
	Course    string     `json:"course"`
	DueAt     *time.Time `json:"due_at"`
	DueDays   int        `json:"due_days,omitempty"` // after joining the cohort, where no date is set
	CreatedAt time.Time  `json:"created_at"`
	created   bool
}

// Status is 201 for a new assignment, 200 for one that changed.
func (a AssignmentView) Status() int {
	if a.created {
		return 201
	}
	return 200
}

func (a *Assignment) view(created bool) AssignmentView {
	v := AssignmentView{ID: a.ID, Cohort: a.Cohort, Course: a.Course, DueDays: a.DueDays, CreatedAt: a.CreatedAt.UTC(), created: created}
	if a.DueAt != nil {
		due := a.DueAt.UTC()
		v.DueAt = &due
	}
	return v
}

// AssignmentDraft is the input of Assign.
type AssignmentDraft struct {
	ID      string `json:"-" path:"id"`
	Cohort  string `json:"cohort"`
	Course  string `json:"course"`
	DueAt   string `json:"due_at,omitempty"`   // an RFC 3339 time, or a date, which is its last second in UTC
	DueDays int    `json:"due_days,omitempty"` // days after joining the cohort, instead of due_at
}

const maxDueDays = 3660

// Assign assigns a course to a cohort. Assigning it again changes the date.
func (s *Service) Assign(ctx context.Context, who access.Actor, in AssignmentDraft) (AssignmentView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return AssignmentView{}, err
	}
	var f problem.Fields
	due := readDate(&f, "due_at", in.DueAt)
	if in.DueDays < 0 || in.DueDays > maxDueDays {
		f.Add("due_days", "limit", "n", maxDueDays)
	}
	if in.DueDays > 0 && due != nil {
		f.Add("due_days", "either_date")
	}
	if in.Cohort == "" {
		f.Add("cohort", "required")
	} else if _, err := s.cohort(ctx, in.ID, in.Cohort); problem.From(err).Kind == problem.NotFound && err != nil {
		f.Add("cohort", "unknown")
	} else if err != nil {
		return AssignmentView{}, err
	}
	if in.Course == "" {
		f.Add("course", "required")
	} else if _, err := s.Published.Latest(ctx, in.Course); err != nil {
		if problem.From(err).Kind != problem.NotFound {
			return AssignmentView{}, err
		}
		f.Add("course", "unknown")
	}
	if err := f.Err(); err != nil {
		return AssignmentView{}, err
	}
	a := Assignment{
		Meta: storage.Meta{ID: assignmentID(in.Cohort, in.Course)}, Institution: in.ID, Cohort: in.Cohort, Course: in.Course, DueAt: due, DueDays: in.DueDays,
		CreatedAt: s.now(), Pending: true,
	}
	stored, err := s.assignments.Insert(ctx, a)
	created := err == nil
	if errors.Is(err, storage.ErrExists) {
		stored, err = s.assignments.Update(ctx, a.ID, func(old *Assignment) error {
			old.DueAt, old.DueDays, old.Pending = due, in.DueDays, true
			return nil
		})
	}
	if err != nil {
		return AssignmentView{}, err
	}
	// A cohort too large for one request is finished by Run.
	if err := s.settleAssignment(ctx, stored); err != nil && ctx.Err() == nil {
		return AssignmentView{}, err
	}
	s.stir()
	return stored.view(created), nil
}

// readDate reads a time, or a date as its last second; "" is nil.
func readDate(f *problem.Fields, field, text string) *time.Time {
	if text == "" {
		return nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		t = t.UTC()
		return &t
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		f.Add(field, "date")
		return nil
	}
	t = t.Add(24*time.Hour - time.Second)
	return &t
}

// settleAssignment hands an assignment on to everybody in the cohort.
func (s *Service) settleAssignment(ctx context.Context, a Assignment) error {
	places := s.places.Find(ctx, storage.Query{Index: "by_cohort", Equal: []any{a.Cohort}})
	if err := inParallel(ctx, places, func(ctx context.Context, p Place) error { return s.stand(ctx, p, a) }); err != nil {
		return err
	}
	_, err := s.assignments.Update(ctx, a.ID, func(now *Assignment) error {
		now.Pending = now.Pending && now.Rev != a.Rev // changed meanwhile: once more
		return nil
	})
	return gone(err)
}

// Assignments lists what the institution has assigned, newest first.
func (s *Service) Assignments(ctx context.Context, who access.Actor, in MembersInput) (paging.List[AssignmentView], error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return paging.List[AssignmentView]{}, err
	}
	found, next, err := s.assignments.Page(ctx, storage.Query{Index: "by_institution", Equal: []any{in.ID}, Desc: true, Limit: in.Limit}, in.Cursor)
	return shown(found, next, err, func(a *Assignment) (AssignmentView, error) { return a.view(false), nil })
}

// AssignmentRef names an assignment in a path.
type AssignmentRef struct {
	ID         string `json:"-" path:"id"`
	Assignment string `json:"-" path:"assignment"`
}

func (s *Service) assignment(ctx context.Context, institution, id string) (Assignment, error) {
	a, err := s.assignments.Get(ctx, id)
	if err == nil && a.Institution != institution {
		return Assignment{}, problem.Missing("assignment_unknown")
	}
	return a, missing(err, "assignment_unknown")
}

// Unassign takes an assignment back. What people learnt stays theirs; the institution no longer sees it.
func (s *Service) Unassign(ctx context.Context, who access.Actor, in AssignmentRef) (accounts.Nothing, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return accounts.Nothing{}, err
	}
	a, err := s.assignment(ctx, in.ID, in.Assignment)
	if err != nil {
		return accounts.Nothing{}, err
	}
	standings := s.standings.Find(ctx, storage.Query{Index: "by_assignment", Equal: []any{a.ID}})
	if err := inParallel(ctx, standings, s.discard); err != nil {
		return accounts.Nothing{}, err
	}
	return accounts.Nothing{}, gone(s.assignments.Delete(ctx, a.ID))
}

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
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return Row{}, err
	}
	a, err := s.assignment(ctx, in.ID, in.Assignment)
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
		t.plan()
		return nil
	})
	if err != nil {
		return Row{}, missing(err, "member_unknown")
	}
	return t.row(s.now()), s.settleDue(ctx, t.Learner, t.Course)
}
