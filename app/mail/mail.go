// Package mail sends mail through an outbox: a message is a document first, so that a crash or a mail server that is away loses
// none. Subjects are neutral: a mailbox seen over a shoulder must not tell what its owner learns.
package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/url"
	"time"

	"upstander/app/ident"
	"upstander/storage"
)

// Message is a mail to be sent. It is removed once the server has taken it.
type Message struct {
	storage.Meta `bson:",inline"`
	Kind         string    `bson:"kind"` // which words it was made of; "" on mail from before this was kept
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
	patience = 20 * time.Second // with a mail server that does not answer
)

// never is when a mail that was sent is due again.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Outbox keeps and sends mail.
type Outbox struct {
	messages *storage.Collection[Message, *Message]
	actions  *storage.Collection[action, *action]
	server   *url.URL // nil: no mail is sent and none is kept
	from     string
	words    func(language, key string, args ...any) string
	now      func() time.Time
	log      *slog.Logger
	wake     chan struct{}
	patience time.Duration
	trust    *tls.Config // nil: the system's certificates
}

// Open opens the outbox. An empty server sends nothing.
func Open(ctx context.Context, engine storage.Engine, server, from string, words func(language, key string, args ...any) string, now func() time.Time, log *slog.Logger) (*Outbox, error) {
	messages, err := storage.Open[Message](ctx, engine, storage.Spec{Name: "outbox", Indexes: []storage.Index{
		{Name: "by_next", Fields: []string{"dead", "next_at"}},
	}})
	if err != nil {
		return nil, err
	}
	actions, err := openActions(ctx, engine)
	o := &Outbox{messages: messages, actions: actions, patience: patience, from: from, words: words, now: now, log: log, wake: make(chan struct{}, 1)}
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
	m.Kind, m.CreatedAt, m.NextAt = kind, now, now
	_, err := o.messages.Insert(ctx, m)
	o.stir()
	return err
}

// stir has Run look for work now.
func (o *Outbox) stir() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}
