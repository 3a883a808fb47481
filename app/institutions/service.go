package institutions

import (
	"context"
	"iter"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"time"

	"upstander/app/accounts"
	"upstander/app/certificates"
	"upstander/app/learning"
	"upstander/app/mail"
	"upstander/app/publishing"
	"upstander/storage"
)

// Config is what the service needs from outside.
type Config struct {
	BaseURL      string   // without a slash at its end
	Secrets      []string // the first makes invitation links, all check them
	Languages    []string // of the interface; the first is the default
	Accounts     *accounts.Service
	Learning     *learning.Service
	Certificates *certificates.Service
	Published    *publishing.Service
	Outbox       *mail.Outbox
	Words        func(language, key string, args ...any) string
	Day          func(language string, t time.Time) string // a date in words
	Frugal       func() (release func())                   // nil for nothing: keeps memory small while much is made and thrown away
	Log          *slog.Logger
	Now          func() time.Time
}

// Service is what institutions do.
type Service struct {
	Config
	people       *accounts.Service
	institutions *storage.Collection[Institution, *Institution]
	members      *storage.Collection[Member, *Member]
	invitations  *storage.Collection[Invitation, *Invitation]
	joinLinks    *storage.Collection[JoinLink, *JoinLink]
	cohorts      *storage.Collection[Cohort, *Cohort]
	places       *storage.Collection[Place, *Place]
	assignments  *storage.Collection[Assignment, *Assignment]
	standings    *storage.Collection[Standing, *Standing]
	marks        *storage.Collection[mark, *mark]
	logos        *storage.Collection[logo, *logo]
	subscribers  *storage.Collection[subscription, *subscription]
	wake         chan struct{}
	drawers      chan struct{}                                             // holds one for each certificate that is being drawn for an archive
	tell         func(ctx context.Context, n News) error                   // nil: nobody listens
	unlist       func(ctx context.Context, institution, user string) error // nil: there is no directory
}

// New opens the collections and has accounts, learning and certificates ask and tell this service.
func New(ctx context.Context, engine storage.Engine, c Config) (*Service, error) {
	s := &Service{Config: c, people: c.Accounts, wake: make(chan struct{}, 1), drawers: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
	index := func(name string, fields ...string) storage.Index { return storage.Index{Name: name, Fields: fields} }
	unique := func(name string, fields ...string) storage.Index {
		return storage.Index{Name: name, Fields: fields, Unique: true}
	}
	open := []func() error{
		func() (err error) {
			s.institutions, err = storage.Open[Institution](ctx, engine, storage.Spec{Name: "institutions", Indexes: []storage.Index{index("by_name", "name_key")}})
			return err
		},
		func() (err error) {
			s.members, err = storage.Open[Member](ctx, engine, storage.Spec{Name: "members", Indexes: []storage.Index{
				index("by_institution", "institution", "name_key"), index("by_user", "user"), index("by_email", "institution", "email"),
			}})
			return err
		},
		func() (err error) {
			s.invitations, err = storage.Open[Invitation](ctx, engine, storage.Spec{Name: "invitations", Indexes: []storage.Index{
				index("by_institution", "institution", "created_at"), index("by_unsent", "unsent"), index("by_acceptor", "accepted_by"),
			}})
			return err
		},
		func() (err error) {
			s.joinLinks, err = storage.Open[JoinLink](ctx, engine, storage.Spec{Name: "join_links", Indexes: []storage.Index{
				index("by_institution", "institution", "created_at"), index("by_waiting", "waiting", "institution"),
			}})
			return err
		},
		func() (err error) {
			s.cohorts, err = storage.Open[Cohort](ctx, engine, storage.Spec{Name: "cohorts", Indexes: []storage.Index{unique("by_name", "institution", "name_key")}})
			return err
		},
		func() (err error) {
			s.places, err = storage.Open[Place](ctx, engine, storage.Spec{Name: "places", Indexes: []storage.Index{
				index("by_cohort", "cohort", "name_key"), index("by_user", "user", "institution"), index("by_institution", "institution"), index("by_pending", "pending"),
			}})
			return err
		},
		func() (err error) {
			s.assignments, err = storage.Open[Assignment](ctx, engine, storage.Spec{Name: "assignments", Indexes: []storage.Index{
				index("by_institution", "institution", "created_at"), index("by_cohort", "cohort", "created_at"), index("by_pending", "pending"),
			}})
			return err
		},
		func() (err error) {
			s.standings, err = storage.Open[Standing](ctx, engine, StandingSpec)
			return err
		},
		func() (err error) {
			s.marks, err = storage.Open[mark](ctx, engine, storage.Spec{Name: "institution_marks"})
			return err
		},
		func() (err error) {
			s.subscribers, err = storage.Open[subscription](ctx, engine, storage.Spec{Name: "report_subscriptions", Indexes: []storage.Index{index("by_next", "next_at")}})
			return err
		},
		func() (err error) {
			s.logos, err = storage.Open[logo](ctx, engine, storage.Spec{Name: "institution_logos"})
			return err
		},
	}
	for _, collection := range open {
		if err := collection(); err != nil {
			return nil, err
		}
	}
	c.Accounts.UseInstitutions(s)
	c.Accounts.AddHolder(s)
	c.Learning.Follow(s)
	c.Certificates.UseInstitutions(s)
	return s, nil
}

func (s *Service) now() time.Time { return s.Now() }

// key is what names are sorted and compared by.
func key(name string) string { return strings.ToLower(name) }

// crowd is how many writes are under way at once: engines commit those together that arrive together.
const crowd = 32

// inParallel does fn for each item until one fails, and gives the first failure.
func inParallel[T any](ctx context.Context, items iter.Seq2[T, error], fn func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	work := make(chan T)
	for range crowd {
		group.Go(func() {
			for item := range work {
				if ctx.Err() != nil {
					continue
				}
				if err := fn(ctx, item); err != nil {
					cancel(err)
				}
			}
		})
	}
	for item, err := range items {
		if err != nil {
			cancel(err)
		}
		if ctx.Err() != nil {
			break
		}
		work <- item
	}
	close(work)
	group.Wait()
	return context.Cause(ctx)
}

// values makes a sequence of a slice.
func values[T any](items []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}
}
