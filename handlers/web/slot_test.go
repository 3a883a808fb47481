package web

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// A lesson filled from its skeleton is, byte for byte, the lesson rendered for that person.
func TestSkeletonFillsToTheSamePage(t *testing.T) {
	page := samples(t)["lesson"].(LessonPage)
	page.Outline = append([]OutlineItem(nil), page.Outline...)
	want := render(t, "lesson", page)

	bits := map[string]string{"csrf": page.CSRF, "progress": string(page.Progress), "complete": string(page.Complete), "notice": ""}
	account, err := Fragment("account-nav", page.Frame, nil)
	if err != nil {
		t.Fatal(err)
	}
	bits["account"] = string(account)
	for i := range page.Outline {
		name := "done:" + page.Outline[i].Title
		bits[name] = string(page.Outline[i].Done)
		page.Outline[i].Done = SlotHTML(name)
	}
	page.Account, page.Notice, page.Progress, page.Complete = SlotHTML("account"), SlotHTML("notice"), SlotHTML("progress"), SlotHTML("complete")
	page.CSRF, page.User = Slot("csrf"), nil
	skeleton, err := NewSkeleton("lesson", page)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	err = skeleton.Fill(&got, func(name string) string {
		bit, ok := bits[name]
		if !ok {
			t.Errorf("unknown marker %q", name)
		}
		return bit
	})
	if err != nil || got.String() != want {
		t.Errorf("the filled skeleton differs from the page (%v)", err)
	}
	if n := len(skeleton.Names()); n < 4+2*len(page.Outline)-1 {
		t.Errorf("only %d markers: %q", n, skeleton.Names())
	}
}

// A marker passes unchanged through an attribute: the hidden field of a fragment may hold one.
func TestMarkerInAttribute(t *testing.T) {
	html, err := Fragment("complete-button", Frame{CSRF: Slot("csrf")}, Complete{State: "open", Action: "/x"})
	if err != nil || !strings.Contains(string(html), `value="`+Slot("csrf")+`"`) {
		t.Errorf("%v: %s", err, html)
	}
}

func TestCutRefusesAnOpenMarker(t *testing.T) {
	if _, err := cut("a" + slotOpen + "b"); err == nil {
		t.Error("a marker without an end was taken")
	}
	s, err := cut("plain")
	if err != nil || len(s.Names()) != 0 {
		t.Errorf("%v %v", s, err)
	}
}

func TestStrokes(t *testing.T) {
	for _, c := range []struct {
		done, total, percent, before, after int
	}{{0, 40, 0, 0, 20}, {12, 40, 30, 6, 14}, {39, 40, 97, 19, 1}, {40, 40, 100, 20, 0}, {0, 0, 0, 0, 20}, {9, 5, 100, 20, 0}} {
		p := Progress{c.done, c.total}
		s := p.Strokes()
		before, after := strings.Count(s.Before, "M"), strings.Count(s.After, "M")
		if p.Percent() != c.percent || before != c.before || after != c.after || strings.Count(s.Upright, "M") != 1 {
			t.Errorf("%+v: %d %%, %d before, %d after", p, p.Percent(), before, after)
		}
	}
}

func BenchmarkLessonPage(b *testing.B) {
	page := LessonPage{LessonFrame: LessonFrame{Outline: outline}}
	for b.Loop() {
		if err := Render(io.Discard, "lesson", page); err != nil {
			b.Fatal(err)
		}
	}
}
