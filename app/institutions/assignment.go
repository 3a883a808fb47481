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
	"upstander/courses"
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
	Months       int              `bson:"validity_months,omitempty"`
	Window       *courses.Window  `bson:"window,omitempty"` // with Months, how long a completion counts here; the certificate may end sooner
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
	ID        string          `json:"id"`
	Cohort    string          `json:"cohort"`
	Course    string          `json:"course"`
	DueAt     *time.Time      `json:"due_at"`
	DueDays   int             `json:"due_days,omitempty"` // after joining the cohort, where no date is set
	Months    int             `json:"validity_months,omitempty"`
	Window    *courses.Window `json:"window,omitempty"`
	CreatedAt time.Time       `json:"created_at"`
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
	v := AssignmentView{ID: a.ID, Cohort: a.Cohort, Course: a.Course, DueDays: a.DueDays, Months: a.Months, Window: a.Window, CreatedAt: a.CreatedAt.UTC(), created: created}
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
	// How long a completion counts for the institution, in the terms of courses.Validity; with neither, as long as its certificate. What ends
	// sooner counts: a certificate that has ended counts for nobody.
	Months int             `json:"validity_months,omitempty"`
	Window *courses.Window `json:"window,omitempty"`
}

const (
	maxDueDays  = 3660
	maxValidity = 240 // months, as for courses
)

// Assign assigns a course to a cohort. Assigning it again changes the date and how long a completion counts.
func (s *Service) Assign(ctx context.Context, who access.Actor, in AssignmentDraft) (AssignmentView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return AssignmentView{}, err
	}
	var f problem.Fields
	due := readDue(&f, in.DueAt, in.DueDays)
	checkValidity(&f, in.Months, in.Window)
	if in.Cohort == "" {
		f.Add("cohort", "required")
	} else if _, err := s.openCohort(ctx, &f, in.ID, in.Cohort); err != nil {
		return AssignmentView{}, err
	}
	if in.Course == "" {
		f.Add("course", "required")
	} else if c, err := s.Published.Latest(ctx, in.Course); err != nil {
		if problem.From(err).Kind != problem.NotFound {
			return AssignmentView{}, err
		}
		f.Add("course", "unknown")
	} else if c.Retired {
		f.Add("course", "course_retired")
	}
	if err := f.Err(); err != nil {
		return AssignmentView{}, err
	}
	a := Assignment{
		Meta: storage.Meta{ID: assignmentID(in.Cohort, in.Course)}, Institution: in.ID, Cohort: in.Cohort, Course: in.Course, DueAt: due, DueDays: in.DueDays,
		Months: in.Months, Window: in.Window, CreatedAt: s.now(), Pending: true,
	}
	stored, err := s.assignments.Insert(ctx, a)
	created := err == nil
	if errors.Is(err, storage.ErrExists) {
		stored, err = s.assignments.Update(ctx, a.ID, func(old *Assignment) error {
			old.DueAt, old.DueDays, old.Pending = due, in.DueDays, true
			old.Months, old.Window = in.Months, in.Window
			return nil
		})
	}
	if err != nil {
		return AssignmentView{}, err
	}
	return s.handedOn(ctx, stored, created)
}

// handedOn gives what was assigned after handing it on to the cohort. A cohort too large for one request is finished by Run.
func (s *Service) handedOn(ctx context.Context, a Assignment, created bool) (AssignmentView, error) {
	if err := s.settleAssignment(ctx, a); err != nil && ctx.Err() == nil {
		return AssignmentView{}, err
	}
	s.stir()
	return a.view(created), nil
}

// AssignmentChange is the input of PatchAssignment; what is absent stays.
type AssignmentChange struct {
	ID         string  `json:"-" path:"id"`
	Assignment string  `json:"-" path:"assignment"`
	DueAt      *string `json:"due_at,omitempty"`   // as in AssignmentDraft; "" for no date
	DueDays    *int    `json:"due_days,omitempty"` // 0 for no date
	// How long a completion counts here, as in AssignmentDraft.
	Months *int            `json:"validity_months,omitempty"` // 0 for no months
	Window *courses.Window `json:"window,omitempty"`          // month 0 for no window
}

// PatchAssignment changes when an assignment is due, where a date takes the place of days after joining and the other way round, and how
// long a completion counts. Dates of people's own stay.
func (s *Service) PatchAssignment(ctx context.Context, who access.Actor, in AssignmentChange) (AssignmentView, error) {
	a, err := s.manageAssignment(ctx, who, in.ID, in.Assignment)
	if err != nil {
		return AssignmentView{}, err
	}
	dated := in.DueAt != nil || in.DueDays != nil
	if !dated && in.Months == nil && in.Window == nil {
		return a.view(false), nil
	}
	date, days := value(in.DueAt), value(in.DueDays)
	window := in.Window
	if window != nil && window.Month == 0 {
		window = nil
	}
	var f problem.Fields
	due := readDue(&f, date, days)
	checkValidity(&f, value(in.Months), window)
	if err := f.Err(); err != nil {
		return AssignmentView{}, err
	}
	a, err = s.assignments.Update(ctx, a.ID, func(a *Assignment) error {
		a.Pending = true
		if dated {
			a.DueAt, a.DueDays = due, days
		}
		if in.Months != nil {
			a.Months = *in.Months
		}
		if in.Window != nil {
			a.Window = window
		}
		return nil
	})
	if err != nil {
		return AssignmentView{}, missing(err, "assignment_unknown")
	}
	return s.handedOn(ctx, a, false)
}

// value is what p points to; the zero value where it points to nothing.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// checkValidity holds an assignment's validity to what courses may have.
func checkValidity(f *problem.Fields, months int, window *courses.Window) {
	if months < 0 || months > maxValidity {
		f.Add("validity_months", "limit", "n", maxValidity)
	}
	if window != nil && (window.Month < 1 || window.Month > 12) {
		f.Add("window.month", "month")
	}
}

// OneAssignment gives one assignment.
func (s *Service) OneAssignment(ctx context.Context, who access.Actor, in AssignmentRef) (AssignmentView, error) {
	a, err := s.manageAssignment(ctx, who, in.ID, in.Assignment)
	if err != nil {
		return AssignmentView{}, err
	}
	return a.view(false), nil
}

// readDue reads when an assignment is due: a date, or so many days after joining, not both.
func readDue(f *problem.Fields, date string, days int) *time.Time {
	due := readDate(f, "due_at", date)
	if days < 0 || days > maxDueDays {
		f.Add("due_days", "limit", "n", maxDueDays)
	}
	if days > 0 && due != nil {
		f.Add("due_days", "either_date")
	}
	return due
}

// readDate reads a time, or a date as its last second; "" is nil.
func readDate(f *problem.Fields, field, text string) *time.Time {
	if text == "" {
		return nil
	}
	t, ok := f.Moment(field, text, 24*time.Hour-time.Second)
	if !ok {
		return nil
	}
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
	return paging.Shown(found, next, err, func(a *Assignment) (AssignmentView, error) { return a.view(false), nil })
}

// AssignmentRef names an assignment in a path.
type AssignmentRef struct {
	ID         string `json:"-" path:"id"`
	Assignment string `json:"-" path:"assignment"`
}

// manageAssignment loads an assignment for those who may act for its institution.
func (s *Service) manageAssignment(ctx context.Context, who access.Actor, institution, id string) (Assignment, error) {
	if _, err := s.manage(ctx, who, institution); err != nil {
		return Assignment{}, err
	}
	return s.assignment(ctx, institution, id)
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
	a, err := s.manageAssignment(ctx, who, in.ID, in.Assignment)
	if err != nil {
		return accounts.Nothing{}, err
	}
	standings := s.standings.Find(ctx, storage.Query{Index: "by_assignment", Equal: []any{a.ID}})
	if err := inParallel(ctx, standings, s.discard); err != nil {
		return accounts.Nothing{}, err
	}
	return accounts.Nothing{}, gone(s.assignments.Delete(ctx, a.ID))
}
