package certificates

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"upstander/app/access"
	"upstander/app/problem"
)

// RevocationInput is the input of Revoke.
type RevocationInput struct {
	Serial string `json:"-" path:"serial"`
	Reason string `json:"reason"`
	Class  Class  `json:"class,omitempty"` // what anybody may know of the reason; absent is OtherReason
}

const maxReason = 500

// withdrawnByHolder is the reason kept when a holder has a certificate forgotten.
const withdrawnByHolder = "withdrawn by the holder"

// Classes lists the classes of reason.
func Classes() []Class { return []Class{IssuedInError, Misconduct, Withdrawn, OtherReason} }

// class gives the class; revocations made before there were classes have none.
func (r *Revocation) class() Class {
	switch {
	case r.Class != "":
		return r.Class
	case r.Reason == withdrawnByHolder:
		return Withdrawn
	}
	return OtherReason
}

// Revoke takes a certificate back. Doing it again keeps the first date and reason.
func (s *Service) Revoke(ctx context.Context, who access.Actor, in RevocationInput) (View, error) {
	var faults problem.Fields
	reason := strings.TrimSpace(in.Reason)
	switch {
	case reason == "":
		faults.Add("reason", "required")
	case utf8.RuneCountInString(reason) > maxReason:
		faults.Add("reason", "too_long", "n", maxReason)
	}
	if in.Class == "" {
		in.Class = OtherReason
	}
	if !slices.Contains(Classes(), in.Class) {
		faults.Add("class", "unknown")
	}
	if err := faults.Err(); err != nil {
		return View{}, err
	}
	c, err := s.overseen(ctx, who, in.Serial)
	if err != nil {
		return View{}, err
	}
	if err := s.records.mark(ctx, c.ID, s.Now()); err != nil {
		return View{}, err
	}
	c, err = s.certificates.Update(ctx, c.ID, func(c *Certificate) error {
		if c.Revoked == nil {
			c.Revoked = &Revocation{At: s.Now(), Class: in.Class, Reason: reason, By: who.ID}
		}
		return nil
	})
	if err != nil {
		return View{}, err
	}
	_, err = s.settle(ctx, c.ID)
	return s.view(&c), err
}
