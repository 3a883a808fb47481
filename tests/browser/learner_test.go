package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
)

const holder = "Zoë Kovač-Nguyễn"

// maxLesson is what a lesson page may weigh on a first visit, styles and script and headers included.
const maxLesson = 60 << 10

// TestDiplomat goes the whole way in the browser: sign up, choose, enrol, read and walk every lesson, pass every quiz, download the
// certificate; and a stranger checks it.
func TestDiplomat(t *testing.T) {
	t.Parallel()
	c := diplomats(t)
	b := newTab(t)
	b.signUp(holder, "diplomat@example.org", "diplomats")
	b.enrol(c)
	for i, m := range c.Modules {
		b.readModule(c, m, func(what string) {
			if i == 0 || !strings.HasPrefix(what, "lesson c") { // the core modules are looked at whole in other tests
				b.checkWidths(what)
			}
		})
		b.passQuiz(c, m)
	}
	b.check("the last result, with a certificate")
	b.open("/courses/" + c.Slug)
	b.check("a completed course")
	b.open("/certificates")
	b.check("certificates")
	serial := b.text(".certificate code")
	checkPDF(t, b.download(`.certificate a[href$="/pdf"]`), holder, serial)
	b.open("/learning")
	b.check("learning, with a completed course")

	stranger := newTab(t)
	stranger.open("/verify")
	stranger.fill("main #serial", strings.ToLower(serial)) // typed from paper
	stranger.press("main form button")
	if !stranger.has(".verdict.good") {
		t.Errorf("a stranger does not see a valid certificate: %s", stranger.text("main"))
	}
	if strings.Contains(stranger.text("main"), holder) {
		t.Error("a stranger is told the holder's name")
	}
	stranger.check("a valid certificate")
	for name, class := range map[string]string{"zoe kovac-nguyen": "good", "Somebody Else": "bad"} {
		stranger.fill("#name", name)
		stranger.press("main .form button")
		if !stranger.has("#whose ~ .notice." + class) {
			t.Errorf("a stranger types %q and does not learn that it is %s", name, class)
		}
		stranger.check("a typed name that is " + class)
	}
	call(t, "POST", "/certificates/"+serial+"/revocation", adminToken(t), map[string]string{"reason": "Issued in a test."}, nil)
	stranger.open("/verify/" + serial)
	if !stranger.has(".verdict.bad") {
		t.Error("a revoked certificate is not shown as one")
	}
	stranger.check("a revoked certificate")
}

// TestWithoutScripts reads a module and passes its quiz with scripts forbidden: they are comfort only.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	c := diplomats(t)
	b := newTab(t)
	b.scripts(false)
	b.signUp("No Script", "noscript@example.org", "diplomats")
	b.enrol(c)
	b.readModule(c, c.Modules[0], func(string) {})
	b.passQuiz(c, c.Modules[0])
}

// TestWeight loads each lesson of the diplomats' course as on a first visit.
func TestWeight(t *testing.T) {
	t.Parallel()
	c := diplomats(t)
	b := newTab(t)
	b.signUp("On A Poor Network", "weight@example.org", "diplomats")
	b.enrol(c)
	command(b, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	var weights []int
	for _, m := range c.Modules {
		for _, l := range m.Lessons {
			b.received()
			b.open(m.at(c) + "/lessons/" + l.Slug)
			n := b.received()
			if n > maxLesson {
				t.Errorf("%s/%s weighs %d bytes", m.Slug, l.Slug, n)
			}
			if n < 5<<10 {
				t.Errorf("%s/%s weighs %d bytes: the measure is off", m.Slug, l.Slug, n)
			}
			weights = append(weights, n)
		}
	}
	t.Logf("a lesson page weighs at most %d bytes on a first visit", slices.Max(weights))
}
