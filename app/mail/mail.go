// Package mail sends mail through an outbox: a message is a document first, so that a crash or a mail server that is away loses
// none. Subjects are neutral: a mailbox seen over a shoulder must not tell what its owner learns.
package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"upstander/app/ident"
	"upstander/storage"
)

// Message is a mail to be sent. It is removed once the server has taken it.
type Message struct {
	storage.Meta `bson:",inline"`
	To           string    `bson:"to"`
	Subject      string    `bson:"subject"`
	Text         string    `bson:"text"`
	CreatedAt    time.Time `bson:"created_at"`
	NextAt       time.Time `bson:"next_at"` // not tried before; moved on by each claim, so that two processes do not send one mail
	Tries        int       `bson:"tries"`
	Dead         bool      `bson:"dead"` // given up
	LastError    string    `bson:"last_error"`
	Once         bool      `bson:"once"` // stays, emptied, after it was sent: its id is the proof that it was
}

const (
	maxTries = 8
	claim    = 2 * time.Minute
	interval = 5 * time.Second
)

// never is when a mail that was sent is due again.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Outbox keeps and sends mail.
type Outbox struct {
	messages *storage.Collection[Message, *Message]
	server   *url.URL // nil: no mail is sent and none is kept
	from     string
	words    func(language, key string, args ...any) string
	now      func() time.Time
	log      *slog.Logger
	wake     chan struct{}
}

// Open opens the outbox. An empty server sends nothing.
func Open(ctx context.Context, engine storage.Engine, server, from string, words func(language, key string, args ...any) string, now func() time.Time, log *slog.Logger) (*Outbox, error) {
	messages, err := storage.Open[Message](ctx, engine, storage.Spec{Name: "outbox", Indexes: []storage.Index{
		{Name: "by_next", Fields: []string{"dead", "next_at"}},
	}})
	o := &Outbox{messages: messages, from: from, words: words, now: now, log: log, wake: make(chan struct{}, 1)}
	if err == nil && server != "" {
		o.server, err = url.Parse(server)
	}
	return o, err
}

// Send puts a mail of a kind into the outbox; its words are mail.KIND.subject and mail.KIND.text.
func (o *Outbox) Send(ctx context.Context, to, language, kind string, values map[string]string) error {
	return o.put(ctx, Message{Meta: storage.Meta{ID: ident.New()}, To: to}, language, kind, values)
}

// SendOnce is Send for a mail whose id follows from what it is about: however often it is called, the mail goes out once.
func (o *Outbox) SendOnce(ctx context.Context, id, to, language, kind string, values map[string]string) error {
	err := o.put(ctx, Message{Meta: storage.Meta{ID: id}, To: to, Once: true}, language, kind, values)
	if errors.Is(err, storage.ErrExists) {
		return nil
	}
	return err
}

// Has reports whether a mail with this id waits or was sent by SendOnce.
func (o *Outbox) Has(ctx context.Context, id string) (bool, error) {
	_, err := o.messages.Get(ctx, id)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (o *Outbox) put(ctx context.Context, m Message, language, kind string, values map[string]string) error {
	if o.server == nil {
		o.log.Warn("no mail server is set: a mail was not sent", "kind", kind)
		return nil
	}
	var args []any
	for name, value := range values {
		args = append(args, name, value)
	}
	now := o.now()
	m.Subject, m.Text = o.words(language, "mail."+kind+".subject", args...), o.words(language, "mail."+kind+".text", args...)
	m.CreatedAt, m.NextAt = now, now
	_, err := o.messages.Insert(ctx, m)
	select {
	case o.wake <- struct{}{}:
	default:
	}
	return err
}

// Run sends what is due until the context ends.
func (o *Outbox) Run(ctx context.Context) {
	if o.server == nil {
		return
	}
	for {
		o.sendDue(ctx)
		select {
		case <-ctx.Done():
			return
		case <-o.wake:
		case <-time.After(interval):
		}
	}
}

func (o *Outbox) sendDue(ctx context.Context) {
	for m, err := range o.messages.Find(ctx, storage.Query{Index: "by_next", Equal: []any{false}, Max: o.now(), Limit: 50}) {
		if err != nil {
			o.log.Warn("outbox", "error", err)
			return
		}
		claimed, err := o.messages.UpdateAt(ctx, m.ID, m.Rev, func(m *Message) error {
			m.NextAt, m.Tries = o.now().Add(claim), m.Tries+1
			return nil
		})
		if err != nil {
			continue // another process has it
		}
		o.settle(ctx, claimed, o.deliver(ctx, claimed))
	}
}

// settle removes a mail that was taken, and puts one off that was not: twice as long each time, given up after maxTries.
func (o *Outbox) settle(ctx context.Context, m Message, failure error) {
	if failure == nil && m.Once {
		_, err := o.messages.Update(ctx, m.ID, func(m *Message) error {
			m.To, m.Subject, m.Text, m.NextAt = "", "", "", never
			return nil
		})
		if err != nil {
			o.log.Warn("outbox", "error", err)
		}
		return
	}
	if failure == nil {
		if err := o.messages.Delete(ctx, m.ID); err != nil && !errors.Is(err, storage.ErrNotFound) {
			o.log.Warn("outbox", "error", err)
		}
		return
	}
	o.log.Warn("mail not taken", "message", m.ID, "tries", m.Tries, "error", failure)
	_, err := o.messages.Update(ctx, m.ID, func(m *Message) error {
		m.LastError, m.Dead = failure.Error(), m.Tries >= maxTries
		m.NextAt = o.now().Add(time.Minute << min(m.Tries, 10))
		return nil
	})
	if err != nil {
		o.log.Warn("outbox", "error", err)
	}
}

func (o *Outbox) deliver(ctx context.Context, m Message) error {
	message := gomail.NewMsg()
	if err := message.From(o.from); err != nil {
		return err
	}
	if err := message.To(m.To); err != nil {
		return err
	}
	message.Subject(m.Subject)
	message.SetMessageIDWithValue(m.ID + "@upstander")
	message.SetBodyString(gomail.TypeTextPlain, m.Text)
	client, err := o.client()
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, message)
}

func (o *Outbox) client() (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithTimeout(20 * time.Second), gomail.WithTLSPolicy(gomail.TLSOpportunistic)}
	if o.server.Scheme == "smtps" {
		options = append(options, gomail.WithSSL())
	}
	if port := o.server.Port(); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil {
			return nil, fmt.Errorf("port of the mail server: %w", err)
		}
		options = append(options, gomail.WithPort(n))
	}
	if user := o.server.User; user != nil {
		password, _ := user.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(user.Username()), gomail.WithPassword(password))
	}
	return gomail.NewClient(o.server.Hostname(), options...)
}
