package institutions

import (
	"context"
	"slices"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/storage"
)

// Row is a line of the report: one learner and one assigned course.
type Row struct {
	Learner     Learner    `json:"learner"`
	Cohort      string     `json:"cohort"`
	Course      string     `json:"course"`
	Assignment  string     `json:"assignment"`
	State       string     `json:"state"`
	Progress    float64    `json:"progress"` // 0 to 1
	Score       *float64   `json:"score"`    // 0 to 1: mean of the best scores of the quizzes tried
	DueAt       *time.Time `json:"due_at"`
	CompletedAt *time.Time `json:"completed_at"`
	Certificate *string    `json:"certificate"` // serial
	ExpiresAt   *time.Time `json:"expires_at"`
	Cycle       int64      `json:"cycle"`    // that progress and score are of: 1 the first time
	Renewing    bool       `json:"renewing"` // the certificate is of the cycle before
	WaivedUntil *time.Time `json:"waived_until"`
	Reason      string     `json:"reason"` // of an extension or waiver
}

// Learner is whom a row is about.
type Learner struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

func (t *Standing) row(now time.Time) Row {
	r := Row{
		Learner: Learner{t.Learner, t.Name, t.Email}, Cohort: t.Cohort, Course: t.Course, Assignment: t.Assignment, State: t.State(now), Progress: t.Share,
		Score: t.Score, DueAt: t.Due(), CompletedAt: t.CompletedAt, ExpiresAt: t.ExpiresAt, WaivedUntil: t.WaivedUntil, Reason: t.Reason,
		Cycle: max(1, t.Cycle), Renewing: t.renewing(),
	}
	if t.Certificate != "" {
		r.Certificate = &t.Certificate
	}
	return r
}

// ReportInput is the input of Results.
type ReportInput struct {
	ID       string `json:"-" path:"id"`
	Cohort   string `json:"-" query:"cohort"`
	Course   string `json:"-" query:"course"`
	State    string `json:"-" query:"state"`
	Query    string `json:"-" query:"query"`   // part of the learner's name or address
	Sort     string `json:"-" query:"sort"`    // one of Sorts, name where absent; with "-" before it the other way round
	Language string `json:"-" from:"language"` // of a file's headings
	Limit    int    `json:"-" query:"limit"`   // rows of a JSON page
	Cursor   string `json:"-" query:"cursor"`  // of a JSON page
	Format   string `json:"-" query:"format"`  // json (also ""), csv, xlsx
	Certs    string `json:"-" query:"status"`  // of certificates: valid, expired, revoked …
	From     string `json:"-" query:"from"`    // certificates issued on this day or later
	Until    string `json:"-" query:"until"`   // certificates issued on this day or earlier
	Paper    string `json:"-" query:"paper"`   // of certificates in a ZIP: a4 (also "") or letter
	Part     string `json:"-" query:"part"`    // of the archive of certificates, from 1; "" for all
}

// Results is a page of the report.
type Results struct {
	Items      []Row    `json:"items"`
	Summary    *Summary `json:"summary"` // over all that match; with the first page alone
	NextCursor *string  `json:"next_cursor"`
}

// query gives how to find what the filter lets through, but for its state. A cohort of another institution does not exist.
func (s *Service) query(ctx context.Context, in ReportInput) (storage.Query, error) {
	if in.State != "" && !slices.Contains(States(), in.State) {
		return storage.Query{}, problem.Wrong("state", "unknown")
	}
	q := storage.Query{Index: "by_institution", Equal: []any{in.ID}}
	if in.Cohort != "" {
		if _, err := s.cohort(ctx, in.ID, in.Cohort); err != nil {
			return q, err
		}
	}
	switch {
	case in.Cohort != "" && in.Course != "":
		q = storage.Query{Index: "by_assignment", Equal: []any{assignmentID(in.Cohort, in.Course)}}
	case in.Cohort != "":
		q = storage.Query{Index: "by_cohort", Equal: []any{in.Cohort}}
	case in.Course != "":
		q = storage.Query{Index: "by_course", Equal: []any{in.ID, in.Course}}
	}
	return q, nil
}

// Report gives a page of the report, in the order asked for.
func (s *Service) Report(ctx context.Context, who access.Actor, in ReportInput) (Results, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return Results{}, err
	}
	q, err := s.query(ctx, in)
	if err != nil {
		return Results{}, err
	}
	order, err := orderOf(in.Sort)
	if err != nil {
		return Results{}, err
	}
	now := s.now()
	if !order.plain() || in.Query != "" {
		return s.ranked(ctx, q, in, order, now)
	}
	out := Results{Items: []Row{}}
	if in.Cursor == "" {
		all := newTally()
		if err := s.each(ctx, q, in, now, func(t *Standing) error { all.add(t, now); return nil }); err != nil {
			return Results{}, err
		}
		out.Summary = all.summary()
	}
	cursor, err := s.sift(ctx, q, in, func(t *Standing) (bool, error) {
		r := t.row(now)
		if in.State != "" && r.State != in.State {
			return false, nil
		}
		out.Items = append(out.Items, r)
		return true, nil
	})
	if err != nil {
		return Results{}, err
	}
	if cursor != "" {
		out.NextCursor = &cursor
	}
	return out, nil
}

// maxReads bounds how often one page of a filtered list goes back to the store; a page may then be shorter than its limit, or empty,
// with a cursor to go on from.
const maxReads = 100

// sift reads on until a page is full of standings that take keeps, and gives the cursor behind them, "" at the end. A page that is three
// quarters full is not filled up: the rest would be read few by few.
func (s *Service) sift(ctx context.Context, q storage.Query, in ReportInput, take func(*Standing) (bool, error)) (cursor string, err error) {
	cursor = in.Cursor
	for left, reads := in.Limit, 0; left > in.Limit/4 && reads < maxReads; reads++ {
		q.Limit = left
		page, next, err := s.standings.Page(ctx, q, cursor)
		if err != nil {
			return "", err
		}
		for i := range page {
			kept, err := take(&page[i])
			if err != nil {
				return "", err
			}
			if kept {
				left--
			}
		}
		if cursor = next; next == "" {
			break
		}
	}
	return cursor, nil
}

// each gives every standing that the filter lets through, by learner's name.
func (s *Service) each(ctx context.Context, q storage.Query, in ReportInput, now time.Time, visit func(*Standing) error) error {
	text := key(strings.TrimSpace(in.Query))
	for t, err := range s.standings.Find(ctx, q) {
		if err != nil {
			return err
		}
		if in.State != "" && t.State(now) != in.State || !t.matches(text) {
			continue
		}
		if err := visit(&t); err != nil {
			return err
		}
	}
	return nil
}

// matches reports whether the text, in lower case, is part of the learner's name or address.
func (t *Standing) matches(text string) bool {
	return text == "" || strings.Contains(t.NameKey, text) || strings.Contains(strings.ToLower(t.Email), text)
}
