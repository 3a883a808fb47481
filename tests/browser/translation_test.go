package browser

import "testing"

// TestTranslation begins the translation of a built-in module into a language that runs from right to left, and works on it without and with
// scripts.
func TestTranslation(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	b.signIn(adminEmail, adminPassword)
	b.open("/admin/modules/c1-atrocity-crimes")
	b.choose("#translate-language", "ar")
	if status := b.press(`form[action$="/translations"] button`); status != 200 {
		t.Fatalf("beginning: %d", status)
	}
	b.check("a translation, nothing done")
	if dir := eval[string](b, `document.querySelector(".pairing textarea").dir`); dir != "rtl" {
		t.Errorf("Arabic is typed %q", dir)
	}
	page := b.where()
	first := ".pairing li:first-child textarea"
	write := func(b *tab, text string) { // Clear knows no field that was drawn empty
		b.t.Helper()
		eval[bool](b, `document.querySelector("`+first+`").value = "`+text+`", true`)
	}
	write(b, "جرائم الفظائع")
	if status := b.press(".pairing ~ .actions button"); status != 200 {
		t.Errorf("saving: %d", status)
	}
	if got := eval[string](b, `document.querySelector("`+first+`").value`); got != "جرائم الفظائع" {
		t.Errorf("it was kept as %q", got)
	}
	for _, part := range []string{"lesson-three-crimes", "questions", "glossary"} {
		b.open(page + "?part=" + part)
		b.checkWidths("a translation, " + part)
	}
	b.open(page)
	// Two at once: the other's text stands beside one's own, and nothing is lost.
	other := newTab(t)
	other.signIn(adminEmail, adminPassword)
	other.open(page)
	write(other, "نص الآخر")
	if status := other.press(".pairing ~ .actions button"); status != 200 {
		t.Errorf("the other saves: %d", status)
	}
	write(b, "نصي")
	if status := b.press(".pairing ~ .actions button"); status != 409 {
		t.Errorf("both changed one paragraph: %d", status)
	}
	if got := eval[string](b, `document.querySelector("`+first+`").value`); got != "نصي" {
		t.Errorf("what was typed became %q", got)
	}
	b.check("a translation, changed by two")
	if status := b.press(".pairing ~ .actions button"); status != 200 {
		t.Errorf("deciding: %d", status)
	}
}
