package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"upstander/storage"
)

// Run sends what is due until the context ends.
func (o *Outbox) Run(ctx context.Context) {
	if o.server == nil {
		return
	}
	for {
		o.forget(ctx)
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

// settle removes a mail that was taken, and puts one off that was not: twice as long each time, given up after maxTries or when the
// server said that it will never take it.
func (o *Outbox) settle(ctx context.Context, m Message, failure error) {
	if failure == nil {
		if err := o.remove(ctx, m); err != nil {
			o.log.Warn("outbox", "error", err)
		}
		return
	}
	reason := plain(failure.Error(), m.To)
	o.log.Warn("mail not taken", "message", m.ID, "kind", m.Kind, "tries", m.Tries, "error", reason)
	_, err := o.messages.Update(ctx, m.ID, func(m *Message) error {
		m.LastError, m.Dead = reason, m.Tries >= maxTries || final(failure)
		m.NextAt = o.now().Add(time.Minute << min(m.Tries, 10))
		return nil
	})
	if err != nil {
		o.log.Warn("outbox", "error", err)
	}
}

// remove takes a mail away for good. One that goes out once leaves its id behind, so that it is not written anew.
func (o *Outbox) remove(ctx context.Context, m Message) error {
	var err error
	if m.Once {
		_, err = o.messages.Update(ctx, m.ID, func(m *Message) error {
			m.To, m.Subject, m.Text, m.LastError, m.Dead, m.NextAt = "", "", "", "", false, never
			return nil
		})
	} else {
		err = o.messages.Delete(ctx, m.ID)
	}
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// keepFailed is how long a mail that was given up is kept for an administrator to look at.
const keepFailed = 30 * 24 * time.Hour

// forget removes what was given up long ago: a mail holds what was to be read by one person.
func (o *Outbox) forget(ctx context.Context) {
	for m, err := range o.messages.Find(ctx, storage.Query{Index: "by_next", Equal: []any{true}, Max: o.now().Add(-keepFailed), Limit: 50}) {
		if err == nil {
			err = o.remove(ctx, m)
		}
		if err != nil {
			o.log.Warn("outbox", "error", err)
			return
		}
	}
}

// unsendable is a mail that no server could take.
type unsendable struct{ error }

// final reports whether trying again is useless: the address is none, or the server refused the recipient or the text with a code from
// 500 on (RFC 5321, 4.2.1). Any other refusal may be about the server or ourselves, and be mended.
func final(err error) bool {
	var refused *gomail.SendError
	if errors.As(err, &refused) {
		return !refused.IsTemp() && refused.ErrorCode() >= 500 && (refused.Reason == gomail.ErrSMTPRcptTo || refused.Reason == gomail.ErrSMTPDataClose)
	}
	return errors.As(err, new(unsendable))
}

func (o *Outbox) deliver(ctx context.Context, m Message) error {
	message := gomail.NewMsg()
	if err := message.From(o.from); err != nil {
		return err
	}
	if err := message.To(m.To); err != nil {
		return unsendable{err}
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

// client reaches the mail server. A password goes over TLS alone, but to this machine; mail itself as safely as the server offers.
func (o *Outbox) client() (*gomail.Client, error) {
	policy := gomail.TLSOpportunistic
	host := o.server.Hostname()
	if ip := net.ParseIP(host); o.server.User != nil && host != "localhost" && !ip.IsLoopback() {
		policy = gomail.TLSMandatory
	}
	options := []gomail.Option{gomail.WithTimeout(o.patience), gomail.WithTLSPolicy(policy)}
	if o.trust != nil {
		options = append(options, gomail.WithTLSConfig(o.trust))
	}
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
	return gomail.NewClient(host, options...)
}
