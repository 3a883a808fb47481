package institutions

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"testing"
	"time"

	"upstander/app/access"
	"upstander/app/learning"
	"upstander/storage"
)

// certified fills an institution with so many certificates, a second apart.
func (h *house) certified(many int) (View, access.Actor) {
	h.t.Helper()
	ctx := context.Background()
	v, boss := h.institution("Ministry")
	c, err := h.makeCohort(ctx, v.ID, "All")
	h.ok(err)
	published, err := h.Published.Latest(ctx, course)
	h.ok(err)
	for i := range many {
		h.pass(time.Second)
		id := fmt.Sprintf("enrolment-%d", i)
		serial, err := h.Certificates.Issue(ctx, learning.Completion{Enrolment: id, Learner: boss.ID, Course: published, Language: "en", CompletedAt: h.now()})
		h.ok(err)
		now := h.now()
		_, err = h.standings.Insert(ctx, Standing{
			Meta: storage.Meta{ID: id}, Institution: v.ID, Cohort: c.ID, Course: course, Assignment: "a", Place: id, Learner: id, NameKey: fmt.Sprintf("%d", 1000-i), RemindAt: never, Certificate: serial,
			IssuedAt: &now, CompletedAt: &now,
		})
		h.ok(err)
	}
	return v, boss
}

// unpacked gives the files of an archive in order, and the index.
func (h *house) unpacked(boss access.Actor, in ReportInput) (names []string, index [][]string) {
	h.t.Helper()
	f, err := h.Archive(context.Background(), boss, in)
	h.ok(err)
	var data bytes.Buffer
	h.ok(f.Write(context.Background(), &data))
	z, err := zip.NewReader(bytes.NewReader(data.Bytes()), int64(data.Len()))
	h.ok(err)
	for _, file := range z.File {
		r, err := file.Open()
		h.ok(err)
		content, err := io.ReadAll(r) // checks the sum
		h.ok(err)
		if file.Name == "index.csv" {
			index, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
			h.ok(err)
			continue
		}
		if names = append(names, file.Name); !bytes.HasPrefix(content, []byte("%PDF-")) {
			h.t.Errorf("%s is no PDF", file.Name)
		}
	}
	return names, index
}

func TestPartsMakeTheWhole(t *testing.T) {
	h, ctx := open(t), t.Context()
	many := PartSize + 5
	if testing.Short() {
		many = PartSize + 1
	}
	v, boss := h.certified(many)
	parts, err := h.ArchiveParts(ctx, boss, ReportInput{ID: v.ID})
	h.ok(err)
	if parts.Certificates != many || parts.Parts != 2 || parts.Seconds < 1 || parts.Bytes == 0 {
		t.Errorf("%+v", parts)
	}
	first, index := h.unpacked(boss, ReportInput{ID: v.ID, Part: "1"})
	second, rest := h.unpacked(boss, ReportInput{ID: v.ID, Part: "2"})
	if len(first) != PartSize || len(second) != many-PartSize || len(index) != PartSize+1 || len(rest) != len(second)+1 || rest[1][0] != second[0] || rest[1][9] == "" {
		t.Errorf("%d and %d files, %d and %d lines", len(first), len(second), len(index), len(rest))
	}
	all := append(first, second...)
	slices.Sort(all)
	if len(slices.Compact(all)) != many {
		t.Error("a certificate is in both parts, or in none")
	}
	if beyond, _ := h.unpacked(boss, ReportInput{ID: v.ID, Part: "3"}); len(beyond) != 0 {
		t.Errorf("a third part has %d files", len(beyond))
	}
	if some, err := h.ArchiveParts(ctx, boss, ReportInput{ID: v.ID, Certs: "revoked"}); err != nil || some.Certificates != 0 {
		t.Errorf("%+v are revoked, %v", some, err)
	}
	for _, bad := range []string{"0", "x", "10001"} {
		_, err := h.Archive(ctx, boss, ReportInput{ID: v.ID, Part: bad})
		h.is(err, "invalid")
	}
}

// cutOff takes so many bytes, then fails as a connection does whose other end has gone.
type cutOff int

func (c *cutOff) Write(p []byte) (int, error) {
	if *c -= cutOff(len(p)); *c < 0 {
		return 0, errors.New("gone")
	}
	return len(p), nil
}

func TestAReaderWhoGoesFreesTheWork(t *testing.T) {
	h, ctx := open(t), t.Context()
	v, boss := h.certified(60)
	before := runtime.NumGoroutine()
	for range 10 {
		f, err := h.Archive(ctx, boss, ReportInput{ID: v.ID})
		h.ok(err)
		room := cutOff(100 << 10)
		if err := f.Write(ctx, &room); err == nil {
			t.Fatal("an archive was written to nobody")
		}
	}
	for end := time.Now().Add(10 * time.Second); len(h.drawers) > 0 || runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d certificates are still being drawn, %d goroutines of %d are left", len(h.drawers), runtime.NumGoroutine(), before)
		}
	}
	if names, _ := h.unpacked(boss, ReportInput{ID: v.ID}); len(names) != 60 { // and it can be begun again
		t.Errorf("%d files", len(names))
	}
}
