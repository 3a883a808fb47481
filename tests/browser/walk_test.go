package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// signUp makes an account through the page and stands signed in afterwards.
func (b *tab) signUp(name, email, audience string) {
	b.t.Helper()
	b.open("/sign-up")
	b.fill("#name", name)
	b.fill("#email", email)
	b.fill("#password", password)
	b.choose("#audience", audience)
	b.press("main form button")
	if b.where() != "/learning" {
		b.t.Fatalf("signed up, and stands at %s: %s", b.where(), b.text("main"))
	}
}

func (b *tab) signIn(email, password string) {
	b.t.Helper()
	b.open("/sign-in")
	b.fill("#email", email)
	b.fill("#password", password)
	b.press("main form button")
	if b.where() != "/learning" {
		b.t.Fatalf("signed in, and stands at %s: %s", b.where(), b.text("main"))
	}
}

// enrol goes from the list of courses into one.
func (b *tab) enrol(c *course) {
	b.t.Helper()
	b.open("/courses")
	b.press(`main a[href="/courses/` + c.Slug + `"]`)
	b.press(`main form[action$="/enrolment"] button`)
}

// readModule completes each lesson of a module; look is called on every page.
func (b *tab) readModule(c *course, m *module, look func(what string)) {
	b.t.Helper()
	for _, l := range m.Lessons {
		b.open(m.at(c) + "/lessons/" + l.Slug)
		what := "lesson " + m.Slug + "/" + l.Slug
		look(what)
		if s := m.scenario(l.Slug); s != nil {
			for i := range s.path(b.t) {
				b.decide(s.path(b.t)[:i+1])
				look(what + " after " + strings.Join(s.path(b.t)[:i+1], ","))
			}
		}
		b.press(`form[action*="/completion"] button`)
	}
}

// decide takes the next decision of a scenario; path is the choices with it.
func (b *tab) decide(path []string) {
	b.t.Helper()
	choice := `input[name="path"][value="` + strings.Join(path, ",") + `"]`
	b.run(key(choice, " "))
	if !b.has(choice + ":checked") {
		b.t.Fatalf("space does not choose %v at %s", path, b.where())
	}
	b.press(".decision form button")
}

// startQuiz begins an attempt and stands at its form.
func (b *tab) startQuiz(c *course, m *module) {
	b.t.Helper()
	b.open(m.at(c) + "/quiz")
	b.press(`main form button`)
	if !strings.HasPrefix(b.where(), "/attempts/") {
		b.t.Fatalf("the quiz of %s does not begin: %s", m.Slug, b.text("main"))
	}
}

// passQuiz answers everything right.
func (b *tab) passQuiz(c *course, m *module) {
	b.t.Helper()
	b.startQuiz(c, m)
	for _, q := range m.source.Questions {
		eval[bool](b, "("+fillIn+")("+quote(q.ID)+","+quote(q.Kind)+","+quote(q.Answer)+")")
	}
	b.press(".quiz-end button")
	if !b.has(".verdict.good") {
		b.t.Fatalf("%s: all was answered right, and the quiz is not passed: %s", m.Slug, b.text("main"))
	}
}

// fillIn answers a question as a person does: by clicks, by choosing, and an ordering by moving items up; where scripts are off, by places.
const fillIn = `(id, kind, answer) => {
  const field = (name) => document.getElementsByName(name)[0];
  const pick = (value) => document.querySelector('[name="answer.' + id + '"][value="' + value + '"]').click();
  if (kind === "single" || kind === "true_false") pick(answer);
  if (kind === "multiple") answer.forEach(pick);
  if (kind === "matching") for (const prompt in answer) field("match." + id + "." + prompt).value = answer[prompt];
  if (kind === "short") field("answer." + id).value = "What I would do, in my own words.";
  if (kind === "ordering") answer.forEach((option, place) => {
    const select = field("position." + id + "." + option);
    if (!select.hidden) { select.value = String(place + 1); return; }
    const item = select.closest("li");
    while ([...item.parentElement.children].indexOf(item) > place) item.querySelector("[data-up]").click();
  });
  return true;
}`

// download follows a link to a file and gives its content.
func (b *tab) download(selector string) []byte {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	dir := b.t.TempDir()
	_, err := chromedp.CallBrowser(ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName, BrowserContextID: chromedp.FromContext(ctx).BrowserContextID,
		DownloadPath: dir, EventsEnabled: new(true),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	progress := chromedp.BrowserEvents(ctx, cdpbrowser.DownloadProgress)
	b.run(key(selector, kb.Enter))
	for e, err := range progress {
		if err != nil {
			b.t.Fatalf("%s does not download: %v", selector, err)
		}
		if e.State != cdpbrowser.DownloadProgressStateCompleted {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.GUID))
		if err != nil {
			b.t.Fatal(err)
		}
		return data
	}
	b.t.Fatalf("%s does not download", selector)
	return nil
}

// checkPDF reads a certificate as a person's reader does.
func checkPDF(t *testing.T, data []byte, want ...string) {
	t.Helper()
	if !strings.HasPrefix(string(data), "%PDF") {
		t.Fatalf("this is no PDF file: %.40q", data)
	}
	file := filepath.Join(t.TempDir(), "certificate.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(string(text), w) {
			t.Errorf("the certificate does not say %q:\n%s", w, text)
		}
	}
}
