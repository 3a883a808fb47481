package handlers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/mail"
	"upstander/app/paging"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

// mailbox is what the page of mail shows.
type mailbox struct {
	list    paging.List[mail.View]
	actions paging.List[mail.ActionView]
	names   map[string]string // of administrators, by id
}

// shownActions is how many of the latest actions the page lists.
const shownActions = 20

func (s *Server) mailbox(ctx context.Context, who access.Actor, in mail.ListInput) (m mailbox, err error) {
	if m.list, err = s.Outbox.List(ctx, who, in); err != nil {
		return m, err
	}
	if m.actions, err = s.Outbox.Actions(ctx, who, paging.Input{Limit: shownActions}); err != nil {
		return m, err
	}
	m.names = map[string]string{}
	for _, a := range m.actions.Items {
		if _, known := m.names[a.By]; !known {
			p, _ := s.Accounts.Person(ctx, a.By) // erased meanwhile: no name
			m.names[a.By] = p.Name
		}
	}
	return m, nil
}

func (s *Server) mailPage() endpoint {
	return Page(s, "admin-mail", s.mailbox, func(c *fiber.Ctx, f web.Frame, in mail.ListInput, out mailbox) any {
		f.Section = "mail"
		page := web.MailPage{Frame: f, Off: !s.Outbox.Sends(), Waiting: in.State == mail.Waiting, More: more(c, out.list.NextCursor)}
		for _, m := range out.list.Items {
			row := web.MailRow{To: m.To, Kind: mailKind(f, m.Kind), Reason: m.Reason, Attempts: m.Attempts, Created: day(f, m.CreatedAt), Action: "/admin/mail/" + m.ID}
			if m.NextAt != nil {
				row.Next = m.NextAt.Format("2006-01-02 15:04 UTC")
			}
			page.Mail = append(page.Mail, row)
		}
		for _, a := range out.actions.Items {
			name := out.names[a.By]
			if name == "" {
				name = "–"
			}
			page.Actions = append(page.Actions, web.MailAction{At: day(f, a.At), Name: name, Kind: mailKind(f, a.Kind), Action: f.T("page.mail.did_" + a.Action)})
		}
		return page
	})
}

// mailKind is the name of a kind of mail: its subject, which says little on purpose, is no name.
func mailKind(f web.Frame, kind string) string {
	if locale.Has("page.mail.kind_" + kind) {
		return f.T("page.mail.kind_" + kind)
	}
	return "–"
}

func (s *Server) mailForm() endpoint {
	type input struct {
		ID string `path:"id"`
		do string
	}
	read := func(c *fiber.Ctx) input { return input{do: formText(c, "do")} }
	act := func(ctx context.Context, who access.Actor, in input) (flash string, err error) {
		if in.do == "discard" {
			_, err = s.Outbox.Discard(ctx, who, mail.Ref{ID: in.ID})
			return "mail_discarded", err
		}
		_, err = s.Outbox.Retry(ctx, who, mail.Ref{ID: in.ID})
		return "mail_retried", err
	}
	return Form(s, read, act, func(c *fiber.Ctx, flash string) string {
		s.flash(c, flash)
		return "/admin/mail"
	}, nil)
}
