package institutions

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"upstander/app/access"
	"upstander/app/problem"
)

// File is a download that is written while it is made.
type File struct {
	Name        string
	ContentType string
	// Write makes the file. It is called after the request's own work is over, so it takes a context of its own.
	Write func(ctx context.Context, w io.Writer) error
}

// fields are the columns of an exported report; their headings are the words export.NAME.
var fields = []string{"name", "email", "cohort", "course", "title", "state", "progress", "score", "due_at", "completed_at", "certificate", "expires_at", "waived_until", "reason"}

// Export gives the whole report as a file: csv or xlsx.
func (s *Service) Export(ctx context.Context, who access.Actor, in ReportInput) (File, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return File{}, err
	}
	if _, err := s.query(ctx, in); err != nil {
		return File{}, err
	}
	if _, err := orderOf(in.Sort); err != nil {
		return File{}, err
	}
	name := "report-" + s.now().UTC().Format(time.DateOnly)
	switch in.Format {
	case "csv":
		return File{name + ".csv", "text/csv; charset=utf-8", func(ctx context.Context, w io.Writer) error { return s.writeCSV(ctx, w, in) }}, nil
	case "xlsx":
		return File{name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			func(ctx context.Context, w io.Writer) error { return s.writeXLSX(ctx, w, in) }}, nil
	}
	return File{}, problem.Wrong("format", "unknown")
}

// lines gives the report line by line: texts, numbers and times (time.Time), nil for none.
func (s *Service) lines(ctx context.Context, in ReportInput, line func([]any) error) error {
	q, err := s.query(ctx, in)
	if err != nil {
		return err
	}
	cohorts, err := s.cohortNames(ctx, in.ID)
	if err != nil {
		return err
	}
	var head []any
	for _, f := range fields {
		head = append(head, s.Words(in.Language, "export."+f))
	}
	if err := line(head); err != nil {
		return err
	}
	titles := map[string]string{}
	now := s.now()
	date := func(t *time.Time) any {
		if t == nil {
			return nil
		}
		return t.UTC()
	}
	return s.inOrder(ctx, q, in, now, func(t *Standing) error {
		if titles[t.Course] == "" {
			titles[t.Course] = s.title(ctx, t.Course, in.Language)
		}
		cohort := t.Cohort
		if c := cohorts[t.Cohort]; c != nil {
			cohort = c.Name
		}
		var score, serial any
		if t.Score != nil {
			score = *t.Score
		}
		if t.Certificate != "" {
			serial = t.Certificate
		}
		return line([]any{t.Name, t.Email, cohort, t.Course, titles[t.Course], s.Words(in.Language, "assigned."+t.State(now)), t.Share, score,
			date(t.Due()), date(t.CompletedAt), serial, date(t.ExpiresAt), date(t.WaivedUntil), t.Reason})
	})
}

// title gives a course's title, or its slug where it is no longer published.
func (s *Service) title(ctx context.Context, course, language string) string {
	c, err := s.Published.Latest(ctx, course)
	if err != nil {
		return course
	}
	return c.In(language).Title
}

// writeCSV writes RFC 4180 with a byte order mark, without which spreadsheets misread names.
func (s *Service) writeCSV(ctx context.Context, w io.Writer, in ReportInput) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(fields))
	err := s.lines(ctx, in, func(line []any) error {
		for i, v := range line {
			record[i] = cell(v)
		}
		return out.Write(record)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func cell(v any) string {
	switch v := v.(type) {
	case string:
		return Inert(v)
	case float64:
		return strconv.FormatFloat(v, 'f', 4, 64)
	case time.Time:
		return v.Format(time.RFC3339)
	}
	return ""
}

// Inert keeps a spreadsheet from taking a text for a formula (OWASP, CSV injection): one that begins like a formula gets an apostrophe.
func Inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) || strings.HasPrefix(text, "＝") || strings.HasPrefix(text, "＋") || strings.HasPrefix(text, "－") || strings.HasPrefix(text, "＠") {
		return "'" + text
	}
	return text
}

// writeXLSX writes a workbook with one sheet. Its texts are typed as texts, so none is a formula.
func (s *Service) writeXLSX(ctx context.Context, w io.Writer, in ReportInput) error {
	book := excelize.NewFile()
	defer book.Close()
	dates, err := book.NewStyle(&excelize.Style{NumFmt: 22})
	if err != nil {
		return err
	}
	percent, err := book.NewStyle(&excelize.Style{NumFmt: 9})
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	if err := sheet.SetColWidth(1, len(fields), 20); err != nil {
		return err
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	row := 0
	err = s.lines(ctx, in, func(line []any) error {
		row++
		for i, v := range line {
			switch v := v.(type) {
			case string:
				if row == 1 {
					line[i] = excelize.Cell{StyleID: bold, Value: v}
				}
			case float64:
				line[i] = excelize.Cell{StyleID: percent, Value: v}
			case time.Time:
				line[i] = excelize.Cell{StyleID: dates, Value: v}
			}
		}
		return sheet.SetRow("A"+strconv.Itoa(row), line)
	})
	if err != nil {
		return err
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	_, err = book.WriteTo(w)
	return err
}
