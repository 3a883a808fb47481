package handlers

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/learning"
	"upstander/courses"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

// renewal tells a learner until when a completion counts, and offers to renew it in its time.
func renewal(f web.Frame, e learning.EnrolmentView) *web.Renewal {
	r := e.Renewal
	if r == nil {
		return nil
	}
	out := &web.Renewal{Ends: day(f, r.EndsAt), From: day(f, r.From), Ended: r.Ended, Begun: e.CompletedAt == nil, Refresher: r.Refresher != nil}
	if out.Begun && e.Before != nil {
		out.Before = &web.Link{Href: certificateHref(e.Before.Certificate), Text: e.Before.Certificate}
	}
	if r.Open {
		out.Action = "/courses/" + e.Course + "/renewal"
	}
	return out
}

// monthName gives the name of a window's month; "" for no window.
func monthName(f web.Frame, w *courses.Window) string {
	if w == nil {
		return ""
	}
	return locale.Month(f.T, time.Month(w.Month))
}

// windowField asks for the month in which certificates are renewed.
func windowField(f web.Frame, w *courses.Window) web.Input {
	in := web.Input{ID: "window_month", Name: "window_month", Label: "window_month", Hint: "author.window_help", Options: []web.Option{
		{Value: "0", Text: f.T("author.window_none"), Selected: w == nil},
	}}
	for m := time.January; m <= time.December; m++ {
		in.Options = append(in.Options, web.Option{Value: strconv.Itoa(int(m)), Text: locale.Month(f.T, m), Selected: w != nil && w.Month == int(m)})
	}
	return in
}

func refresherField(c courses.Course) web.Input {
	in := textField("refresher", c.Refresher, 0)
	in.Hint = "author.refresher_help"
	return in
}

// readWindow takes the field's month; 0 and nothing are no window.
func readWindow(c *fiber.Ctx) *courses.Window {
	if m := whole(c, "window_month"); m != 0 {
		return &courses.Window{Month: m}
	}
	return nil
}
