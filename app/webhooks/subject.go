package webhooks

import (
	"context"
	"errors"
	"slices"
	"time"

	"upstander/app/certificates"
	"upstander/app/ident"
	"upstander/app/institutions"
	"upstander/storage"
)

// subject is one completion that an institution may hear of, with what has been handed out about it.
type subject struct {
	storage.Meta `bson:",inline"` // follows from institution, learner, course and the time of completion
	Institution  string           `bson:"institution"`
	Learner      string           `bson:"learner"`
	Course       string           `bson:"course"`
	Since        time.Time        `bson:"since"` // the institution sees it from then on
	CompletedAt  time.Time        `bson:"completed_at"`
	First        string           `bson:"first"`       // serial of the certificate that was issued for it; "" before that
	Certificate  string           `bson:"certificate"` // serial of the one that stands in its place now
	Seen         []string         `bson:"seen"`        // ids of the events handed out
	CheckAt      time.Time        `bson:"check_at"`    // when to look next
	Marks        int64            `bson:"marks"`       // grows whenever somebody asks for a look, so that one under way does not take it for done
}

// never is when to look at what cannot change by itself.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func subjectID(n institutions.News) string {
	return ident.Of("webhook subject", n.Institution, n.Learner, n.Course, n.CompletedAt.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano))
}

// heard is told of completions; those of institutions without endpoints are nobody's business.
func (s *Service) heard(ctx context.Context, n institutions.News) error {
	endpoints, err := s.of(ctx, n.Institution)
	if err != nil || len(endpoints) == 0 {
		return err
	}
	return s.note(ctx, n)
}

// note makes or moves the subject of a completion.
func (s *Service) note(ctx context.Context, n institutions.News) error {
	now := s.Now()
	made := subject{
		Meta: storage.Meta{ID: subjectID(n)}, Institution: n.Institution, Learner: n.Learner, Course: n.Course, Since: n.AssignedAt, CompletedAt: n.CompletedAt,
		First: n.Certificate, Certificate: n.Certificate, CheckAt: now, Marks: 1,
	}
	for range 3 { // a subject may go between two steps
		if held, err := s.subjects.Get(ctx, made.ID); err == nil && (held.First == n.Certificate || held.Certificate == n.Certificate) && !n.AssignedAt.Before(held.Since) && held.CheckAt.After(now) && len(held.Seen) > 0 {
			return nil // known, and nothing new
		}
		_, err := s.subjects.Insert(ctx, made)
		if errors.Is(err, storage.ErrExists) {
			_, err = s.subjects.Update(ctx, made.ID, func(t *subject) error {
				if t.First == "" {
					t.First, t.Certificate = n.Certificate, n.Certificate
				}
				if n.AssignedAt.Before(t.Since) {
					t.Since = n.AssignedAt
				}
				t.CheckAt = now
				t.Marks++
				return nil
			})
		}
		if !errors.Is(err, storage.ErrNotFound) {
			s.stir()
			return err
		}
	}
	return nil
}

// touched is told of certificates to which something has happened.
func (s *Service) touched(ctx context.Context, serial string) error {
	for t, err := range s.subjects.Find(ctx, storage.Query{Index: "by_certificate", Equal: []any{serial}}) {
		if err != nil {
			return err
		}
		_, err = s.subjects.Update(ctx, t.ID, func(t *subject) error {
			t.CheckAt = s.Now()
			t.Marks++
			return nil
		})
		if gone(err) != nil {
			return err
		}
		s.stir()
	}
	return nil
}

// event is one thing to be told.
type event struct {
	id, kind, certificate, by string
	at                        time.Time
}

// events derives what there is to tell of a completion at a moment, and when there may be more.
func (t *subject) events(lives []certificates.Life, now time.Time) (out []event, next time.Time) {
	next = never
	later := func(at time.Time) time.Time {
		if at.Before(t.Since) {
			return t.Since
		}
		return at
	}
	add := func(kind, serial, by string, at time.Time) {
		about := serial // a renewal's certificate is the end of one chain and the beginning of another: it is told once
		if serial == "" {
			about = t.ID
		}
		out = append(out, event{"msg_" + ident.Of("webhook event", t.Institution, kind, about), kind, serial, by, later(at)})
	}
	add(Completion, "", "", t.CompletedAt)
	for _, l := range lives {
		add(Issued, l.Serial, "", l.IssuedAt)
		switch {
		case l.RevokedAt != nil:
			add(Revoked, l.Serial, "", *l.RevokedAt)
		case l.SupersededAt != nil:
			add(Superseded, l.Serial, l.By, *l.SupersededAt)
		case l.ExpiresAt != nil && !now.Before(*l.ExpiresAt):
			add(Expired, l.Serial, "", *l.ExpiresAt)
		case l.ExpiresAt != nil && l.ExpiresAt.Before(next):
			next = *l.ExpiresAt
		}
	}
	return out, next
}

// settle hands out what is new about a subject. storage.ErrConflict: somebody asked for another look meanwhile.
func (s *Service) settle(ctx context.Context, t subject) error {
	endpoints, err := s.of(ctx, t.Institution)
	if err != nil {
		return err
	}
	follows, err := s.Institutions.Follows(ctx, t.Institution, t.Learner, t.Course)
	if err != nil {
		return err
	}
	if len(endpoints) == 0 || !follows {
		return gone(s.subjects.DeleteAt(ctx, t.ID, t.Rev))
	}
	var lives []certificates.Life
	if t.First != "" {
		if lives, err = s.Certificates.History(ctx, t.First); gone(err) != nil {
			return err
		}
	}
	if n := len(lives); n > 0 && lives[n-1].Serial != t.Certificate {
		// Whoever revokes the new one finds this subject by its serial: it is written before the new one is read.
		_, err := s.subjects.UpdateAt(ctx, t.ID, t.Rev, func(t *subject) error { t.Certificate = lives[n-1].Serial; return nil })
		return errors.Join(err, storage.ErrConflict)
	}
	events, next := t.events(lives, s.Now())
	for _, e := range events {
		if slices.Contains(t.Seen, e.id) {
			continue
		}
		for i := range endpoints {
			if to := &endpoints[i]; slices.Contains(to.Events, e.kind) && !e.at.Before(to.CreatedAt) {
				if err := s.enqueue(ctx, to, &t, e); err != nil {
					return err
				}
			}
		}
	}
	_, err = s.subjects.UpdateAt(ctx, t.ID, t.Rev, func(t *subject) error {
		for _, e := range events {
			if !slices.Contains(t.Seen, e.id) {
				t.Seen = append(t.Seen, e.id)
			}
		}
		t.CheckAt = next
		return nil
	})
	return gone(err)
}
