// Package audit keeps who did what to whom: every change that is made with a role, rather than to one's own learning or account.
//
// A record is made before the change and told its end after, so that a process that ends in between leaves a record without an end and
// never a change without a record. It names people and things by their ids alone: with an account goes the name that an id led to.
// Drafts are saved every few seconds while somebody writes; of those one record an hour is kept for each person and thing.
package audit

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// record is an entry as it is stored.
type record struct {
	storage.Meta `bson:",inline"`
	At           time.Time `bson:"at"`
	Actor        string    `bson:"actor"`  // user id, or "key:" and the id of an institution's key
	Action       string    `bson:"action"` // name of the operation
	On           string    `bson:"on"`     // the path below the API or the site that names the thing
	Detail       string    `bson:"detail,omitempty"`
	Outcome      string    `bson:"outcome"` // "" until it is known
}

// The outcomes. A refusal is the code of its problem.
const (
	Done    = "done"
	Unknown = "" // the process ended before the change did
)

// Service keeps and shows the records.
type Service struct {
	people  *accounts.Service
	records *storage.Collection[record, *record]
	log     *slog.Logger
	now     func() time.Time
}

// New opens the collection.
func New(ctx context.Context, engine storage.Engine, people *accounts.Service, log *slog.Logger, now func() time.Time) (*Service, error) {
	records, err := storage.Open[record](ctx, engine, storage.Spec{Name: "audit", Indexes: []storage.Index{
		{Name: "by_time", Fields: []string{"at"}}, {Name: "by_actor", Fields: []string{"actor", "at"}}, {Name: "by_action", Fields: []string{"action", "at"}},
	}})
	s := &Service{people: people, records: records, log: log, now: now}
	people.AddHolder(s)
	return s, err
}

const (
	maxOn      = 300
	endTimeout = 5 * time.Second
)

// Begin records that the actor is about to do something. The change is to be made only where that succeeded. The function that it gives is
// told the end. often has one record an hour stand for all of the same kind.
func (s *Service) Begin(ctx context.Context, who access.Actor, action, on string, often bool) (end func(ctx context.Context, detail string, err error), err error) {
	now := s.now()
	r := record{Meta: storage.Meta{ID: ident.New()}, At: now, Actor: who.ID, Action: action, On: on[:min(len(on), maxOn)]}
	if often {
		r.ID = ident.Of("audit", r.Actor, r.Action, r.On, now.UTC().Truncate(time.Hour).Format(time.RFC3339))
	}
	if _, err := s.records.Insert(ctx, r); errors.Is(err, storage.ErrExists) {
		return func(context.Context, string, error) {}, nil
	} else if err != nil {
		return nil, err
	}
	return func(ctx context.Context, detail string, failed error) {
		// What took all of a request's time has an end too.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
		defer cancel()
		outcome := Done
		if failed != nil {
			outcome, detail = problem.From(failed).Key, "" // what was refused may be any text
		}
		_, err := s.records.Update(ctx, r.ID, func(r *record) error { r.Detail, r.Outcome = detail, outcome; return nil })
		if err != nil {
			s.log.Warn("the end of an audited change is not recorded", "record", r.ID, "outcome", outcome, "error", err)
		}
	}, nil
}

// Entry is a record as an administrator sees it.
type Entry struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Actor   Person    `json:"actor"`
	Action  string    `json:"action"`  // name of the operation, as in the API's reference; of pages, that of the form
	On      string    `json:"on"`      // path of the thing
	Detail  string    `json:"detail"`  // what was asked for, where the operation says so
	Outcome string    `json:"outcome"` // "done", the code of a problem, or "" where the process ended before
}

// Person is who did it. Name is empty for an account that is gone, and for keys of institutions.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Search is the input of List: by one person or one action, over a time.
type Search struct {
	paging.Input
	Actor  string `json:"-" query:"actor"`  // user id, or e-mail address
	Action string `json:"-" query:"action"` // name of an operation
	From   string `json:"-" query:"from"`   // a day, or an RFC 3339 time
	Until  string `json:"-" query:"until"`  // the same; a day counts to its end
}

// List gives records, the newest first.
func (s *Service) List(ctx context.Context, _ access.Actor, in Search) (paging.List[Entry], error) {
	q, err := s.query(ctx, in)
	if err != nil {
		return paging.List[Entry]{}, err
	}
	found, next, err := s.records.Page(ctx, q, in.Cursor)
	names := map[string]string{}
	return paging.Shown(found, next, err, func(r *record) (Entry, error) {
		name, known := names[r.Actor]
		if !known {
			p, err := s.people.Person(ctx, r.Actor)
			if err != nil && !errors.Is(err, storage.ErrNotFound) {
				return Entry{}, err
			}
			name = p.Name
			names[r.Actor] = name
		}
		return r.entry(name), nil
	})
}

func (r *record) entry(name string) Entry {
	return Entry{r.ID, r.At.UTC(), Person{r.Actor, name}, r.Action, r.On, r.Detail, r.Outcome}
}

func (s *Service) query(ctx context.Context, in Search) (storage.Query, error) {
	var f problem.Fields
	q := storage.Query{Index: "by_time", Desc: true, Limit: in.Limit}
	if in.From != "" {
		if from, ok := f.Moment("from", in.From, 0); ok {
			q.Min = from
		}
	}
	if in.Until != "" {
		if until, ok := f.Moment("until", in.Until, 24*time.Hour); ok {
			q.Max = until
		}
	}
	switch {
	case in.Actor != "" && in.Action != "":
		f.Add("action", "either_actor")
	case in.Actor != "":
		q.Index, q.Equal = "by_actor", []any{in.Actor}
		if email := accounts.CleanEmail(new(problem.Fields), in.Actor); email != "" {
			p, err := s.people.PersonByEmail(ctx, email)
			if err != nil && !errors.Is(err, storage.ErrNotFound) {
				return q, err
			} else if err == nil {
				q.Equal = []any{p.ID}
			}
		}
	case in.Action != "":
		q.Index, q.Equal = "by_action", []any{in.Action}
	}
	return q, f.Err()
}

// Name implements accounts.Holder.
func (s *Service) Name() string { return "audit" }

// Held gives what the user did that was recorded. It implements accounts.Holder.
func (s *Service) Held(ctx context.Context, user string) (any, error) {
	out := []Entry{}
	for r, err := range s.records.Find(ctx, storage.Query{Index: "by_actor", Equal: []any{user}}) {
		if err != nil {
			return out, err
		}
		out = append(out, r.entry(""))
	}
	return out, nil
}

// Erase keeps the records: they hold an id that leads to nobody once the account is gone, and others rely on them. It implements
// accounts.Holder.
func (s *Service) Erase(context.Context, string, bool) error { return nil }
