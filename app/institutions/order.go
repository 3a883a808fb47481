package institutions

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"upstander/app/problem"
	"upstander/storage"
)

// Sorts are the columns by which the report can be put in order.
func Sorts() []string { return []string{"name", "state", "progress", "due", "completed", "score"} }

// order is how rows follow each other: by a column, then by name and id. Rows with nothing in the column come last, whichever way round.
type order struct {
	column string
	back   bool
}

func orderOf(sort string) (order, error) {
	if sort == "" {
		sort = "name"
	}
	column, back := strings.CutPrefix(sort, "-")
	if !slices.Contains(Sorts(), column) {
		return order{}, problem.Wrong("sort", "unknown")
	}
	return order{column, back}, nil
}

// plain is the order in which the store gives rows.
func (o order) plain() bool { return o.column == "name" && !o.back }

// rank is where a row stands in an order; it is also what a cursor holds.
type rank struct {
	Sort  string  `json:"s"`
	Some  bool    `json:"v"` // there is something in the column
	Value float64 `json:"k"` // of the column; a name is in Name
	Name  string  `json:"n"`
	ID    string  `json:"i"`
}

func (o order) of(t *Standing, now time.Time) rank {
	r := rank{Sort: o.sort(), Some: true, Name: t.NameKey, ID: t.ID}
	moment := func(at *time.Time) {
		if r.Some = at != nil; r.Some {
			r.Value = float64(at.UnixMilli())
		}
	}
	switch o.column {
	case "state":
		r.Value = float64(slices.Index(stateOrder, t.State(now)))
	case "progress":
		r.Value = t.Share
	case "due":
		moment(t.Due())
	case "completed":
		moment(t.CompletedAt)
	case "score":
		if r.Some = t.Score != nil; r.Some {
			r.Value = *t.Score
		}
	}
	return r
}

var stateOrder = States()

func (o order) sort() string {
	if o.back {
		return "-" + o.column
	}
	return o.column
}

func (o order) compare(a, b rank) int {
	if a.Some != b.Some {
		if a.Some {
			return -1
		}
		return 1
	}
	by := cmp.Compare(a.Value, b.Value)
	if o.column == "name" {
		by = cmp.Compare(a.Name, b.Name)
	}
	if o.back {
		by = -by
	}
	return cmp.Or(by, cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

// placed is a row with its place.
type placed struct {
	rank
	row Row
}

// ranked gives a page in an order that no index keeps, or of what a search finds. All rows are read for each page, but no more of them held
// than the page has.
func (s *Service) ranked(ctx context.Context, q storage.Query, in ReportInput, o order, now time.Time) (Results, error) {
	var after *rank
	if in.Cursor != "" {
		after = &rank{}
		data, err := base64.RawURLEncoding.DecodeString(in.Cursor)
		if err != nil || json.Unmarshal(data, after) != nil || after.Sort != o.sort() {
			return Results{}, problem.Wrong("cursor", "bad_cursor")
		}
	}
	var all *tally
	if after == nil {
		all = newTally()
	}
	var page []placed // the first rows behind the cursor, in no order while it grows to twice what is wanted
	more := false
	var last *rank // no row behind it is on the page
	trim := func() {
		slices.SortFunc(page, func(a, b placed) int { return o.compare(a.rank, b.rank) })
		if len(page) > in.Limit {
			page, more = page[:in.Limit], true
		}
		if len(page) == in.Limit {
			end := page[in.Limit-1].rank
			last = &end
		}
	}
	err := s.each(ctx, q, in, now, func(t *Standing) error {
		if all != nil {
			all.add(t, now)
		}
		r := o.of(t, now)
		switch {
		case after != nil && o.compare(r, *after) <= 0:
		case last != nil && o.compare(r, *last) > 0:
			more = true
		default:
			page = append(page, placed{r, t.row(now)})
		}
		if len(page) >= 2*in.Limit+100 {
			trim()
		}
		return nil
	})
	if err != nil {
		return Results{}, err
	}
	trim()
	out := Results{Items: []Row{}}
	for _, p := range page {
		out.Items = append(out.Items, p.row)
	}
	if all != nil {
		out.Summary = all.summary()
	}
	if more {
		cursor, err := json.Marshal(page[len(page)-1].rank)
		if err != nil {
			return Results{}, err
		}
		text := base64.RawURLEncoding.EncodeToString(cursor)
		out.NextCursor = &text
	}
	return out, nil
}

// inOrder gives every standing that the filter lets through, in the order asked for. For another order than by name all are held at once.
func (s *Service) inOrder(ctx context.Context, q storage.Query, in ReportInput, now time.Time, visit func(*Standing) error) error {
	o, err := orderOf(in.Sort)
	if err != nil {
		return err
	}
	if o.plain() {
		return s.each(ctx, q, in, now, visit)
	}
	type held struct {
		rank
		t Standing
	}
	var all []held
	err = s.each(ctx, q, in, now, func(t *Standing) error { all = append(all, held{o.of(t, now), *t}); return nil })
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b held) int { return o.compare(a.rank, b.rank) })
	for i := range all {
		if err := visit(&all[i].t); err != nil {
			return err
		}
	}
	return nil
}
