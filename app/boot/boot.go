package boot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/apikeys"
	"upstander/app/audit"
	"upstander/app/authoring"
	"upstander/app/certificates"
	signing "upstander/app/certificates/keys"
	"upstander/app/certificates/wrap"
	"upstander/app/config"
	"upstander/app/focalpoints"
	"upstander/app/institutions"
	"upstander/app/learning"
	"upstander/app/mail"
	"upstander/app/publishing"
	"upstander/app/webhooks"
	"upstander/handlers"
	"upstander/handlers/locale"
	"upstander/storage"
	"upstander/storage/mongodb"
	"upstander/storage/sqlite"
)

// Application is everything put together.
type Application struct {
	Config       config.Config
	Engine       storage.Engine
	Accounts     *accounts.Service
	Learning     *learning.Service
	Issuer       *certificates.Service
	Institutions *institutions.Service
	Webhooks     *webhooks.Service
	Outbox       *mail.Outbox
	Server       *handlers.Server
	log          *slog.Logger
}

// OpenEngine opens the store that the configuration names.
func OpenEngine(ctx context.Context, database string) (storage.Engine, error) {
	if path, ok := strings.CutPrefix(database, "sqlite:"); ok {
		return sqlite.Open(path)
	}
	return mongodb.Open(ctx, database)
}

// Open puts the application together over an open store and installs the built-in catalogue. It can be tried again after
// storage.ErrUnavailable.
func Open(ctx context.Context, c config.Config, engine storage.Engine, log *slog.Logger, now func() time.Time) (*Application, error) {
	a := &Application{Config: c, Engine: engine, log: log}
	var err error
	words := func(language, key string, args ...any) string { return locale.For(language)(key, args...) }
	if a.Outbox, err = mail.Open(ctx, engine, c.SMTP, c.MailFrom, words, now, log); err != nil {
		return nil, err
	}
	secrets := c.Secrets
	if len(secrets) == 0 {
		secret, err := keptSecret(ctx, engine)
		if err != nil {
			return nil, err
		}
		secrets = []string{secret}
	}
	a.Accounts, err = accounts.New(ctx, engine, accounts.Config{
		Issuer: c.BaseURL, Secrets: secrets, Languages: locale.Languages(), Throttled: c.RateLimits, Now: now, Mail: a.Outbox.Send,
	})
	if err != nil {
		return nil, err
	}
	published, err := publishing.New(ctx, engine, now)
	if err != nil {
		return nil, err
	}
	if err := published.InstallBuiltIn(ctx); err != nil {
		return nil, err
	}
	box, err := wrap.New(c.Secrets) // not the one kept in the store, beside what it would protect
	if err != nil {
		return nil, err
	}
	ring, err := signing.Open(ctx, engine, c.BaseURL, box, now)
	if err != nil {
		return nil, err
	}
	if err := addFonts(c.Fonts, log); err != nil {
		return nil, err
	}
	a.Issuer, err = certificates.New(ctx, engine, certificates.Config{
		Issuer: c.Issuer, BaseURL: c.BaseURL, Now: now, Keys: ring, Box: box,
		SealCertificate: []byte(c.SealCert), SealKey: []byte(c.SealKey),
		HolderName: a.Accounts.CertificateName, HolderEmail: a.address, AudienceTitle: handlers.AudienceTitle,
	}, c.RateLimits)
	if err != nil {
		return nil, err
	}
	if a.Learning, err = learning.New(ctx, engine, published, a.Issuer, now); err != nil {
		return nil, err
	}
	a.Issuer.UseEnrolments(a.Learning)
	a.Accounts.AddHolder(a.Learning)
	a.Accounts.AddHolder(a.Issuer)
	a.Institutions, err = institutions.New(ctx, engine, institutions.Config{
		BaseURL: c.BaseURL, Secrets: secrets, Languages: locale.Languages(), Accounts: a.Accounts, Learning: a.Learning, Certificates: a.Issuer,
		Published: published, Outbox: a.Outbox, Words: words, Log: log, Now: now, Frugal: collector.tighten,
		Day: func(language string, t time.Time) string { return locale.Day(locale.For(language), t.UTC()) },
	})
	if err != nil {
		return nil, err
	}
	programs, err := apikeys.New(ctx, engine, apikeys.Config{Accounts: a.Accounts, Institutions: a.Institutions, Throttled: c.RateLimits, Log: log, Now: now})
	if err != nil {
		return nil, err
	}
	a.Webhooks, err = webhooks.New(ctx, engine, webhooks.Config{
		BaseURL: c.BaseURL, Local: c.ForItself(), Accounts: a.Accounts, Institutions: a.Institutions, Certificates: a.Issuer, Outbox: a.Outbox, Log: log, Now: now,
	})
	if err != nil {
		return nil, err
	}
	focal, err := focalpoints.New(ctx, engine, focalpoints.Config{
		BaseURL: c.BaseURL, Mails: c.SMTP != "", Throttled: c.RateLimits, Accounts: a.Accounts, Institutions: a.Institutions, Outbox: a.Outbox, Words: words, Now: now,
	})
	if err != nil {
		return nil, err
	}
	drafts, err := authoring.New(ctx, engine, published, a.Learning, a.Accounts, a.Issuer, now)
	if err != nil {
		return nil, err
	}
	a.Accounts.AddHolder(drafts)
	trail, err := audit.New(ctx, engine, a.Accounts, log, now)
	if err != nil {
		return nil, err
	}
	a.Server = &handlers.Server{
		Institutions: a.Institutions, Keys: programs, Accounts: a.Accounts, Learning: a.Learning, Certificates: a.Issuer, Published: published,
		Authoring: drafts, Outbox: a.Outbox, Audit: trail, Log: log, BaseURL: c.BaseURL, Contact: c.Contact,
		Webhooks: a.Webhooks, FocalPoints: focal,
		Secure: strings.HasPrefix(c.BaseURL, "https://"), Throttled: c.RateLimits, Proxies: c.Proxies, RequestTime: c.Timeout, Now: now,
		Ready: func(ctx *fiber.Ctx) error { return engine.Ping(ctx.UserContext()) },
	}
	return a, nil
}

// address gives a person's e-mail address.
func (a *Application) address(ctx context.Context, user string) (string, error) {
	me, err := a.Accounts.Me(ctx, access.Actor{ID: user}, accounts.Nothing{})
	return me.Email, err
}

// keys holds the secret that was made when none was configured.
type keys struct {
	storage.Meta `bson:",inline"`
	Secret       string `bson:"secret"`
}

// keptSecret gives the secret kept in the store, made at the first start. Two processes that start at once agree on the first.
func keptSecret(ctx context.Context, engine storage.Engine) (string, error) {
	c, err := storage.Open[keys](ctx, engine, storage.Spec{Name: "keys"})
	if err != nil {
		return "", err
	}
	found, err := c.Get(ctx, "tokens")
	if errors.Is(err, storage.ErrNotFound) {
		found, err = c.Insert(ctx, keys{Meta: storage.Meta{ID: "tokens"}, Secret: rand.Text() + rand.Text()})
		if errors.Is(err, storage.ErrExists) {
			found, err = c.Get(ctx, "tokens")
		}
	}
	if err != nil {
		return "", fmt.Errorf("secret of the tokens: %w", err)
	}
	return found.Secret, nil
}
