package webhooks

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// The kinds of event.
const (
	Completion = "completion"
	Issued     = "certificate.issued"
	Expired    = "certificate.expired"
	Revoked    = "certificate.revoked"
	Superseded = "certificate.superseded"
	Test       = "test" // at a manager's wish
)

// Kinds lists those that an endpoint can ask for.
func Kinds() []string { return []string{Completion, Issued, Expired, Revoked, Superseded} }

// endpoint is where an institution is told.
type endpoint struct {
	storage.Meta `bson:",inline"`
	Institution  string     `bson:"institution"`
	URL          string     `bson:"url"`
	Events       []string   `bson:"events"`
	Person       bool       `bson:"person"` // names and addresses are sent, too
	Secrets      []secret   `bson:"secrets"`
	Active       bool       `bson:"active"`
	Why          string     `bson:"why,omitempty"` // why not: paused, failing, gone
	Starting     bool       `bson:"starting"`      // what was completed before it was made is still to be looked through
	FailingSince *time.Time `bson:"failing_since,omitempty"`
	MadeBy       string     `bson:"made_by"`
	CreatedAt    time.Time  `bson:"created_at"`
}

// Why an endpoint is not active.
const (
	Paused  = "paused"  // by a manager
	Failing = "failing" // for three days
	Gone    = "gone"    // it answered 410
)

const maxEndpoints = 5

// View is an endpoint as a manager sees it.
type View struct {
	ID           string     `json:"id"`
	URL          string     `json:"url"`
	Events       []string   `json:"events"`
	Person       bool       `json:"person"`
	Active       bool       `json:"active"`
	Why          string     `json:"why,omitempty"`
	FailingSince *time.Time `json:"failing_since"`
	CreatedAt    time.Time  `json:"created_at"`
	// Secret is there in the answers that make the endpoint or a new secret alone.
	Secret string `json:"secret,omitempty"`
}

func (e *endpoint) view() View {
	return View{ID: e.ID, URL: e.URL, Events: e.Events, Person: e.Person, Active: e.Active, Why: e.Why, FailingSince: e.FailingSince, CreatedAt: e.CreatedAt.UTC()}
}

// Ref names an endpoint in a path.
type Ref struct {
	ID      string `json:"-" path:"id"`
	Webhook string `json:"-" path:"webhook"`
}

// manage reports a problem unless a person may act for the institution.
func (s *Service) manage(ctx context.Context, who access.Actor, institution string) error {
	may, err := s.Institutions.MayAct(ctx, who, institution)
	if err == nil && (!may || who.Key != nil) {
		err = problem.Missing("institution_unknown")
	}
	return err
}

// load gives an endpoint of an institution for one who may act for it.
func (s *Service) load(ctx context.Context, who access.Actor, in Ref) (endpoint, error) {
	if err := s.manage(ctx, who, in.ID); err != nil {
		return endpoint{}, err
	}
	e, err := s.endpoints.Get(ctx, in.Webhook)
	if errors.Is(err, storage.ErrNotFound) || err == nil && e.Institution != in.ID {
		return endpoint{}, problem.Missing("webhook_unknown")
	}
	return e, err
}

// of lists the endpoints of an institution. They are few.
func (s *Service) of(ctx context.Context, institution string) ([]endpoint, error) {
	var out []endpoint
	for e, err := range s.endpoints.Find(ctx, storage.Query{Index: "by_institution", Equal: []any{institution}}) {
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// List gives the institution's endpoints.
func (s *Service) List(ctx context.Context, who access.Actor, in institutions.Ref) (paging.List[View], error) {
	if err := s.manage(ctx, who, in.ID); err != nil {
		return paging.List[View]{}, err
	}
	found, err := s.of(ctx, in.ID)
	out := []View{}
	for i := range found {
		out = append(out, found[i].view())
	}
	return paging.Of(out), err
}

// Get gives one endpoint.
func (s *Service) Get(ctx context.Context, who access.Actor, in Ref) (View, error) {
	e, err := s.load(ctx, who, in)
	return e.view(), err
}

// Draft is the input of Create.
type Draft struct {
	ID     string   `json:"-" path:"id"`
	Key    string   `json:"-" header:"Idempotency-Key"`
	URL    string   `json:"url"`
	Events []string `json:"events"`
	Person bool     `json:"person,omitempty"`
}

// Create adds an endpoint and shows its secret. Doing it again with the same key gives the same endpoint, and its secret again for ten minutes.
func (s *Service) Create(ctx context.Context, who access.Actor, in Draft) (View, error) {
	if err := s.manage(ctx, who, in.ID); err != nil {
		return View{}, err
	}
	var f problem.Fields
	address, events := s.cleanURL(&f, in.URL), cleanEvents(&f, in.Events)
	if err := f.Err(); err != nil {
		return View{}, err
	}
	now := s.Now()
	e := endpoint{
		Meta: storage.Meta{ID: ident.New()}, Institution: in.ID, URL: address, Events: events, Person: in.Person, Secrets: []secret{newSecret(now)},
		Active: true, Starting: true, MadeBy: who.ID, CreatedAt: now,
	}
	if in.Key != "" {
		e.ID = ident.Of("webhook", in.ID, who.ID, in.Key)
	}
	held, err := s.of(ctx, in.ID)
	if err != nil {
		return View{}, err
	}
	known := slices.ContainsFunc(held, func(h endpoint) bool { return h.ID == e.ID })
	if len(held) >= maxEndpoints && !known {
		return View{}, problem.New(problem.Conflict, "too_many_webhooks", "n", maxEndpoints)
	}
	stored, err := s.endpoints.Insert(ctx, e)
	if errors.Is(err, storage.ErrExists) {
		stored, err = s.endpoints.Get(ctx, e.ID)
	}
	if err != nil {
		return View{}, err
	}
	s.stir()
	v := stored.view()
	if now.Sub(stored.CreatedAt) <= showAgain {
		v.Secret = stored.Secrets[0].Value
	}
	return v, nil
}

// cleanURL checks an address. Whether it leads to a network that may be reached is asked again at each connection.
func (s *Service) cleanURL(f *problem.Fields, text string) string {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	switch {
	case text == "":
		f.Add("url", "required")
	case len(text) > 500:
		f.Add("url", "too_long", "n", 500)
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Opaque != "":
		f.Add("url", "webhook_url")
	case s.Local && u.Scheme == "http" && isLoopback(u.Hostname()):
	case u.Scheme != "https":
		f.Add("url", "webhook_https")
	case !s.Local && u.Port() != "" && !slices.Contains(ports(), u.Port()):
		f.Add("url", "webhook_port")
	case !s.Local && (isLoopback(u.Hostname()) || s.refuses(u.Hostname())):
		f.Add("url", "webhook_private")
	}
	return text
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.Unmap().IsLoopback()
}

func cleanEvents(f *problem.Fields, events []string) []string {
	var out []string
	for _, kind := range Kinds() {
		if slices.Contains(events, kind) {
			out = append(out, kind)
		}
	}
	if slices.ContainsFunc(events, func(kind string) bool { return !slices.Contains(Kinds(), kind) }) {
		f.Add("events", "unknown")
	} else if len(out) == 0 {
		f.Add("events", "required")
	}
	return out
}

// Change is the input of Patch; what is absent stays.
type Change struct {
	ID      string   `json:"-" path:"id"`
	Webhook string   `json:"-" path:"webhook"`
	URL     *string  `json:"url,omitempty"`
	Events  []string `json:"events,omitempty"`
	Person  *bool    `json:"person,omitempty"`
	Active  *bool    `json:"active,omitempty"` // false pauses; true begins again with what has waited meanwhile
}

// Patch changes an endpoint.
func (s *Service) Patch(ctx context.Context, who access.Actor, in Change) (View, error) {
	e, err := s.load(ctx, who, Ref{in.ID, in.Webhook})
	if err != nil {
		return View{}, err
	}
	var f problem.Fields
	address, events := e.URL, e.Events
	if in.URL != nil {
		address = s.cleanURL(&f, *in.URL)
	}
	if in.Events != nil {
		events = cleanEvents(&f, in.Events)
	}
	if err := f.Err(); err != nil {
		return View{}, err
	}
	e, err = s.endpoints.Update(ctx, e.ID, func(e *endpoint) error {
		e.URL, e.Events = address, events
		if in.Person != nil {
			e.Person = *in.Person
		}
		if in.Active != nil && *in.Active != e.Active {
			e.Active, e.Why, e.FailingSince = *in.Active, "", nil
			if !e.Active {
				e.Why = Paused
			}
		}
		return nil
	})
	s.stir()
	return e.view(), err
}

// Delete removes an endpoint with its log; what waits is not sent.
func (s *Service) Delete(ctx context.Context, who access.Actor, in Ref) (accounts.Nothing, error) {
	e, err := s.load(ctx, who, in)
	if err != nil {
		return accounts.Nothing{}, err
	}
	if err := gone(s.endpoints.Delete(ctx, e.ID)); err != nil {
		return accounts.Nothing{}, err
	}
	return accounts.Nothing{}, s.dropLog(ctx, storage.Query{Index: "by_endpoint", Equal: []any{e.ID}})
}

func gone(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}
