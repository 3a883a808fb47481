package institutions

import (
	"context"
	"errors"
	"strconv"
	"time"

	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/storage"
)

// managersMark says when managers were last told.
const managersMark = "managers"

// tellManagers mails, once a day, the managers of each institution in which somebody has newly missed a date or is about to lose a
// certificate: numbers and a link, no names. What came up while the server was down is in the next mail.
func (s *Service) tellManagers(ctx context.Context) error {
	now := s.now().UTC()
	today := now.Truncate(24 * time.Hour)
	from := today.AddDate(0, 0, -1)
	switch held, err := s.marks.Get(ctx, managersMark); {
	case err == nil && !held.At.Before(today):
		return nil
	case err == nil:
		from = held.At
	case !errors.Is(err, storage.ErrNotFound):
		return err
	}
	for i, err := range s.institutions.Find(ctx, storage.Query{}) {
		if err == nil {
			err = s.tellManagersOf(ctx, &i, from, today)
		}
		if err != nil {
			return err
		}
	}
	return s.setMark(ctx, managersMark, today)
}

// tellManagersOf counts what happened from one moment until another, and writes where there is something to say.
func (s *Service) tellManagersOf(ctx context.Context, i *Institution, from, until time.Time) error {
	missed, expiring := 0, 0
	within := func(t *time.Time, ahead time.Duration) bool {
		return t != nil && !t.Add(-ahead).Before(from) && t.Add(-ahead).Before(until)
	}
	q := storage.Query{Index: "by_institution", Equal: []any{i.ID}}
	err := s.each(ctx, q, ReportInput{}, until, func(t *Standing) error {
		switch t.State(until) {
		case Overdue:
			if within(t.Due(), 0) {
				missed++
			}
		case Expiring:
			if within(t.ExpiresAt, expiringSoon) {
				expiring++
			}
		}
		return nil
	})
	if err != nil || missed+expiring == 0 {
		return err
	}
	return s.EachManager(ctx, i.ID, func(p accounts.Person) error {
		return s.Outbox.SendOnce(ctx, ident.Of("managers", i.ID, p.ID, until.Format(time.DateOnly)), p.Email, p.Language, "managers", map[string]string{
			"name": p.Name, "institution": i.Name, "missed": strconv.Itoa(missed), "expiring": strconv.Itoa(expiring), "link": s.BaseURL + "/institutions/" + i.ID + "/report?state=" + Overdue,
		})
	})
}

func (s *Service) setMark(ctx context.Context, name string, at time.Time) error {
	_, err := s.marks.Update(ctx, name, func(m *mark) error { m.At = at; return nil })
	if errors.Is(err, storage.ErrNotFound) {
		_, err = s.marks.Insert(ctx, mark{Meta: storage.Meta{ID: name}, At: at})
	}
	if errors.Is(err, storage.ErrExists) {
		return nil // another process was first
	}
	return err
}
