package authoring

import (
	"context"
	"time"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/problem"
)

// Comment is a remark on a paragraph of a draft.
type Comment struct {
	ID       string    `bson:"id"`
	By       string    `bson:"by"`
	At       time.Time `bson:"at"`
	Lesson   string    `bson:"lesson"` // slug; "": the module as a whole
	Line     int       `bson:"line"`   // of the lesson's text, from 1; 0: the lesson as a whole
	Text     string    `bson:"text"`
	Resolved bool      `bson:"resolved"`
}

// CommentView is a comment as the API shows it.
type CommentView struct {
	ID       string    `json:"id"`
	By       Person    `json:"by"`
	At       time.Time `json:"at"`
	Lesson   string    `json:"lesson"`
	Line     int       `json:"line"`
	Text     string    `json:"text"`
	Resolved bool      `json:"resolved"`
}

func (s *Service) commentView(ctx context.Context, c Comment) CommentView {
	return CommentView{c.ID, s.person(ctx, c.By), c.At.UTC(), c.Lesson, c.Line, c.Text, c.Resolved}
}

const maxComments = 300

// NewComment is the input of CommentModule.
type NewComment struct {
	ID     string `json:"-" path:"id"`
	Lesson string `json:"lesson,omitempty"`
	Line   int    `json:"line,omitempty"`
	Text   string `json:"text"`
}

// CommentModule adds a remark; whoever sees the draft may.
func (s *Service) CommentModule(ctx context.Context, who access.Actor, in NewComment) (ModuleEntry, error) {
	if in.Text == "" {
		return ModuleEntry{}, problem.Wrong("text", "required")
	}
	if err := noteFault(in.Text, false); err != nil {
		return ModuleEntry{}, err
	}
	c := Comment{ID: ident.New(), By: who.ID, At: s.now(), Lesson: in.Lesson, Line: in.Line, Text: in.Text}
	return s.moduleAfter(ctx, who)(s.change(ctx, who, Module, in.ID, 0, func(d *Draft) error {
		_, known := d.Module.Lesson(in.Lesson)
		switch {
		case in.Lesson != "" && !known:
			return problem.Wrong("lesson", "unknown")
		case in.Line < 0 || in.Line > 100_000:
			return problem.Wrong("line", "unknown")
		case len(d.Comments) >= maxComments:
			return problem.Wrong("text", "too_many", "n", maxComments)
		case !d.Live:
			return problem.New(problem.Conflict, "published_immutable")
		}
		d.Comments = append(d.Comments, c)
		return nil
	}))
}

// CommentChange is the input of ResolveComment.
type CommentChange struct {
	ID       string `json:"-" path:"id"`
	Comment  string `json:"-" path:"comment"`
	Resolved bool   `json:"resolved"`
}

// ResolveComment closes a comment, or opens it again.
func (s *Service) ResolveComment(ctx context.Context, who access.Actor, in CommentChange) (ModuleEntry, error) {
	return s.moduleAfter(ctx, who)(s.change(ctx, who, Module, in.ID, 0, func(d *Draft) error {
		for i := range d.Comments {
			if d.Comments[i].ID == in.Comment {
				d.Comments[i].Resolved = in.Resolved
				return nil
			}
		}
		return problem.Missing("not_found")
	}))
}
