package authoring

import (
	"context"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
)

// Entry is a text with its whole source, answers included, and how it stands: a draft, or what is published.
type Entry[T any] struct {
	ID       string          `json:"id"`
	Slug     string          `json:"slug"`
	Rev      int64           `json:"rev"`
	State    State           `json:"state"`
	BuiltIn  bool            `json:"built_in"`
	Version  int64           `json:"version"`  // that it is published as; 0 for a draft
	Versions []int64         `json:"versions"` // that there are of its slug
	Base     int64           `json:"base"`     // of a draft: the version it was copied from; 0: something new
	Latest   int64           `json:"latest"`   // the version that holds now; 0: none
	Owner    Person          `json:"owner"`
	Editors  []Person        `json:"editors"` // with whom the owner shares it
	Authors  []Person        `json:"authors"`
	History  []EventView     `json:"history"`
	Comments []CommentView   `json:"comments"`
	Faults   []courses.Fault `json:"faults"`
	Modules  []Pin           `json:"modules,omitempty"` // of a course
	// Languages that it is published in; From is the source's language, of the draft of a translation.
	Languages []string  `json:"languages,omitempty"`
	From      string    `json:"from,omitempty"`
	May       Abilities `json:"may"`
	Source    T         `json:"source"`
}

// Abilities tell what the one who asks may do now, so that a page offers that and no more.
type Abilities struct {
	Edit    bool `json:"edit"`
	Submit  bool `json:"submit"`
	Judge   bool `json:"judge"` // approve or send back
	Publish bool `json:"publish"`
	Delete  bool `json:"delete"`
	Copy    bool `json:"copy"`
	Retire  bool `json:"retire"`
	Share   bool `json:"share"`
	// Translate is Edit for a draft that follows a source in another language.
	Translate bool `json:"translate"`
}

// EventView is who did what, when.
type EventView struct {
	At     time.Time `json:"at"`
	By     Person    `json:"by"`
	Action string    `json:"action"`
	Note   string    `json:"note"`
}

// ModuleEntry and CourseEntry are the two kinds of entry.
type (
	ModuleEntry = Entry[courses.Module]
	CourseEntry = Entry[courses.Course]
)

func abilities(d *Draft, who access.Actor) Abilities {
	mine := d.changedBy(who)
	return Abilities{
		Edit: mine && d.State == Writing && d.Translation == nil, Translate: mine && d.State == Writing && d.Translation != nil, Submit: mine && d.State == Writing,
		Judge:   access.Can(who, access.ReviewModules) && d.State == InReview && !d.writtenBy(who.ID),
		Publish: d.State == Approved && (mine || access.Can(who, access.ReviewModules)),
		Share:   d.sharedBy(who) && d.Live,
		Delete:  mine && d.Live, Copy: access.Can(who, access.WriteModules),
	}
}

// draftEntry shows a draft; source and faults are for the caller to add.
func draftEntry[T any](ctx context.Context, s *Service, who access.Actor, d *Draft, head func(context.Context, string) (publishing.Head, error)) (Entry[T], error) {
	e := Entry[T]{
		ID: d.ID, Slug: d.Slug, Rev: d.Rev, State: d.State, Version: d.Version, Versions: []int64{}, Base: d.Base, Owner: s.person(ctx, d.Owner),
		Editors: s.people(ctx, d.Editors), Authors: s.people(ctx, d.Authors), History: []EventView{}, Comments: []CommentView{}, Faults: []courses.Fault{}, May: abilities(d, who),
	}
	h, err := head(ctx, d.Slug)
	if err == nil {
		e.Versions, e.Latest = upTo(h.Count), h.Latest
	} else if problem.From(err).Kind != problem.NotFound {
		return e, err
	}
	for _, event := range d.Events {
		e.History = append(e.History, EventView{event.At, s.person(ctx, event.By), event.Action, event.Note})
	}
	for _, c := range d.Comments {
		e.Comments = append(e.Comments, s.commentView(ctx, c))
	}
	return e, nil
}

// moduleEntry shows a draft of a module with everything that is wrong with it.
func (s *Service) moduleEntry(ctx context.Context, who access.Actor, d *Draft) (ModuleEntry, error) {
	e, err := draftEntry[courses.Module](ctx, s, who, d, s.published.ModuleHead)
	e.Source, e.Faults = *d.Module, moduleFaults(d.Module)
	if d.Translation != nil {
		e.From = d.Translation.From
	}
	return e, err
}

// publishedEntry shows what is published as a module's version n; 0 is the one that holds.
func (s *Service) publishedEntry(ctx context.Context, who access.Actor, slug string, n int64) (ModuleEntry, error) {
	h, err := s.published.ModuleHead(ctx, slug)
	if err != nil {
		return ModuleEntry{}, err
	}
	if n == 0 {
		n = h.Latest
	}
	v, err := s.published.Module(ctx, slug, n)
	if err != nil {
		return ModuleEntry{}, err
	}
	e := publishedAs[courses.Module](ctx, s, who, h, v.Version, v.PublishedBy, v.Publication)
	e.Rev, e.Source = v.Rev, *v.Source()
	e.Languages = sortedTags(v.Languages)
	e.May.Retire = access.Can(who, access.ReviewModules)
	return e, nil
}

func publishedAs[T any](ctx context.Context, s *Service, who access.Actor, h publishing.Head, n int64, by string, p publishing.Publication) Entry[T] {
	e := Entry[T]{
		ID: h.Slug, Slug: h.Slug, State: Published, BuiltIn: by == publishing.BuiltIn, Version: n, Versions: upTo(h.Count), Latest: h.Latest,
		Owner: s.person(ctx, by), Editors: []Person{}, Authors: s.people(ctx, p.Authors), History: []EventView{}, Comments: []CommentView{}, Faults: []courses.Fault{},
		May: Abilities{Copy: access.Can(who, access.WriteModules)},
	}
	if h.Retired {
		e.State = Retired
	}
	return e
}

// upTo gives 1 … n: version numbers have no gaps.
func upTo(n int64) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(i + 1)
	}
	return out
}
