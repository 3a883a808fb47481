package publishing

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"upstander/courses"
	"upstander/courses/tongues"
	"upstander/courses/translation"
	"upstander/storage"
)

// ModuleVersion is a module as published, in all its languages. It never changes.
type ModuleVersion struct {
	storage.Meta `bson:",inline"`           // "slug@n"
	Slug         string                     `bson:"slug"`
	Version      int64                      `bson:"version"`
	Languages    map[string]*courses.Module `bson:"languages"`
	// Translations tell how languages came about that are not their own source, also those that wait to be completed and are not among Languages.
	Translations map[string]translation.Translation `bson:"translations,omitempty"`
	Hash         string                             `bson:"hash"` // of Languages: an unchanged module makes no new version
	PublishedAt  time.Time                          `bson:"published_at"`
	PublishedBy  string                             `bson:"published_by"` // user id, or BuiltIn
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

// In gives the module in the first of the languages ("fr-CA,fr") that it has, or as it was written.
func (v *ModuleVersion) In(wanted string) *courses.Module {
	if found := in(v.Languages, wanted); found != nil {
		return found
	}
	return v.Source()
}

// Source gives the module in the language that it was written in, which no translation is.
func (v *ModuleVersion) Source() *courses.Module {
	if found := v.Languages[DefaultLanguage]; found != nil && v.Translations[DefaultLanguage].From == "" {
		return found
	}
	for _, tag := range slices.Sorted(maps.Keys(v.Languages)) {
		if v.Translations[tag].From == "" {
			return v.Languages[tag]
		}
	}
	return v.Languages[slices.Min(slices.Collect(maps.Keys(v.Languages)))]
}

// in gives what there is in the first of the languages wanted, or nil.
func in[T any](languages map[string]*T, wanted string) *T {
	if found := languages[wanted]; found != nil {
		return found
	}
	return languages[tongues.Best(strings.Split(wanted, ","), func(tag string) bool { return languages[tag] != nil })]
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

// In gives the course in a language; see ModuleVersion.
func (v *CourseVersion) In(wanted string) *courses.Course {
	for _, wanted := range []string{wanted, DefaultLanguage} {
		if found := in(v.Languages, wanted); found != nil {
			return found
		}
	}
	return v.Languages[slices.Min(slices.Collect(maps.Keys(v.Languages)))]
}

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
