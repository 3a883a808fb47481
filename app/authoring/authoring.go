// Package authoring is for those who write modules: it shows a module's whole source, answers included.
package authoring

import (
	"context"
	"strconv"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
)

// Service shows sources.
type Service struct{ Published *publishing.Service }

// Published modules are in this state; built-in ones always are.
const Published = "published"

// ModuleItem is a module in a list.
type ModuleItem struct {
	ID        string  `json:"id"`
	Slug      string  `json:"slug"`
	Title     string  `json:"title"`
	Language  string  `json:"language"`
	State     string  `json:"state"`
	BuiltIn   bool    `json:"built_in"`
	Versions  []int64 `json:"versions"`
	Lessons   int     `json:"lessons"`
	Questions int     `json:"questions"`
	Minutes   int     `json:"minutes"`
}

// ModuleList is a list in the API's form.
type ModuleList struct {
	Items      []ModuleItem `json:"items"`
	NextCursor *string      `json:"next_cursor"`
}

// None is the input of what takes none.
type None struct{}

// Modules lists every module.
func (s *Service) Modules(ctx context.Context, _ access.Actor, _ None) (ModuleList, error) {
	out := ModuleList{Items: []ModuleItem{}}
	heads, err := s.Published.Modules(ctx)
	if err != nil {
		return out, err
	}
	for _, h := range heads {
		v, err := s.Published.Module(ctx, h.Slug, h.Latest)
		if err != nil {
			return out, err
		}
		m := v.In(publishing.DefaultLanguage)
		out.Items = append(out.Items, ModuleItem{
			ID: h.Slug, Slug: h.Slug, Title: m.Title, Language: m.Language, State: Published, BuiltIn: h.BuiltIn, Versions: upTo(h.Latest),
			Lessons: len(m.Lessons), Questions: len(m.Questions), Minutes: m.Minutes,
		})
	}
	return out, nil
}

// ModuleRef names a module in a path.
type ModuleRef struct {
	ID      string `json:"-" path:"id"`
	Version string `json:"-" query:"version"` // empty: the newest
}

// ModuleSource is a module with its whole source.
type ModuleSource struct {
	ID       string         `json:"id"`
	Slug     string         `json:"slug"`
	Rev      int64          `json:"rev"`
	State    string         `json:"state"`
	BuiltIn  bool           `json:"built_in"`
	Version  int64          `json:"version"`
	Versions []int64        `json:"versions"`
	Source   courses.Module `json:"source"`
}

// Module gives a module's source, answers included.
func (s *Service) Module(ctx context.Context, _ access.Actor, in ModuleRef) (ModuleSource, error) {
	var n int64
	if in.Version != "" {
		var err error
		if n, err = strconv.ParseInt(in.Version, 10, 64); err != nil || n < 1 {
			return ModuleSource{}, problem.Wrong("version", "unknown")
		}
	}
	latest, err := s.Published.Module(ctx, in.ID, 0)
	if err != nil {
		return ModuleSource{}, err
	}
	v := latest
	if n != 0 {
		if v, err = s.Published.Module(ctx, in.ID, n); err != nil {
			return ModuleSource{}, err
		}
	}
	return ModuleSource{
		ID: v.Slug, Slug: v.Slug, Rev: v.Rev, State: Published, BuiltIn: v.PublishedBy == publishing.BuiltIn, Version: v.Version,
		Versions: upTo(latest.Version), Source: *v.In(publishing.DefaultLanguage),
	}, nil
}

// upTo gives 1 … n: version numbers have no gaps.
func upTo(n int64) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(i + 1)
	}
	return out
}
