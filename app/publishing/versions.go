package publishing

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"upstander/courses"
	"upstander/storage"
)

// ModuleVersion is a module as published, in all its languages. It never changes.
type ModuleVersion struct {
	storage.Meta `bson:",inline"`           // "slug@n"
	Slug         string                     `bson:"slug"`
	Version      int64                      `bson:"version"`
	Languages    map[string]*courses.Module `bson:"languages"`
	Hash         string                     `bson:"hash"` // of Languages: an unchanged module makes no new version
	PublishedAt  time.Time                  `bson:"published_at"`
	PublishedBy  string                     `bson:"published_by"` // user id, or BuiltIn
	Publication  `bson:",inline"`
}

// Publication is what a person says of a version when publishing it; empty for the product's own.
type Publication struct {
	Change   Change   `bson:"change,omitempty"`
	Note     string   `bson:"note,omitempty"`        // what changed, for those who read the history
	Draft    string   `bson:"draft,omitempty"`       // id of the draft it was, so that publishing twice is once
	Authors  []string `bson:"authors,omitempty"`     // user ids
	Approved string   `bson:"approved_by,omitempty"` // user id
}

// Change is how a version relates to the one before.
type Change string

// An editorial version has the same lessons and questions as the one before, better worded, so learners move to it with their
// progress. Of a substantive one they see nothing until they enrol anew: who has begun finishes what they began.
const (
	Editorial   Change = "editorial"
	Substantive Change = "substantive"
)

// BuiltIn stands for the product itself as a publisher.
const BuiltIn = "built-in"

// In gives the module in the language, or in the default one, or in the first there is.
func (v *ModuleVersion) In(language string) *courses.Module { return in(v.Languages, language) }

func in[T any](languages map[string]T, language string) T {
	for _, tag := range []string{language, DefaultLanguage} {
		if found, ok := languages[tag]; ok {
			return found
		}
	}
	return languages[slices.Min(slices.Collect(maps.Keys(languages)))]
}

// DefaultLanguage is the one that every built-in module has.
const DefaultLanguage = "en"

// CourseVersion is a course as published, pinned to versions of its modules. It never changes.
type CourseVersion struct {
	storage.Meta `bson:",inline"`           // "slug@n"
	Slug         string                     `bson:"slug"`
	Version      int64                      `bson:"version"`
	Languages    map[string]*courses.Course `bson:"languages"`
	Modules      []ModuleRef                `bson:"modules"`
	Hash         string                     `bson:"hash"`
	PublishedAt  time.Time                  `bson:"published_at"`
	PublishedBy  string                     `bson:"published_by"`
	Publication  `bson:",inline"`
}

// ModuleRef pins a module's version.
type ModuleRef struct {
	Slug    string `bson:"slug" json:"slug"`
	Version int64  `bson:"version" json:"version"`
}

// In gives the course in the language, or in the default one, or in the first there is.
func (v *CourseVersion) In(language string) *courses.Course { return in(v.Languages, language) }

// head names the version of a module or course that holds now, and how far its history goes. Both are the same until a person
// publishes: then a later version of the product's own goes into the history and moves nothing.
type head struct {
	storage.Meta `bson:",inline"` // the slug
	Latest       int64            `bson:"latest"`
	Count        int64            `bson:"count"` // versions are numbered 1 to Count
	Hash         string           `bson:"hash"`
	BuiltIn      bool             `bson:"built_in"`               // Latest is the product's own
	Product      int64            `bson:"product,omitempty"`      // the newest version of the product's own; 0: none
	ProductHash  string           `bson:"product_hash,omitempty"` // its content
	Retired      bool             `bson:"retired,omitempty"`      // not for new use; what is published stays
}

// state remembers which built-in catalogue the versions were made from.
type state struct {
	storage.Meta `bson:",inline"`
	Fingerprint  string `bson:"fingerprint"`
}

func versionID(slug string, n int64) string { return fmt.Sprintf("%s@%d", slug, n) }

// collections are what the package keeps.
type collections struct {
	modules     *storage.Collection[ModuleVersion, *ModuleVersion]
	courses     *storage.Collection[CourseVersion, *CourseVersion]
	moduleHeads *storage.Collection[head, *head]
	courseHeads *storage.Collection[head, *head]
	states      *storage.Collection[state, *state]
}

func open(ctx context.Context, engine storage.Engine) (c collections, err error) {
	if c.modules, err = storage.Open[ModuleVersion](ctx, engine, storage.Spec{Name: "module_versions"}); err != nil {
		return c, err
	}
	if c.courses, err = storage.Open[CourseVersion](ctx, engine, storage.Spec{Name: "course_versions"}); err != nil {
		return c, err
	}
	if c.moduleHeads, err = storage.Open[head](ctx, engine, storage.Spec{Name: "modules"}); err != nil {
		return c, err
	}
	if c.courseHeads, err = storage.Open[head](ctx, engine, storage.Spec{Name: "courses"}); err != nil {
		return c, err
	}
	c.states, err = storage.Open[state](ctx, engine, storage.Spec{Name: "catalogue_state"})
	return c, err
}
