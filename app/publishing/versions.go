package publishing

import (
	"context"
	"fmt"
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
}

// BuiltIn stands for the product itself as a publisher.
const BuiltIn = "built-in"

// In gives the module in the language, or in the default one.
func (v *ModuleVersion) In(language string) *courses.Module {
	if m, ok := v.Languages[language]; ok {
		return m
	}
	return v.Languages[DefaultLanguage]
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
}

// ModuleRef pins a module's version.
type ModuleRef struct {
	Slug    string `bson:"slug" json:"slug"`
	Version int64  `bson:"version" json:"version"`
}

// In gives the course in the language, or in the default one.
func (v *CourseVersion) In(language string) *courses.Course {
	if c, ok := v.Languages[language]; ok {
		return c
	}
	return v.Languages[DefaultLanguage]
}

// head names the latest version of a module or course.
type head struct {
	storage.Meta `bson:",inline"` // the slug
	Latest       int64            `bson:"latest"`
	Hash         string           `bson:"hash"`
	BuiltIn      bool             `bson:"built_in"`
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
