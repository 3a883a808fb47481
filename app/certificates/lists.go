package certificates

import (
	"bytes"
	"context"
	"strconv"
	"sync"
	"time"

	"upstander/app/access"
	"upstander/app/certificates/statuslist"
	"upstander/app/problem"
	"upstander/storage"
)

// ListRef names a status list in a path.
type ListRef struct {
	List string `json:"-" path:"list"`
}

// How long a revocation takes to show in the signed lists. Made by this process it shows at once, made by another after listReread; whoever
// fetched a list may hold it for StatusFresh. So everywhere it shows within half a minute.
const (
	listReread  = 10 * time.Second
	StatusFresh = 20 * time.Second
	listResign  = 5 * time.Minute // a list that says the same is signed again, so that its dates move on
)

// StatusList gives a signed list of what is no longer in force: the one that credentials name.
func (s *Service) StatusList(ctx context.Context, _ access.Actor, in ListRef) (Document, error) {
	return s.statusList(ctx, in.List, statuslist.Revocation)
}

// SupersededList gives the list beside it, of those that were superseded and not revoked.
func (s *Service) SupersededList(ctx context.Context, _ access.Actor, in ListRef) (Document, error) {
	return s.statusList(ctx, in.List, statuslist.Superseded)
}

func (s *Service) statusList(ctx context.Context, number string, purpose statuslist.Purpose) (Document, error) {
	list, err := strconv.ParseInt(number, 10, 64)
	if err != nil || list < 1 || strconv.FormatInt(list, 10) != number {
		return Document{}, problem.Missing("not_found")
	}
	if last, err := s.records.lists(ctx); err != nil || list > last {
		return Document{}, cause(err, problem.Missing("not_found"))
	}
	token, err := s.lists.get(ctx, listKey{list, purpose}, s)
	name := "status-" + number + ".jwt"
	if purpose == statuslist.Superseded {
		name = "superseded-" + number + ".jwt"
	}
	return Document{Name: name, ContentType: tokenType, Data: []byte(token)}, err
}

// bits reads a list from the store.
func (s *Service) bits(ctx context.Context, key listKey) (statuslist.Bits, error) {
	bits := statuslist.New()
	for r, err := range s.records.Find(ctx, storage.Query{Index: "by_bit", Equal: []any{key.list, true}}) {
		if err != nil {
			return nil, err
		}
		set := true
		if key.purpose == statuslist.Superseded {
			if set, err = s.superseded(ctx, &r); err != nil {
				return nil, err
			}
		}
		if set {
			bits.Set(r.Position)
		}
	}
	return bits, nil
}

// superseded tells why a certificate is no longer in force; for a record from before it was noted there, from the certificate itself.
func (s *Service) superseded(ctx context.Context, r *record) (bool, error) {
	if r.Superseded != nil {
		return *r.Superseded, nil
	}
	c, err := s.certificates.Get(ctx, r.ID)
	return err == nil && c.Status(s.Now()) == Superseded, err
}

func (s *Service) signList(ctx context.Context, key listKey, bits statuslist.Bits, now time.Time) (string, error) {
	signer, err := s.signer(ctx)
	if err != nil {
		return "", err
	}
	return statuslist.Sign(statuslist.Facts{
		Base: s.BaseURL, Issuer: s.Issuer, List: key.list, Purpose: key.purpose, Bits: bits, At: now, Fresh: StatusFresh,
	}, signer)
}

// signedLists holds signed status lists in memory.
type signedLists struct {
	mu   sync.Mutex
	held map[listKey]signedList
}

type listKey struct {
	list    int64
	purpose statuslist.Purpose
}

type signedList struct {
	token        string
	bits         statuslist.Bits
	read, signed time.Time
}

// get gives a list that was read no longer than listReread ago. Requests that come meanwhile wait for the one that reads.
func (l *signedLists) get(ctx context.Context, key listKey, s *Service) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := s.Now()
	found := l.held[key]
	if within(now, found.read, listReread) {
		return found.token, nil
	}
	bits, err := s.bits(ctx, key)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(bits, found.bits) || !within(now, found.signed, listResign) {
		found = signedList{bits: bits, signed: now}
		if found.token, err = s.signList(ctx, key, bits, now); err != nil {
			return "", err
		}
	}
	found.read = now
	if l.held == nil {
		l.held = map[listKey]signedList{}
	}
	l.held[key] = found
	return found.token, nil
}

func within(now, then time.Time, span time.Duration) bool {
	return !now.Before(then) && now.Sub(then) < span
}

func (l *signedLists) forget(list int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, listKey{list, statuslist.Revocation})
	delete(l.held, listKey{list, statuslist.Superseded})
}
