package learning

import (
	"context"
	"errors"
	"strconv"
	"time"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/storage"
)

// A learner takes a course in cycles: the first time, and once for each renewal. Every cycle is an enrolment of its own, whose id follows
// from learner, course and number, so that beginning one twice finds the first. The enrolment of the first time names the cycle that
// holds now.

// Earned is a completed cycle, as the one that renews it remembers it.
type Earned struct {
	CompletedAt time.Time `bson:"completed_at" json:"completed_at"`
	Certificate string    `bson:"certificate" json:"certificate"` // serial
}

// Renewal says when what is completed ends, and from when on it can be renewed. Open: now, and it has not been begun.
type Renewal struct {
	EndsAt    time.Time `json:"ends_at"`
	From      time.Time `json:"from"`
	Ended     bool      `json:"ended"`
	Open      bool      `json:"open"`
	Refresher *string   `json:"refresher"` // the course by which it is renewed; null is the course itself
}

// cycle counts from 1.
func (e *Enrolment) cycle() int64 { return max(1, e.Cycle) }

func cycleID(learner, course string, n int64) string {
	if n <= 1 {
		return EnrolmentID(learner, course)
	}
	return ident.Of("enrolment", learner, course, strconv.FormatInt(n, 10))
}

// current gives the enrolment in the cycle that holds now; storage.ErrNotFound when the learner is not enrolled.
func (s *Service) current(ctx context.Context, learner, course string) (Enrolment, error) {
	e, err := s.enrolments.Get(ctx, EnrolmentID(learner, course))
	if err != nil || e.Cycles <= 1 {
		return e, err
	}
	return s.enrolments.Get(ctx, cycleID(learner, course, e.Cycles))
}

// holding keeps of a learner's enrolments those of the cycle that holds now, in their order.
func holding(all []Enrolment) []Enrolment {
	now := map[string]int64{}
	for _, e := range all {
		if e.cycle() == 1 {
			now[e.Course] = max(1, e.Cycles)
		}
	}
	var out []Enrolment
	for _, e := range all {
		if e.cycle() == now[e.Course] {
			out = append(out, e)
		}
	}
	return out
}

// shown is view with what only the certificate and those who assign know, when it ends, and with what is offered.
func (s *Service) shown(ctx context.Context, e *Enrolment, course *publishing.Course) (EnrolmentView, error) {
	v := view(e, course)
	var err error
	if v.Renewal, err = s.renewal(ctx, e); err != nil {
		return v, err
	}
	v.Offer, err = s.offer(ctx, e)
	return v, err
}

// renewal tells how the completion stands that e is or renews; nil where nothing ends it.
func (s *Service) renewal(ctx context.Context, e *Enrolment) (*Renewal, error) {
	serial := e.Certificate
	if e.CompletedAt == nil && e.Before != nil {
		serial = e.Before.Certificate
	}
	if serial == "" {
		return nil, nil
	}
	certificate, err := s.issuer.Standing(ctx, serial)
	if errors.Is(err, storage.ErrNotFound) || err == nil && certificate.Revoked {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ends := certificate.ExpiresAt
	if s.follower != nil {
		theirs, err := s.follower.Ends(ctx, e.Learner, e.Course)
		if err != nil {
			return nil, err
		}
		if theirs != nil && (ends == nil || theirs.Before(*ends)) {
			ends = theirs
		}
	}
	if ends == nil {
		return nil, nil
	}
	r := &Renewal{EndsAt: ends.UTC(), From: courses.RenewableFrom(ends.UTC())}
	r.Ended = !s.now().Before(r.EndsAt)
	content, err := s.renewedBy(ctx, e)
	if err != nil {
		return nil, err
	}
	r.Open = e.CompletedAt != nil && !s.now().Before(r.From) && !content.Retired
	if content.Slug != e.Course {
		r.Refresher = &content.Slug
	}
	return r, nil
}

// renewedBy gives what the next cycle of a course takes: the refresher that its newest version names, where there is one, else the
// course itself.
func (s *Service) renewedBy(ctx context.Context, e *Enrolment) (*publishing.Course, error) {
	course, err := s.published.Latest(ctx, e.Course)
	if err != nil {
		return nil, err
	}
	refresher := course.In(e.Language).Refresher
	if refresher == "" {
		return course, nil
	}
	found, err := s.published.Latest(ctx, refresher)
	if err == nil && found.Retired || err != nil && problem.From(err).Kind == problem.NotFound {
		return course, nil
	}
	return found, err
}

// Renew begins the next cycle of a course that the actor has completed and that ends soon or has ended. Its progress is counted from
// nothing; the cycle before is kept, and its certificate holds until it ends or the new one takes its place. A renewal that is under
// way already is given again.
func (s *Service) Renew(ctx context.Context, who access.Actor, in CourseRef) (Enrolled, error) {
	e, course, err := s.enrolment(ctx, who, in.Course)
	if err != nil {
		return Enrolled{}, err
	}
	if e.CompletedAt == nil {
		if e.cycle() == 1 {
			return Enrolled{}, problem.New(problem.Conflict, "renewal_unfinished")
		}
		v, err := s.shown(ctx, &e, course)
		return Enrolled{v, false}, err
	}
	certificate, err := s.issuer.Standing(ctx, e.Certificate)
	if err != nil {
		return Enrolled{}, err
	}
	if certificate.Revoked {
		return Enrolled{}, problem.New(problem.Conflict, "certificate_revoked")
	}
	r, err := s.renewal(ctx, &e)
	switch {
	case err != nil:
		return Enrolled{}, err
	case r == nil:
		return Enrolled{}, problem.New(problem.Conflict, "renewal_never")
	case !r.Open && !s.now().Before(r.From):
		return Enrolled{}, problem.New(problem.Conflict, "course_retired")
	case !r.Open:
		return Enrolled{}, problem.New(problem.Conflict, "renewal_early", "date", r.From.Format(time.DateOnly))
	}
	return s.begin(ctx, &e, certificate.Serial)
}

// begin stores the cycle after e, then has the first enrolment name it. Between the two e still holds, and beginning again goes on here.
func (s *Service) begin(ctx context.Context, e *Enrolment, certificate string) (Enrolled, error) {
	content, err := s.renewedBy(ctx, e)
	if err != nil {
		return Enrolled{}, err
	}
	now, n := s.now(), e.cycle()+1
	next := Enrolment{
		Meta: storage.Meta{ID: cycleID(e.Learner, e.Course, n)}, Learner: e.Learner, Course: e.Course, Version: content.Version, Language: e.Language,
		EnrolledAt: now, ActiveAt: now, Modules: map[string]*ModuleProgress{}, Cycle: n, Before: &Earned{e.CompletedAt.UTC(), certificate},
	}
	if content.Slug != e.Course {
		next.Taken = content.Slug
	}
	next, err = s.enrolments.Insert(ctx, next)
	created := err == nil
	if errors.Is(err, storage.ErrExists) {
		next, err = s.enrolments.Get(ctx, cycleID(e.Learner, e.Course, n))
	}
	if err != nil {
		return Enrolled{}, err
	}
	_, err = s.enrolments.Update(ctx, EnrolmentID(e.Learner, e.Course), func(first *Enrolment) error {
		first.Cycles = max(first.Cycles, n)
		return nil
	})
	if err != nil {
		return Enrolled{}, err
	}
	next, course, err := s.whole(ctx, next)
	if err != nil {
		return Enrolled{}, err
	}
	s.told(ctx, &next, course) // those who assign set the date
	if next, err = s.enrolments.Get(ctx, next.ID); err != nil {
		return Enrolled{}, err
	}
	v, err := s.shown(ctx, &next, course)
	return Enrolled{v, created}, err
}

// validity is how long the certificate of a cycle holds: as the course says in the version that was taken; where a refresher stood in for
// it, as its newest version says.
func (s *Service) validity(ctx context.Context, e *Enrolment, course *publishing.Course) (courses.Validity, error) {
	if e.Taken == "" {
		return course.In(e.Language).Validity(), nil
	}
	renewed, err := s.published.Latest(ctx, e.Course)
	if err != nil {
		return courses.Validity{}, err
	}
	return renewed.In(e.Language).Validity(), nil
}

// Replaced notes that another certificate has taken the place of an enrolment's: it was issued again in another name. It implements
// certificates.Enrolments; doing it again changes nothing.
func (s *Service) Replaced(ctx context.Context, enrolment, serial string) error {
	e, err := s.enrolments.Update(ctx, enrolment, func(e *Enrolment) error {
		if e.CompletedAt != nil {
			e.Certificate = serial
		}
		return nil
	})
	if errors.Is(err, storage.ErrNotFound) {
		return nil // erased meanwhile
	}
	if err != nil {
		return err
	}
	now, err := s.current(ctx, e.Learner, e.Course)
	if err != nil {
		return err
	}
	if now.cycle() == e.cycle()+1 {
		now, err = s.enrolments.Update(ctx, now.ID, func(now *Enrolment) error { now.Before.Certificate = serial; return nil })
		if err != nil {
			return err
		}
	}
	course, err := s.course(ctx, &now)
	if err == nil {
		s.told(ctx, &now, course)
	}
	return err
}

// EnrolmentRef names an enrolment by its course and, where it is not the one that holds now, its cycle.
type EnrolmentRef struct {
	Course string `json:"-" path:"course"`
	Cycle  string `json:"-" query:"cycle"` // a number from 1; "" is the one that holds now
}

// EnrolmentOf gives the actor's enrolment in a course, also in a cycle that is over.
func (s *Service) EnrolmentOf(ctx context.Context, who access.Actor, in EnrolmentRef) (EnrolmentView, error) {
	if in.Cycle == "" {
		return s.Enrolment(ctx, who, CourseRef{Course: in.Course})
	}
	n, err := strconv.ParseInt(in.Cycle, 10, 64)
	if err != nil || n < 1 {
		return EnrolmentView{}, problem.Wrong("cycle", "unknown")
	}
	e, err := s.enrolments.Get(ctx, cycleID(who.ID, in.Course, n))
	if errors.Is(err, storage.ErrNotFound) {
		return EnrolmentView{}, problem.Missing("not_enrolled")
	}
	if err != nil {
		return EnrolmentView{}, err
	}
	e, course, err := s.whole(ctx, e)
	if err != nil {
		return EnrolmentView{}, err
	}
	return view(&e, course), nil
}
