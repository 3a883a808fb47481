package authoring

import (
	"context"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/learning"
	"upstander/app/problem"
	"upstander/app/publishing"
	"upstander/storage"
)

// Service is what authors and reviewers do.
type Service struct {
	published *publishing.Service
	drafts    *storage.Collection[Draft, *Draft]
	images    *storage.Collection[image, *image]
	accounts  People
	now       func() time.Time
	learning  *learning.Service
	specimens Specimens
}

// People finds accounts: by id, for the names of authors, and by address, for sharing a draft. storage.ErrNotFound when there is none.
type People interface {
	Person(ctx context.Context, id string) (accounts.Person, error)
	PersonByEmail(ctx context.Context, email string) (accounts.Person, error)
}

// New opens the collections.
func New(ctx context.Context, engine storage.Engine, published *publishing.Service, taught *learning.Service, people People, specimens Specimens, now func() time.Time) (*Service, error) {
	s := &Service{published: published, learning: taught, accounts: people, specimens: specimens, now: now}
	var err error
	if s.drafts, err = openDrafts(ctx, engine); err != nil {
		return nil, err
	}
	s.images, err = openImages(ctx, engine)
	return s, err
}

// Ref names a draft by its id, or a published module or course by its slug.
type Ref struct {
	ID string `json:"-" path:"id"`
}

// Person is somebody who had a hand in a text. Name is empty for one whose account is gone, and for the product itself.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (s *Service) person(ctx context.Context, id string) Person {
	if id == "" || id == publishing.BuiltIn {
		return Person{ID: id}
	}
	p, err := s.accounts.Person(ctx, id)
	if err != nil {
		return Person{ID: id} // accounts are erased
	}
	return Person{id, p.Name}
}

func (s *Service) people(ctx context.Context, ids []string) []Person {
	out := []Person{}
	for _, id := range ids {
		out = append(out, s.person(ctx, id))
	}
	return out
}

// draft loads a draft that the actor may see; another's is not to be seen.
func (s *Service) draft(ctx context.Context, who access.Actor, kind Kind, id string) (Draft, error) {
	d, err := s.drafts.Get(ctx, id)
	if p := problem.From(err); err != nil && p.Kind == problem.NotFound || err == nil && (d.Kind != kind || !d.seenBy(who)) {
		return d, problem.Missing(string(kind) + "_unknown")
	}
	return d, err
}

// change applies one step to a draft that the actor may see. rev 0 takes it as it is.
func (s *Service) change(ctx context.Context, who access.Actor, kind Kind, id string, rev int64, step func(d *Draft) error) (Draft, error) {
	if _, err := s.draft(ctx, who, kind, id); err != nil {
		return Draft{}, err
	}
	now := s.now()
	checked := func(d *Draft) error {
		if err := step(d); err != nil {
			return err
		}
		d.UpdatedAt = now
		return nil
	}
	if rev != 0 {
		return s.drafts.UpdateAt(ctx, id, rev, checked)
	}
	return s.drafts.Update(ctx, id, checked)
}
