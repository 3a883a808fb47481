package webhooks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"upstander/app/accounts"
	"upstander/app/ident"
	"upstander/storage"
)

const (
	claim   = 2 * time.Minute
	batch   = 50                 // deliveries to one endpoint in one round
	patient = 3 * 24 * time.Hour // an endpoint may fail for so long
)

// Message is the body of an event.
type Message struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"` // when it happened
	Data      Data      `json:"data"`
}

// Data is what a message says.
type Data struct {
	Institution  string  `json:"institution"`
	Learner      string  `json:"learner,omitempty"` // user id, as in the report
	Course       string  `json:"course,omitempty"`  // slug
	Certificate  string  `json:"certificate,omitempty"`
	SupersededBy string  `json:"superseded_by,omitempty"`
	Person       *Person `json:"person,omitempty"` // where the endpoint asks for it
}

// Person is who it is about.
type Person struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// sendDue sends what is due, endpoint by endpoint; a slow one does not keep the others waiting.
func (s *Service) sendDue(ctx context.Context) error {
	due := false
	for _, err := range s.deliveries.Find(ctx, storage.Query{Index: "by_any_due", Equal: []any{Waiting}, Max: s.Now().Add(time.Millisecond), Limit: 1}) {
		if err != nil {
			return err
		}
		due = true
	}
	if !due {
		return nil
	}
	free := make(chan struct{}, 16)
	results := make(chan error)
	started := 0
	var failed []error
	for e, err := range s.endpoints.Find(ctx, storage.Query{Index: "by_active", Equal: []any{true}}) {
		if err != nil {
			failed = append(failed, err)
			break
		}
		started++
		go func() {
			free <- struct{}{}
			defer func() { <-free }()
			results <- s.sendTo(ctx, e.ID)
		}()
	}
	for range started {
		failed = append(failed, <-results)
	}
	return errors.Join(failed...)
}

// sendTo sends what is due to one endpoint until one attempt fails: if it is away, the rest waits for the next round.
func (s *Service) sendTo(ctx context.Context, id string) error {
	q := storage.Query{Index: "by_due", Equal: []any{id, Waiting}, Max: s.Now().Add(time.Millisecond), Limit: batch}
	for d, err := range s.deliveries.Find(ctx, q) {
		if err != nil {
			return err
		}
		e, err := s.endpoints.Get(ctx, id)
		if err != nil || !e.Active {
			return gone(err)
		}
		d, err = s.deliveries.UpdateAt(ctx, d.ID, d.Rev, func(d *delivery) error {
			d.NextAt, d.Tries = s.Now().Add(claim), d.Tries+1
			return nil
		})
		if errors.Is(err, storage.ErrConflict) || errors.Is(err, storage.ErrNotFound) {
			continue // another process has it
		}
		if err != nil {
			return err
		}
		ok, err := s.attempt(ctx, &e, &d)
		if err != nil || !ok {
			return err
		}
	}
	return nil
}

// attempt is one try, and what follows from it.
func (s *Service) attempt(ctx context.Context, e *endpoint, d *delivery) (ok bool, err error) {
	body, err := s.message(ctx, e, d)
	if err != nil {
		return false, err
	}
	began := time.Now()
	a := attempt{At: s.Now()}
	if body == nil {
		return true, gone(s.deliveries.Delete(ctx, d.ID)) // about somebody who has left
	}
	if a.Code, a.Error = s.post(ctx, e, d.Event, body); ctx.Err() != nil {
		return false, ctx.Err() // the server stops; the claim runs out and it is tried again
	}
	a.Millis = time.Since(began).Milliseconds()
	ok = a.Error == ""
	_, err = s.deliveries.Update(ctx, d.ID, func(d *delivery) error {
		d.Attempts = append(d.Attempts, a)
		d.Attempts = d.Attempts[max(0, len(d.Attempts)-maxAttempts):]
		wait := pause(d.Tries)
		switch {
		case ok:
			d.State, d.NextAt = Delivered, never
		case wait == 0:
			d.State, d.NextAt = Failed, never
		default:
			d.NextAt = a.At.Add(wait)
		}
		return nil
	})
	if gone(err) != nil {
		return ok, err
	}
	return ok, s.judge(ctx, e, a)
}

func (s *Service) post(ctx context.Context, e *endpoint, id string, body []byte) (code int, why string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return 0, "address"
	}
	now := s.Now()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Upstander-Webhooks/1")
	r.Header.Set("Webhook-Id", id)
	r.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	r.Header.Set("Webhook-Signature", e.sign(id, now, body))
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, word(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, readLimit) // so that the connection can be used again
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return answer.StatusCode, "status"
	}
	return answer.StatusCode, ""
}

// message writes the body; nil when the institution may not know of it any more.
func (s *Service) message(ctx context.Context, e *endpoint, d *delivery) ([]byte, error) {
	m := Message{d.Kind, d.At.UTC(), Data{Institution: d.Institution, Learner: d.Learner, Course: d.Course, Certificate: d.Certificate, SupersededBy: d.By}}
	if d.Kind != Test {
		follows, err := s.Institutions.Follows(ctx, d.Institution, d.Learner, d.Course)
		if err != nil || !follows {
			return nil, err
		}
		if e.Person {
			p, err := s.Accounts.Person(ctx, d.Learner)
			if err != nil {
				return nil, gone(err)
			}
			m.Data.Person = &Person{p.Name, p.Email}
		}
	}
	return json.Marshal(m)
}

// judge notes how an endpoint does, and stops one that has failed for days or asks for no more.
func (s *Service) judge(ctx context.Context, e *endpoint, a attempt) error {
	if a.Error == "" && e.FailingSince == nil {
		return nil
	}
	stopped := false
	after, err := s.endpoints.Update(ctx, e.ID, func(e *endpoint) error {
		stopped = false
		switch {
		case a.Error == "":
			e.FailingSince = nil
			return nil
		case e.FailingSince == nil:
			e.FailingSince = &a.At
		}
		if e.Active && (a.Code == http.StatusGone || a.At.Sub(*e.FailingSince) >= patient) {
			e.Active, e.Why, stopped = false, Failing, true
			if a.Code == http.StatusGone {
				e.Why = Gone
			}
		}
		return nil
	})
	if err != nil || !stopped {
		return gone(err)
	}
	return s.tellManagers(ctx, &after)
}

// tellManagers writes to the managers that an endpoint has stopped, once for each time that it does.
func (s *Service) tellManagers(ctx context.Context, e *endpoint) error {
	name, err := s.Institutions.Called(ctx, e.Institution)
	if err != nil {
		return gone(err)
	}
	return s.Institutions.EachManager(ctx, e.Institution, func(p accounts.Person) error {
		id := ident.Of("webhook stopped", e.ID, p.ID, e.FailingSince.UTC().Format(time.RFC3339))
		return s.Outbox.SendOnce(ctx, id, p.Email, p.Language, "webhook_stopped", map[string]string{
			"name": p.Name, "institution": name, "link": s.BaseURL + "/institutions/" + e.Institution + "/webhooks/" + e.ID,
		})
	})
}
