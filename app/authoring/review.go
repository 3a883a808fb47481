package authoring

import (
	"context"
	"strings"
	"unicode/utf8"

	"upstander/app/access"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/courses"
)

// Step is the input of what moves a draft on. Note is a word to go with it; sending back needs one: the reasons.
type Step struct {
	ID   string `json:"-" path:"id"`
	Note string `json:"note,omitempty"`
	// Reason and Reasons say the same as Note.
	Reason  string `json:"reason,omitempty"`
	Reasons string `json:"reasons,omitempty"`
	// Outdated takes a translation although its source has changed since.
	Outdated bool `json:"accept_outdated,omitempty"`
}

func (in Step) text() string {
	return strings.TrimSpace(in.Note + in.Reason + in.Reasons)
}

const maxNote = 5_000

func noteFault(text string, required bool) error {
	switch {
	case required && text == "":
		return problem.Wrong("reason", "required")
	case utf8.RuneCountInString(text) > maxNote:
		return problem.Wrong("note", "too_long", "n", maxNote)
	case strings.ContainsFunc(text, control):
		return problem.Wrong("note", "characters")
	}
	return nil
}

// submit hands a draft to the reviewers. What is structurally wrong must be right by then; matters of style are for them to judge.
func (s *Service) submit(ctx context.Context, who access.Actor, kind Kind, in Step) (Draft, error) {
	if err := noteFault(in.text(), false); err != nil {
		return Draft{}, err
	}
	return s.change(ctx, who, kind, in.ID, 0, func(d *Draft) error {
		switch {
		case !d.changedBy(who):
			return problem.Denied()
		case d.State != Writing:
			return problem.New(problem.Conflict, "not_a_draft")
		}
		if err := d.unready(); err != nil {
			return err
		}
		d.State = InReview
		d.note(who, s.now(), "submitted", in.text())
		return nil
	})
}

// unready tells what keeps a draft from its review.
func (d *Draft) unready() error {
	var faults []courses.Fault
	if d.Module != nil {
		faults = d.Module.Faults()
	} else {
		faults = d.Course.Faults()
	}
	var f problem.Fields
	for _, fault := range faults {
		if fault.Severity == courses.Error {
			f.Add(fault.Path, "text_limit", "text", fault.Message)
		}
	}
	return f.Err()
}

// withdraw takes a draft back to be changed.
func (s *Service) withdraw(ctx context.Context, who access.Actor, kind Kind, in Step) (Draft, error) {
	return s.change(ctx, who, kind, in.ID, 0, func(d *Draft) error {
		switch {
		case !d.changedBy(who):
			return problem.Denied()
		case d.State != InReview && d.State != Approved:
			return problem.New(problem.Conflict, "not_in_review")
		}
		d.State, d.Approver = Writing, ""
		d.note(who, s.now(), "withdrawn", in.text())
		return nil
	})
}

// judge approves a draft, or sends it back with reasons. Nobody judges what they had a hand in.
func (s *Service) judge(ctx context.Context, who access.Actor, kind Kind, in Step, good bool) (Draft, error) {
	if err := noteFault(in.text(), !good); err != nil {
		return Draft{}, err
	}
	return s.change(ctx, who, kind, in.ID, 0, func(d *Draft) error {
		switch {
		case !access.Can(who, access.ReviewModules):
			return problem.Denied()
		case d.State != InReview:
			return problem.New(problem.Conflict, "not_in_review")
		case d.writtenBy(who.ID):
			return problem.New(problem.Forbidden, "own_text")
		case good:
			d.State, d.Approver = Approved, who.ID
			d.note(who, s.now(), "approved", in.text())
		default:
			d.State = Writing
			d.note(who, s.now(), "rejected", in.text())
		}
		return nil
	})
}

// Submission hands a module's draft to the reviewers.
func (s *Service) SubmitModule(ctx context.Context, who access.Actor, in Step) (ModuleEntry, error) {
	d, err := s.draft(ctx, who, Module, in.ID)
	if err != nil {
		return ModuleEntry{}, err
	}
	if d.Translation != nil && d.changedBy(who) && d.State == Writing {
		if err := s.followed(ctx, &d, in.Outdated); err != nil {
			return ModuleEntry{}, err
		}
		made := d.Module // with the source as it is now
		if _, err := s.change(ctx, who, Module, in.ID, 0, func(d *Draft) error { return d.follow(made) }); err != nil {
			return ModuleEntry{}, err
		}
	}
	return s.moduleAfter(ctx, who)(s.submit(ctx, who, Module, in))
}

// WithdrawModule takes a module's draft back to be changed.
func (s *Service) WithdrawModule(ctx context.Context, who access.Actor, in Step) (ModuleEntry, error) {
	return s.moduleAfter(ctx, who)(s.withdraw(ctx, who, Module, in))
}

// ApproveModule finds a module's draft good.
func (s *Service) ApproveModule(ctx context.Context, who access.Actor, in Step) (ModuleEntry, error) {
	return s.moduleAfter(ctx, who)(s.judge(ctx, who, Module, in, true))
}

// RejectModule sends a module's draft back.
func (s *Service) RejectModule(ctx context.Context, who access.Actor, in Step) (ModuleEntry, error) {
	return s.moduleAfter(ctx, who)(s.judge(ctx, who, Module, in, false))
}

func (s *Service) moduleAfter(ctx context.Context, who access.Actor) func(Draft, error) (ModuleEntry, error) {
	return func(d Draft, err error) (ModuleEntry, error) {
		if err != nil {
			return ModuleEntry{}, err
		}
		return s.moduleEntry(ctx, who, &d)
	}
}

// Publication is the input of the publications.
type Publication struct {
	ID string `json:"-" path:"id"`
	// Change is "editorial" or "substantive"; empty is substantive.
	Change publishing.Change `json:"change,omitempty"`
	Note   string            `json:"note,omitempty"` // what changed
	// Onto names the version that now holds, when it is another than the draft's base: it is replaced knowingly.
	Onto int64 `json:"onto,omitempty"`
	// Outdated takes a translation although its source has changed since.
	Outdated bool `json:"accept_outdated,omitempty"`
}

func (in *Publication) check() error {
	switch in.Change {
	case "":
		in.Change = publishing.Substantive
	case publishing.Editorial, publishing.Substantive:
	default:
		return problem.Wrong("change", "unknown")
	}
	return noteFault(in.Note, false)
}

// publishable loads an approved draft that the actor may publish: its author, or who reviews. One already published may be tried again.
func (s *Service) publishable(ctx context.Context, who access.Actor, kind Kind, id string) (Draft, error) {
	d, err := s.draft(ctx, who, kind, id)
	switch {
	case err != nil:
		return d, err
	case !d.changedBy(who) && !access.Can(who, access.ReviewModules):
		return d, problem.Denied()
	case d.State != Approved && d.State != Published:
		return d, problem.New(problem.Conflict, "not_approved")
	}
	return d, nil
}

func (in Publication) base(d *Draft, who access.Actor) publishing.Base {
	b := publishing.Base{Version: d.Base, By: who.ID, Publication: publishing.Publication{
		Change: in.Change, Note: in.Note, Draft: d.ID, Authors: d.Authors, Approved: d.Approver,
	}}
	if in.Onto != 0 {
		b.Version = in.Onto
	}
	return b
}

// published notes the version that a draft has become.
func (s *Service) becameVersion(ctx context.Context, who access.Actor, d *Draft, n int64, note string) (Draft, error) {
	now := s.now()
	return s.drafts.Update(ctx, d.ID, func(d *Draft) error {
		if d.State != Published {
			d.State, d.Live, d.Version, d.UpdatedAt = Published, false, n, now
			d.note(who, now, "published", note)
		}
		return nil
	})
}

// PublishModule makes an approved draft the next version of its module. Doing it again gives the same version.
func (s *Service) PublishModule(ctx context.Context, who access.Actor, in Publication) (ModuleEntry, error) {
	if err := in.check(); err != nil {
		return ModuleEntry{}, err
	}
	d, err := s.publishable(ctx, who, Module, in.ID)
	if err != nil {
		return ModuleEntry{}, err
	}
	if d.State == Approved {
		base := in.base(&d, who)
		if d.Translation != nil {
			if err := s.followed(ctx, &d, in.Outdated); err != nil {
				return ModuleEntry{}, err
			}
			base.Version, base.Translation = d.Base, d.Translation
		}
		if err := s.publishImages(ctx, d.Module); err != nil {
			return ModuleEntry{}, err
		}
		n, err := s.published.PublishModule(ctx, *d.Module, base)
		if err != nil {
			return ModuleEntry{}, err
		}
		if d, err = s.becameVersion(ctx, who, &d, n, in.Note); err != nil {
			return ModuleEntry{}, err
		}
	}
	return s.moduleEntry(ctx, who, &d)
}

// Retirement is the input of RetireModule and RetireCourse.
type Retirement struct {
	ID   string `json:"-" path:"id"`
	Undo bool   `json:"undo,omitempty"`
}

// RetireModule takes a published module out of use for new courses, or brings it back. Courses that hold it keep it.
func (s *Service) RetireModule(ctx context.Context, who access.Actor, in Retirement) (ModuleEntry, error) {
	if err := s.published.Retire(ctx, in.ID, !in.Undo); err != nil {
		return ModuleEntry{}, err
	}
	return s.publishedEntry(ctx, who, in.ID, 0)
}
