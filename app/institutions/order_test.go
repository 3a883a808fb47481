package institutions

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestOrders pages through the report in every order and compares with a sort of all rows; a search and a state narrow it down.
func TestOrders(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.ministry(90)
	// Some dates and scores differ, and some are missing.
	n := 0
	for s, err := range h.standings.Find(ctx, h.all(v.ID)) {
		h.ok(err)
		n++
		_, err = h.standings.Update(ctx, s.ID, func(t *Standing) error {
			due := h.now().AddDate(0, 0, n%7)
			t.Extended = &due
			if n%5 == 0 {
				t.Extended, t.DueAt = nil, nil
			}
			if n%4 == 0 {
				t.Score = nil
			}
			return nil
		})
		h.ok(err)
	}
	for _, narrow := range []ReportInput{{}, {Query: "PERSON 00000"}, {Query: "user-1"}, {State: InProgress}} {
		for _, column := range Sorts() {
			for _, sort := range []string{column, "-" + column} {
				in := narrow
				in.ID, in.Limit, in.Sort = v.ID, 17, sort
				var rows []Row
				var summary *Summary
				for {
					r, err := h.Report(ctx, boss, in)
					h.ok(err)
					if r.Summary != nil {
						summary = r.Summary
					}
					rows = append(rows, r.Items...)
					if r.NextCursor == nil {
						break
					}
					in.Cursor = *r.NextCursor
				}
				seen := map[string]bool{}
				for _, r := range rows {
					seen[r.Learner.ID+r.Course] = true
				}
				if summary.Rows != len(rows) || len(seen) != len(rows) || len(rows) == 0 {
					t.Errorf("%v by %s: %d rows, %d of them different, the summary says %d", narrow, sort, len(rows), len(seen), summary.Rows)
				}
				if !slices.IsSortedFunc(rows, rowOrder(sort)) {
					t.Errorf("%v by %s is not in order", narrow, sort)
				}
				f, err := h.Export(ctx, boss, ReportInput{ID: v.ID, Format: "csv", Sort: sort, Query: narrow.Query, State: narrow.State})
				h.ok(err)
				var file strings.Builder
				h.ok(f.Write(ctx, &file))
				lines := strings.Split(strings.TrimSpace(file.String()), "\r\n")[1:]
				if len(lines) != len(rows) || !strings.Contains(lines[0], rows[0].Learner.Email) || !strings.Contains(lines[len(lines)-1], rows[len(rows)-1].Learner.Email) {
					t.Errorf("%v by %s: the file has %d lines, begins with %q", narrow, sort, len(lines), lines[0])
				}
			}
		}
	}
	_, err := h.Report(ctx, boss, ReportInput{ID: v.ID, Limit: 5, Sort: "shoe size"})
	h.is(err, "invalid")
	first, err := h.Report(ctx, boss, ReportInput{ID: v.ID, Limit: 5, Sort: "score"})
	h.ok(err)
	_, err = h.Report(ctx, boss, ReportInput{ID: v.ID, Limit: 5, Sort: "due", Cursor: *first.NextCursor})
	h.is(err, "invalid")
}

// rowOrder compares rows as the sort says, from what they show.
func rowOrder(sort string) func(a, b Row) int {
	column, back := strings.CutPrefix(sort, "-")
	value := func(r Row) (float64, bool) {
		at := func(t *time.Time) (float64, bool) {
			if t == nil {
				return 0, false
			}
			return float64(t.UnixMilli()), true
		}
		switch column {
		case "state":
			return float64(slices.Index(States(), r.State)), true
		case "progress":
			return r.Progress, true
		case "due":
			return at(r.DueAt)
		case "completed":
			return at(r.CompletedAt)
		case "score":
			if r.Score == nil {
				return 0, false
			}
			return *r.Score, true
		}
		return 0, true
	}
	return func(a, b Row) int {
		if column == "name" {
			by := strings.Compare(a.Learner.Name, b.Learner.Name)
			if back {
				by = -by
			}
			return by
		}
		x, some := value(a)
		y, other := value(b)
		switch {
		case some != other && some:
			return -1
		case some != other:
			return 1
		case x == y:
			return strings.Compare(a.Learner.Name, b.Learner.Name)
		case (x < y) != back:
			return -1
		}
		return 1
	}
}

func TestWeeksAreCumulative(t *testing.T) {
	a := newTally()
	for _, date := range []string{"2024-01-02", "2026-03-08", "2026-03-09", "2026-03-10", "2026-03-24"} {
		at, err := time.Parse(time.DateOnly, date)
		if err != nil {
			t.Fatal(err)
		}
		a.add(&Standing{Learner: date, CompletedAt: &at}, at)
	}
	weeks := a.byWeek()
	if len(weeks) != maxWeeks || weeks[0].Completed != 1 {
		t.Fatalf("%d weeks from %+v", len(weeks), weeks[0])
	}
	want := []Week{{"2026-03-02", 2}, {"2026-03-09", 4}, {"2026-03-16", 4}, {"2026-03-23", 5}}
	if got := weeks[len(weeks)-4:]; !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}
