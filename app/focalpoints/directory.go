package focalpoints

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// View is a focal point as the directory shows it: no address, and no id of the account.
type View struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Title       string `json:"title"`
	Institution string `json:"institution"`
	State       string `json:"state"` // ISO 3166-1 alpha-2
	StateName   string `json:"state_name"`
	Region      string `json:"region"` // UN M49
	RegionName  string `json:"region_name"`
	R2P         string `json:"r2p_focal_point"` // yes, no, unknown
}

// Filter is the input of List and Export.
type Filter struct {
	State  string `json:"-" query:"state"`
	Region string `json:"-" query:"region"`
	Format string `json:"-" query:"format"` // of Export: csv or json
	Limit  int    `json:"-" query:"limit"`
	Cursor string `json:"-" query:"cursor"`
	Tongue string `json:"-" from:"language"`
}

func (s *Service) all(ctx context.Context, in Filter) ([]View, error) {
	q := storage.Query{Index: "by_agreed", Equal: []any{true}}
	var f problem.Fields
	if in.State != "" {
		state := clean(in.State)
		if !known(state) {
			f.Add("state", "unknown")
		}
		q.Equal = append(q.Equal, state)
	}
	if in.Region != "" && !slices.Contains(regions, in.Region) {
		f.Add("region", "unknown")
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	out := []View{}
	for e, err := range s.entries.Find(ctx, q) {
		if err != nil {
			return nil, err
		}
		if in.Region != "" && RegionOf(e.State) != in.Region {
			continue
		}
		v, err := s.entry(ctx, &e)
		if err != nil {
			return nil, err
		}
		if v.Status == Listed {
			out = append(out, View{v.ID, v.Name, v.Title, v.Institution, v.State, Called(in.Tongue, v.State), v.Region, Called(in.Tongue, v.Region), v.R2P})
		}
	}
	slices.SortStableFunc(out, func(a, b View) int {
		return strings.Compare(a.StateName+"\x00"+a.Institution, b.StateName+"\x00"+b.Institution)
	})
	return out, nil
}

// List gives the focal points, by State.
func (s *Service) List(ctx context.Context, _ access.Actor, in Filter) (paging.List[View], error) {
	out, err := s.all(ctx, in)
	if err != nil {
		return paging.List[View]{}, err
	}
	return paging.Cut(out, paging.Input{Limit: in.Limit, Cursor: in.Cursor}, func(v View) string { return v.ID })
}

// Export gives the same as a file, csv or json.
func (s *Service) Export(ctx context.Context, _ access.Actor, in Filter) (institutions.File, error) {
	list, err := s.all(ctx, in)
	if err != nil {
		return institutions.File{}, err
	}
	name := "focal-points-" + s.Now().UTC().Format(time.DateOnly) + "." + in.Format
	switch in.Format {
	case "json":
		return institutions.File{Name: name, ContentType: "application/json", Write: func(_ context.Context, w io.Writer) error { return json.NewEncoder(w).Encode(list) }}, nil
	case "csv":
		return institutions.File{Name: name, ContentType: "text/csv; charset=utf-8", Write: func(_ context.Context, w io.Writer) error { return writeCSV(w, list) }}, nil
	}
	return institutions.File{}, problem.Wrong("format", "unknown")
}

// writeCSV writes RFC 4180 with a byte order mark, without which spreadsheets misread names.
func writeCSV(w io.Writer, list []View) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write([]string{"name", "title", "institution", "state", "state_name", "region", "region_name", "r2p_focal_point"})
	for _, v := range list {
		record := []string{v.Name, v.Title, v.Institution, v.State, v.StateName, v.Region, v.RegionName, v.R2P}
		for i := range record {
			record[i] = institutions.Inert(record[i])
		}
		_ = out.Write(record) // its error stays until the end
	}
	out.Flush()
	return out.Error()
}

// Shown gives one focal point of the directory.
func (s *Service) Shown(ctx context.Context, _ access.Actor, in Ref) (Entry, error) {
	e, err := s.entries.Get(ctx, in.ID)
	if gone(err) != nil {
		return Entry{}, err
	}
	v, err := s.entry(ctx, &e)
	if err == nil && v.Status != Listed {
		err = problem.Missing("focal_unknown")
	}
	return v, err
}

// Letter is the input of Write.
type Letter struct {
	ID    string `json:"-" path:"id"`
	Text  string `json:"text"`
	Share bool   `json:"share_address,omitempty"` // the focal point learns the writer's address, to answer
}

const maxLetter = 2000

// Write passes a message on to a focal point. It is kept in the outbox until the mail server has taken it, and nowhere else; neither side learns
// the other's address unless the writer shares theirs. The same text on the same day goes out once.
func (s *Service) Write(ctx context.Context, who access.Actor, in Letter) (accounts.Nothing, error) {
	to, err := s.Shown(ctx, who, Ref{in.ID})
	if err != nil {
		return accounts.Nothing{}, err
	}
	text := strings.TrimSpace(strings.ReplaceAll(in.Text, "\r\n", "\n"))
	switch {
	case text == "":
		return accounts.Nothing{}, problem.Wrong("text", "required")
	case utf8.RuneCountInString(text) > maxLetter:
		return accounts.Nothing{}, problem.Wrong("text", "too_long", "n", maxLetter)
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }):
		return accounts.Nothing{}, problem.Wrong("text", "characters")
	case !s.Mails:
		return accounts.Nothing{}, problem.New(problem.Conflict, "no_mail")
	}
	id := ident.Of("focal letter", who.ID, in.ID, text, s.Now().UTC().Format(time.DateOnly))
	if sent, err := s.Outbox.Has(ctx, id); err != nil || sent {
		return accounts.Nothing{}, err
	}
	writer, err := s.Accounts.Person(ctx, who.ID)
	if err != nil {
		return accounts.Nothing{}, err
	}
	person, err := s.Accounts.Person(ctx, to.User)
	if errors.Is(err, storage.ErrNotFound) {
		err = problem.Missing("focal_unknown")
	}
	if err != nil {
		return accounts.Nothing{}, err
	}
	if wait := max(s.writers.Take(who.ID), s.offers.Take(to.User)); wait > 0 {
		return accounts.Nothing{}, problem.Wait("too_many", wait)
	}
	reply := s.Words(person.Language, "focal.reply.none")
	if in.Share {
		reply = s.Words(person.Language, "focal.reply.address", "address", writer.Email)
	}
	return accounts.Nothing{}, s.Outbox.SendOnce(ctx, id, person.Email, person.Language, "focal_letter", map[string]string{
		"name": person.Name, "writer": writer.Name, "institution": to.Institution, "text": text, "reply": reply,
	})
}
