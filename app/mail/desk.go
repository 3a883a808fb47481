package mail

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// The states in which mail is listed.
const (
	Failed  = "failed"  // given up
	Waiting = "waiting" // to be sent, or to be tried again
)

// View is a mail as an administrator sees it: what became of it, never what it says.
type View struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind"` // reset, invitation, digest …; "" where it is not known
	To        string     `json:"to"`   // all but the first letter and the domain is hidden
	State     string     `json:"state"`
	Attempts  int        `json:"attempts"`
	Reason    string     `json:"reason"` // of the last failure, in the mail server's words
	CreatedAt time.Time  `json:"created_at"`
	NextAt    *time.Time `json:"next_attempt_at"` // null: none
}

func (m *Message) view() View {
	v := View{ID: m.ID, Kind: m.Kind, To: hidden(m.To), State: Waiting, Attempts: m.Tries, Reason: m.LastError, CreatedAt: m.CreatedAt.UTC()}
	if m.Dead {
		v.State = Failed
	} else {
		at := m.NextAt.UTC()
		v.NextAt = &at
	}
	return v
}

// ListInput is the input of List.
type ListInput struct {
	State  string `json:"-" query:"state"` // failed (also ""), waiting
	Limit  int    `json:"-" query:"limit"`
	Cursor string `json:"-" query:"cursor"`
}

// List gives mail in a state, the longest there first.
func (o *Outbox) List(ctx context.Context, _ access.Actor, in ListInput) (paging.List[View], error) {
	q := storage.Query{Index: "by_next", Equal: []any{true}, Limit: in.Limit}
	switch in.State {
	case "", Failed:
	case Waiting:
		q.Equal, q.Max = []any{false}, never.Add(-time.Second)
	default:
		return paging.List[View]{}, problem.Wrong("state", "unknown")
	}
	found, next, err := o.messages.Page(ctx, q, in.Cursor)
	return paging.Shown(found, next, err, func(m *Message) (View, error) { return m.view(), nil })
}

// Ref names a mail in a path.
type Ref struct {
	ID string `json:"-" path:"id"`
}

// failed gives a mail that was given up. Others have nothing that an administrator could do to them.
func (o *Outbox) failed(ctx context.Context, id string) (Message, error) {
	m, err := o.messages.Get(ctx, id)
	switch {
	case errors.Is(err, storage.ErrNotFound), err == nil && m.NextAt.Equal(never):
		return m, problem.Missing("mail_unknown")
	case err == nil && !m.Dead:
		return m, problem.New(problem.Conflict, "mail_not_failed")
	}
	return m, err
}

// Retry has a mail that was given up tried again from the start.
func (o *Outbox) Retry(ctx context.Context, who access.Actor, in Ref) (View, error) {
	m, err := o.failed(ctx, in.ID)
	if err == nil {
		err = o.note(ctx, who, "retry", &m)
	}
	if err != nil {
		return View{}, err
	}
	m, err = o.messages.UpdateAt(ctx, m.ID, m.Rev, func(m *Message) error {
		m.Dead, m.Tries, m.NextAt = false, 0, o.now()
		return nil
	})
	o.stir()
	return m.view(), err
}

// Discard takes a mail that was given up away for good.
func (o *Outbox) Discard(ctx context.Context, who access.Actor, in Ref) (accounts.Nothing, error) {
	m, err := o.failed(ctx, in.ID)
	if err == nil {
		err = o.note(ctx, who, "discard", &m)
	}
	if err == nil {
		err = o.remove(ctx, m)
	}
	return accounts.Nothing{}, err
}

// action is something that an administrator did to a mail. It is written before it is done: nothing is done without a trace.
type action struct {
	storage.Meta `bson:",inline"` // follows from the mail as it was, so that two clicks leave one trace
	At           time.Time        `bson:"at"`
	By           string           `bson:"by"` // user id
	Action       string           `bson:"action"`
	Message      string           `bson:"message"`
	Kind         string           `bson:"kind"`
}

func openActions(ctx context.Context, engine storage.Engine) (*storage.Collection[action, *action], error) {
	return storage.Open[action](ctx, engine, storage.Spec{Name: "mail_actions", Indexes: []storage.Index{{Name: "by_time", Fields: []string{"at"}}}})
}

func (o *Outbox) note(ctx context.Context, who access.Actor, what string, m *Message) error {
	_, err := o.actions.Insert(ctx, action{
		Meta: storage.Meta{ID: ident.Of("mail action", what, m.ID, m.NextAt.UTC().Format(time.RFC3339Nano))}, At: o.now(), By: who.ID, Action: what, Message: m.ID, Kind: m.Kind,
	})
	if errors.Is(err, storage.ErrExists) {
		err = nil
	}
	return err
}

// ActionView is something done to a mail.
type ActionView struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`      // id of the administrator
	Action  string    `json:"action"`  // retry, discard
	Message string    `json:"message"` // id of the mail
	Kind    string    `json:"kind"`
}

// Actions lists what administrators did to mail, the latest first.
func (o *Outbox) Actions(ctx context.Context, _ access.Actor, in paging.Input) (paging.List[ActionView], error) {
	found, next, err := o.actions.Page(ctx, storage.Query{Index: "by_time", Desc: true, Limit: in.Limit}, in.Cursor)
	return paging.Shown(found, next, err, func(a *action) (ActionView, error) {
		return ActionView{a.At.UTC(), a.By, a.Action, a.Message, a.Kind}, nil
	})
}

// hidden shows an address to one who need not know it: enough to see a mistyped domain.
func hidden(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return "…"
	}
	first := []rune(address)[0]
	return string(first) + "…" + address[at:]
}

var addresses = regexp.MustCompile(`[^\s<>"'(),;:]+@[^\s<>"'(),;:]+`)

// maxReason is how much of a server's answer is kept, in characters.
const maxReason = 300

// plain makes a failure fit to be kept and shown: servers repeat addresses in their answers.
func plain(failure, to string) string {
	failure = addresses.ReplaceAllStringFunc(strings.ReplaceAll(failure, to, hidden(to)), func(found string) string {
		if strings.Contains(found, "…@") {
			return found
		}
		return hidden(found)
	})
	failure = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, failure)
	if runes := []rune(failure); len(runes) > maxReason {
		failure = string(runes[:maxReason-1]) + "…"
	}
	return failure
}

// Sends reports whether a mail server is set. Without one no mail is kept.
func (o *Outbox) Sends() bool { return o.server != nil }
