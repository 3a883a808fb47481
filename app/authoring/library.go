package authoring

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/catalogue"
)

var libraries sync.Map // language → bundle.Library

// library gives the built-in sources and terms in a language, in English where there are none. They are shared: nobody changes them.
func library(language string) bundle.Library {
	if !slices.Contains(catalogue.Languages, language) {
		language = publishing.DefaultLanguage
	}
	if held, ok := libraries.Load(language); ok {
		return held.(bundle.Library)
	}
	read, _ := catalogue.Library(language) // built in: the tests read it
	held, _ := libraries.LoadOrStore(language, read)
	return held.(bundle.Library)
}

// ShelfQuery is the input of Shelf.
type ShelfQuery struct {
	ID    string `json:"-" path:"id"`
	Query string `json:"-" query:"query"` // words that each entry must hold; empty: all
}

const maxQuery = 200 // bytes

// Shelf is what an author can cite and link: the module's own sources and terms first, then the shared library's, each by name. Whatever a
// text cites or links of the library becomes the module's own when the text is saved.
type Shelf struct {
	Sources []ShelfSource `json:"sources"`
	Terms   []ShelfTerm   `json:"terms"`
}

// ShelfSource is a source with the mark that cites it.
type ShelfSource struct {
	courses.Source
	Own  bool   `json:"own"`
	Mark string `json:"mark"`
}

// ShelfTerm is a term with the mark that links it.
type ShelfTerm struct {
	courses.Term
	Own  bool   `json:"own"`
	Mark string `json:"mark"`
}

// Shelf lists the sources and terms that a module has or can take.
func (s *Service) Shelf(ctx context.Context, who access.Actor, in ShelfQuery) (Shelf, error) {
	if len(in.Query) > maxQuery {
		return Shelf{}, problem.Wrong("query", "too_long", "n", maxQuery)
	}
	e, err := s.Module(ctx, who, ModuleRef{ID: in.ID})
	if err != nil {
		return Shelf{}, err
	}
	return ShelfOf(&e.Source, in.Query), nil
}

// ShelfOf lists the sources and terms that a text has or can take, as far as they hold the words of the query.
func ShelfOf(m *courses.Module, query string) Shelf {
	shared, words := library(m.Language), strings.Fields(strings.ToLower(query))
	out := Shelf{Sources: []ShelfSource{}, Terms: []ShelfTerm{}}
	seen := map[string]bool{}
	for i, list := range [][]courses.Source{m.Sources, shared.Sources} {
		for _, src := range list {
			if !seen[src.ID] && holds(words, src.ID, src.Short, src.Title, src.Author, src.Symbol) {
				out.Sources = append(out.Sources, ShelfSource{src, i == 0, "[@" + src.ID + "]"})
			}
			seen[src.ID] = true
		}
	}
	clear(seen)
	for i, list := range [][]courses.Term{m.Glossary, shared.Terms} {
		for _, t := range list {
			if !seen[t.ID] && holds(words, t.ID, t.Term, t.Definition) {
				out.Terms = append(out.Terms, ShelfTerm{t, i == 0, "[[" + t.ID + "]]"})
			}
			seen[t.ID] = true
		}
	}
	slices.SortStableFunc(out.Sources, func(a, b ShelfSource) int { return cmp.Or(ownFirst(a.Own, b.Own), byName(a.Short, b.Short)) })
	slices.SortStableFunc(out.Terms, func(a, b ShelfTerm) int { return cmp.Or(ownFirst(a.Own, b.Own), byName(a.Term.Term, b.Term.Term)) })
	return out
}

// holds reports whether every word, in lower case, stands in one of the texts.
func holds(words []string, texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(all, word) })
}

func byName(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

func ownFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
