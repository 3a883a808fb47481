package authoring

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/storage"
)

// LessonMove is the input of MoveLesson.
type LessonMove struct {
	ID     string `json:"-" path:"id"`
	Lesson string `json:"-" path:"lesson"`
	Rev    int64  `json:"rev"`    // of the draft that has the lesson
	To     string `json:"to"`     // id of the draft that is to have it
	ToRev  int64  `json:"to_rev"` // of that one
}

// MoveLesson moves a lesson to the end of another draft, with the sources, terms and images that it needs, and gives that draft. Both must be the
// actor's to change, as they were seen. The lesson is copied first and removed then: should the second fail, it is in both, and moving it again
// removes it.
func (s *Service) MoveLesson(ctx context.Context, who access.Actor, in LessonMove) (ModuleEntry, error) {
	var f problem.Fields
	if in.Rev < 1 {
		f.Add("rev", "required")
	}
	if in.ToRev < 1 {
		f.Add("to_rev", "required")
	}
	if !isDraft(in.To) || in.To == in.ID {
		f.Add("to", "unknown")
	}
	if err := f.Err(); err != nil {
		return ModuleEntry{}, err
	}
	from, err := s.draft(ctx, who, Module, in.ID)
	if err != nil {
		return ModuleEntry{}, err
	}
	if err := from.rewrite(who, func() {}); err != nil { // before anything is copied
		return ModuleEntry{}, err
	}
	lesson, ok := from.Module.Lesson(in.Lesson)
	switch {
	case !ok:
		return ModuleEntry{}, problem.Missing("lesson_unknown")
	case from.Rev != in.Rev:
		return ModuleEntry{}, problem.New(problem.Conflict, "stale")
	}
	to, err := s.change(ctx, who, Module, in.To, in.ToRev, func(d *Draft) error { return d.receive(who, from.Module, *lesson) })
	if err != nil {
		return ModuleEntry{}, stale(err)
	}
	_, err = s.change(ctx, who, Module, in.ID, in.Rev, func(d *Draft) error {
		return d.rewrite(who, func() {
			d.Module.Lessons = slices.DeleteFunc(d.Module.Lessons, func(l courses.Lesson) bool { return l.Slug == in.Lesson })
		})
	})
	if err != nil {
		return ModuleEntry{}, stale(err)
	}
	return s.moduleEntry(ctx, who, &to)
}

func stale(err error) error {
	if errors.Is(err, storage.ErrConflict) {
		return problem.New(problem.Conflict, "stale")
	}
	return err
}

// receive takes a lesson of another module with what it needs; the lesson itself not where it is already, word for word.
func (d *Draft) receive(who access.Actor, from *courses.Module, lesson courses.Lesson) error {
	there, has := d.Module.Lesson(lesson.Slug)
	if has && !reflect.DeepEqual(*there, lesson) {
		return problem.Wrong("to", "lesson_there")
	}
	alone, images := &courses.Module{Lessons: []courses.Lesson{lesson}}, slices.Clone(d.Module.Images)
	for _, i := range from.Images {
		if _, there := d.Module.Image(i.Name); there || !shows(alone, i.Name) {
			continue
		}
		if mayTake(&courses.Module{Images: images}, i) != nil {
			return problem.Wrong("to", "images_full", "n", courses.MaxImages, "mb", courses.MaxImageBytes>>20)
		}
		images = append(images, i)
	}
	err := d.rewrite(who, func() {
		if d.Module.Images = images; !has {
			d.Module.Lessons = append(d.Module.Lessons, lesson)
		}
		sortImages(d.Module)
		bundle.Adopt(d.Module, bundle.Library{Sources: from.Sources, Terms: from.Glossary})
	})
	if err != nil {
		return err
	}
	return limits(d.Module)
}

// MoveTarget is a draft to which a lesson can be moved.
type MoveTarget struct {
	ID    string
	Title string
	Rev   int64
}

// MoveTargets lists the drafts in writing that the actor may change, besides one.
func (s *Service) MoveTargets(ctx context.Context, who access.Actor, besides string) ([]MoveTarget, error) {
	var out []MoveTarget
	for d, err := range s.drafts.Find(ctx, storage.Query{Index: "by_kind", Equal: []any{string(Module), true}, Desc: true}) {
		if err != nil {
			return nil, err
		}
		if d.ID != besides && d.State == Writing && d.changedBy(who) {
			out = append(out, MoveTarget{d.ID, d.Module.Title, d.Rev})
		}
		if len(out) >= 100 {
			break
		}
	}
	return out, nil
}
