package webhooks

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"upstander/app/accounts"
	"upstander/app/certificates"
	"upstander/app/institutions"
	"upstander/app/mail"
	"upstander/storage"
)

// Config is what the service needs from outside.
type Config struct {
	BaseURL      string // without a slash at its end
	Local        bool   // nobody but this machine reaches the site: endpoints may be on it, too, and speak http
	Accounts     *accounts.Service
	Institutions *institutions.Service
	Certificates *certificates.Service
	Outbox       *mail.Outbox
	Log          *slog.Logger
	Now          func() time.Time
}

// Service keeps endpoints and tells them.
type Service struct {
	Config
	guard
	endpoints  *storage.Collection[endpoint, *endpoint]
	subjects   *storage.Collection[subject, *subject]
	deliveries *storage.Collection[delivery, *delivery]
	client     *http.Client
	wake       chan struct{}
	swept      time.Time
}

// New opens the collections and listens to institutions and certificates.
func New(ctx context.Context, engine storage.Engine, c Config) (*Service, error) {
	s := &Service{Config: c, guard: newGuard(c.Local), wake: make(chan struct{}, 1)}
	s.client = s.newClient()
	index := func(name string, fields ...string) storage.Index { return storage.Index{Name: name, Fields: fields} }
	var err error
	s.endpoints, err = storage.Open[endpoint](ctx, engine, storage.Spec{Name: "webhooks", Indexes: []storage.Index{
		index("by_institution", "institution", "created_at"), index("by_active", "active"), index("by_starting", "starting"),
	}})
	if err != nil {
		return nil, err
	}
	s.subjects, err = storage.Open[subject](ctx, engine, storage.Spec{Name: "webhook_subjects", Indexes: []storage.Index{
		index("by_check", "check_at"), index("by_certificate", "certificate"), index("by_learner", "learner"),
	}})
	if err != nil {
		return nil, err
	}
	s.deliveries, err = storage.Open[delivery](ctx, engine, storage.Spec{Name: "webhook_deliveries", Indexes: []storage.Index{
		index("by_due", "endpoint", "state", "next_at"), index("by_any_due", "state", "next_at"), index("by_endpoint", "endpoint", "created_at"),
		index("by_learner", "learner"), index("by_age", "created_at"),
	}})
	if err != nil {
		return nil, err
	}
	c.Institutions.Tell(s.heard)
	c.Certificates.Tell(s.touched)
	c.Accounts.AddHolder(s)
	return s, nil
}
