package institutions

import (
	"context"
	"slices"
	"strings"
	"time"

	"upstander/app/ident"
	"upstander/storage"
)

// never is when a standing with nothing to remind of is next looked at.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// plan sets when the standing is next to be reminded of: the first step after those dealt with, and after the schedule that holds was set.
// Steps missed while the server was down are one reminder, not several.
func (t *Standing) plan() {
	from := t.RemindedAt
	if since := t.Schedule.since(); since.After(from) {
		from = since
	}
	t.RemindAt = never
	for _, at := range t.steps() {
		if at.After(from) && at.Before(t.RemindAt) {
			t.RemindAt = at
		}
	}
}

// steps are all that there is to remind of: the assignment itself, and the days around the date that matters now.
func (t *Standing) steps() []time.Time {
	days := t.Schedule.days()
	if t.CompletedAt != nil {
		if t.ExpiresAt == nil {
			return nil
		}
		return moments(*t.ExpiresAt, days.BeforeExpiry, days.AfterExpiry)
	}
	out := []time.Time{t.AssignedAt}
	if due := t.Due(); due != nil {
		out = append(out, moments(*due, days.BeforeDue, days.AfterDue)...)
	}
	return out
}

// remind writes one mail to each learner of whom a step has come.
func (s *Service) remind(ctx context.Context) error {
	now := s.now()
	done := map[string]bool{}
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_reminder", Max: now.Add(time.Millisecond)}) {
		if err != nil {
			return err
		}
		if done[t.Learner] {
			continue
		}
		done[t.Learner] = true
		if err := s.digest(ctx, t.Learner, now); err != nil {
			return err
		}
	}
	return nil
}

// digest writes the day's mail to one learner. Standings are claimed for the day before the mail is written and let go after, and the mail's
// id follows from learner and day: whenever this is cut short and begun again, the mail is written once. What comes up after the day's mail
// waits for the next day's.
func (s *Service) digest(ctx context.Context, learner string, now time.Time) error {
	today := now.UTC().Format(time.DateOnly)
	written, err := s.Outbox.Has(ctx, digestID(learner, today))
	if err != nil {
		return err
	}
	claims := map[string][]Standing{}
	for t, err := range s.standings.Find(ctx, storage.Query{Index: "by_learner", Equal: []any{learner}}) {
		if err != nil {
			return err
		}
		if t.RemindAt.After(now) {
			continue
		}
		t, err = s.standings.Update(ctx, t.ID, func(t *Standing) error {
			switch {
			case t.RemindAt.After(now) || t.Claim != "":
			case written:
				t.RemindAt = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
			default:
				t.Claim = today
			}
			return nil
		})
		if gone(err) != nil {
			return err
		}
		if err == nil && t.Claim != "" {
			claims[t.Claim] = append(claims[t.Claim], t)
		}
	}
	for day, list := range claims {
		if err := s.writeDigest(ctx, learner, day, list, now); err != nil {
			return err
		}
		for _, t := range list {
			_, err := s.standings.Update(ctx, t.ID, func(t *Standing) error {
				t.Claim, t.RemindedAt = "", now
				t.plan()
				return nil
			})
			if gone(err) != nil {
				return err
			}
		}
	}
	return nil
}

func digestID(learner, day string) string { return ident.Of("digest", learner, day) }

func (s *Service) writeDigest(ctx context.Context, learner, day string, list []Standing, now time.Time) error {
	p, err := s.people.Person(ctx, learner)
	if err != nil {
		return gone(err)
	}
	var lines []string
	for _, t := range list {
		if line := s.reminder(ctx, &t, p.Language, now); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	slices.Sort(lines)
	return s.Outbox.SendOnce(ctx, digestID(learner, day), p.Email, p.Language, "digest", map[string]string{
		"name": p.Name, "lines": strings.Join(slices.Compact(lines), "\n"), "link": s.BaseURL + "/learning",
	})
}

// reminder is one line of the day's mail; "" when there is nothing to say any more.
func (s *Service) reminder(ctx context.Context, t *Standing, language string, now time.Time) string {
	words, at := "", t.Due()
	switch t.State(now) {
	case NotStarted, InProgress:
		if words = "mail.digest.due"; at == nil {
			words = "mail.digest.open"
		}
	case Overdue:
		words = "mail.digest.overdue"
	case Completed, Expiring:
		words, at = "mail.digest.expiring", t.ExpiresAt
	case Expired:
		words, at = "mail.digest.expired", t.ExpiresAt
	default:
		return ""
	}
	if at == nil && words != "mail.digest.open" {
		return ""
	}
	if t.renewing() {
		words += "_begun"
	}
	date := ""
	if at != nil {
		date = s.Day(language, *at)
	}
	return s.Words(language, words, "course", s.title(ctx, t.Course, language), "date", date)
}
