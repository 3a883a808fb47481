package institutions

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"strings"
	"time"
	"unicode"

	"upstander/app/access"
	"upstander/app/certificates"
)

// Archive gives the members' certificates as a ZIP: a PDF each, by holder's name, and an index.csv with serials and links. It is written while
// it is made, so it takes the same memory for ten certificates and for ten thousand; cut short, it is asked for again.
func (s *Service) Archive(ctx context.Context, who access.Actor, in ReportInput) (File, error) {
	w, err := s.window(ctx, who, in)
	if err != nil {
		return File{}, err
	}
	name := "certificates-" + s.now().UTC().Format(time.DateOnly) + ".zip"
	return File{name, "application/zip", func(ctx context.Context, out io.Writer) error { return s.writeArchive(ctx, out, w, in.Language) }}, nil
}

// drawn is a certificate on its way into the archive.
type drawn struct {
	CertificateView
	file certificates.Document
	err  error
}

// drawers is how many certificates are drawn at once. They come out in order.
const drawers = 2

func (s *Service) writeArchive(ctx context.Context, out io.Writer, w window, language string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	archive := zip.NewWriter(out)
	index, lines := s.newIndex(language)
	for next := range s.drawAll(ctx, w) {
		d := <-next
		if d.err != nil {
			return d.err
		}
		name := FileName(d.Holder, d.Title, d.Serial)
		// A PDF is compressed inside; packing it again costs time and gains little.
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: d.IssuedAt})
		if err != nil {
			return err
		}
		if _, err := entry.Write(d.file.Data); err != nil {
			return err
		}
		expires := ""
		if d.ExpiresAt != nil {
			expires = d.ExpiresAt.UTC().Format(time.RFC3339)
		}
		line := []string{name, d.Serial, d.Holder, d.Learner.Email, d.Course, d.Title, d.IssuedAt.Format(time.RFC3339), expires, d.Status, d.VerifyLink}
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

// drawAll draws the certificates of a window, a few ahead of the reader, each once, in the window's order.
func (s *Service) drawAll(ctx context.Context, w window) <-chan chan drawn {
	queue := make(chan chan drawn, 4*drawers)
	slots := make(chan struct{}, drawers)
	go func() {
		defer close(queue)
		done := map[string]bool{}
		fail := func(err error) {
			c := make(chan drawn, 1)
			c <- drawn{err: err}
			select {
			case queue <- c:
			case <-ctx.Done():
			}
		}
		for t, err := range s.standings.Find(ctx, w.Query) {
			var v CertificateView
			ok := false
			if err == nil {
				v, ok, err = s.holds(ctx, w, &t)
			}
			if err != nil {
				fail(err)
				return
			}
			if !ok || done[v.Serial] {
				continue
			}
			done[v.Serial] = true
			c := make(chan drawn, 1)
			select {
			case queue <- c:
			case <-ctx.Done():
				return
			}
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				file, err := s.Certificates.Paper(ctx, v.Serial)
				c <- drawn{v, file, err}
			}()
		}
	}()
	return queue
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
