package authoring

import (
	"context"
	"errors"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/gift"
	"upstander/storage"
)

// Gift is a module's questions in Moodle's text format, with what it cannot carry.
type Gift struct {
	Text  string      `json:"text"`
	Notes []gift.Note `json:"notes"`
}

// ExportGift writes the questions of a draft or of what is published.
func (s *Service) ExportGift(ctx context.Context, who access.Actor, in ModuleRef) (Gift, error) {
	e, err := s.Module(ctx, who, in)
	if err != nil {
		return Gift{}, err
	}
	text, notes := gift.Write(e.Source.Questions)
	some(&notes)
	return Gift{text, notes}, nil
}

// GiftText is the input of ImportGift.
type GiftText struct {
	ID     string `json:"-" path:"id"`
	Rev    int64  `json:"rev"`
	Text   string `json:"text"`
	DryRun bool   `json:"dry_run,omitempty"` // report only
}

// GiftReport is what became of questions that were read.
type GiftReport struct {
	Added []string    `json:"added"` // ids
	Notes []gift.Note `json:"notes"`
	Rev   int64       `json:"rev"`
}

// ImportGift adds questions to a draft, behind those that it has.
func (s *Service) ImportGift(ctx context.Context, who access.Actor, in GiftText) (GiftReport, error) {
	out := GiftReport{Added: []string{}, Rev: in.Rev}
	if err := saveFaults(in.ID, in.Rev, false); err != nil {
		return out, err
	}
	if in.Text == "" {
		return out, problem.Wrong("text", "required")
	}
	d, err := s.draft(ctx, who, Module, in.ID)
	if err != nil {
		return out, err
	}
	if d.Rev != in.Rev {
		return out, problem.New(problem.Conflict, "stale")
	}
	questions, notes := gift.Read(in.Text, func(id string) bool {
		for _, q := range d.Module.Questions {
			if q.ID == id {
				return true
			}
		}
		return false
	})
	if out.Notes = notes; notes == nil {
		out.Notes = []gift.Note{}
	}
	for _, q := range questions {
		out.Added = append(out.Added, q.ID)
	}
	if in.DryRun || len(questions) == 0 {
		return out, nil
	}
	next := *d.Module
	next.Questions = append(append([]courses.Question{}, d.Module.Questions...), questions...)
	if err := limits(&next); err != nil {
		return out, err
	}
	saved, err := s.change(ctx, who, Module, in.ID, in.Rev, func(d *Draft) error {
		return d.rewrite(who, func() { d.Module = &next })
	})
	if errors.Is(err, storage.ErrConflict) {
		return out, problem.New(problem.Conflict, "stale")
	}
	out.Rev = saved.Rev
	return out, err
}
