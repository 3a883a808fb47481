package authoring

import (
	"context"
	"slices"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/courses"
	"upstander/courses/translation"
	"upstander/storage"
)

// Kind is what a draft is of.
type Kind string

// The kinds of draft.
const (
	Module Kind = "module"
	Course Kind = "course"
)

// State is where a text stands between writing and use.
type State string

// The states. Drafts are in one of the first four; what is published is Published or, when out of use, Retired.
const (
	Writing   State = "draft"
	InReview  State = "in_review"
	Approved  State = "approved"
	Published State = "published"
	Retired   State = "retired"
)

// Draft is a text being worked on, with how it came about.
type Draft struct {
	storage.Meta `bson:",inline"` // "d_…": never a slug
	Kind         Kind             `bson:"kind"`
	Slug         string           `bson:"slug"`
	State        State            `bson:"state"`
	Live         bool             `bson:"live"` // not yet published
	Owner        string           `bson:"owner"`
	Authors      []string         `bson:"authors"`           // who changed the text; the owner first
	Editors      []string         `bson:"editors,omitempty"` // who else may change it
	Base         int64            `bson:"base"`              // version it was copied from; 0: something new
	Module       *courses.Module  `bson:"module,omitempty"`
	// Translation is set where Module follows a published source in another language; then Module is made of both.
	Translation *translation.Translation `bson:"translation,omitempty"`
	Course      *courses.Course          `bson:"course,omitempty"`
	Pins        map[string]int64         `bson:"pins,omitempty"` // of a course: the version of each module; absent: the newest on publication
	Version     int64                    `bson:"version"`        // that it was published as
	Approver    string                   `bson:"approver,omitempty"`
	Events      []Event                  `bson:"events"`
	Comments    []Comment                `bson:"comments"`
	CreatedAt   time.Time                `bson:"created_at"`
	UpdatedAt   time.Time                `bson:"updated_at"`
}

// Event is who did what, when.
type Event struct {
	At     time.Time `bson:"at"`
	By     string    `bson:"by"`
	Action string    `bson:"action"` // created, copied, imported, submitted, withdrawn, approved, rejected, published
	Note   string    `bson:"note,omitempty"`
}

const draftPrefix = "d_"

// isDraft tells a draft's id from a slug.
func isDraft(id string) bool { return strings.HasPrefix(id, draftPrefix) }

// draftID is random, or follows from who asked and the key of the request, so that asking again finds what was made.
func draftID(who access.Actor, key string) string {
	if key == "" {
		return draftPrefix + ident.New()
	}
	return draftPrefix + ident.Of("draft", who.ID, key)
}

func openDrafts(ctx context.Context, engine storage.Engine) (*storage.Collection[Draft, *Draft], error) {
	return storage.Open[Draft](ctx, engine, storage.Spec{Name: "drafts", Indexes: []storage.Index{
		{Name: "by_owner", Fields: []string{"kind", "live", "owner", "updated_at"}},
		{Name: "by_kind", Fields: []string{"kind", "live", "updated_at"}},
	}})
}

// newDraft is empty and the actor's.
func (s *Service) newDraft(who access.Actor, kind Kind, key, action, note string) Draft {
	now := s.now()
	return Draft{
		Meta: storage.Meta{ID: draftID(who, key)}, Kind: kind, State: Writing, Live: true, Owner: who.ID, Authors: []string{who.ID},
		Events: []Event{{At: now, By: who.ID, Action: action, Note: note}}, Comments: []Comment{}, CreatedAt: now, UpdatedAt: now,
	}
}

// seenBy: one's own, and everything for those who review.
func (d *Draft) seenBy(who access.Actor) bool {
	return d.Owner == who.ID || slices.Contains(d.Editors, who.ID) || access.Can(who, access.ReviewModules)
}

// changedBy: one's own, what is shared with one, and everything for administrators.
func (d *Draft) changedBy(who access.Actor) bool {
	return access.Can(who, access.WriteModules) && (d.Owner == who.ID || slices.Contains(d.Editors, who.ID) || who.Has(access.Admin))
}

// writtenBy reports whether the person had a hand in the text.
func (d *Draft) writtenBy(user string) bool { return slices.Contains(d.Authors, user) }

// maxEvents bounds the record of one draft; what is older gives way, but for the first.
const maxEvents = 500

func (d *Draft) note(who access.Actor, now time.Time, action, text string) {
	if len(d.Events) >= maxEvents {
		d.Events = slices.Delete(d.Events, 1, 2)
	}
	d.Events = append(d.Events, Event{At: now, By: who.ID, Action: action, Note: text})
}
