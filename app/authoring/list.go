package authoring

import (
	"context"
	"slices"
	"time"

	"upstander/app/access"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/storage"
)

// Item is a text in a list.
type Item struct {
	ID        string    `json:"id"`
	Slug      string    `json:"slug"`
	Title     string    `json:"title"`
	Language  string    `json:"language"`
	State     State     `json:"state"`
	BuiltIn   bool      `json:"built_in"`
	Versions  []int64   `json:"versions"`
	Lessons   int       `json:"lessons"`
	Questions int       `json:"questions"`
	Modules   int       `json:"modules"`
	Minutes   int       `json:"minutes"`
	Owner     Person    `json:"owner"`
	UpdatedAt time.Time `json:"updated_at"`
	Newer     bool      `json:"newer"` // of a course: some of its modules have newer versions
}

// Filter is the input of the lists.
type Filter struct {
	paging.Input
	State string `json:"-" query:"state"`
}

var states = []State{Writing, InReview, Approved, Published, Retired}

func (in Filter) check() error {
	if in.State != "" && !slices.Contains(states, State(in.State)) {
		return problem.Wrong("state", "unknown")
	}
	return nil
}

// Modules lists the drafts that the actor may see, the one changed last first, then everything published, by slug.
func (s *Service) Modules(ctx context.Context, who access.Actor, in Filter) (paging.List[Item], error) {
	if err := in.check(); err != nil {
		return paging.Of[Item](nil), err
	}
	all, err := s.draftItems(ctx, who, Module, in.State)
	if err != nil {
		return paging.Of[Item](nil), err
	}
	heads, err := s.published.Modules(ctx)
	if err != nil {
		return paging.Of[Item](nil), err
	}
	for _, h := range heads {
		if in.State != "" && in.State != string(headState(h)) {
			continue
		}
		v, err := s.published.Module(ctx, h.Slug, h.Latest)
		if err != nil {
			return paging.Of[Item](nil), err
		}
		m := v.Source()
		all = append(all, Item{
			ID: h.Slug, Slug: h.Slug, Title: m.Title, Language: m.Language, State: headState(h), BuiltIn: h.BuiltIn, Versions: upTo(h.Count),
			Lessons: len(m.Lessons), Questions: len(m.Questions), Minutes: m.Minutes, Owner: s.person(ctx, v.PublishedBy), UpdatedAt: v.PublishedAt.UTC(),
		})
	}
	return paging.Cut(all, in.Input, func(i Item) string { return i.ID })
}

func headState(h publishing.Head) State {
	if h.Retired {
		return Retired
	}
	return Published
}

// draftItems lists the drafts of a kind that are not published yet.
func (s *Service) draftItems(ctx context.Context, who access.Actor, kind Kind, state string) ([]Item, error) {
	q := storage.Query{Index: "by_kind", Equal: []any{string(kind), true}, Desc: true}
	out := []Item{}
	for d, err := range s.drafts.Find(ctx, q) {
		if err != nil {
			return nil, err
		}
		if !d.seenBy(who) || state != "" && state != string(d.State) {
			continue
		}
		item := Item{ID: d.ID, Slug: d.Slug, State: d.State, Versions: []int64{}, Owner: s.person(ctx, d.Owner), UpdatedAt: d.UpdatedAt.UTC()}
		if m := d.Module; m != nil {
			item.Title, item.Language, item.Lessons, item.Questions, item.Minutes = m.Title, m.Language, len(m.Lessons), len(m.Questions), m.Minutes
		}
		if c := d.Course; c != nil {
			item.Title, item.Language, item.Modules = c.Title, c.Language, len(c.Modules)
		}
		out = append(out, item)
	}
	return out, nil
}
