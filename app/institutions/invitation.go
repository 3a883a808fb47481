package institutions

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strconv"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// invitationLife is how long a link is good.
const invitationLife = 30 * 24 * time.Hour

// Invitation asks the holder of an address to join. There is one for each institution and address; inviting again renews it.
type Invitation struct {
	storage.Meta `bson:",inline"` // follows from institution and address
	Institution  string           `bson:"institution"`
	Email        string           `bson:"email"`
	Name         string           `bson:"name"`
	Cohort       string           `bson:"cohort"` // id, "" for none
	Language     string           `bson:"language"`
	Role         access.Role      `bson:"role"`
	Issue        int              `bson:"issue"`  // grows with each renewal, which makes former links void
	Import       string           `bson:"import"` // the import that made this issue
	Unsent       bool             `bson:"unsent"` // the mail is still to be written
	CreatedAt    time.Time        `bson:"created_at"`
	ExpiresAt    time.Time        `bson:"expires_at"`
	AcceptedBy   string           `bson:"accepted_by"` // user id, "" while open
	AcceptedAt   *time.Time       `bson:"accepted_at,omitempty"`
}

func invitationID(institution, email string) string {
	return ident.Of("invitation", institution, email)
}

// The states of an invitation.
const (
	stateOpen     = "open"
	stateAccepted = "accepted"
	stateExpired  = "expired"
)

func (i *Invitation) state(now time.Time) string {
	switch {
	case i.AcceptedBy != "":
		return stateAccepted
	case !now.Before(i.ExpiresAt):
		return stateExpired
	}
	return stateOpen
}

var tokenLetters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// token gives the link's secret part: the id and what only a holder of the secret can compute, so that whoever reads the store cannot
// join with what is there.
func (s *Service) token(i *Invitation) string { return i.ID + sign(s.Secrets[0], i) }

func sign(secret string, i *Invitation) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("invitation " + i.ID + " " + strconv.Itoa(i.Issue)))
	return tokenLetters.EncodeToString(mac.Sum(nil)[:16])
}

// tokenHalf is the length of an id, and of what signs it.
const tokenHalf = 26

// byToken finds the invitation of a link; a problem of kind NotFound for one that was never given or is void.
func (s *Service) byToken(ctx context.Context, token string) (Invitation, error) {
	unknown := problem.Missing("invitation_unknown")
	if len(token) != 2*tokenHalf {
		return Invitation{}, unknown
	}
	i, err := s.invitations.Get(ctx, token[:tokenHalf])
	if errors.Is(err, storage.ErrNotFound) {
		return i, unknown
	}
	if err != nil {
		return i, err
	}
	for _, secret := range s.Secrets {
		if hmac.Equal([]byte(sign(secret, &i)), []byte(token[tokenHalf:])) {
			return i, nil
		}
	}
	return Invitation{}, unknown
}

func (s *Service) link(i *Invitation) string { return s.BaseURL + "/invitations/" + s.token(i) }

// InvitationView is an invitation as a manager sees it.
type InvitationView struct {
	ID         string      `json:"id"`
	Email      string      `json:"email"`
	Name       string      `json:"name"`
	Cohort     string      `json:"cohort"`
	Language   string      `json:"language"`
	Role       access.Role `json:"role"`
	State      string      `json:"state"` // open, accepted, expired
	Link       string      `json:"link"`
	CreatedAt  time.Time   `json:"created_at"`
	ExpiresAt  time.Time   `json:"expires_at"`
	AcceptedAt *time.Time  `json:"accepted_at"`
}

// Invitations lists the institution's invitations, newest first.
func (s *Service) Invitations(ctx context.Context, who access.Actor, in MembersInput) (paging.List[InvitationView], error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return paging.List[InvitationView]{}, err
	}
	found, next, err := s.invitations.Page(ctx, storage.Query{Index: "by_institution", Equal: []any{in.ID}, Desc: true, Limit: in.Limit}, in.Cursor)
	return paging.Shown(found, next, err, func(i *Invitation) (InvitationView, error) {
		return InvitationView{
			ID: i.ID, Email: i.Email, Name: i.Name, Cohort: i.Cohort, Language: i.Language, Role: i.Role, State: i.state(s.now()), Link: s.link(i),
			CreatedAt: i.CreatedAt.UTC(), ExpiresAt: i.ExpiresAt.UTC(), AcceptedAt: i.AcceptedAt,
		}, nil
	})
}

// InvitationRef names an invitation in a path.
type InvitationRef struct {
	ID         string `json:"-" path:"id"`
	Invitation string `json:"-" path:"invitation"`
}

// Withdraw takes an invitation back: its link is void.
func (s *Service) Withdraw(ctx context.Context, who access.Actor, in InvitationRef) (accounts.Nothing, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return accounts.Nothing{}, err
	}
	i, err := s.invitations.Get(ctx, in.Invitation)
	if err == nil && i.Institution != in.ID {
		err = storage.ErrNotFound
	}
	if err != nil {
		return accounts.Nothing{}, missing(err, "invitation_unknown")
	}
	return accounts.Nothing{}, gone(s.invitations.Delete(ctx, i.ID))
}

// invite writes the invitation for one address, or renews one that has run out or whose person has left. made is false when an open one
// stands, unless this very import made it.
func (s *Service) invite(ctx context.Context, inst *Institution, run string, who Invitee, cohort *Cohort) (i Invitation, made bool, err error) {
	now := s.now()
	fresh := Invitation{
		Meta: storage.Meta{ID: invitationID(inst.ID, who.Email)}, Institution: inst.ID, Email: who.Email, Name: who.Name, Language: who.Language, Role: who.Role,
		Issue: 1, Import: run, Unsent: true, CreatedAt: now, ExpiresAt: now.Add(invitationLife),
	}
	if cohort != nil {
		fresh.Cohort = cohort.ID
	}
	i, err = s.invitations.Insert(ctx, fresh)
	if !errors.Is(err, storage.ErrExists) {
		return i, err == nil, err
	}
	i, err = s.invitations.Update(ctx, fresh.ID, func(i *Invitation) error {
		if made = i.state(now) != stateOpen && (run == "" || i.Import != run); made {
			fresh.Issue = i.Issue + 1
			meta := i.Meta
			*i = fresh
			i.Meta = meta
		}
		made = made || run != "" && i.Import == run
		return nil
	})
	return i, made, err
}

// mail writes the mail of an invitation into the outbox, once for each issue.
func (s *Service) mail(ctx context.Context, i Invitation) error {
	inst, err := s.institutions.Get(ctx, i.Institution)
	if err != nil {
		return gone(err)
	}
	if i.state(s.now()) == stateOpen {
		name := i.Name
		if name == "" {
			name = i.Email
		}
		id := ident.Of("invitation mail", i.ID, strconv.Itoa(i.Issue))
		err = s.Outbox.SendOnce(ctx, id, i.Email, i.Language, "invitation", map[string]string{
			"name": name, "institution": inst.Name, "link": s.link(&i), "until": s.Day(i.Language, i.ExpiresAt),
		})
		if err != nil {
			return err
		}
	}
	_, err = s.invitations.Update(ctx, i.ID, func(now *Invitation) error {
		now.Unsent = now.Unsent && now.Issue != i.Issue
		return nil
	})
	return gone(err)
}
