package authoring

import (
	"context"
	"strconv"
	"time"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
)

// VersionView is a version in a history.
type VersionView struct {
	Version     int64             `json:"version"`
	Current     bool              `json:"current"`
	BuiltIn     bool              `json:"built_in"`
	Change      publishing.Change `json:"change"`
	Note        string            `json:"note"`
	Languages   []string          `json:"languages"`
	PublishedAt time.Time         `json:"published_at"`
	PublishedBy Person            `json:"published_by"`
	ApprovedBy  Person            `json:"approved_by"`
	Authors     []Person          `json:"authors"`
}

// Versions is a history, newest first.
type Versions struct {
	Items      []VersionView `json:"items"`
	NextCursor *string       `json:"next_cursor"`
}

// slug gives the slug of a draft that the actor may see, or takes the id as one.
func (s *Service) slug(ctx context.Context, who access.Actor, kind Kind, id string) (string, error) {
	if !isDraft(id) {
		return id, nil
	}
	d, err := s.draft(ctx, who, kind, id)
	return d.Slug, err
}

// ModuleVersions lists the versions of a module, or of the one that a draft is of: none yet is an empty list.
func (s *Service) ModuleVersions(ctx context.Context, who access.Actor, in Ref) (Versions, error) {
	out := Versions{Items: []VersionView{}}
	slug, err := s.slug(ctx, who, Module, in.ID)
	if err != nil {
		return out, err
	}
	h, err := s.published.ModuleHead(ctx, slug)
	if err != nil {
		if isDraft(in.ID) && problem.From(err).Kind == problem.NotFound {
			err = nil
		}
		return out, err
	}
	for n := h.Count; n >= 1; n-- {
		v, err := s.published.Module(ctx, slug, n)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, s.versionView(ctx, h, n, sortedTags(v.Languages), v.PublishedAt, v.PublishedBy, v.Publication))
	}
	return out, nil
}

func (s *Service) versionView(ctx context.Context, h publishing.Head, n int64, tags []string, at time.Time, by string, p publishing.Publication) VersionView {
	return VersionView{
		Version: n, Current: n == h.Latest, BuiltIn: by == publishing.BuiltIn, Change: p.Change, Note: p.Note, Languages: tags,
		PublishedAt: at.UTC(), PublishedBy: s.person(ctx, by), ApprovedBy: s.person(ctx, p.Approved), Authors: s.people(ctx, p.Authors),
	}
}

// VersionRef names a version in a path.
type VersionRef struct {
	ID      string `json:"-" path:"id"`
	Version string `json:"-" path:"version"`
}

// ModuleVersion gives a module as it was published.
func (s *Service) ModuleVersion(ctx context.Context, who access.Actor, in VersionRef) (ModuleEntry, error) {
	n, err := version("version", in.Version)
	if err != nil {
		return ModuleEntry{}, problem.Missing("module_unknown")
	}
	slug, err := s.slug(ctx, who, Module, in.ID)
	if err != nil {
		return ModuleEntry{}, err
	}
	return s.publishedEntry(ctx, who, slug, n)
}

// DiffRef is the input of ModuleDiff. From and To are numbers of versions, or "draft". Empty, they compare a draft with the version that
// holds, and a published module with the version before.
type DiffRef struct {
	ID   string `json:"-" path:"id"`
	From string `json:"-" query:"from"`
	To   string `json:"-" query:"to"`
}

// Diff is what changed, part by part.
type Diff struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Parts []Part `json:"parts"`
}

// ModuleDiff compares two versions, or a draft with one.
func (s *Service) ModuleDiff(ctx context.Context, who access.Actor, in DiffRef) (Diff, error) {
	e, err := s.Module(ctx, who, ModuleRef{ID: in.ID})
	if err != nil {
		return Diff{}, err
	}
	if in.To == "" {
		in.To = "draft"
		if !isDraft(in.ID) {
			in.To = strconv.FormatInt(e.Latest, 10)
		}
	}
	if in.From == "" {
		n := e.Latest
		if !isDraft(in.ID) {
			n--
		}
		in.From = strconv.FormatInt(max(n, 0), 10)
	}
	from, err := s.side(ctx, &e, "from", in.From)
	if err != nil {
		return Diff{}, err
	}
	to, err := s.side(ctx, &e, "to", in.To)
	if err != nil {
		return Diff{}, err
	}
	return Diff{in.From, in.To, compare(from, to)}, nil
}

// side is one of the two texts compared; version 0 is the empty one, before the first.
func (s *Service) side(ctx context.Context, e *ModuleEntry, field, text string) (*courses.Module, error) {
	if text == "draft" && isDraft(e.ID) {
		return &e.Source, nil
	}
	if text == "0" {
		return &courses.Module{}, nil
	}
	n, err := version(field, text)
	if err != nil {
		return nil, err
	}
	v, err := s.published.Module(ctx, e.Slug, n)
	if err != nil {
		return nil, err
	}
	return v.In(e.Source.Language), nil
}
