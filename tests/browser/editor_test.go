package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// upload chooses a picture that is drawn on the spot, as a person chooses a file.
const choosePicture = `(async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 640; canvas.height = 300;
  canvas.getContext("2d").fillRect(40, 40, 300, 200);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const files = new DataTransfer();
  files.items.add(new File([blob], "plan.png", { type: "image/png" }));
  document.querySelector("#picture").files = files.files;
  return true;
})()`

const leaving = `(() => { const e = new Event("beforeunload", { cancelable: true }); dispatchEvent(e); return e.defaultPrevented })()`

// TestEditor writes a lesson with everything that the editor has for it.
func TestEditor(t *testing.T) {
	t.Parallel()
	b := desk(t, "Tool Trainer", "tools@example.org", "trainer")
	module := b.draft("Tools", "tools")
	lesson := b.add(module, "lesson.reading", "read", "Reading")
	expect := func(want string) {
		t.Helper()
		if got := eval[string](b, written); got != want {
			t.Errorf("the text is %q, not %q", got, want)
		}
	}

	// The toolbar is one stop of the Tab key, with arrows within, and each tool writes where the caret is; keys do the same.
	b.write(area, "word")
	eval[bool](b, `document.querySelector("`+area+`").select(), true`)
	if stops := eval[int](b, `document.querySelectorAll("[data-toolbar] button[tabindex='0']").length`); stops != 1 {
		t.Errorf("the toolbar has %d stops", stops)
	}
	b.run(key(`[data-toolbar] button[tabindex="0"]`, kb.ArrowRight), chromedp.KeyEvent(kb.Enter))
	expect("*word*")
	b.run(chromedp.KeyEvent("b", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	expect("***word***")
	b.run(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	expect("*word*")
	b.click(`[data-line="## "]`)
	expect("## *word*")
	b.click(`[data-line="## "]`)
	expect("*word*")
	b.choose("#audience", "media")
	b.write(area, "For the press")
	eval[bool](b, `document.querySelector("`+area+`").select(), true`)
	b.click(`[data-block*="{audience}"]`)
	expect("::: desk for=media\nFor the press\n:::\n")

	// A source and a term: found by their words, put in at the caret.
	b.write(area, "A claim ")
	b.click(`[data-opens="sources"]`)
	b.typed("genocide convention")
	b.comes("the list narrows", `document.querySelectorAll("#shelf li[data-mark]:not([hidden])").length < 20`)
	b.click(`[data-mark="[@genocide-convention]"] button`)
	expect("A claim [@genocide-convention]")
	b.typed(" by law")
	eval[bool](b, `document.querySelector("`+area+`").setSelectionRange(34, 37), true`)
	b.click(`[data-mark="[[genocide]]"] button`)
	expect("A claim [@genocide-convention] by [[genocide|law]]")

	// What learners of an audience see follows, as wide as a telephone, and so does what is wrong, at its line.
	b.write(area, "::: only for=business\nFor firms.\n:::\n\nA claim [@nobody].")
	b.comes("the preview follows", framed+`?.body?.innerText.includes("A claim")`)
	if eval[bool](b, framed+`.body.innerText.includes("For firms")`) {
		t.Error("the press is shown what is for firms")
	}
	if width := eval[int](b, `document.querySelector("iframe").clientWidth`); width > 360 || width < 350 {
		t.Errorf("the telephone is %d wide", width)
	}
	eval[bool](b, `document.querySelector("[name=width][value=wide]").click(), true`)
	if width := eval[int](b, `document.querySelector("iframe").clientWidth`); width <= 360 {
		t.Errorf("as wide as it goes is %d", width)
	}
	b.comes("the fault is named", `document.querySelector("[data-faults]").innerText.includes("line 5")`)
	eval[bool](b, `[...document.querySelectorAll("button.fault")].find((f) => f.innerText.includes("line 5")).click(), true`)
	if chosen := eval[string](b, `getSelection().toString() || `+written+`.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)`); chosen != "A claim [@nobody]." {
		t.Errorf("the fault leads to %q", chosen)
	}
	b.choose("#audience", "business")
	eval[bool](b, `document.querySelector("#audience").dispatchEvent(new Event("change")), true`)
	b.comes("firms are shown theirs", framed+`?.body?.innerText.includes("For firms")`)

	// It saves itself, and leaving before that warns.
	b.comes("it is saved", saved+`.includes("Saved")`)
	if eval[bool](b, leaving) {
		t.Error("all is saved, and leaving warns")
	}
	b.typed("More.")
	if !eval[bool](b, leaving) {
		t.Error("leaving unsaved work does not warn")
	}
	b.comes("it is saved again", saved+`.includes("Saved")`)

	// An image stands in the text at once.
	b.write(area, "## A part\n\nText.")
	b.click(`[data-opens="images"]`)
	eval[bool](b, choosePicture)
	b.fill("#alt", "A black square")
	b.click("#image-form button")
	b.comes("the image is in the text", written+`.includes("![A black square](media/")`)
	b.comes("and in the preview", framed+`?.querySelector("img")?.naturalWidth === 640`)
	b.comes("with the text saved", saved+`.includes("Saved")`)
	b.open(lesson)
	if got := eval[string](b, written); !strings.HasPrefix(got, "## A part\n\nText.\n\n![A black square](media/") {
		t.Errorf("what was saved is %q", got)
	}
	eval[bool](b, `document.querySelectorAll("details").forEach((d) => { d.open = true }), true`)
	b.check("the editor of a lesson, with everything open")
	b.open(lesson + "/preview?audience=media")
	b.check("a lesson as learners see it")

	// Without script the same by forms.
	b.scripts(false)
	b.open(lesson)
	b.scripts(true)
	if eval[bool](b, `!document.querySelector("[data-toolbar]").hidden || !!document.querySelector("iframe")`) {
		t.Error("what needs a script is shown without")
	}
	b.check("the editor without script")
}

// TestTwoAuthors: whoever saves second is told, sees both texts, and saves them as one.
func TestTwoAuthors(t *testing.T) {
	t.Parallel()
	first := desk(t, "First Author", "first-author@example.org", "trainer")
	second := newTab(t)
	second.signIn(adminEmail, adminPassword)
	module := first.draft("Together", "together")
	lesson := first.add(module, "lesson.reading", "read", "Reading")
	second.open(lesson)
	first.write(area, "A line of the first author.")
	first.comes("the first is saved", saved+`.includes("Saved")`)
	second.write(area, "A line of the second author.")
	second.comes("the second is told", saved+`.includes("somebody else has saved")`)
	if !eval[bool](second, leaving) {
		t.Error("leaving with a text that is not saved does not warn")
	}
	if status := second.press(`#edit .actions button[value="save"]`); status != 409 {
		t.Errorf("saving over another's text: %d", status)
	}
	if text := second.text("main"); !strings.Contains(text, "first author") || !strings.Contains(text, "second author") {
		t.Errorf("both texts are not there: %s", text)
	}
	second.check("two texts that collide")
	second.write("textarea[name=markdown]", "A line of the first author.\n\nA line of the second author.")
	second.press(`main form button`)
	if got := eval[string](second, written); !strings.Contains(got, "first author") || !strings.Contains(got, "second author") {
		t.Errorf("the merged text is %q", got)
	}
	first.open(lesson)
	if got := eval[string](first, written); !strings.Contains(got, "second author") {
		t.Errorf("the first author finds %q", got)
	}
}

// TestOutlineOrder puts lessons in order by dragging, and by buttons without.
func TestOutlineOrder(t *testing.T) {
	t.Parallel()
	b := desk(t, "Order Trainer", "order@example.org", "trainer")
	module := b.draft("Ordered", "ordered")
	for _, slug := range []string{"one", "two", "three"} {
		b.add(module, "lesson.reading", slug, slug)
	}
	b.open(module)
	order := func(want string) {
		t.Helper()
		if got := eval[string](b, `[...document.querySelectorAll("[data-reorder=lessons] a")].map((a) => a.textContent).join(" ")`); got != want {
			t.Errorf("the order is %q, not %q", got, want)
		}
	}
	order("one two three")
	at := func(row int) (x, y float64) {
		box := eval[[]float64](b, `(() => { const r = document.querySelectorAll("[data-reorder=lessons] [data-grip]")[`+quote(row)+`].getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()`)
		return box[0], box[1]
	}
	eval[bool](b, `document.querySelector("[data-reorder=lessons]").scrollIntoView({ block: "center", behavior: "instant" }), true`)
	x, y := at(0)
	_, low := at(2)
	mouse := func(kind input.DispatchMouseEventType, y float64) {
		command(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1})
	}
	mouse(input.DispatchMouseEventTypeMousePressed, y)
	mouse(input.DispatchMouseEventTypeMouseMoved, (y+low)/2)
	mouse(input.DispatchMouseEventTypeMouseMoved, low+6)
	mouse(input.DispatchMouseEventTypeMouseReleased, low+6)
	b.comes("the page comes again", `!document.querySelector(".moving") && document.querySelector(".flash")`)
	order("two three one")
	b.press(`[value="up.lessons.2"]`)
	order("two one three")
	b.check("the outline of a draft")
}
