package institutions

import (
	"context"
	"fmt"
	"io"
	"slices"
	"testing"

	"upstander/app/access"
	"upstander/storage"
)

// ministry fills an institution with n members, of whom each stands with three courses.
func (h *house) ministry(n int) (View, access.Actor) {
	h.t.Helper()
	ctx := context.Background()
	v, boss := h.institution("Ministry")
	c, err := h.makeCohort(ctx, v.ID, "All")
	h.ok(err)
	due := h.now().AddDate(0, 1, 0)
	var people []int
	for i := range n {
		people = append(people, i)
	}
	h.ok(inParallel(ctx, values(people), func(ctx context.Context, i int) error {
		name, user := fmt.Sprintf("person %06d", i), fmt.Sprintf("user-%d", i)
		if _, err := h.members.Insert(ctx, Member{
			Meta: storage.Meta{ID: memberID(v.ID, user)}, Institution: v.ID, User: user, Role: access.Learner, Name: name, NameKey: name, Email: user + "@example.org", JoinedAt: h.now(),
		}); err != nil {
			return err
		}
		for n, slug := range []string{course, "second", "third"} {
			score := float64(i%10) / 10
			t := Standing{
				Meta: storage.Meta{ID: standingID(assignmentID(c.ID, slug), user)}, Institution: v.ID, Cohort: c.ID, Course: slug, Assignment: assignmentID(c.ID, slug), Place: placeID(c.ID, user),
				Learner: user, Name: name, NameKey: name, Email: user + "@example.org", AssignedAt: h.now(), DueAt: &due, RemindAt: never, Started: i%2 == 0, Share: score, Score: &score,
			}
			if (i+n)%3 == 0 {
				done, expires := h.now(), h.now().AddDate(1, 0, 0)
				t.CompletedAt, t.ExpiresAt, t.Certificate = &done, &expires, fmt.Sprintf("UP-%04d-%04d-TEST", n, i)
			}
			if _, err := h.standings.Insert(ctx, t); err != nil {
				return err
			}
		}
		return nil
	}))
	return v, boss
}

// BenchmarkReport is the report over 10,000 learners and three courses: its first page with the summary, a later page, and the files.
func BenchmarkReport(b *testing.B) {
	h := open(b)
	v, boss := h.ministry(10_000)
	in := ReportInput{ID: v.ID, Limit: 200}
	var next string
	b.Run("first page", func(b *testing.B) {
		for b.Loop() {
			r, err := h.Report(b.Context(), boss, in)
			if err != nil || r.Summary.Rows != 30_000 || r.Summary.States[Completed] != 10_000 {
				b.Fatal(err, r.Summary)
			}
			next = *r.NextCursor
		}
	})
	b.Run("later page", func(b *testing.B) {
		for b.Loop() {
			if _, err := h.Report(b.Context(), boss, ReportInput{ID: v.ID, Limit: 200, Cursor: next}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by score", func(b *testing.B) {
		for b.Loop() {
			if r, err := h.Report(b.Context(), boss, ReportInput{ID: v.ID, Limit: 200, Sort: "-score"}); err != nil || r.Summary.Rows != 30_000 {
				b.Fatal(err)
			}
		}
	})
	for _, format := range []string{"csv", "xlsx"} {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				f, err := h.Export(b.Context(), boss, ReportInput{ID: v.ID, Format: format})
				if err == nil {
					err = f.Write(b.Context(), io.Discard)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkImport is a file of 50,000 addresses: checked, and invited.
func BenchmarkImport(b *testing.B) {
	h := open(b)
	v, boss := h.ministry(2_000)
	file := []byte("email,name,cohort,language\n")
	for i := range MaxRows {
		file = fmt.Appendf(file, "new-%d@example.org,\"Person, number %d\",Cohort %d,en\n", i, i, i%30)
	}
	for _, dry := range []bool{true, false} {
		b.Run(fmt.Sprintf("dry=%t", dry), func(b *testing.B) {
			for b.Loop() {
				rows, err := ReadCSV(slices.Clone(file))
				if err != nil {
					b.Fatal(err)
				}
				r, err := h.Import(b.Context(), boss, Import{ID: v.ID, Key: "k", DryRun: dry, Rows: rows})
				if err != nil || r.Invited != MaxRows {
					b.Fatal(err, r.Invited)
				}
			}
		})
	}
}

// TestReportIsExact counts a report's pages against its summary.
func TestReportIsExact(t *testing.T) {
	h := open(t)
	v, boss := h.ministry(500)
	seen := map[string]int{}
	in := ReportInput{ID: v.ID, Limit: 77}
	var summary *Summary
	for {
		r, err := h.Report(t.Context(), boss, in)
		h.ok(err)
		if r.Summary != nil {
			summary = r.Summary
		}
		for _, row := range r.Items {
			seen[row.Learner.ID+row.Course]++
			seen[row.State]++
		}
		if r.NextCursor == nil {
			break
		}
		in.Cursor = *r.NextCursor
	}
	if summary.Rows != 1500 || summary.Learners != 500 || len(seen) < 1500 {
		t.Errorf("%d rows of %d learners, %d seen", summary.Rows, summary.Learners, len(seen))
	}
	for state, n := range summary.States {
		filtered, cursor := 0, ""
		for again := true; again; again = cursor != "" {
			r, err := h.Report(t.Context(), boss, ReportInput{ID: v.ID, Limit: 10, State: state, Cursor: cursor})
			h.ok(err)
			if filtered += len(r.Items); len(r.Items) > 10 {
				t.Errorf("%d rows on a page of 10", len(r.Items))
			}
			if cursor = ""; r.NextCursor != nil {
				cursor = *r.NextCursor
			}
		}
		if filtered != n {
			t.Errorf("%d rows filtered by %s, the summary says %d", filtered, state, n)
		}
		if seen[state] != n {
			t.Errorf("%d rows are %s, the summary says %d", seen[state], state, n)
		}
	}
}

// BenchmarkArchive is the ZIP of 300 certificates.
func BenchmarkArchive(b *testing.B) {
	h := open(b)
	const many = 300
	v, boss := h.certified(many)
	for b.Loop() {
		f, err := h.Archive(b.Context(), boss, ReportInput{ID: v.ID})
		if err == nil {
			err = f.Write(b.Context(), io.Discard)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(many*b.N)/b.Elapsed().Seconds(), "certificates/s")
}

// all finds every standing of an institution.
func (h *house) all(institution string) storage.Query {
	return storage.Query{Index: "by_institution", Equal: []any{institution}}
}
