package browser

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// desk is a person with a role at a browser.
func desk(t *testing.T, name, email, role string) *tab {
	t.Helper()
	b := newTab(t)
	b.signUp(name, email, "")
	token := adminToken(t)
	var found struct{ Items []struct{ ID string } }
	call(t, "GET", "/users?query="+url.QueryEscape(email), token, nil, &found)
	if len(found.Items) != 1 {
		t.Fatalf("%d people are %s", len(found.Items), email)
	}
	call(t, "PATCH", "/users/"+found.Items[0].ID, token, map[string]any{"roles": []string{role}}, nil)
	return b
}

// draft begins a module through the page and gives its path.
func (b *tab) draft(title, slug string) string {
	b.t.Helper()
	b.open("/admin/modules")
	b.run(key("details.source summary", " "))
	b.fill("#new-title", title)
	b.fill("#new-slug", slug)
	b.press(`form[action="/admin/modules"] button`)
	path := b.where()
	if !strings.HasPrefix(path, "/admin/modules/d_") {
		b.t.Fatalf("the draft is not begun: %s: %s", path, b.text("main"))
	}
	return path
}

// add puts a lesson or question into a draft's outline and opens its editor.
func (b *tab) add(module, kind, slug, title string) string {
	b.t.Helper()
	b.open(module)
	b.choose("#add-kind", kind)
	b.fill("#add-slug", slug)
	b.fill("#add-title", title)
	b.press(`button[value="add"]`)
	list, _, _ := strings.Cut(kind, ".")
	path := module + "/" + list + "s/" + slug
	b.open(path)
	return path
}

// typed puts words where the caret stands.
func (b *tab) typed(text string) {
	b.t.Helper()
	command(b, input.InsertText, input.InsertTextParams{Text: text})
}

// comes waits for a script's condition.
func (b *tab) comes(what, condition string) {
	b.t.Helper()
	for range 100 {
		if eval[bool](b, "!!("+condition+")") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.t.Fatalf("%s: it does not come about at %s", what, b.where())
}

const (
	area    = "#edit textarea[name=markdown]"
	written = `document.querySelector("#edit textarea[name=markdown]").value`
	saved   = `document.querySelector("#edit [data-saved]").textContent`
	framed  = `document.querySelector("iframe")?.contentDocument`
)

func (b *tab) focus(selector string) {
	b.t.Helper()
	b.run(chromedp.Focus(chromedp.CSS(selector)))
}

// click presses a button of the page that leads nowhere.
func (b *tab) click(selector string) {
	b.t.Helper()
	if !b.has(selector) {
		b.t.Fatalf("there is no %s at %s", selector, b.where())
	}
	eval[bool](b, "document.querySelector("+quote(selector)+").click(), true")
}

// write puts a text into a field of several lines, in place of what is there.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.focus(selector)
	eval[bool](b, "document.activeElement.select(), true")
	b.typed(text)
}
