package browser

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestNetwork makes a key and uses it, has a system told, names a focal point who agrees, and looks at each page in its states.
func TestNetwork(t *testing.T) {
	t.Parallel()
	boss := newTab(t)
	boss.signUp("Ifeoma Nnadi", "network-boss@example.org", "")
	var made struct{ ID string }
	call(t, "POST", "/institutions", adminToken(t), map[string]string{"name": "Ministry of Karvenia", "country": "Karvenia", "manager": "network-boss@example.org"}, &made)
	base := "/institutions/" + made.ID
	expect := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d, not %d", what, got, want)
		}
		boss.check(what)
	}

	boss.open(base + "/keys")
	boss.check("keys, none")
	expect("a key without anything", boss.press(`form[action$="/keys"] button`), 422)
	boss.fill(`[name="name"]`, "Personnel system")
	boss.run(key(`[value="report:read"]`, " "))
	expect("a key made", boss.press(`form[action$="/keys"] button`), 200)
	secret := boss.text(".callout code")
	var report struct{ Items []any }
	call(t, "GET", base+"/report", secret, nil, &report)
	boss.press(`form[action$="/revocation"] button`)
	boss.check("keys, one revoked")

	var told atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { told.Add(1) }))
	defer receiver.Close()
	boss.open(base + "/webhooks")
	boss.check("webhooks, none")
	expect("a webhook without anything", boss.press(`form[action$="/webhooks"] button`), 422)
	boss.fill(`[name="url"]`, receiver.URL)
	boss.run(key(`[value="completion"]`, " "))
	expect("a webhook made", boss.press(`form[action$="/webhooks"] button`), 200)
	boss.press(`main table a`)
	boss.check("a webhook, nothing sent")
	boss.press(`[value="test"]`)
	for range 100 {
		if told.Load() > 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if told.Load() != 1 || !boss.has("main table") {
		t.Errorf("a test was sent %d times", told.Load())
	}
	boss.check("a webhook, a test sent")
	boss.press(`[value="pause"]`)
	boss.check("a webhook, paused")
	expect("a new secret", boss.press(`[formaction$="/secret"]`), 200)

	boss.open(base + "/focal-point")
	boss.check("focal point, none")
	expect("a focal point without anything", boss.press(`[value="name"]`), 422)
	boss.fill(`[name="email"]`, "network-boss@example.org")
	boss.fill(`[name="title"]`, "Director for prevention")
	boss.choose(`[name="state"]`, "BE")
	boss.press(`[value="name"]`)
	boss.check("focal point, asked")
	boss.open("/focal-points")
	boss.check("the directory, asked to be in it")
	boss.press(".callout a")
	boss.check("what would be shown")
	boss.press(`[value="agree"]`)
	if !strings.Contains(boss.text("main"), "Belgium") {
		t.Errorf("the directory shows %s", boss.text("main"))
	}
	boss.check("the directory, with an entry")
	boss.press(".card a")
	boss.check("a message to a focal point")
	expect("a message without text", boss.press(`form[action$="/message"] button`), 422)
	boss.open(base + "/focal-point")
	boss.check("focal point, listed")
}
