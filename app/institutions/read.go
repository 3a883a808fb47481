package institutions

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"upstander/app/access"
	"upstander/app/problem"
)

// Invitee is one row of an import.
type Invitee struct {
	Email    string      `json:"email"`
	Name     string      `json:"name,omitempty"`
	Cohort   string      `json:"cohort,omitempty"`   // id or name; a name that is new makes the cohort
	Language string      `json:"language,omitempty"` // of the mail
	Role     access.Role `json:"role,omitempty"`     // learner (also ""), manager
	Line     int         `json:"-"`                  // where it stands in the file, from 1
	fault    string      // what is wrong with the row before anybody looks at what it says
}

// MaxRows is the greatest number of rows of one import.
const MaxRows = 50_000

// columns of the file; the first is required.
var columns = []string{"email", "name", "cohort", "language"}

// ReadCSV reads rows from a file (RFC 4180) as spreadsheets write it: UTF-8 with or without a byte order mark; commas, semicolons or tabs; a
// first line that names the columns, in any order, or none, and then the columns are email, name, cohort, language. A row that
// cannot be read is one of those given, with its fault. The error is a problem of the whole file.
func ReadCSV(data []byte) ([]Invitee, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, problem.Wrong("file", "required")
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = separator(data)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	var order []string
	var out []Invitee
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			out = append(out, Invitee{Line: broken.StartLine, fault: "quotes"})
			continue
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		if order == nil {
			if order = header(record); order != nil {
				continue
			}
			order = columns
		}
		if row, some := invitee(order, record, line); some {
			out = append(out, row)
		}
		if len(out) > MaxRows {
			return nil, problem.Wrong("file", "too_many_rows", "n", MaxRows)
		}
	}
	if len(out) == 0 {
		return nil, problem.Wrong("file", "required")
	}
	return out, nil
}

// separator is what the first line has most of, outside quotes.
func separator(data []byte) rune {
	best, most := ',', 0
	for _, mark := range []byte{',', ';', '\t'} {
		n, quoted := 0, false
		for _, b := range data {
			switch {
			case b == '"':
				quoted = !quoted
			case b == '\n' && !quoted:
				goto counted
			case b == mark && !quoted:
				n++
			}
		}
	counted:
		if n > most {
			best, most = rune(mark), n
		}
	}
	return best
}

// header gives the order of columns when the first row names them, else nil.
func header(record []string) []string {
	order := make([]string, len(record))
	for i, field := range record {
		order[i] = strings.ToLower(strings.TrimSpace(field))
	}
	if slices.Contains(order, "email") || slices.Contains(order, "e-mail") {
		for i, name := range order {
			if name == "e-mail" {
				order[i] = "email"
			}
		}
		return order
	}
	return nil
}

// invitee reads one record; some is false for an empty line.
func invitee(order, record []string, line int) (row Invitee, some bool) {
	row.Line = line
	for i, field := range record {
		field = strings.TrimSpace(field)
		some = some || field != ""
		if !utf8.ValidString(field) {
			row.fault = "encoding"
			field = strings.ToValidUTF8(field, "\uFFFD")
		}
		if i >= len(order) {
			continue
		}
		switch field = strings.Clone(field); order[i] {
		case "email":
			row.Email = field
		case "name":
			row.Name = field
		case "cohort":
			row.Cohort = field
		case "language":
			row.Language = strings.ToLower(field)
		}
	}
	return row, some
}
