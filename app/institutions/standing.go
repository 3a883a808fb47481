package institutions

import (
	"context"
	"errors"
	"time"

	"upstander/app/ident"
	"upstander/app/learning"
	"upstander/courses"
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
	ExpiresAt    *time.Time       `bson:"expires_at,omitempty"`   // when the completion counts no more; see counts
	Cycle        int64            `bson:"cycle,omitempty"`        // that Started, Share and Score are of; 0 is the first
	Earned       int64            `bson:"earned,omitempty"`       // the cycle that CompletedAt and Certificate are of; 0 for none
	CertEnds     *time.Time       `bson:"cert_ends,omitempty"`    // of the certificate
	EndedBefore  *time.Time       `bson:"ended_before,omitempty"` // ExpiresAt of the cycle before Earned
	Months       int              `bson:"validity_months,omitempty"`
	Window       *courses.Window  `bson:"window,omitempty"`   // with Months, the assignment's validity
	RemindAt     time.Time        `bson:"remind_at"`          // never for nothing to remind of
	RemindedAt   time.Time        `bson:"reminded_at"`        // steps up to here are dealt with
	Schedule     *schedule        `bson:"schedule,omitempty"` // of the institution; nil: the usual one
	Claim        string           `bson:"claim,omitempty"`    // day of the mail that is being written
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

// counts sets until when the completion counts: as long as its certificate, or as the assignment says where that ends sooner.
func (t *Standing) counts() {
	t.ExpiresAt = nil
	if t.CompletedAt == nil {
		return
	}
	t.ExpiresAt = t.CertEnds
	theirs := courses.Validity{Months: t.Months, Window: t.Window}.Until(*t.CompletedAt, t.EndedBefore)
	if theirs != nil && (t.ExpiresAt == nil || theirs.Before(*t.ExpiresAt)) {
		t.ExpiresAt = theirs
	}
}

// renewing reports whether a renewal is under way: what is completed is of the cycle before.
func (t *Standing) renewing() bool { return t.CompletedAt != nil && t.Cycle > t.Earned }

// Due is the date that counts for this learner: the first time the assignment's, or one of their own; a renewal is due when what it
// renews ends, or at a later date of their own.
func (t *Standing) Due() *time.Time {
	if t.renewing() && t.ExpiresAt != nil && (t.Extended == nil || t.Extended.Before(*t.ExpiresAt)) {
		return t.ExpiresAt
	}
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
		Learner: p.User, Name: m.Name, NameKey: m.NameKey, Email: m.Email, AssignedAt: now, DueAt: a.due(&p), Months: a.Months, Window: a.Window, RemindedAt: now.Add(-time.Millisecond), Schedule: i.Reminders,
	}
	progress, err := s.Learning.ProgressOf(ctx, p.User, a.Course)
	if err == nil {
		err = s.follow(ctx, &t, progress)
	}
	if gone(err) != nil {
		return err
	}
	t.plan()
	stored, err := s.standings.Insert(ctx, t)
	if errors.Is(err, storage.ErrExists) {
		stored, err = s.standings.Update(ctx, t.ID, func(old *Standing) error {
			old.DueAt, old.Months, old.Window = t.DueAt, t.Months, t.Window
			if old.CertEnds == nil {
				old.CertEnds = t.CertEnds // not known to those stored by releases that had no renewals
			}
			old.counts()
			old.plan()
			return nil
		})
	}
	if err == nil {
		err = s.told(ctx, &stored)
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
		now, err := s.standings.Update(ctx, t.ID, func(t *Standing) error {
			if t.later(p) {
				return nil // a later step was faster
			}
			t.take(p)
			t.Certificate, t.IssuedAt, t.CertEnds = seen.Certificate, seen.IssuedAt, seen.CertEnds
			t.counts()
			t.plan()
			return nil
		})
		if err == nil {
			err = s.told(ctx, &now)
		}
		if err := gone(err); err != nil {
			return err
		}
		if due := now.Due(); due != nil && p.DueAt == nil {
			if err := s.settleDue(ctx, p.Learner, p.Course); err != nil {
				return err
			}
		}
	}
	return nil
}

// later reports whether the standing has seen a later step than this.
func (t *Standing) later(p learning.Progress) bool {
	if now := max(1, t.Cycle); now != p.Cycle {
		return now > p.Cycle
	}
	return t.CompletedAt != nil && p.CompletedAt == nil || t.Earned > p.Earned || t.Share > p.Share
}

// take writes progress into a standing. A completion of another cycle than the one before goes on from where that one ended.
func (t *Standing) take(p learning.Progress) {
	if t.CompletedAt != nil && p.Earned > max(1, t.Earned) {
		t.EndedBefore = t.ExpiresAt
	}
	t.Cycle, t.Earned, t.Started, t.Share, t.Score, t.CompletedAt = p.Cycle, p.Earned, p.Started, p.Share, p.Score, p.CompletedAt
}

// follow writes progress into a standing, with the dates of the certificate.
func (s *Service) follow(ctx context.Context, t *Standing, p learning.Progress) error {
	t.take(p)
	if p.Certificate == "" || p.Certificate == t.Certificate && t.CertEnds != nil {
		t.counts()
		return nil
	}
	c, err := s.Certificates.Issued(ctx, p.Certificate)
	if err != nil {
		return gone(err)
	}
	t.Certificate, t.IssuedAt, t.CertEnds = c.Serial, &c.IssuedAt, c.ExpiresAt
	t.counts()
	return nil
}

// Ends gives the first moment at which anybody takes the learner's completion for ended. It implements learning.Follower.
func (s *Service) Ends(ctx context.Context, learner, course string) (*time.Time, error) {
	var first *time.Time
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{learner, course}}) {
		if err != nil {
			return nil, err
		}
		if t.ExpiresAt != nil && (first == nil || t.ExpiresAt.Before(*first)) {
			first = t.ExpiresAt
		}
	}
	return first, nil
}
