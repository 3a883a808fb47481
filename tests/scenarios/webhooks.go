package scenarios

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"upstander/app/institutions"
)

// receiver is a system that an institution has told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int // that it answers; 204 unless set
	got    []received
}

type received struct {
	id, kind string
	data     map[string]any
	header   http.Header
	body     []byte
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: 204}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		var m struct {
			Type string
			Data map[string]any
		}
		if err := json.Unmarshal(body, &m); err != nil {
			t.Errorf("an event that is not JSON: %s", body)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, received{q.Header.Get("Webhook-Id"), m.Type, m.Data, q.Header, body})
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// take gives what has come since it was last asked, ordered by kind.
func (r *receiver) take() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.got
	r.got = nil
	slices.SortStableFunc(out, func(a, b received) int { return strings.Compare(a.kind, b.kind) })
	return out
}

func kindsOf(list []received) string {
	var out []string
	for _, e := range list {
		out = append(out, e.kind)
	}
	return strings.Join(out, " ")
}

// work has the server do what it does by itself in the background. Some work finds more.
func (s *server) work() {
	s.t.Helper()
	for range 4 {
		if err := s.app.Webhooks.Work(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
}

// webhookLife: an institution's system hears of each event once, with a signature, and of nothing that is not its business.
func webhookLife(t *testing.T, database string) {
	s := start(t, database, options{local: true})
	root := s.admin("hooks-root@example.org")
	h := s.house(root, "hooks")
	cohort := h.boss.api("POST", h.path("/cohorts"), map[string]any{"name": "Hooked"}).want(201).text("id")
	h.boss.api("POST", h.path("/assignments"), map[string]any{"cohort": cohort, "course": course}).want(201)
	early := h.invited(s, "hooks-early", "Hooked")
	earlySerial := early.finish()
	s.Pass(time.Hour)
	h.boss.signIn(h.boss.email)

	r := newReceiver(t)
	all := []string{"completion", "certificate.issued", "certificate.expired", "certificate.revoked", "certificate.superseded"}
	h.boss.api("POST", h.path("/webhooks"), map[string]any{}).fault("url", "required").fault("events", "required")
	h.boss.api("POST", h.path("/webhooks"), map[string]any{"url": "http://hooks.example.org/", "events": []string{"everything"}}).fault("url", "webhook_https").fault("events", "unknown")
	draft := map[string]any{"url": r.URL + "/in", "events": all}
	made := h.boss.api("POST", h.path("/webhooks"), draft, "Idempotency-Key", "one").want(201)
	h.boss.api("POST", h.path("/webhooks"), draft, "Idempotency-Key", "one").want(201).is("id", made.text("id")).is("secret", made.text("secret"))
	hook := h.path("/webhooks/" + made.text("id"))
	h.boss.api("GET", h.path("/webhooks"), nil).want(200).is("items.0.url", r.URL+"/in").is("items.0.secret", "").is("items.1", "")
	s.work()
	if got := r.take(); len(got) != 0 {
		t.Errorf("what was before the endpoint is told: %s", kindsOf(got))
	}

	// A completion, told once, however often the work is done; with ids alone.
	amina := h.invited(s, "hooks-amina", "Hooked")
	serial := amina.finish()
	s.work()
	got := r.take()
	if kindsOf(got) != "certificate.issued completion" {
		t.Fatalf("after a completion: %s", kindsOf(got))
	}
	if e := got[0]; e.data["certificate"] != serial || e.data["learner"] != amina.id || e.data["course"] != course || e.data["institution"] != h.id || strings.Contains(string(e.body), "example.org") || strings.Contains(string(e.body), "Person") {
		t.Errorf("an event tells %s", e.body)
	}
	checked := func(e received, secret string) bool {
		w, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		return w.VerifyIgnoringTimestamp(e.body, e.header) == nil // the server's clock is not this machine's
	}
	if !checked(got[0], made.text("secret")) || checked(got[0], "whsec_AAAA") {
		t.Error("the signature is not the secret's")
	}
	if err := s.app.Institutions.Work(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	s.work()
	if got := r.take(); len(got) != 0 {
		t.Errorf("told twice: %s", kindsOf(got))
	}
	h.boss.api("GET", hook+"/deliveries", nil).want(200).is("items.0.state", "delivered").is("items.0.attempts.0.code", 204).is("items.2", "")

	// Nothing is lost when the process ends between what happens and its telling.
	dead := errors.New("the process has ended")
	s.app.Institutions.Tell(func(context.Context, institutions.News) error { return dead })
	bilal := h.invited(s, "hooks-bilal", "Hooked")
	bilalSerial := bilal.finish()
	s.work()
	if got := r.take(); len(got) != 0 {
		t.Errorf("told by a dead process: %s", kindsOf(got))
	}
	s.stop()
	s = start(t, database, options{clock: s.clock, bare: true, local: true})
	amina, early, h.boss = amina.as(s), early.as(s), h.boss.as(s)
	root = root.as(s)
	if err := s.app.Institutions.Work(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	s.work()
	if got := r.take(); kindsOf(got) != "certificate.issued completion" || got[0].data["certificate"] != bilalSerial {
		t.Errorf("after a restart: %s", kindsOf(got))
	}

	// A new secret signs beside the old one, for a day.
	fresh := h.boss.api("POST", hook+"/secret", nil).want(200).text("secret")
	h.boss.api("POST", hook+"/secret", nil).want(200).is("secret", fresh)
	h.boss.api("POST", hook+"/test", nil).want(202).is("type", "test")
	h.boss.api("POST", hook+"/test", nil).want(202)
	s.work()
	if got := r.take(); kindsOf(got) != "test" || !checked(got[0], fresh) || !checked(got[0], made.text("secret")) {
		t.Errorf("after a new secret: %s", kindsOf(got))
	}

	// The certificate's later life, also of those issued before the endpoint; names only where they are asked for.
	h.boss.api("PATCH", hook, map[string]any{"person": true}).want(200).is("person", true)
	h.boss.api("POST", "/certificates/"+earlySerial+"/revocation", map[string]any{"reason": "In error"}).want(200)
	s.work()
	if got := r.take(); kindsOf(got) != "certificate.revoked" || got[0].data["certificate"] != earlySerial || got[0].data["person"].(map[string]any)["email"] != early.email {
		t.Errorf("after a revocation: %s", kindsOf(got))
	}
	amina.api("PATCH", "/me", map[string]any{"certificate_name": "Amina of Velmara"}).want(200)
	second := amina.api("POST", "/certificates/"+serial+"/reissue", nil).want(200).text("serial")
	s.work()
	if got := r.take(); kindsOf(got) != "certificate.issued certificate.superseded" || got[1].data["superseded_by"] != second || got[1].data["certificate"] != serial {
		t.Errorf("after a reissue: %s", kindsOf(got))
	}
	root.signIn(root.email)
	root.api("POST", "/certificates/"+second+"/revocation", map[string]any{"reason": "In error"}).want(200)
	s.work()
	if got := r.take(); kindsOf(got) != "certificate.revoked" || got[0].data["certificate"] != second {
		t.Errorf("after the second was revoked: %s", kindsOf(got))
	}

	// An endpoint that is away: tried again, and told when it is back.
	r.answer(500)
	carla := h.invited(s, "hooks-carla", "Hooked")
	carla.finish()
	s.work()
	tried := len(r.take())
	if tried == 0 || tried > 4 {
		t.Errorf("%d tries at once", tried)
	}
	h.boss.api("GET", hook, nil).want(200).is("active", true).is("failing_since", s.Now().UTC().Format(time.RFC3339Nano))
	r.answer(204)
	s.Pass(10 * time.Minute)
	s.work()
	if got := r.take(); kindsOf(got) != "certificate.issued completion" {
		t.Errorf("after it came back: %s", kindsOf(got))
	}
	h.boss.api("GET", hook, nil).want(200).is("failing_since", "")
	line := h.boss.api("GET", hook+"/deliveries?limit=1", nil).want(200).is("items.0.state", "delivered").text("items.0.id")
	for range 2 {
		h.boss.api("POST", hook+"/deliveries/"+line+"/redelivery", nil).want(202).is("state", "waiting")
	}
	s.work()
	if got := r.take(); len(got) != 1 {
		t.Errorf("sent again: %s", kindsOf(got))
	}
	h.boss.api("POST", hook+"/deliveries/none/redelivery", nil).problem(404, "delivery_unknown")

	// For good: it stops after three days, what happens meanwhile waits, and goes out when a manager resumes.
	r.answer(500)
	dora := h.invited(s, "hooks-dora", "Hooked")
	dora.finish()
	for range 40 {
		s.work()
		s.Pass(3 * time.Hour)
	}
	h.boss.signIn(h.boss.email)
	h.boss.api("GET", hook, nil).want(200).is("active", false).is("why", "failing")
	if n := len(r.take()); n < 6 || n > 24 {
		t.Errorf("%d tries in three days", n)
	}
	r.answer(204)
	edna := h.invited(s, "hooks-edna", "Hooked")
	edna.finish()
	s.work()
	if got := r.take(); len(got) != 0 {
		t.Errorf("a stopped endpoint is told: %s", kindsOf(got))
	}
	h.boss.api("PATCH", hook, map[string]any{"active": true}).want(200).is("active", true).is("why", "")
	s.Pass(24 * time.Hour)
	s.work()
	if got := r.take(); len(got) < 2 {
		t.Errorf("after it was resumed: %s", kindsOf(got))
	}
	h.boss.signIn(h.boss.email)
	r.answer(410)
	h.boss.api("POST", hook+"/test", nil).want(202)
	s.work()
	h.boss.api("GET", hook, nil).want(200).is("active", false).is("why", "gone")
	r.answer(204)
	r.take()
	h.boss.api("PATCH", hook, map[string]any{"active": true}).want(200)
	s.Pass(10 * time.Second)
	s.work()
	if got := r.take(); kindsOf(got) != "test" {
		t.Errorf("after it was resumed again: %s", kindsOf(got))
	}

	// Who has left is told of no more, nor is who has gone.
	edna.signIn(edna.email)
	edna.api("DELETE", h.path("/members/"+edna.id), nil).want(204)
	edna.api("GET", "/me/export", nil).want(200).is("data.webhooks.0.course", course)
	edna.api("DELETE", "/me", map[string]any{"certificates": "withdraw"}).want(204)
	s.work()
	if got := r.take(); len(got) != 0 {
		t.Errorf("of one who has left: %s", kindsOf(got))
	}
	// Running out comes of itself. The log goes back thirty days.
	s.Pass(37 * 30 * 24 * time.Hour)
	s.work()
	got = r.take()
	if len(got) < 2 || strings.ReplaceAll(kindsOf(got), "certificate.expired", "") != strings.Repeat(" ", len(got)-1) {
		t.Errorf("after three years: %s", kindsOf(got))
	}
	h.boss.signIn(h.boss.email)
	if list := h.boss.api("GET", hook+"/deliveries?limit=200", nil).want(200).list("items"); len(list) != len(got) {
		t.Errorf("the log has %d lines of %d", len(list), len(got))
	}

	// The pages, without script.
	b := h.boss.browser()
	b.get(h.path("/webhooks")).want(200).holds(r.URL)
	b.get(hook).want(200).holds("A certificate runs out").holds("Taken (204)")
	b.post(hook, "do", "pause").to(hook)
	b.get(hook).want(200).holds("Paused")
	b.post(hook, "do", "resume").to(hook)
	b.post(hook, "do", "save", "url", "ftp://x", "events", "completion").want(422).holds("begins with https")
	b.post(hook, "do", "save", "url", r.URL+"/in", "events", "completion").to(hook)
	b.post(hook, "do", "test").to(hook)
	b.post(hook + "/secret").want(200).holds("whsec_")
	b.post(hook + "/deliveries/" + h.boss.api("GET", hook+"/deliveries", nil).text("items.0.id")).to(hook + "#log")
	for range 2 {
		b.post(h.path("/webhooks"), "url", r.URL+"/two", "events", "completion", "nonce", "n").want(200).holds("whsec_")
	}
	b.post(h.path("/webhooks"), "url", "", "nonce", "m").want(422).holds("Fill this in.")
	h.boss.api("GET", h.path("/webhooks"), nil).want(200).is("items.1.url", r.URL+"/two").is("items.2", "")
	b.post(hook, "do", "remove").to(h.path("/webhooks"))
	h.boss.api("GET", hook, nil).problem(404, "webhook_unknown")
	for range 4 {
		h.boss.api("POST", h.path("/webhooks"), map[string]any{"url": r.URL, "events": all}).want(201)
	}
	h.boss.api("POST", h.path("/webhooks"), map[string]any{"url": r.URL, "events": all}).problem(409, "too_many_webhooks")
}
