package institutions

import (
	"context"
	"errors"
	"time"

	"upstander/app/ident"
	"upstander/app/learning"
	"upstander/storage"
)

// Standing is how one learner stands with one assignment: all that an institution sees of a member's learning.
type Standing struct {
	storage.Meta `bson:",inline"` // follows from assignment and learner
	Institution  string           `bson:"institution"`
	Cohort       string           `bson:"cohort"`
	Course       string           `bson:"course"`
	Assignment   string           `bson:"assignment"`
	Place        string           `bson:"place"`
	Learner      string           `bson:"learner"`
	Name         string           `bson:"name"`
	NameKey      string           `bson:"name_key"`
	Email        string           `bson:"email"`
	AssignedAt   time.Time        `bson:"assigned_at"`
	DueAt        *time.Time       `bson:"due_at,omitempty"`   // the assignment's
	Extended     *time.Time       `bson:"extended,omitempty"` // one of their own
	WaivedUntil  *time.Time       `bson:"waived_until,omitempty"`
	Reason       string           `bson:"reason,omitempty"` // of an extension or waiver
	Started      bool             `bson:"started"`
	Share        float64          `bson:"share"`
	Score        *float64         `bson:"score,omitempty"`
	CompletedAt  *time.Time       `bson:"completed_at,omitempty"`
	Certificate  string           `bson:"certificate,omitempty"` // serial
	IssuedAt     *time.Time       `bson:"issued_at,omitempty"`
	ExpiresAt    *time.Time       `bson:"expires_at,omitempty"` // of the certificate
	RemindAt     time.Time        `bson:"remind_at"`            // never for nothing to remind of
	RemindedAt   time.Time        `bson:"reminded_at"`          // steps up to here are dealt with
	Schedule     *schedule        `bson:"schedule,omitempty"`   // of the institution; nil: the usual one
	Claim        string           `bson:"claim,omitempty"`      // day of the mail that is being written
}

// StandingSpec declares the collection of standings.
var StandingSpec = storage.Spec{Name: "standings", Indexes: []storage.Index{
	{Name: "by_institution", Fields: []string{"institution", "name_key"}}, {Name: "by_course", Fields: []string{"institution", "course", "name_key"}},
	{Name: "by_cohort", Fields: []string{"cohort", "name_key"}}, {Name: "by_assignment", Fields: []string{"assignment", "name_key"}},
	{Name: "by_learner", Fields: []string{"learner", "course"}}, {Name: "by_place", Fields: []string{"place"}}, {Name: "by_reminder", Fields: []string{"remind_at"}},
}}

func standingID(assignment, learner string) string {
	return ident.Of("standing", assignment, learner)
}

// The states that a manager sees.
const (
	NotStarted = "not_started"
	InProgress = "in_progress"
	Completed  = "completed"
	Expiring   = "expiring" // the certificate has less than expiringSoon left
	Expired    = "expired"
	Overdue    = "overdue"
	Waived     = "waived"
)

// States lists the states in the order of reports.
func States() []string {
	return []string{NotStarted, InProgress, Overdue, Completed, Expiring, Expired, Waived}
}

const expiringSoon = 60 * 24 * time.Hour

// Due is the date that counts for this learner.
func (t *Standing) Due() *time.Time {
	if t.Extended != nil {
		return t.Extended
	}
	return t.DueAt
}

// State at a moment. What is completed is never overdue, and a waiver matters only before that.
func (t *Standing) State(now time.Time) string {
	due := t.Due()
	switch {
	case t.CompletedAt != nil && t.ExpiresAt != nil && !now.Before(*t.ExpiresAt):
		return Expired
	case t.CompletedAt != nil && t.ExpiresAt != nil && t.ExpiresAt.Sub(now) < expiringSoon:
		return Expiring
	case t.CompletedAt != nil:
		return Completed
	case t.WaivedUntil != nil && now.Before(*t.WaivedUntil):
		return Waived
	case due != nil && !now.Before(*due):
		return Overdue
	case t.Started:
		return InProgress
	}
	return NotStarted
}

// stand gives the holder of a place the standing for an assignment, or brings its date up to date.
func (s *Service) stand(ctx context.Context, p Place, a Assignment) error {
	m, err := s.members.Get(ctx, memberID(p.Institution, p.User))
	if errors.Is(err, storage.ErrNotFound) {
		return nil // has left meanwhile
	}
	if err != nil {
		return err
	}
	i, err := s.institutions.Get(ctx, p.Institution)
	if err != nil {
		return gone(err)
	}
	now := s.now()
	t := Standing{
		Meta: storage.Meta{ID: standingID(a.ID, p.User)}, Institution: p.Institution, Cohort: p.Cohort, Course: a.Course, Assignment: a.ID, Place: p.ID,
		Learner: p.User, Name: m.Name, NameKey: m.NameKey, Email: m.Email, AssignedAt: now, DueAt: a.due(&p), RemindedAt: now.Add(-time.Millisecond), Schedule: i.Reminders,
	}
	progress, err := s.Learning.ProgressOf(ctx, p.User, a.Course)
	if err == nil {
		err = s.follow(ctx, &t, progress)
	}
	if gone(err) != nil {
		return err
	}
	t.plan()
	_, err = s.standings.Insert(ctx, t)
	if errors.Is(err, storage.ErrExists) {
		_, err = s.standings.Update(ctx, t.ID, func(old *Standing) error { old.DueAt = t.DueAt; old.plan(); return nil })
	}
	if gone(err) != nil {
		return err
	}
	if err := gone(s.standings.Delete(ctx, sharedID(p.Institution, a.Course, p.User))); err != nil {
		return err // what is asked for need not be shown too
	}
	return s.settleDue(ctx, p.User, a.Course)
}

// discard removes a standing.
func (s *Service) discard(ctx context.Context, t Standing) error {
	if err := gone(s.standings.Delete(ctx, t.ID)); err != nil {
		return err
	}
	return s.settleDue(ctx, t.Learner, t.Course)
}

// Due gives the earliest date by which anybody wants the learner to finish. It implements learning.Follower.
func (s *Service) Due(ctx context.Context, learner, course string) (*time.Time, error) {
	var first *time.Time
	now := s.now()
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{learner, course}}) {
		if err != nil {
			return nil, err
		}
		if due := t.Due(); due != nil && t.State(now) != Waived && (first == nil || due.Before(*first)) {
			first = due
		}
	}
	return first, nil
}

// settleDue writes that date into the enrolment, where there is one.
func (s *Service) settleDue(ctx context.Context, learner, course string) error {
	due, err := s.Due(ctx, learner, course)
	if err != nil {
		return err
	}
	return s.Learning.SetDue(ctx, learner, course, due)
}

// Followed carries a step of learning into the standings. It implements learning.Follower; what fails here is caught up by Run.
func (s *Service) Followed(ctx context.Context, p learning.Progress) {
	if err := s.followed(ctx, p); err != nil {
		s.Log.Warn("a step of learning is not in the reports yet", "error", err)
	}
}

func (s *Service) followed(ctx context.Context, p learning.Progress) error {
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{p.Learner, p.Course}}) {
		if err != nil {
			return err
		}
		seen := t
		if err := s.follow(ctx, &seen, p); err != nil {
			return err
		}
		_, err := s.standings.Update(ctx, t.ID, func(t *Standing) error {
			if t.CompletedAt != nil && p.CompletedAt == nil || t.Share > p.Share {
				return nil // a later step was faster
			}
			t.Started, t.Share, t.Score, t.CompletedAt = seen.Started, seen.Share, seen.Score, seen.CompletedAt
			t.Certificate, t.IssuedAt, t.ExpiresAt = seen.Certificate, seen.IssuedAt, seen.ExpiresAt
			t.plan()
			return nil
		})
		if err := gone(err); err != nil {
			return err
		}
		if due := t.Due(); due != nil && p.DueAt == nil {
			if err := s.settleDue(ctx, p.Learner, p.Course); err != nil {
				return err
			}
		}
	}
	return nil
}

// follow writes progress into a standing, with the dates of the certificate.
func (s *Service) follow(ctx context.Context, t *Standing, p learning.Progress) error {
	t.Started, t.Share, t.Score, t.CompletedAt = p.Started, p.Share, p.Score, p.CompletedAt
	if p.Certificate == "" || p.Certificate == t.Certificate {
		return nil
	}
	c, err := s.Certificates.Issued(ctx, p.Certificate)
	if err != nil {
		return gone(err)
	}
	t.Certificate, t.IssuedAt, t.ExpiresAt = p.Certificate, &c.IssuedAt, c.ExpiresAt
	return nil
}
