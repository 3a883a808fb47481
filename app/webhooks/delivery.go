package webhooks

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"upstander/app/access"
	"upstander/app/ident"
	"upstander/app/paging"
	"upstander/app/problem"
	"upstander/storage"
)

// delivery is one event on its way to one endpoint: outbox and log in one.
type delivery struct {
	storage.Meta `bson:",inline"` // follows from endpoint and event
	Endpoint     string           `bson:"endpoint"`
	Institution  string           `bson:"institution"`
	Event        string           `bson:"event"` // id, the same for every endpoint
	Kind         string           `bson:"kind"`
	Learner      string           `bson:"learner"`
	Course       string           `bson:"course"`
	Certificate  string           `bson:"certificate,omitempty"`
	By           string           `bson:"by,omitempty"`
	At           time.Time        `bson:"at"`
	State        string           `bson:"state"`
	NextAt       time.Time        `bson:"next_at"` // not tried before; moved on by each claim, so that two processes do not send at once
	Tries        int              `bson:"tries"`
	Attempts     []attempt        `bson:"attempts"`
	CreatedAt    time.Time        `bson:"created_at"`
}

// The states of a delivery.
const (
	Waiting   = "waiting"
	Delivered = "delivered"
	Failed    = "failed" // given up
)

// attempt is one try.
type attempt struct {
	At     time.Time `bson:"at"`
	Code   int       `bson:"code,omitempty"`  // HTTP status; 0 when there was no answer
	Error  string    `bson:"error,omitempty"` // a word for why not
	Millis int64     `bson:"millis"`
}

const (
	keptLog     = 30 * 24 * time.Hour
	maxAttempts = 40 // kept of one delivery
)

// pauses before each further try: Standard Webhooks' recommendation, about three days in all.
var pauses = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

// pause is the time until the next try after so many, with up to a random fifth more, so that those who failed together do not come
// together; 0 when there is none. It is never less: the last try comes after an endpoint's patience has ended.
func pause(tries int) time.Duration {
	if tries > len(pauses) {
		return 0
	}
	whole := pauses[max(tries, 1)-1]
	return whole + rand.N(whole/5)
}

func (s *Service) enqueue(ctx context.Context, to *endpoint, t *subject, e event) error {
	now := s.Now()
	_, err := s.deliveries.Insert(ctx, delivery{
		Meta: storage.Meta{ID: ident.Of("webhook delivery", to.ID, e.id)}, Endpoint: to.ID, Institution: to.Institution, Event: e.id, Kind: e.kind,
		Learner: t.Learner, Course: t.Course, Certificate: e.certificate, By: e.by, At: e.at, State: Waiting, NextAt: now, CreatedAt: now,
	})
	if errors.Is(err, storage.ErrExists) {
		return nil
	}
	return err
}

// AttemptView is a try as the log shows it.
type AttemptView struct {
	At     time.Time `json:"at"`
	Code   int       `json:"code"`  // HTTP status; 0: no answer
	Error  string    `json:"error"` // address, name, certificate, timeout, unreachable, status; "" for none
	Millis int64     `json:"milliseconds"`
}

// DeliveryView is a line of the log.
type DeliveryView struct {
	ID          string        `json:"id"`
	Event       string        `json:"event"`
	Type        string        `json:"type"`
	State       string        `json:"state"`
	Course      string        `json:"course"`
	Certificate string        `json:"certificate"`
	At          time.Time     `json:"at"`
	CreatedAt   time.Time     `json:"created_at"`
	NextAt      *time.Time    `json:"next_at"` // the next try
	Attempts    []AttemptView `json:"attempts"`
}

func (d *delivery) view() DeliveryView {
	v := DeliveryView{
		ID: d.ID, Event: d.Event, Type: d.Kind, State: d.State, Course: d.Course, Certificate: d.Certificate, At: d.At.UTC(), CreatedAt: d.CreatedAt.UTC(), Attempts: []AttemptView{},
	}
	if d.State == Waiting {
		next := d.NextAt.UTC()
		v.NextAt = &next
	}
	for _, a := range d.Attempts {
		v.Attempts = append(v.Attempts, AttemptView{a.At.UTC(), a.Code, a.Error, a.Millis})
	}
	return v
}

// LogInput is the input of Deliveries.
type LogInput struct {
	ID      string `json:"-" path:"id"`
	Webhook string `json:"-" path:"webhook"`
	Limit   int    `json:"-" query:"limit"`
	Cursor  string `json:"-" query:"cursor"`
}

// Deliveries gives the log of an endpoint, the newest first. It goes back thirty days.
func (s *Service) Deliveries(ctx context.Context, who access.Actor, in LogInput) (paging.List[DeliveryView], error) {
	if _, err := s.load(ctx, who, Ref{in.ID, in.Webhook}); err != nil {
		return paging.List[DeliveryView]{}, err
	}
	found, next, err := s.deliveries.Page(ctx, storage.Query{Index: "by_endpoint", Equal: []any{in.Webhook}, Desc: true, Limit: in.Limit}, in.Cursor)
	return paging.Shown(found, next, err, func(d *delivery) (DeliveryView, error) { return d.view(), nil })
}

// DeliveryRef names a delivery in a path.
type DeliveryRef struct {
	ID       string `json:"-" path:"id"`
	Webhook  string `json:"-" path:"webhook"`
	Delivery string `json:"-" path:"delivery"`
}

// Redeliver sends a delivery again, with its id of before, by which a receiver knows it. One that is waiting is tried at once.
func (s *Service) Redeliver(ctx context.Context, who access.Actor, in DeliveryRef) (DeliveryView, error) {
	if _, err := s.load(ctx, who, Ref{in.ID, in.Webhook}); err != nil {
		return DeliveryView{}, err
	}
	now := s.Now()
	d, err := s.deliveries.Update(ctx, in.Delivery, func(d *delivery) error {
		if d.Endpoint != in.Webhook {
			return storage.ErrNotFound
		}
		if d.State != Waiting {
			d.Tries = 0
		}
		if d.State != Waiting || d.NextAt.Sub(now) > claim { // else it may be under way
			d.State, d.NextAt = Waiting, now
		}
		return nil
	})
	if errors.Is(err, storage.ErrNotFound) {
		return DeliveryView{}, problem.Missing("delivery_unknown")
	}
	s.stir()
	return d.view(), err
}

// Ping sends an event of the kind "test", one a minute at most, whatever the endpoint has asked for.
func (s *Service) Ping(ctx context.Context, who access.Actor, in Ref) (DeliveryView, error) {
	e, err := s.load(ctx, who, in)
	if err != nil {
		return DeliveryView{}, err
	}
	now := s.Now()
	id := "msg_" + ident.Of("webhook test", e.ID, now.UTC().Truncate(time.Minute).Format(time.RFC3339))
	if err := s.enqueue(ctx, &e, &subject{}, event{id: id, kind: Test, at: now}); err != nil {
		return DeliveryView{}, err
	}
	s.stir()
	d, err := s.deliveries.Get(ctx, ident.Of("webhook delivery", e.ID, id))
	return d.view(), err
}

// dropLog removes deliveries.
func (s *Service) dropLog(ctx context.Context, q storage.Query) error {
	for d, err := range s.deliveries.Find(ctx, q) {
		if err == nil {
			err = gone(s.deliveries.Delete(ctx, d.ID))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
