package learning

import (
	"context"
	"errors"
	"time"

	"upstander/app/access"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/courses/tongues"
	"upstander/storage"
)

// Completion is a finished course, as a certificate needs it.
type Completion struct {
	Enrolment   string
	Learner     string
	Course      *publishing.Course // as it was taken, under the slug of the course that it renews
	Taken       string             // its own slug
	Validity    courses.Validity
	Language    string
	CompletedAt time.Time
	Cycle       int64
	Renews      string // serial of the certificate of the cycle before; "" for none
}

// Issuer makes certificates. Issuing twice for one enrolment and version gives the same serial.
type Issuer interface {
	Issue(ctx context.Context, c Completion) (serial string, err error)
	// Standing tells how the certificate that now stands for this serial stands; storage.ErrNotFound when there is none.
	Standing(ctx context.Context, serial string) (CertificateStanding, error)
}

// CertificateStanding is what a renewal needs to know of a certificate.
type CertificateStanding struct {
	Serial    string
	ExpiresAt *time.Time // nil: never
	Revoked   bool
}

// Service is what learners do.
type Service struct {
	published  *publishing.Service
	enrolments enrolments
	attempts   attempts
	issuer     Issuer
	follower   Follower // nil: nobody assigns
	now        func() time.Time
	pages      pageCache
}

// New opens the collections.
func New(ctx context.Context, engine storage.Engine, published *publishing.Service, issuer Issuer, now func() time.Time) (*Service, error) {
	s := &Service{published: published, issuer: issuer, now: now}
	var err error
	if s.enrolments, err = openEnrolments(ctx, engine); err != nil {
		return nil, err
	}
	s.attempts, err = openAttempts(ctx, engine)
	return s, err
}

// CourseRef names a course in a path.
type CourseRef struct {
	Course string `json:"-" path:"course"`
	// Language asks for the course in a language (BCP 47), from now on; without it, a new enrolment takes the best of Wanted.
	Language string `json:"-" query:"language"`
	Wanted   string `json:"-" from:"wanted"`
}

// Enrolled is the output of Enrol; Created tells the first time from later ones.
type Enrolled struct {
	EnrolmentView
	Created bool `json:"-"`
}

// Status is 201 the first time, 200 after.
func (e Enrolled) Status() int {
	if e.Created {
		return 201
	}
	return 200
}

// Enrol enrols the actor in the newest version of the course; once enrolled, the version stays.
func (s *Service) Enrol(ctx context.Context, who access.Actor, in CourseRef) (Enrolled, error) {
	course, err := s.published.Latest(ctx, in.Course)
	if err != nil {
		return Enrolled{}, err
	}
	if course.Retired {
		if _, err := s.enrolments.Get(ctx, EnrolmentID(who.ID, course.Slug)); errors.Is(err, storage.ErrNotFound) {
			return Enrolled{}, problem.New(problem.Conflict, "course_retired")
		}
	}
	due, err := s.due(ctx, who.ID, course.Slug)
	if err != nil {
		return Enrolled{}, err
	}
	now := s.now()
	e, err := s.enrolments.Insert(ctx, Enrolment{
		Meta: storage.Meta{ID: EnrolmentID(who.ID, course.Slug)}, Learner: who.ID, Course: course.Slug, Version: course.Version,
		Language: course.Tongue(in.Wanted), EnrolledAt: now, ActiveAt: now, DueAt: due, Modules: map[string]*ModuleProgress{},
	})
	created := err == nil
	if errors.Is(err, storage.ErrExists) {
		e, course, err = s.enrolment(ctx, who, in.Course)
	}
	if err != nil {
		return Enrolled{}, err
	}
	if tag, ok := tongues.Canonical(in.Language); ok && !created && course.Tongue(tag) != e.Language {
		chosen := course.Tongue(tag)
		if e, err = s.enrolments.Update(ctx, e.ID, func(e *Enrolment) error { e.Language = chosen; return nil }); err != nil {
			return Enrolled{}, err
		}
	}
	if created {
		s.told(ctx, &e, course)
	}
	v, err := s.shown(ctx, &e, course)
	return Enrolled{v, created}, err
}

// Enrolment gives the actor's enrolment in a course, as it is now.
func (s *Service) Enrolment(ctx context.Context, who access.Actor, in CourseRef) (EnrolmentView, error) {
	e, course, err := s.enrolment(ctx, who, in.Course)
	if err != nil {
		return EnrolmentView{}, err
	}
	return s.shown(ctx, &e, course)
}

// enrolment loads the actor's enrolment, in the cycle that holds now, with its course.
func (s *Service) enrolment(ctx context.Context, who access.Actor, slug string) (Enrolment, *publishing.Course, error) {
	e, err := s.current(ctx, who.ID, slug)
	if errors.Is(err, storage.ErrNotFound) {
		if _, err := s.published.Latest(ctx, slug); err != nil {
			return e, nil, err
		}
		return e, nil, problem.Missing("not_enrolled")
	}
	if err != nil {
		return e, nil, err
	}
	return s.whole(ctx, e)
}

// whole gives an enrolment its course and finishes what a process that died has left: a move to an editorial version, a certificate
// that a completion has not got yet.
func (s *Service) whole(ctx context.Context, e Enrolment) (Enrolment, *publishing.Course, error) {
	e, course, err := s.settled(ctx, e)
	if err != nil {
		return e, nil, err
	}
	if e.CompletedAt != nil && e.Certificate == "" {
		e, err = s.certify(ctx, e, course)
	}
	return e, course, err
}

// certify asks for the certificate of a completed enrolment and notes its serial.
func (s *Service) certify(ctx context.Context, e Enrolment, course *publishing.Course) (Enrolment, error) {
	validity, err := s.validity(ctx, &e, course)
	if err != nil {
		return e, err
	}
	done := Completion{
		Enrolment: e.ID, Learner: e.Learner, Course: course, Taken: e.taken(), Validity: validity, Language: e.Language, CompletedAt: *e.CompletedAt, Cycle: e.cycle(),
	}
	if e.Before != nil {
		done.Renews = e.Before.Certificate
	}
	serial, err := s.issuer.Issue(ctx, done)
	if err != nil {
		return e, err
	}
	e, err = s.enrolments.Update(ctx, e.ID, func(e *Enrolment) error { e.Certificate = serial; return nil })
	if err == nil {
		s.told(ctx, &e, course)
	}
	return e, err
}

// Enrolments lists the actor's enrolments, oldest first, each in the cycle that holds now.
func (s *Service) Enrolments(ctx context.Context, who access.Actor, in paging.Input) (paging.List[EnrolmentView], error) {
	none := paging.Of[EnrolmentView](nil)
	found, err := s.enrolments.byLearner(ctx, who.ID)
	if err != nil {
		return none, err
	}
	var all []EnrolmentView
	for _, e := range holding(found) {
		e, course, err := s.whole(ctx, e)
		if err != nil {
			return none, err
		}
		v, err := s.shown(ctx, &e, course)
		if err != nil {
			return none, err
		}
		all = append(all, v)
	}
	return paging.Cut(all, in, func(v EnrolmentView) string { return v.Course })
}
