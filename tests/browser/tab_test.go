package browser

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is a person at a browser: cookies of their own, and an eye on what the pages load.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu      sync.Mutex
	strays  []string // requests to other hosts
	crashes []string // errors of scripts
	bytes   float64  // received since the last count
}

func newTab(t *testing.T) *tab {
	t.Helper()
	b := &tab{t: t}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithNewWindow(true), chromedp.WithListener(b.watch))
	t.Cleanup(cancel)
	b.ctx = ctx
	if err := chromedp.Do(ctx); err != nil { // opens the tab, which then lives as long as this context
		t.Fatal(err)
	}
	command(b, network.Enable, network.EnableParams{})
	command(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // several windows, and each is in front
	b.run(chromedp.EmulateViewport(1280, 800))
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.strays) > 0 {
			t.Errorf("pages ask other hosts: %q", b.strays)
		}
		if len(b.crashes) > 0 {
			t.Errorf("scripts failed: %q", b.crashes)
		}
	})
	return b
}

func (b *tab) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && (u.Scheme == "http" || u.Scheme == "https") && !strings.HasPrefix(e.Request.URL, site+"/") {
			b.strays = append(b.strays, e.Request.URL)
		}
	case *network.EventLoadingFinished:
		b.bytes += e.EncodedDataLength
	case *cdpruntime.EventExceptionThrown:
		b.crashes = append(b.crashes, e.ExceptionDetails.Text+" at "+e.ExceptionDetails.URL)
	}
}

// received is the number of bytes, headers included, that came in since it was last asked.
func (b *tab) received() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.bytes
	b.bytes = 0
	return int(n)
}

// step is something done in a tab.
type step = chromedp.Action[chromedp.Void]

const patience = 30 * time.Second

func (b *tab) run(steps ...step) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// command sends a command of the browser's protocol to a tab.
func command[P, R any](b *tab, c cdp.Command[P, R], params P) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, c, params); err != nil {
		b.t.Fatal(err)
	}
}

// eval runs a script in a tab's page and gives what it gives, or what its promise comes to.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// load runs what makes the browser go to another page, and gives that page's status.
func (b *tab) load(steps ...step) int {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		b.t.Fatalf("%v\nat %s", err, b.where())
	}
	return int(answer.Status)
}

func navigate(path string) step { return chromedp.Navigate(site + path) }

// key presses a key on an element, so that all that these tests do is shown to need no mouse.
func key(selector, name string) step {
	return chromedp.Steps(chromedp.Focus(chromedp.CSS(selector)), chromedp.KeyEvent(name))
}

// open goes to a path of the site.
func (b *tab) open(path string) {
	b.t.Helper()
	if status := b.load(navigate(path)); status != 200 {
		b.t.Fatalf("%s: %d", path, status)
	}
}

// press activates what leads to another page, by the keyboard.
func (b *tab) press(selector string) int {
	b.t.Helper()
	if !b.has(selector) {
		b.t.Fatalf("there is no %s at %s", selector, b.where())
	}
	return b.load(key(selector, kb.Enter))
}

func (b *tab) fill(selector, text string) {
	b.t.Helper()
	field := chromedp.CSS(selector)
	b.run(chromedp.Clear(field), chromedp.Focus(field))
	command(b, input.InsertText, input.InsertTextParams{Text: text})
}

func (b *tab) choose(selector, value string) {
	b.t.Helper()
	b.run(chromedp.SetValue(chromedp.CSS(selector), value))
}

func (b *tab) has(selector string) bool {
	b.t.Helper()
	return eval[bool](b, "!!document.querySelector("+quote(selector)+")")
}

func (b *tab) text(selector string) string {
	b.t.Helper()
	return strings.TrimSpace(eval[string](b, "document.querySelector("+quote(selector)+")?.innerText ?? ''"))
}

// where is the path at which the browser stands.
func (b *tab) where() string {
	b.t.Helper()
	return eval[string](b, "location.pathname + location.search")
}

// scripts allows or forbids the pages' own scripts.
func (b *tab) scripts(allowed bool) {
	b.t.Helper()
	command(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allowed})
}

// quote writes a value as a script's literal.
func quote(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err) // only values that came from JSON
	}
	return string(out)
}
