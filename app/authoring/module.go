package authoring

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/catalogue"
	"upstander/courses/lint"
	"upstander/storage"
)

// ModuleRef names a module in a path.
type ModuleRef struct {
	ID      string `json:"-" path:"id"`
	Version string `json:"-" query:"version"` // of a published module; empty: the one that holds
}

// Module gives a module's source, answers included: a draft's, or a published version's.
func (s *Service) Module(ctx context.Context, who access.Actor, in ModuleRef) (ModuleEntry, error) {
	if isDraft(in.ID) {
		d, err := s.draft(ctx, who, Module, in.ID)
		if err != nil {
			return ModuleEntry{}, err
		}
		return s.moduleEntry(ctx, who, &d)
	}
	n, err := version("version", in.Version)
	if err != nil {
		return ModuleEntry{}, err
	}
	return s.publishedEntry(ctx, who, in.ID, n)
}

// version reads a version's number; empty is 0.
func version(field, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, problem.Wrong(field, "unknown")
	}
	return n, nil
}

// NewModule is the input of CreateModule: a source to begin with, or what to copy.
type NewModule struct {
	Key     string          `json:"-" header:"Idempotency-Key"`
	Source  *courses.Module `json:"source,omitempty"`
	Copy    string          `json:"copy,omitempty"`    // slug of a published module
	Version int64           `json:"version,omitempty"` // of Copy; 0: the one that holds
	// Language of Copy to take; where the module does not have it, the text is taken as it is, to be translated.
	Language string `json:"language,omitempty"`
}

const maxKey = 200

// CreateModule makes a draft. A copy remembers the version that it starts from.
func (s *Service) CreateModule(ctx context.Context, who access.Actor, in NewModule) (ModuleEntry, error) {
	if len(in.Key) > maxKey {
		return ModuleEntry{}, problem.Wrong("Idempotency-Key", "too_long", "n", maxKey)
	}
	d := s.newDraft(who, Module, in.Key, "created", "")
	switch {
	case in.Copy != "":
		m, base, note, err := s.copyOf(ctx, in)
		if err != nil {
			return ModuleEntry{}, err
		}
		d.Module, d.Base = m, base
		d.Events[0].Action, d.Events[0].Note = "copied", note
	case in.Source != nil:
		d.Module = in.Source
		if err := s.settleImages(ctx, d.Module, &courses.Module{}); err != nil {
			return ModuleEntry{}, err
		}
	default:
		return ModuleEntry{}, problem.Wrong("source", "required")
	}
	return s.insertModule(ctx, who, d)
}

// insertModule stores a new draft, or finds it where the same request has made it before.
func (s *Service) insertModule(ctx context.Context, who access.Actor, d Draft) (ModuleEntry, error) {
	tidy(d.Module)
	d.Slug = d.Module.Slug
	if err := limits(d.Module); err != nil {
		return ModuleEntry{}, err
	}
	made, err := s.drafts.Insert(ctx, d)
	if errors.Is(err, storage.ErrExists) {
		made, err = s.draft(ctx, who, Module, d.ID)
	}
	if err != nil {
		return ModuleEntry{}, err
	}
	return s.moduleEntry(ctx, who, &made)
}

func (s *Service) copyOf(ctx context.Context, in NewModule) (*courses.Module, int64, string, error) {
	h, err := s.published.ModuleHead(ctx, in.Copy)
	if err != nil {
		return nil, 0, "", err
	}
	if in.Version == 0 {
		in.Version = h.Latest
	}
	v, err := s.published.Module(ctx, in.Copy, in.Version)
	if err != nil {
		return nil, 0, "", err
	}
	m := *v.Source()
	if in.Language != "" {
		m = *v.In(in.Language)
		m.Language = in.Language
	}
	// The base is the version that holds, also for a copy of an older one: whoever brings that back means to replace what holds.
	return &m, h.Latest, strconv.FormatInt(in.Version, 10), nil
}

// tidy makes lists that are absent empty, for programs that read them need not know the difference, and takes in what the text mentions of
// the shared library, as everywhere.
func tidy(m *courses.Module) {
	bundle.Adopt(m, library(m.Language))
	some(&m.Objectives)
	some(&m.Lessons)
	some(&m.Questions)
	some(&m.Sources)
	some(&m.Glossary)
	for i := range m.Lessons { // as a bundle keeps it
		m.Lessons[i].Markdown = strings.Trim(strings.ReplaceAll(m.Lessons[i].Markdown, "\r\n", "\n"), "\n")
	}
}

func some[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

// Echo takes the further members of an entry, so that what was read can be sent back whole. They change nothing.
type Echo struct {
	ID        string          `json:"id,omitempty"`
	Slug      string          `json:"slug,omitempty"`
	State     string          `json:"state,omitempty"`
	BuiltIn   bool            `json:"built_in,omitempty"`
	Version   int64           `json:"version,omitempty"`
	Versions  []int64         `json:"versions,omitempty"`
	Base      int64           `json:"base,omitempty"`
	Latest    int64           `json:"latest,omitempty"`
	Owner     *Person         `json:"owner,omitempty"`
	Editors   []Person        `json:"editors,omitempty"`
	Authors   []Person        `json:"authors,omitempty"`
	History   []EventView     `json:"history,omitempty"`
	Comments  []CommentView   `json:"comments,omitempty"`
	Faults    []courses.Fault `json:"faults,omitempty"`
	May       *Abilities      `json:"may,omitempty"`
	Languages []string        `json:"languages,omitempty"`
	From      string          `json:"from,omitempty"`
}

// ModuleText is the input of SaveModule.
type ModuleText struct {
	Echo
	Path   string          `json:"-" path:"id"`
	Rev    int64           `json:"rev"`
	Source *courses.Module `json:"source"`
}

// Stale is the problem of an edit of a revision that is no longer the present one. It carries what is there now, so that the one who
// edits can bring both together; nothing was changed.
type Stale[T any] struct {
	Present Entry[T]
	problem *problem.Error
}

func (e *Stale[T]) Error() string { return e.problem.Error() }

// Unwrap gives the problem, of kind Conflict.
func (e *Stale[T]) Unwrap() error { return e.problem }

// SaveModule replaces a draft's text, if rev is its revision. Only a draft in writing changes: what is in review or approved is withdrawn
// first, for others have read it.
func (s *Service) SaveModule(ctx context.Context, who access.Actor, in ModuleText) (ModuleEntry, error) {
	if err := saveFaults(in.Path, in.Rev, in.Source == nil); err != nil {
		return ModuleEntry{}, err
	}
	tidy(in.Source)
	present, err := s.draft(ctx, who, Module, in.Path)
	if err != nil {
		return ModuleEntry{}, err
	}
	if err := s.settleImages(ctx, in.Source, present.Module); err != nil {
		return ModuleEntry{}, err
	}
	if err := limits(in.Source); err != nil {
		return ModuleEntry{}, err
	}
	d, err := s.change(ctx, who, Module, in.Path, in.Rev, func(d *Draft) error {
		return d.rewrite(who, func() { d.Module, d.Slug = in.Source, in.Source.Slug })
	})
	if errors.Is(err, storage.ErrConflict) {
		present, err := s.Module(ctx, who, ModuleRef{ID: in.Path})
		if err != nil {
			return present, err
		}
		return present, &Stale[courses.Module]{present, problem.New(problem.Conflict, "stale")}
	}
	if err != nil {
		return ModuleEntry{}, err
	}
	return s.moduleEntry(ctx, who, &d)
}

func saveFaults(id string, rev int64, empty bool) error {
	if !isDraft(id) {
		return problem.New(problem.Conflict, "published_immutable")
	}
	var f problem.Fields
	if rev < 1 {
		f.Add("rev", "required")
	}
	if empty {
		f.Add("source", "required")
	}
	return f.Err()
}

// rewrite lets the actor put another text into the draft.
func (d *Draft) rewrite(who access.Actor, put func()) error {
	switch {
	case !d.changedBy(who):
		return problem.Denied()
	case d.State != Writing:
		return problem.New(problem.Conflict, "not_a_draft")
	case d.Translation != nil: // its structure is the source's
		return problem.New(problem.Conflict, "translation_draft")
	}
	slug := d.Slug
	put()
	if d.Base > 0 && d.Slug != slug {
		return problem.Wrong("slug", "slug_fixed")
	}
	if !slices.Contains(d.Authors, who.ID) {
		d.Authors = append(d.Authors, who.ID)
	}
	return nil
}

// Deletion is the input of the deletions.
type Deletion struct {
	ID  string `json:"-" path:"id"`
	Rev string `json:"-" query:"rev"` // empty: whichever there is
}

// DeleteModule removes a draft that is not published.
func (s *Service) DeleteModule(ctx context.Context, who access.Actor, in Deletion) (accounts.Nothing, error) {
	return accounts.Nothing{}, s.remove(ctx, who, Module, in)
}

func (s *Service) remove(ctx context.Context, who access.Actor, kind Kind, in Deletion) error {
	if !isDraft(in.ID) {
		return problem.New(problem.Conflict, "published_immutable")
	}
	rev, err := version("rev", in.Rev)
	if err != nil {
		return err
	}
	d, err := s.draft(ctx, who, kind, in.ID)
	switch {
	case err != nil:
		return err
	case !d.changedBy(who):
		return problem.Denied()
	case !d.Live:
		return problem.New(problem.Conflict, "published_immutable")
	case rev == 0:
		rev = d.Rev // so that a publication meanwhile is not undone
	}
	return s.drafts.DeleteAt(ctx, d.ID, rev)
}

// moduleFaults lists everything that is wrong with a module.
func moduleFaults(m *courses.Module) []courses.Fault {
	faults := lint.Module(m, catalogue.Figure)
	some(&faults)
	return faults
}
