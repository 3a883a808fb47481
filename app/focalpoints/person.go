package focalpoints

import (
	"context"
	"errors"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// Ref names an entry in a path.
type Ref struct {
	ID string `json:"-" path:"id"`
}

// own loads an entry for the person whom it names; to others it does not exist.
func (s *Service) own(ctx context.Context, who access.Actor, id string) (entry, Entry, error) {
	unknown := problem.Missing("focal_unknown")
	e, err := s.entries.Get(ctx, id)
	if errors.Is(err, storage.ErrNotFound) || err == nil && (e.User != who.ID || who.ID == "") {
		return e, Entry{}, unknown
	}
	if err != nil {
		return e, Entry{}, err
	}
	view, err := s.entry(ctx, &e)
	if err == nil && view.Status == None {
		err = unknown
	}
	return e, view, err
}

// Mine lists the entries that name the actor.
func (s *Service) Mine(ctx context.Context, who access.Actor, _ accounts.Nothing) (paging.List[Entry], error) {
	out := []Entry{}
	for e, err := range s.entries.Find(ctx, storage.Query{Index: "by_user", Equal: []any{who.ID}}) {
		if err != nil {
			return paging.List[Entry]{}, err
		}
		view, err := s.entry(ctx, &e)
		if err != nil {
			return paging.List[Entry]{}, err
		}
		if view.Status != None {
			out = append(out, view)
		}
	}
	return paging.Of(out), nil
}

// One gives an entry to the person whom it names.
func (s *Service) One(ctx context.Context, who access.Actor, in Ref) (Entry, error) {
	_, view, err := s.own(ctx, who, in.ID)
	return view, err
}

// Agree puts the actor into the directory as the entry says. Doing it again keeps the first time. If the entry was changed since the actor
// read it, nothing is agreed to: a change asks anew.
func (s *Service) Agree(ctx context.Context, who access.Actor, in Agreement) (Entry, error) {
	e, _, err := s.own(ctx, who, in.ID)
	if err != nil {
		return Entry{}, err
	}
	now := s.Now()
	e, err = s.entries.Update(ctx, e.ID, func(e *entry) error {
		switch {
		case e.User != who.ID:
			return problem.Missing("focal_unknown")
		case in.Title != e.Title || in.State != e.State || in.R2P != e.R2P:
			return problem.New(problem.Conflict, "focal_changed")
		case !e.Agreed:
			e.Agreed, e.ConsentedAt = true, &now
		}
		return nil
	})
	if err != nil {
		return Entry{}, err
	}
	return s.entry(ctx, &e)
}

// Agreement is the input of Agree: what the person has read and agrees to.
type Agreement struct {
	ID    string `json:"-" path:"id"`
	Title string `json:"title"`
	State string `json:"state"`
	R2P   string `json:"r2p_focal_point"`
}

// Leave takes the actor out of the directory at once, or declines.
func (s *Service) Leave(ctx context.Context, who access.Actor, in Ref) (accounts.Nothing, error) {
	e, _, err := s.own(ctx, who, in.ID)
	if err != nil {
		return accounts.Nothing{}, err
	}
	return accounts.Nothing{}, s.drop(ctx, &e)
}

// unlist removes the entry of a person who is about to be no longer an institution's focal point.
func (s *Service) unlist(ctx context.Context, institution, user string) error {
	e, err := s.entries.Get(ctx, entryID(institution))
	if err != nil || e.User != user {
		return gone(err)
	}
	return gone(s.entries.DeleteAt(ctx, e.ID, e.Rev))
}

// drop removes the entry first, so that it is out of the directory whatever happens next.
func (s *Service) drop(ctx context.Context, e *entry) error {
	if err := gone(s.entries.DeleteAt(ctx, e.ID, e.Rev)); err != nil {
		return err
	}
	return s.Institutions.DropFocalPoint(ctx, e.Institution, e.User)
}

// Holder is the directory's part in the export and erasure of accounts.
type Holder struct{ *Service }

// Name implements accounts.Holder.
func (Holder) Name() string { return "focal_points" }

// Held gives the entries that name the user. It implements accounts.Holder.
func (h Holder) Held(ctx context.Context, user string) (any, error) {
	list, err := h.Mine(ctx, access.Actor{ID: user}, accounts.Nothing{})
	return list.Items, err
}

// Erase takes the user out of the directory. It implements accounts.Holder.
func (h Holder) Erase(ctx context.Context, user string, _ bool) error {
	for e, err := range h.entries.Find(ctx, storage.Query{Index: "by_user", Equal: []any{user}}) {
		if err == nil {
			err = h.drop(ctx, &e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
