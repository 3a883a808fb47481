package handlers

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/app/webhooks"
	"upstander/handlers/web"
)

// hookList is what the page of endpoints shows.
type hookList struct {
	institutions.View
	hooks []webhooks.View
}

func (s *Server) hookList(ctx context.Context, who access.Actor, in institutions.Ref) (v hookList, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, in); err != nil {
		return v, err
	}
	list, err := s.Webhooks.List(ctx, who, in)
	v.hooks = list.Items
	return v, err
}

func (s *Server) webhooksPage() endpoint {
	return Page(s, "institution-webhooks", s.hookList, func(c *fiber.Ctx, f web.Frame, _ institutions.Ref, v hookList) any {
		page := web.WebhooksPage{InstitutionFrame: institutionFrame(f, v.View, "hooks.title"), Nonce: rand.Text()}
		page.Form, page.Secret = s.form(c, "", typed(c, "url", "person")), once[webhooks.View](c).Secret
		chosen := formList(c, "events")
		if page.Secret != "" {
			page.Form, chosen = web.Form{}, nil
		}
		page.Events = hookEvents(f, chosen)
		for _, h := range v.hooks {
			page.Hooks = append(page.Hooks, hookRow(f, page.Base, h))
		}
		return page
	})
}

func hookEvents(f web.Frame, chosen []string) []web.Option {
	var out []web.Option
	for _, kind := range webhooks.Kinds() {
		out = append(out, web.Option{Value: kind, Text: f.T("hooks.event." + kind), Selected: slices.Contains(chosen, kind)})
	}
	return out
}

func hookRow(f web.Frame, base string, h webhooks.View) web.WebhookRow {
	row := web.WebhookRow{Href: base + "/webhooks/" + h.ID, URL: h.URL, State: "active"}
	switch {
	case !h.Active:
		row.State = h.Why
	case h.FailingSince != nil:
		row.State = "troubled"
	}
	for _, kind := range h.Events {
		row.Events = append(row.Events, f.T("hooks.event."+kind))
	}
	return row
}

// webhookFormInput is the form of a new endpoint; its nonce stands in place of an Idempotency-Key.
type webhookFormInput struct {
	ID    string         `path:"id"`
	Draft webhooks.Draft `json:"-"`
}

func (s *Server) webhookForm() endpoint {
	read := func(c *fiber.Ctx) webhookFormInput {
		return webhookFormInput{Draft: webhooks.Draft{URL: formText(c, "url"), Events: formList(c, "events"), Person: formText(c, "person") != "", Key: formText(c, "nonce")}}
	}
	act := func(ctx context.Context, who access.Actor, in webhookFormInput) (webhooks.View, error) {
		in.Draft.ID = in.ID
		return s.Webhooks.Create(ctx, who, in.Draft)
	}
	return Once(s, read, act, s.webhooksPage().serve)
}

// hookLog is what the page of one endpoint shows.
type hookLog struct {
	institutions.View
	hook webhooks.View
	log  paging.List[webhooks.DeliveryView]
}

func (s *Server) hookLog(ctx context.Context, who access.Actor, in webhooks.LogInput) (v hookLog, err error) {
	if v.View, err = s.Institutions.Get(ctx, who, institutions.Ref{ID: in.ID}); err != nil {
		return v, err
	}
	if v.hook, err = s.Webhooks.Get(ctx, who, webhooks.Ref{ID: in.ID, Webhook: in.Webhook}); err != nil {
		return v, err
	}
	v.log, err = s.Webhooks.Deliveries(ctx, who, in)
	return v, err
}

func (s *Server) webhookPage() endpoint {
	return Page(s, "institution-webhook", s.hookLog, func(c *fiber.Ctx, f web.Frame, in webhooks.LogInput, v hookLog) any {
		page := web.WebhookPage{InstitutionFrame: institutionFrame(f, v.View, "hooks.title"), More: more(c, v.log.NextCursor), Secret: once[webhooks.View](c).Secret}
		page.Hook = hookRow(f, page.Base, v.hook)
		values, chosen := map[string]string{"url": v.hook.URL}, v.hook.Events
		if v.hook.Person {
			values["person"] = "on"
		}
		page.Form = s.form(c, "", values)
		if len(page.Form.Errors) > 0 {
			page.Form.Values, chosen = typed(c, "url", "person"), formList(c, "events")
		}
		page.Events = hookEvents(f, chosen)
		for _, d := range v.log.Items {
			row := web.DeliveryRow{Kind: f.T("hooks.event." + d.Type), Subject: d.Course, Event: d.Event, State: d.State, Made: moment(f, d.CreatedAt), Action: page.Hook.Href + "/deliveries/" + d.ID}
			if d.Certificate != "" {
				row.Subject = d.Certificate
			}
			if d.NextAt != nil && v.hook.Active {
				row.Next = moment(f, *d.NextAt)
			}
			for _, a := range d.Attempts {
				how := f.T("hooks.tried.ok", "code", a.Code)
				if a.Error == "status" {
					how = f.T("hooks.tried.status", "code", a.Code)
				} else if a.Error != "" {
					how = f.T("hooks.tried." + a.Error)
				}
				row.Tries = append(row.Tries, web.TryRow{At: moment(f, a.At), How: how, Millis: strconv.FormatInt(a.Millis, 10)})
			}
			page.Log = append(page.Log, row)
		}
		return page
	})
}

// moment is a time to the minute, in UTC: the log's reader compares it with the log of another machine.
func moment(f web.Frame, t time.Time) web.Date {
	t = t.UTC()
	text := day(f, t).Text + ", " + t.Format("15:04:05") + " UTC"
	return web.Date{ISO: t.Format(time.RFC3339), Text: text, Full: text}
}

// webhookChange is what the buttons of an endpoint's page send.
type webhookChange struct {
	ID      string `path:"id"`
	Webhook string `path:"webhook"`
	do      string
	change  webhooks.Change
}

func (s *Server) webhookChangeForm() endpoint {
	read := func(c *fiber.Ctx) webhookChange {
		in := webhookChange{do: formText(c, "do")}
		if in.do == "save" {
			address, person := formText(c, "url"), formText(c, "person") != ""
			in.change = webhooks.Change{URL: &address, Person: &person, Events: append([]string{}, formList(c, "events")...)}
		}
		return in
	}
	act := func(ctx context.Context, who access.Actor, in webhookChange) (flash string, err error) {
		ref := webhooks.Ref{ID: in.ID, Webhook: in.Webhook}
		in.change.ID, in.change.Webhook = in.ID, in.Webhook
		switch flash = "hook_saved"; in.do {
		case "remove":
			flash = "hook_removed"
			_, err = s.Webhooks.Delete(ctx, who, ref)
		case "test":
			flash = "hook_tested"
			_, err = s.Webhooks.Ping(ctx, who, ref)
		case "pause", "resume":
			active := in.do == "resume"
			in.change.Active = &active
			fallthrough
		default:
			_, err = s.Webhooks.Patch(ctx, who, in.change)
		}
		return flash, err
	}
	return Form(s, read, act, func(c *fiber.Ctx, flash string) string {
		s.flash(c, flash)
		to := "/institutions/" + queryEscape(c.Params("id")) + "/webhooks"
		if flash != "hook_removed" {
			to += "/" + queryEscape(c.Params("webhook"))
		}
		return to
	}, s.webhookPage().serve)
}

func (s *Server) webhookSecretForm() endpoint {
	return Once(s, func(*fiber.Ctx) webhooks.Ref { return webhooks.Ref{} }, s.Webhooks.Rotate, s.webhookPage().serve)
}

func (s *Server) redeliverForm() endpoint {
	read := func(*fiber.Ctx) webhooks.DeliveryRef { return webhooks.DeliveryRef{} }
	return Form(s, read, s.Webhooks.Redeliver, func(c *fiber.Ctx, _ webhooks.DeliveryView) string {
		s.flash(c, "hook_again")
		return "/institutions/" + queryEscape(c.Params("id")) + "/webhooks/" + queryEscape(c.Params("webhook")) + "#log"
	}, nil)
}
