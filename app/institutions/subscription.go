package institutions

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/problem"
	"upstander/storage"
)

// How often a report is mailed: on Mondays, or on the first of the month.
const (
	Weekly  = "weekly"
	Monthly = "monthly"
)

// reportHour is when reports are mailed, in UTC.
const reportHour = 6

// subscription has a manager mailed the numbers of a report. There is one for each manager and institution.
type subscription struct {
	storage.Meta `bson:",inline"` // follows from institution and user
	Institution  string           `bson:"institution"`
	User         string           `bson:"user"`
	Every        string           `bson:"every"`
	Cohort       string           `bson:"cohort"` // "": all
	Course       string           `bson:"course"` // "": all
	NextAt       time.Time        `bson:"next_at"`
}

func subscriptionID(institution, user string) string {
	return ident.Of("report subscription", institution, user)
}

// SubscriptionView is a manager's own subscription.
type SubscriptionView struct {
	Every  string     `json:"every"` // weekly, monthly; "": none
	Cohort string     `json:"cohort"`
	Course string     `json:"course"`
	NextAt *time.Time `json:"next_at"`
}

func (u *subscription) view() SubscriptionView {
	next := u.NextAt.UTC()
	return SubscriptionView{u.Every, u.Cohort, u.Course, &next}
}

// nextReport gives the first moment after now at which a report is mailed.
func nextReport(every string, now time.Time) time.Time {
	now = now.UTC()
	at, months, days := time.Date(now.Year(), now.Month(), 1, reportHour, 0, 0, 0, time.UTC), 1, 0
	if every == Weekly {
		at, months, days = monday(now).Add(reportHour*time.Hour), 0, 7
	}
	if !at.After(now) {
		at = at.AddDate(0, months, days)
	}
	return at
}

// Subscription gives the actor's own.
func (s *Service) Subscription(ctx context.Context, who access.Actor, in Ref) (SubscriptionView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return SubscriptionView{}, err
	}
	u, err := s.subscribers.Get(ctx, subscriptionID(in.ID, who.ID))
	if err != nil {
		return SubscriptionView{}, gone(err)
	}
	return u.view(), nil
}

// SubscriptionInput is the input of Subscribe.
type SubscriptionInput struct {
	ID     string `json:"-" path:"id"`
	Every  string `json:"every"`
	Cohort string `json:"cohort,omitempty"`
	Course string `json:"course,omitempty"`
}

// Subscribe has the actor mailed the numbers of a report from now on, in place of what was asked for before. It is for managers of the
// institution: administrators look at the page.
func (s *Service) Subscribe(ctx context.Context, who access.Actor, in SubscriptionInput) (SubscriptionView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return SubscriptionView{}, err
	}
	if m, err := s.members.Get(ctx, memberID(in.ID, who.ID)); gone(err) != nil {
		return SubscriptionView{}, err
	} else if m.Role != access.Manager {
		return SubscriptionView{}, problem.New(problem.Forbidden, "managers_only")
	}
	if in.Every != Weekly && in.Every != Monthly {
		return SubscriptionView{}, problem.Wrong("every", "unknown")
	}
	if _, err := s.query(ctx, ReportInput{ID: in.ID, Cohort: in.Cohort, Course: in.Course}); err != nil {
		if problem.From(err).Key == "cohort_unknown" {
			return SubscriptionView{}, problem.Wrong("cohort", "unknown")
		}
		return SubscriptionView{}, err
	}
	if in.Course != "" {
		if _, err := s.Published.CourseHead(ctx, in.Course); err != nil && problem.From(err).Kind == problem.NotFound {
			return SubscriptionView{}, problem.Wrong("course", "unknown")
		} else if err != nil {
			return SubscriptionView{}, err
		}
	}
	made := subscription{
		Meta: storage.Meta{ID: subscriptionID(in.ID, who.ID)}, Institution: in.ID, User: who.ID,
		Every: in.Every, Cohort: in.Cohort, Course: in.Course, NextAt: nextReport(in.Every, s.now()),
	}
	set := func(u *subscription) error {
		u.Every, u.Cohort, u.Course, u.NextAt = made.Every, made.Cohort, made.Course, made.NextAt
		return nil
	}
	_, err := s.subscribers.Update(ctx, made.ID, set)
	if errors.Is(err, storage.ErrNotFound) {
		_, err = s.subscribers.Insert(ctx, made)
	}
	if errors.Is(err, storage.ErrExists) { // another request was first
		_, err = s.subscribers.Update(ctx, made.ID, set)
	}
	return made.view(), err
}

// Unsubscribe ends it. Doing it twice is doing it once.
func (s *Service) Unsubscribe(ctx context.Context, who access.Actor, in Ref) (accounts.Nothing, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return accounts.Nothing{}, err
	}
	return accounts.Nothing{}, gone(s.subscribers.Delete(ctx, subscriptionID(in.ID, who.ID)))
}

// mailReports writes the reports that are due. What came due several times while the server was down is one mail.
func (s *Service) mailReports(ctx context.Context) error {
	now := s.now()
	for u, err := range s.subscribers.Find(ctx, storage.Query{Index: "by_next", Max: now.Add(time.Millisecond)}) {
		if err != nil {
			return err
		}
		m, err := s.members.Get(ctx, memberID(u.Institution, u.User))
		if gone(err) != nil {
			return err
		}
		p, personErr := s.people.Person(ctx, u.User)
		if gone(personErr) != nil {
			return personErr
		}
		if personErr != nil || m.Role != access.Manager { // no longer theirs to see
			if err := gone(s.subscribers.Delete(ctx, u.ID)); err != nil {
				return err
			}
			continue
		}
		if err := s.mailReport(ctx, &u, p, now); err != nil {
			return err
		}
		// Only the date that was served moves on: a new one that the manager set meanwhile stays.
		_, err = s.subscribers.Update(ctx, u.ID, func(held *subscription) error {
			if held.NextAt.Equal(u.NextAt) {
				held.NextAt = nextReport(held.Every, now)
			}
			return nil
		})
		if gone(err) != nil {
			return err
		}
	}
	return nil
}

// mailReport writes one: numbers and a link, nothing about a person. Its id follows from the date that it is for, so that a process that
// dies before the date has moved on does not write it twice.
func (s *Service) mailReport(ctx context.Context, u *subscription, p accounts.Person, now time.Time) error {
	i, err := s.institutions.Get(ctx, u.Institution)
	if err != nil {
		return gone(err)
	}
	in := ReportInput{ID: u.Institution, Cohort: u.Cohort, Course: u.Course}
	q, err := s.query(ctx, in)
	if problem.From(err).Kind == problem.NotFound { // the cohort is gone: the page says so
		return nil
	}
	if err != nil {
		return err
	}
	all := newTally()
	if err := s.each(ctx, q, in, now, func(t *Standing) error { all.add(t, now); return nil }); err != nil {
		return err
	}
	rest := url.Values{}
	for name, value := range map[string]string{"cohort": u.Cohort, "course": u.Course} {
		if value != "" {
			rest.Set(name, value)
		}
	}
	base := s.BaseURL + "/institutions/" + u.Institution
	return s.Outbox.SendOnce(ctx, ident.Of("report mail", u.ID, u.NextAt.UTC().Format(time.DateOnly)), p.Email, p.Language, "report", map[string]string{
		"name": p.Name, "institution": i.Name, "lines": s.numbers(all.summary(), p.Language), "link": base + "/report?" + rest.Encode(), "settings": base + "/settings#report-mail",
	})
}

// numbers writes a summary as lines. A mailbox is less guarded than the report: for few people it says that they are few.
func (s *Service) numbers(sum *Summary, language string) string {
	if sum.Learners < minGroup {
		return s.Words(language, "mail.report.few", "n", minGroup)
	}
	lines := []string{s.Words(language, "mail.report.learners", "learners", strconv.Itoa(sum.Learners), "rows", strconv.Itoa(sum.Rows))}
	for _, state := range States() {
		if n := sum.States[state]; n > 0 {
			lines = append(lines, "- "+s.Words(language, "assigned."+state)+": "+strconv.Itoa(n))
		}
	}
	if sum.Scores != nil {
		lines = append(lines, s.Words(language, "mail.report.score", "mean", strconv.Itoa(int(100*sum.Scores.Mean+.5)), "learners", strconv.Itoa(sum.Scores.Learners)))
	}
	return strings.Join(lines, "\n")
}
