package institutions

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// JoinLink lets whoever holds it join, until its seats are taken, it runs out or it is closed. Its seats are in this one document, which is
// what keeps them from being oversold: a seat is taken by changing it, and only then is the person made a member.
type JoinLink struct {
	storage.Meta `bson:",inline"`
	Institution  string     `bson:"institution"`
	Cohort       string     `bson:"cohort"` // id, "" for none
	Seats        int        `bson:"seats"`
	Domains      []string   `bson:"domains"` // of the addresses that may join, lower case; none is any
	CreatedAt    time.Time  `bson:"created_at"`
	CreatedBy    string     `bson:"created_by"` // user id
	ExpiresAt    time.Time  `bson:"expires_at"`
	ClosedAt     *time.Time `bson:"closed_at,omitempty"`
	Taken        []string   `bson:"taken"`    // seatID of each person who took a seat: tells a person again, and names nobody
	Arriving     []string   `bson:"arriving"` // user ids of those who took a seat and are not members yet
	Waiting      bool       `bson:"waiting"`  // somebody is arriving
}

// The bounds of a link.
const (
	MaxLinkDays  = 90
	MaxLinkSeats = 5000
	maxDomains   = 20
)

// Further states of a link.
const (
	stateFull   = "full"
	stateClosed = "closed"
)

func seatID(link, user string) string { return ident.Of("seat", link, user) }

func (l *JoinLink) state(now time.Time) string {
	switch {
	case l.ClosedAt != nil:
		return stateClosed
	case !now.Before(l.ExpiresAt):
		return stateExpired
	case len(l.Taken) >= l.Seats:
		return stateFull
	}
	return stateOpen
}

func (l *JoinLink) admits(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return len(l.Domains) == 0 || slices.Contains(l.Domains, strings.ToLower(domain))
}

func (l *JoinLink) settle(user string) {
	l.Arriving = slices.DeleteFunc(l.Arriving, func(u string) bool { return u == user })
	l.Waiting = len(l.Arriving) > 0
}

// joinToken is the secret part of the address, made as an invitation's is.
func (s *Service) joinToken(l *JoinLink) string { return l.ID + signLink(s.Secrets[0], l.ID) }

func signLink(secret, id string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("join link " + id))
	return tokenLetters.EncodeToString(mac.Sum(nil)[:16])
}

func (s *Service) joinLinkByToken(ctx context.Context, token string) (JoinLink, error) {
	unknown := problem.Missing("invitation_unknown")
	if len(token) != 2*tokenHalf {
		return JoinLink{}, unknown
	}
	l, err := s.joinLinks.Get(ctx, token[:tokenHalf])
	if err != nil {
		return l, missing(err, "invitation_unknown")
	}
	for _, secret := range s.Secrets {
		if hmac.Equal([]byte(signLink(secret, l.ID)), []byte(token[tokenHalf:])) {
			return l, nil
		}
	}
	return JoinLink{}, unknown
}

// JoinLinkView is a link as a manager sees it.
type JoinLinkView struct {
	ID        string     `json:"id"`
	Cohort    string     `json:"cohort"` // id, "" for none
	Seats     int        `json:"seats"`
	Taken     int        `json:"taken"`
	Domains   []string   `json:"domains"`
	State     string     `json:"state"` // open, full, expired, closed
	Link      string     `json:"link"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt time.Time  `json:"expires_at"`
	ClosedAt  *time.Time `json:"closed_at"`
}

func (s *Service) joinLinkView(l *JoinLink) (JoinLinkView, error) {
	return JoinLinkView{
		ID: l.ID, Cohort: l.Cohort, Seats: l.Seats, Taken: len(l.Taken), Domains: append([]string{}, l.Domains...), State: l.state(s.now()),
		Link: s.BaseURL + "/invitations/" + s.joinToken(l), CreatedAt: l.CreatedAt.UTC(), ExpiresAt: l.ExpiresAt.UTC(), ClosedAt: l.ClosedAt,
	}, nil
}

// JoinLinks lists the institution's links, newest first.
func (s *Service) JoinLinks(ctx context.Context, who access.Actor, in MembersInput) (paging.List[JoinLinkView], error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return paging.List[JoinLinkView]{}, err
	}
	found, next, err := s.joinLinks.Page(ctx, storage.Query{Index: "by_institution", Equal: []any{in.ID}, Desc: true, Limit: in.Limit}, in.Cursor)
	return paging.Shown(found, next, err, s.joinLinkView)
}

// JoinLinkDraft is the input of CreateJoinLink.
type JoinLinkDraft struct {
	ID        string   `json:"-" path:"id"`
	Key       string   `json:"-" header:"Idempotency-Key"`
	Cohort    string   `json:"cohort,omitempty"`  // id
	Seats     int      `json:"seats"`             // 1 to MaxLinkSeats
	ExpiresAt string   `json:"expires_at"`        // an RFC 3339 time, or a date, which is its last second in UTC; at most MaxLinkDays ahead
	Domains   []string `json:"domains,omitempty"` // only people whose account has an address there may join
}

var domainForm = regexp.MustCompile(`^[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)+$`)

// CreateJoinLink makes a link. The same key makes it once.
func (s *Service) CreateJoinLink(ctx context.Context, who access.Actor, in JoinLinkDraft) (JoinLinkView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return JoinLinkView{}, err
	}
	now := s.now()
	l := JoinLink{
		Meta: storage.Meta{ID: ident.New()}, Institution: in.ID, Cohort: in.Cohort, Seats: in.Seats, CreatedAt: now, CreatedBy: who.ID,
		Domains: []string{}, Taken: []string{}, Arriving: []string{},
	}
	if in.Key != "" {
		l.ID = ident.Of("join link", in.ID, who.ID, in.Key)
	}
	var f problem.Fields
	if in.Cohort != "" {
		if _, err := s.openCohort(ctx, &f, in.ID, in.Cohort); err != nil {
			return JoinLinkView{}, err
		}
	}
	if in.Seats < 1 || in.Seats > MaxLinkSeats {
		f.Add("seats", "limit", "n", MaxLinkSeats)
	}
	switch expires := readDate(&f, "expires_at", in.ExpiresAt); {
	case expires != nil && (!expires.After(now) || expires.After(now.AddDate(0, 0, MaxLinkDays+1))):
		f.Add("expires_at", "days_ahead", "n", MaxLinkDays)
	case expires != nil:
		l.ExpiresAt = *expires
	case in.ExpiresAt == "":
		f.Add("expires_at", "required")
	}
	for _, domain := range in.Domains {
		domain = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(domain)), "@")
		if len(domain) > 253 || !domainForm.MatchString(domain) {
			f.Add("domains", "domain")
			break
		}
		if !slices.Contains(l.Domains, domain) {
			l.Domains = append(l.Domains, domain)
		}
	}
	if len(l.Domains) > maxDomains {
		f.Add("domains", "too_many", "n", maxDomains)
	}
	if err := f.Err(); err != nil {
		return JoinLinkView{}, err
	}
	stored, err := s.joinLinks.Insert(ctx, l)
	if errors.Is(err, storage.ErrExists) {
		stored, err = s.joinLinks.Get(ctx, l.ID)
	}
	if err != nil {
		return JoinLinkView{}, err
	}
	return s.joinLinkView(&stored)
}

// JoinLinkRef names a link in a path.
type JoinLinkRef struct {
	ID   string `json:"-" path:"id"`
	Link string `json:"-" path:"link"`
}

// CloseJoinLink closes a link for good: nobody joins by it any more. Who has, stays.
func (s *Service) CloseJoinLink(ctx context.Context, who access.Actor, in JoinLinkRef) (JoinLinkView, error) {
	if _, err := s.manage(ctx, who, in.ID); err != nil {
		return JoinLinkView{}, err
	}
	l, err := s.joinLinks.Get(ctx, in.Link)
	if err == nil && l.Institution != in.ID {
		err = storage.ErrNotFound
	}
	if err != nil {
		return JoinLinkView{}, missing(err, "link_unknown")
	}
	if l, err = s.closeLink(ctx, l.ID); err != nil {
		return JoinLinkView{}, missing(err, "link_unknown")
	}
	return s.joinLinkView(&l)
}

func (s *Service) closeLink(ctx context.Context, id string) (JoinLink, error) {
	now := s.now()
	return s.joinLinks.Update(ctx, id, func(l *JoinLink) error {
		if l.ClosedAt == nil {
			l.ClosedAt = &now
		}
		return nil
	})
}

// closeLinks closes the links that lead to a cohort.
func (s *Service) closeLinks(ctx context.Context, c *Cohort) error {
	for l, err := range s.joinLinks.Find(ctx, storage.Query{Index: "by_institution", Equal: []any{c.Institution}}) {
		if err == nil && l.Cohort == c.ID {
			_, err = s.closeLink(ctx, l.ID)
		}
		if err := gone(err); err != nil {
			return err
		}
	}
	return nil
}
