package institutions

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/certificates"
	"upstander/app/learning"
	"upstander/storage"
)

// cohortOf makes a cohort with these members and assigns the course.
func (h *house) cohortOf(boss access.Actor, institution, name, due string, members ...string) (CohortView, AssignmentView) {
	h.t.Helper()
	c, err := h.CreateCohort(h.t.Context(), boss, CohortDraft{ID: institution, Name: name, Members: members})
	h.ok(err)
	a, err := h.Assign(h.t.Context(), boss, AssignmentDraft{ID: institution, Cohort: c.ID, Course: course, DueAt: due})
	h.ok(err)
	return c, a
}

// states gives name and state of each row.
func (h *house) states(who access.Actor, in ReportInput) string {
	h.t.Helper()
	if in.Limit == 0 {
		in.Limit = 200
	}
	r, err := h.Report(h.t.Context(), who, in)
	h.ok(err)
	var out []string
	for _, row := range r.Items {
		out = append(out, row.Learner.Name+" "+row.State)
	}
	return strings.Join(out, ", ")
}

func TestAnAssignmentIsFollowed(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	amina, bilal := h.member(v.ID, "Amina"), h.member(v.ID, "Bilal")
	_, err := h.Learning.Enrol(ctx, bilal, learning.CourseRef{Course: course}) // before anybody asked him to
	h.ok(err)
	c, a := h.cohortOf(boss, v.ID, "Spring", "2026-04-30", amina.ID, bilal.ID)
	if a.DueAt == nil || a.DueAt.Format(time.RFC3339) != "2026-04-30T23:59:59Z" {
		t.Errorf("due at %v", a.DueAt)
	}
	in := ReportInput{ID: v.ID}
	if got := h.states(boss, in); got != "Amina not_started, Bilal not_started" {
		t.Errorf("at first: %s", got)
	}
	for _, who := range []access.Actor{amina, bilal} {
		e, err := h.Learning.Enrol(ctx, who, learning.CourseRef{Course: course})
		h.ok(err)
		if e.DueAt == nil || !e.DueAt.Equal(*a.DueAt) {
			t.Errorf("the enrolment is due at %v", e.DueAt)
		}
	}
	serial := h.finish(amina, course)
	_, err = h.Learning.CompleteLesson(ctx, bilal, learning.LessonCompletion{Course: course, Module: "one", Lesson: "read"})
	h.ok(err)
	carol := h.member(v.ID, "Carol")
	if _, err := h.PatchCohort(ctx, boss, CohortChange{ID: v.ID, Cohort: c.ID, Add: []string{carol.ID}}); err != nil {
		t.Fatal(err)
	}
	if got := h.states(boss, in); got != "Amina completed, Bilal in_progress, Carol not_started" {
		t.Errorf("later: %s", got)
	}
	r, err := h.Report(ctx, boss, ReportInput{ID: v.ID, Cohort: c.ID, Course: course, Limit: 2})
	h.ok(err)
	row := r.Items[0]
	if *row.Certificate != serial || row.Progress != 1 || *row.Score != 1 || row.CompletedAt == nil || row.ExpiresAt == nil || row.Learner.Email != "amina@example.org" {
		t.Errorf("a completed row is %+v", row)
	}
	if r.NextCursor == nil || r.Summary == nil || r.Summary.Rows != 3 || r.Summary.States[Completed] != 1 || r.Summary.Scores != nil {
		t.Errorf("the summary is %+v, the cursor %v", r.Summary, r.NextCursor)
	}
	rest, err := h.Report(ctx, boss, ReportInput{ID: v.ID, Cohort: c.ID, Course: course, Limit: 2, Cursor: *r.NextCursor})
	h.ok(err)
	if len(rest.Items) != 1 || rest.NextCursor != nil || rest.Summary != nil {
		t.Errorf("the second page is %+v", rest)
	}
	if got := h.states(boss, ReportInput{ID: v.ID, State: InProgress, Query: "BI"}); got != "Bilal in_progress" {
		t.Errorf("filtered: %s", got)
	}
	_, err = h.Report(ctx, boss, ReportInput{ID: v.ID, State: "lazy", Limit: 5})
	h.is(err, "invalid")

	later := "2026-06-30"
	_, err = h.Except(ctx, boss, Exception{ID: v.ID, Assignment: a.ID, User: bilal.ID, DueAt: &later, Reason: "On mission"})
	h.ok(err)
	_, err = h.Except(ctx, boss, Exception{ID: v.ID, Assignment: a.ID, User: carol.ID, WaiveUntil: &later})
	h.is(err, "invalid") // without a reason
	_, err = h.Except(ctx, boss, Exception{ID: v.ID, Assignment: a.ID, User: carol.ID, WaiveUntil: &later, Reason: "On leave"})
	h.ok(err)
	h.pass(61 * 24 * time.Hour)
	if got := h.states(boss, in); got != "Amina completed, Bilal in_progress, Carol waived" {
		t.Errorf("past the date: %s", got)
	}
	h.pass(60 * 24 * time.Hour)
	if got := h.states(boss, in); got != "Amina completed, Bilal overdue, Carol overdue" {
		t.Errorf("past the extension: %s", got)
	}
	h.pass(200 * 24 * time.Hour)
	if got := h.states(boss, in); got != "Amina expiring, Bilal overdue, Carol overdue" {
		t.Errorf("near the end: %s", got)
	}
	h.pass(60 * 24 * time.Hour)
	if got := h.states(boss, in); got != "Amina expired, Bilal overdue, Carol overdue" {
		t.Errorf("at the end: %s", got)
	}
	_, err = h.RemoveMember(ctx, boss, MemberRef{v.ID, amina.ID})
	h.ok(err)
	if got := h.states(boss, in); got != "Bilal overdue, Carol overdue" {
		t.Errorf("after she left: %s", got)
	}
	if mine, err := h.Certificates.Issued(ctx, serial); err != nil || mine.Institution != "Academy" {
		t.Errorf("her certificate is %+v, %v", mine, err)
	}
	_, err = h.Unassign(ctx, boss, AssignmentRef{v.ID, a.ID})
	h.ok(err)
	if e, err := h.Learning.Enrolment(ctx, bilal, learning.CourseRef{Course: course}); err != nil || e.DueAt != nil || e.Done != 1 {
		t.Errorf("after it was taken back: %+v, %v", e, err)
	}
}

func TestRelativeDates(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	amina, bilal := h.member(v.ID, "Amina"), h.member(v.ID, "Bilal")
	c, err := h.CreateCohort(ctx, boss, CohortDraft{ID: v.ID, Name: "Intake", Members: []string{amina.ID}})
	h.ok(err)
	_, err = h.Assign(ctx, boss, AssignmentDraft{ID: v.ID, Cohort: c.ID, Course: course, DueDays: 10, DueAt: "2026-05-01"})
	h.is(err, "invalid")
	_, err = h.Assign(ctx, boss, AssignmentDraft{ID: v.ID, Cohort: c.ID, Course: course, DueDays: 10})
	h.ok(err)
	h.pass(5 * 24 * time.Hour)
	_, err = h.PatchCohort(ctx, boss, CohortChange{ID: v.ID, Cohort: c.ID, Members: &[]string{amina.ID, bilal.ID}})
	h.ok(err)
	r, err := h.Report(ctx, boss, ReportInput{ID: v.ID, Limit: 10})
	h.ok(err)
	if d := r.Items[1].DueAt.Sub(*r.Items[0].DueAt); d != 5*24*time.Hour {
		t.Errorf("who came five days later has %v more", d)
	}
	two, err := h.Assign(ctx, boss, AssignmentDraft{ID: v.ID, Cohort: c.ID, Course: course, DueAt: "2026-12-31"})
	h.ok(err)
	if r, err = h.Report(ctx, boss, ReportInput{ID: v.ID, Limit: 10}); err != nil || !r.Items[0].DueAt.Equal(*two.DueAt) || two.Status() != 200 {
		t.Errorf("a changed date: %+v, %v", r.Items, err)
	}
}

// A process that dies between storing progress and telling is caught up with; so is one that dies while handing on.
func TestWorkIsCaughtUp(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	amina := h.member(v.ID, "Amina")
	c, a := h.cohortOf(boss, v.ID, "Spring", "", amina.ID)
	h.Learning.Follow(deaf{h.Service})
	h.finish(amina, course)
	bilal := h.member(v.ID, "Bilal")
	_, err := h.places.Insert(ctx, Place{Meta: storage.Meta{ID: placeID(c.ID, bilal.ID)}, Institution: v.ID, Cohort: c.ID, User: bilal.ID, NameKey: "bilal", JoinedAt: h.now(), Pending: true})
	h.ok(err)
	h.reopen()
	if got := h.states(boss, ReportInput{ID: v.ID}); got != "Amina not_started" {
		t.Fatalf("told nevertheless: %s", got)
	}
	h.ok(h.Work(ctx, true))
	if got := h.states(boss, ReportInput{ID: v.ID}); got != "Amina completed, Bilal not_started" {
		t.Errorf("not caught up: %s", got)
	}
	if stored, err := h.assignments.Get(ctx, a.ID); err != nil || stored.Pending {
		t.Errorf("the assignment is %+v, %v", stored, err)
	}
}

// deaf is a follower whose process dies before it hears.
type deaf struct{ *Service }

func (deaf) Followed(context.Context, learning.Progress) {}

func TestSmallGroupsAreSuppressed(t *testing.T) {
	h := open(t)
	v, boss := h.institution("Academy")
	group := func(name string, n int) {
		var ids []string
		for i := range n {
			who := h.member(v.ID, fmt.Sprintf("%s %d", name, i))
			ids = append(ids, who.ID)
			h.finish(who, course)
		}
		h.cohortOf(boss, v.ID, name, "", ids...)
	}
	summary := func() *Summary {
		r, err := h.Report(t.Context(), boss, ReportInput{ID: v.ID, Limit: 1})
		h.ok(err)
		return r.Summary
	}
	group("Large", minGroup)
	if s := summary(); s.Scores == nil || s.Scores.Mean != 1 || s.Scores.Bands["80_to_100"] != minGroup || s.Groups[0].Scores == nil {
		t.Errorf("five are hidden: %+v", s)
	}
	group("Small", minGroup-1)
	s := summary()
	shown := 0
	for _, g := range s.Groups {
		if g.Scores != nil {
			shown++
		}
	}
	if shown != 1 || s.Scores != nil || s.States[Completed] != 2*minGroup-1 || s.Learners != 2*minGroup-1 {
		t.Errorf("four can be worked out: %+v", s)
	}
}

func TestExports(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	evil := h.member(v.ID, "Evil")
	name := "=HYPERLINK(1)"
	_, err := h.Accounts.UpdateMe(ctx, evil, accounts.Changes{Name: &name})
	h.ok(err)
	h.cohortOf(boss, v.ID, "+Spring", "2026-04-30", evil.ID, h.member(v.ID, "Zoë Ünlü, Dr").ID)
	write := func(f File, err error) []byte {
		h.ok(err)
		var out bytes.Buffer
		h.ok(f.Write(ctx, &out))
		return out.Bytes()
	}
	data := write(h.Export(ctx, boss, ReportInput{ID: v.ID, Format: "csv"}))
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))).ReadAll()
	h.ok(err)
	if len(rows) != 3 || rows[1][0] != "'=HYPERLINK(1)" || rows[1][2] != "'+Spring" || rows[2][0] != "Zoë Ünlü, Dr" || rows[2][8] != "2026-04-30T23:59:59Z" {
		t.Errorf("the file is %q", rows)
	}
	for text, want := range map[string]string{"=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "＝1": "'＝1", "a=1": "a=1", "": ""} {
		if got := Inert(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader(write(h.Export(ctx, boss, ReportInput{ID: v.ID, Format: "xlsx"}))))
	h.ok(err)
	cells, err := book.GetRows("Sheet1")
	h.ok(err)
	formula, _ := book.GetCellFormula("Sheet1", "A2")
	if len(cells) != 3 || cells[1][0] != name || formula != "" || cells[2][0] != "Zoë Ünlü, Dr" {
		t.Errorf("the workbook is %q, with formula %q", cells, formula)
	}
	_, err = h.Export(ctx, boss, ReportInput{ID: v.ID, Format: "exe"})
	h.is(err, "invalid")
}

func TestCertificatesInAnArchive(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.institution("Academy")
	one, two, idle := h.member(v.ID, "Same Name"), h.person("Same  Name 2"), h.member(v.ID, "Idle")
	same := "Same Name"
	_, err := h.Accounts.UpdateMe(ctx, two, accounts.Changes{Name: &same, CertificateName: &same})
	h.ok(err)
	p, err := h.Accounts.Person(ctx, two.ID)
	h.ok(err)
	h.ok(h.join(ctx, v.ID, p, access.Learner))
	h.cohortOf(boss, v.ID, "Spring", "", one.ID, two.ID, idle.ID)
	h.cohortOf(boss, v.ID, "Again", "", one.ID)
	first := h.finish(one, course)
	h.pass(48 * time.Hour)
	second := h.finish(two, course)

	f, err := h.Archive(ctx, boss, ReportInput{ID: v.ID})
	h.ok(err)
	var out bytes.Buffer
	h.ok(f.Write(ctx, &out))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	h.ok(err)
	names := map[string]bool{}
	var index [][]string
	for _, file := range z.File {
		names[file.Name] = true
		r, err := file.Open()
		h.ok(err)
		data, err := io.ReadAll(r)
		h.ok(err)
		if file.Name == "index.csv" {
			index, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))).ReadAll()
			h.ok(err)
		} else if !bytes.HasPrefix(data, []byte("%PDF-")) {
			t.Errorf("%s is no PDF", file.Name)
		}
	}
	if len(z.File) != 3 || len(index) != 3 || !names["Same Name - Prevention prevention - "+first+".pdf"] || index[1][9] != "https://x.example/verify/"+index[1][1] {
		t.Errorf("the archive holds %v and %q", names, index)
	}
	count := func(in ReportInput) int {
		in.ID, in.Limit = v.ID, 50
		list, err := h.CertificateList(ctx, boss, in)
		h.ok(err)
		return len(list.Items)
	}
	if n := count(ReportInput{}); n != 3 {
		t.Errorf("%d certificates, one of them in two cohorts", n)
	}
	if n := count(ReportInput{From: "2026-03-04"}); n != 1 {
		t.Errorf("%d issued from the third day", n)
	}
	if n := count(ReportInput{Until: "2026-03-03", Course: course}); n != 2 {
		t.Errorf("%d issued by the second day", n)
	}
	if n := count(ReportInput{Certs: certificates.Revoked}); n != 0 {
		t.Errorf("%d revoked", n)
	}
	_, err = h.Certificates.Revoke(ctx, boss, certificates.RevocationInput{Serial: second, Reason: "Error"})
	h.ok(err)
	if n := count(ReportInput{Certs: certificates.Revoked}); n != 1 {
		t.Errorf("%d revoked after one was", n)
	}
	_, err = h.Certificates.PDF(ctx, boss, certificates.PaperInput{Serial: first})
	h.ok(err)
	_, foreign := h.institution("Other")
	_, err = h.Certificates.PDF(ctx, foreign, certificates.PaperInput{Serial: first})
	h.is(err, "certificate_unknown")
	_, err = h.Certificates.Revoke(ctx, foreign, certificates.RevocationInput{Serial: first, Reason: "Spite"})
	h.is(err, "certificate_unknown")
	_, err = h.Certificates.Revoke(ctx, one, certificates.RevocationInput{Serial: first, Reason: "Mine"})
	h.is(err, "certificate_unknown")
	for _, bad := range []string{"../../etc/passwd", "a\x00b", "\u202eevil", "", strings.Repeat("ä", 500)} {
		if name := FileName(bad, "t", "S"); strings.ContainsAny(name, "/\\\x00\u202e") || len(name) > 200 {
			t.Errorf("%q became %q", bad, name)
		}
	}
}
