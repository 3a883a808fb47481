package browser

import (
	"strings"
	"testing"
	"time"
)

// TestPublicPages looks at what everybody sees, in each state.
func TestPublicPages(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	for _, path := range []string{
		"/", "/courses", "/courses?audience=diplomats", "/courses/diplomats", "/glossary", "/sources", "/about", "/api/docs", "/problems",
		"/verify", "/verify?serial=not-one", "/sign-up", "/sign-in", "/forgot", "/reset?token=spent.token",
	} {
		b.load(navigate(path))
		b.check(path)
	}
	for path, want := range map[string]int{"/nothing-here": 404, "/courses/nothing-here": 404, "/verify/UP-0000-0000-0000": 404} {
		if status := b.load(navigate(path)); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
		b.check(path)
	}
	b.open("/learning")
	if b.where() != "/sign-in?next=%2Flearning" {
		t.Errorf("a visitor who asks for their courses stands at %s", b.where())
	}
	b.check("sign-in, on the way elsewhere")
}

// TestFormsWithFaults sends each form of the account pages empty or wrong, and looks at what comes back.
func TestFormsWithFaults(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	again := func(path, what string, fill map[string]string) {
		t.Helper()
		b.open(path)
		for selector, text := range fill {
			b.fill(selector, text)
		}
		if status := b.press("main form button"); status < 400 || status >= 500 {
			t.Errorf("%s: %d", what, status)
		}
		if !b.has(".error-summary") {
			t.Errorf("%s: no summary of what is wrong", what)
		}
		b.check(what)
	}
	again("/sign-up", "sign-up, empty", nil)
	again("/sign-up", "sign-up, wrong", map[string]string{"#name": "N", "#email": "no address", "#password": "short"})
	again("/sign-in", "sign-in, empty", nil)
	again("/sign-in", "sign-in, wrong", map[string]string{"#email": "nobody@example.org", "#password": "some password"})
	again("/forgot", "forgot, empty", nil)
	b.open("/forgot")
	b.fill("#email", "nobody@example.org")
	b.press("main form button")
	b.check("forgot, sent")

	b.signUp("Form Filler", "forms@example.org", "")
	b.check("learning, empty")
	b.open("/certificates")
	b.check("certificates, none")
	b.open("/account")
	b.check("account")
	b.fill(`form[action="/account/profile"] [name="name"]`, "")
	b.press(`form[action="/account/profile"] button`)
	b.check("account, no name")
	b.press(`form[action="/account/password"] button`)
	b.check("account, no password")
	b.open("/account")
	b.run(key(`section[aria-labelledby="end"] summary`, " "))
	b.press(`form[action="/account/deletion"] button`)
	b.check("account, deletion not confirmed")
	if status := b.load(navigate("/admin/users")); status != 403 {
		t.Errorf("a learner at /admin/users: %d", status)
	}
	b.check("forbidden")
}

// TestLearningPages looks at every page and state of a module: each kind of lesson, each step of a scenario, the quiz and its results.
func TestLearningPages(t *testing.T) {
	t.Parallel()
	c := diplomats(t)
	m := c.Modules[0]
	b := newTab(t)
	b.signUp("Page Reader", "pages@example.org", "diplomats")
	b.enrol(c)
	b.check("the page after enrolling")
	b.open("/courses/" + c.Slug)
	b.check("a course, enrolled")
	kinds := map[string]bool{}
	for _, m := range c.Modules {
		for _, l := range m.Lessons {
			kinds[l.Kind] = true
		}
	}
	if !kinds["reading"] || !kinds["scenario"] || !kinds["reflection"] {
		t.Errorf("the course has lessons of kinds %v only", kinds)
	}
	b.readModule(c, m, b.check)
	b.open(m.at(c) + "/lessons/" + m.Lessons[0].Slug)
	b.check("a lesson that is done")
	b.open(m.at(c) + "/print")
	b.check("a module to print")

	b.open(m.at(c) + "/quiz")
	b.check("the quiz's rules")
	b.startQuiz(c, m)
	b.check("a quiz")
	first := m.source.Questions[0]
	for _, q := range m.source.Questions {
		if q.Kind == "single" {
			first = q
		}
	}
	eval[bool](b, `((input) => { input.value = "no-such-option"; input.click(); return true })(document.querySelector('[name="answer.`+first.ID+`"]'))`)
	if status := b.press(".quiz-end button"); status != 422 || !b.has(".error-summary") {
		t.Errorf("an answer that is none: %d, %s", status, b.where())
	}
	b.check("a quiz with a fault")
	for range 3 {
		b.startQuiz(c, m)
		b.press(".quiz-end button")
		if !b.has(".verdict.warn") {
			t.Fatalf("nothing was answered, and the quiz is not failed: %s", b.text("main"))
		}
	}
	b.check("a failed quiz")
	b.open(m.at(c) + "/quiz")
	b.check("the quiz's rules after failures")
	b.open("/learning")
	b.check("learning, under way")
}

// TestEveryModule looks at each module of every course in its printed form, which holds all its lessons.
func TestEveryModule(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	b.signUp("Reader Of Everything", "everything@example.org", "")
	seen := map[string]bool{}
	for _, c := range loadCourses(t) {
		b.enrol(c)
		for _, m := range c.Modules {
			if !seen[m.Slug] {
				seen[m.Slug] = true
				b.open(m.at(c) + "/print")
				b.checkWidths("all of " + m.Slug)
				b.checkScheme("all of "+m.Slug, "light") // these are long; the colours of each part are seen dark elsewhere
			}
		}
	}
}

// TestAdminPages looks at what administrators see.
func TestAdminPages(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	b.signIn(adminEmail, adminPassword)
	for _, path := range []string{"/admin/users", "/admin/users?query=nobody", "/admin/modules", "/admin/modules/c1-atrocity-crimes"} {
		b.open(path)
		b.check(path)
	}
	if !b.has("details.source") {
		t.Error("the module's source is not there")
	}
	eval[bool](b, `document.querySelectorAll("details").forEach((d) => { d.open = true }), true`)
	b.check("a module's source, unfolded")
}

// TestSpecimen words a course's certificate: the picture follows what is typed, stays while it cannot be printed, and shows without scripts
// at the press of a button.
func TestSpecimen(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	b.signIn(adminEmail, adminPassword)
	b.open("/admin/courses/diplomats")
	b.check("a published course with its specimen")
	b.press(`button[name=do][value=copy]`)
	draft := b.where()
	b.check("the draft of a course")
	const shown = `(() => { const i = document.querySelector("[data-specimen]"); return i.complete && i.naturalWidth > 0 ? i.src : "" })()`
	until := func(what string, holds func(src string) bool) {
		t.Helper()
		for range 50 {
			if holds(eval[string](b, shown)) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("%s: the picture is %q", what, eval[string](b, shown))
	}
	b.fill("#certificate-title", "Diploma of early warning")
	until("typed", func(src string) bool { return strings.Contains(src, "title=Diploma+of+early+warning") })
	b.fill("#certificate-signatory", "<b>Nobody</b>")
	for range 50 {
		if b.text("[data-specimen-status]") != "" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if b.text("[data-specimen-status]") == "" {
		t.Error("nothing says why the picture does not follow")
	}
	until("not to be printed", func(src string) bool {
		return strings.Contains(src, "early+warning") && !strings.Contains(src, "Nobody")
	})
	b.check("words that cannot be printed")

	b.scripts(false)
	b.open(draft)
	b.fill("#certificate-title", "Diploma without scripts")
	b.press(`button[name=do][value=preview]`)
	b.scripts(true)
	until("pressed", func(src string) bool { return strings.Contains(src, "title=Diploma") })
	if got := eval[string](b, `document.querySelector("#certificate-title").value`); got != "Diploma without scripts" {
		t.Errorf("the field holds %q", got)
	}
}

// TestChecksCatch shows that the checks see what they are there to see.
func TestChecksCatch(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	b.open("/about")
	eval[bool](b, `document.querySelector("main").innerHTML += '<img src="/favicon.ico"><p id="wide">wide</p>', true`)
	eval[bool](b, `document.querySelector("#wide").style.width = "2000px", true`)
	if wide := eval[[]string](b, overflow); len(wide) < 2 {
		t.Errorf("a wide page is reported as %q", wide)
	}
	if found := strings.Join(b.violations(), "\n"); !strings.Contains(found, "image-alt") {
		t.Errorf("a picture without words is reported as %q", found)
	}
}
