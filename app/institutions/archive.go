package institutions

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"upstander/app/access"
	"upstander/app/certificates"
	"upstander/app/problem"
)

// PartSize is how many certificates one part of the archive holds at most.
const PartSize = 1000

// What a certificate takes, about, to tell people before they begin. Both are measured by the benchmark.
const (
	bytesEach = 35 << 10
	timeEach  = 2 * time.Millisecond
)

// Parts says what the archive would hold.
type Parts struct {
	Certificates int   `json:"certificates"`
	Parts        int   `json:"parts"`   // each of at most PartSize, asked for with ?part=1 and so on
	Bytes        int64 `json:"bytes"`   // of the whole, about
	Seconds      int   `json:"seconds"` // to make the whole, about; sending it may take longer
}

// ArchiveParts tells how large the archive is before it is asked for.
func (s *Service) ArchiveParts(ctx context.Context, who access.Actor, in ReportInput) (Parts, error) {
	w, err := s.window(ctx, who, in)
	if err != nil {
		return Parts{}, err
	}
	all, err := s.tickets(ctx, w)
	n := len(all)
	return Parts{n, (n + PartSize - 1) / PartSize, int64(n) * bytesEach, int((time.Duration(n)*timeEach + time.Second - 1) / time.Second)}, err
}

// Archive gives the members' certificates as a ZIP: a PDF each, in order of issue, and an index.csv with serials and links; or one part of it.
// It is written while it is made, so it takes the same memory for ten certificates and for ten thousand. Cut short, it is asked for again:
// new certificates come last, so the parts before them stay as they are.
func (s *Service) Archive(ctx context.Context, who access.Actor, in ReportInput) (File, error) {
	w, err := s.window(ctx, who, in)
	if err != nil {
		return File{}, err
	}
	if err := certificates.CheckPaper(in.Paper); err != nil {
		return File{}, err
	}
	name, part := "certificates-"+s.now().UTC().Format(time.DateOnly), 0
	if in.Part != "" {
		if part, err = strconv.Atoi(in.Part); err != nil || part < 1 || part > maxParts {
			return File{}, problem.Wrong("part", "limit", "n", maxParts)
		}
		name += "-part-" + strconv.Itoa(part)
	}
	write := func(ctx context.Context, out io.Writer) error {
		all, err := s.tickets(ctx, w)
		if err != nil {
			return err
		}
		if part > 0 {
			from := min((part-1)*PartSize, len(all))
			all = all[from:min(from+PartSize, len(all))]
		}
		return s.writeArchive(ctx, out, all, in)
	}
	return File{name + ".zip", "application/zip", write}, nil
}

const maxParts = 10_000

// ticket is a certificate to be put into the archive.
type ticket struct {
	serial string
	issued time.Time
	email  string
}

// tickets lists the certificates of a window, each once, in order of issue.
func (s *Service) tickets(ctx context.Context, w window) ([]ticket, error) {
	var out []ticket
	seen := map[string]bool{}
	for t, err := range s.standings.Find(ctx, w.Query) {
		if err != nil {
			return nil, err
		}
		if !w.spans(&t) || seen[t.Certificate] {
			continue
		}
		seen[t.Certificate] = true
		if w.status != "" {
			if _, ok, err := s.holds(ctx, w, &t); err != nil || !ok {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		out = append(out, ticket{t.Certificate, *t.IssuedAt, t.Email})
	}
	slices.SortFunc(out, func(a, b ticket) int { return cmp.Or(a.issued.Compare(b.issued), strings.Compare(a.serial, b.serial)) })
	return out, nil
}

// drawn is a certificate on its way into the archive.
type drawn struct {
	certificates.View
	email string
	file  certificates.Document
	err   error
}

func (s *Service) writeArchive(ctx context.Context, out io.Writer, all []ticket, in ReportInput) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if s.Frugal != nil {
		defer s.Frugal()()
	}
	archive := zip.NewWriter(out)
	index, lines := s.newIndex(in.Language)
	done := map[string]bool{} // a certificate that took the place of two is there once
	for next := range s.drawAll(ctx, all, in.Paper) {
		d := <-next
		if d.err != nil && problem.From(d.err).Kind == problem.NotFound || done[d.Serial] {
			continue // erased meanwhile
		}
		if d.err != nil && !unprintable(d.err) {
			return d.err
		}
		done[d.Serial] = true
		name := "" // a certificate that cannot be printed as it is stands in the index alone
		if d.err == nil {
			name = FileName(d.Holder, d.Title, d.Serial)
			// A PDF is compressed inside; packing it again costs time and gains little.
			entry, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: d.IssuedAt})
			if err != nil {
				return err
			}
			if _, err := entry.Write(d.file.Data); err != nil {
				return err
			}
		}
		expires := ""
		if d.ExpiresAt != nil {
			expires = d.ExpiresAt.UTC().Format(time.RFC3339)
		}
		line := []string{name, d.Serial, d.Holder, d.email, d.Course, d.Title, d.IssuedAt.Format(time.RFC3339), expires, d.Status, d.VerifyLink}
		for i := range line {
			line[i] = Inert(line[i])
		}
		if err := lines.Write(line); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	lines.Flush()
	entry, err := archive.CreateHeader(&zip.FileHeader{Name: "index.csv", Method: zip.Deflate, Modified: s.now()})
	if err != nil {
		return err
	}
	if _, err := index.WriteTo(entry); err != nil {
		return err
	}
	return archive.Close()
}

func (s *Service) newIndex(language string) (*bytes.Buffer, *csv.Writer) {
	index := bytes.NewBufferString("\ufeff")
	lines := csv.NewWriter(index)
	lines.UseCRLF = true
	var head []string
	for _, f := range []string{"file", "serial", "holder", "email", "course", "title", "issued_at", "expires_at", "status", "verify_url"} {
		head = append(head, s.Words(language, "export."+f))
	}
	_ = lines.Write(head) // a buffer takes every write
	return index, lines
}

// drawAhead is how many certificates of one archive are drawn, or wait to be, before they are sent.
const drawAhead = 16

// drawAll draws certificates a few ahead of the reader, in their order. All archives share the drawers, which leave a processor to learners'
// pages; one whose reader has gone or is slow holds none.
func (s *Service) drawAll(ctx context.Context, all []ticket, size string) <-chan chan drawn {
	queue := make(chan chan drawn, drawAhead)
	go func() {
		defer close(queue)
		for _, t := range all {
			c := make(chan drawn, 1)
			select {
			case queue <- c:
			case <-ctx.Done():
				return
			}
			select {
			case s.drawers <- struct{}{}:
			case <-ctx.Done():
				c <- drawn{err: ctx.Err()}
				return
			}
			go func() {
				defer func() { <-s.drawers }()
				c <- s.draw(ctx, t, size)
			}()
		}
	}()
	return queue
}

// unprintable reports whether nothing is wrong with a certificate but that no typeface has its letters.
func unprintable(err error) bool {
	key := problem.From(err).Key
	return key == "name_unprintable" || key == "words_unprintable"
}

func (s *Service) draw(ctx context.Context, t ticket, size string) (d drawn) {
	defer func() {
		if p := recover(); p != nil {
			d.err = fmt.Errorf("certificate %s: panic: %v", t.serial, p)
		}
	}()
	d.email = t.email
	d.View, d.file, d.err = s.Certificates.Paper(ctx, t.serial, size)
	return d
}

// FileName makes a name that people can read, that every file system takes, and that is unique by the serial.
func FileName(holder, title, serial string) string {
	return plainName(holder, 60) + " - " + plainName(title, 60) + " - " + serial + ".pdf"
}

// plainName keeps letters, digits, spaces and a few marks, to at most n runes.
func plainName(s string, n int) string {
	runes := []rune(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r), strings.ContainsRune(" -'’()", r):
			return r
		case unicode.IsSpace(r), unicode.IsPunct(r):
			return ' '
		}
		return -1
	}, s))
	if len(runes) > n {
		runes = runes[:n]
	}
	name := strings.Join(strings.Fields(string(runes)), " ")
	if name == "" {
		return "certificate"
	}
	return name
}
