package institutions

import (
	"context"
	"errors"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/certificates"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// CertificateView is a certificate of a member for an assigned course.
type CertificateView struct {
	certificates.View
	Learner Learner `json:"learner"`
	Cohort  string  `json:"cohort"`
}

// window is a filter of certificates made ready.
type window struct {
	storage.Query
	from, until time.Time // from <= issued < until; zero is no bound
	status      string
	text        string // part of the learner's name or address
}

func (s *Service) window(ctx context.Context, who access.Actor, in ReportInput) (window, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return window{}, err
	}
	q, err := s.query(ctx, in)
	if err != nil {
		return window{}, err
	}
	w := window{Query: q, status: in.Certs, text: key(strings.TrimSpace(in.Query))}
	var f problem.Fields
	if from := readDate(&f, "from", in.From); from != nil {
		w.from = *from
		if len(in.From) == len(time.DateOnly) {
			w.from = from.Truncate(24 * time.Hour)
		}
	}
	if until := readDate(&f, "until", in.Until); until != nil {
		w.until = until.Add(time.Second)
	}
	return w, f.Err()
}

// spans reports whether the standing has a certificate that the filter lets through, but for its status.
func (w *window) spans(t *Standing) bool {
	return t.Certificate != "" && t.IssuedAt != nil && t.matches(w.text) && !t.IssuedAt.Before(w.from) && (w.until.IsZero() || t.IssuedAt.Before(w.until))
}

// holds gives the certificate of a standing when the filter lets it through.
func (s *Service) holds(ctx context.Context, w window, t *Standing) (CertificateView, bool, error) {
	if !w.spans(t) {
		return CertificateView{}, false, nil
	}
	v, err := s.Certificates.Issued(ctx, t.Certificate)
	if errors.Is(err, storage.ErrNotFound) {
		return CertificateView{}, false, nil
	}
	if err != nil || w.status != "" && v.Status != w.status {
		return CertificateView{}, false, err
	}
	return CertificateView{v, Learner{t.Learner, t.Name, t.Email}, t.Cohort}, true, nil
}

// CertificateList lists members' certificates for assigned courses, by holder's name. A course assigned twice to one person shows its
// certificate once in each cohort.
func (s *Service) CertificateList(ctx context.Context, who access.Actor, in ReportInput) (paging.List[CertificateView], error) {
	w, err := s.window(ctx, who, in)
	if err != nil {
		return paging.List[CertificateView]{}, err
	}
	var out []CertificateView
	cursor, err := s.sift(ctx, w.Query, in, func(t *Standing) (bool, error) {
		v, ok, err := s.holds(ctx, w, t)
		if ok {
			out = append(out, v)
		}
		return ok, err
	})
	return paging.Page(out, cursor), err
}

// OnCertificate gives the institution that a certificate for this learner and course names: the one that assigned it first; none where
// nobody did. It implements certificates.Institutions.
func (s *Service) OnCertificate(ctx context.Context, learner, course string) (certificates.Brand, error) {
	var first *Standing
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{learner, course}}) {
		if err != nil {
			return certificates.Brand{}, err
		}
		if !t.shared() && (first == nil || t.AssignedAt.Before(first.AssignedAt)) {
			first = &t
		}
	}
	if first == nil {
		return certificates.Brand{}, nil
	}
	i, err := s.institutions.Get(ctx, first.Institution)
	if err != nil {
		return certificates.Brand{}, gone(err)
	}
	p, err := s.logo(ctx, &i)
	return certificates.Brand{Institution: i.Name, Logo: p.Data, Signatory: i.Signatory, SignatoryTitle: i.SignatoryTitle}, err
}

// Manages reports whether the actor manages an institution that assigned the course to the learner. It implements
// certificates.Institutions.
func (s *Service) Manages(ctx context.Context, who access.Actor, learner, course string) (bool, error) {
	return s.manages(ctx, who, learner, course, func(t *Standing) bool { return !t.shared() })
}

// Sees reports whether the actor manages an institution that assigned the course to the learner, or that the learner shows it to. It
// implements certificates.Institutions.
func (s *Service) Sees(ctx context.Context, who access.Actor, learner, course string) (bool, error) {
	return s.manages(ctx, who, learner, course, func(*Standing) bool { return true })
}

func (s *Service) manages(ctx context.Context, who access.Actor, learner, course string, counts func(*Standing) bool) (bool, error) {
	if !who.Manages && who.Key == nil || learner == "" {
		return false, nil
	}
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{learner, course}}) {
		if err != nil {
			return false, err
		}
		if !counts(&t) {
			continue
		}
		if may, err := s.MayAct(ctx, who, t.Institution); may || err != nil {
			return may, err
		}
	}
	return false, nil
}
