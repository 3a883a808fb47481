package handlers

import (
	"sync"

	"github.com/gofiber/fiber/v2"

	"upstander/app/audit"
	"upstander/app/paging"
	"upstander/handlers/web"
)

// auditPage shows who did what, in the words of the reference.
func (s *Server) auditPage() endpoint {
	help := sync.OnceValue(func() map[string]string { // at the first page: the table holds this very route
		words := map[string]string{}
		for _, r := range s.Routes() {
			words[r.Name] = r.Help
		}
		return words
	})
	return Page(s, "admin-audit", s.Audit.List, func(c *fiber.Ctx, f web.Frame, in audit.Search, out paging.List[audit.Entry]) any {
		f.Section = "audit"
		page := web.AuditPage{Frame: f, Actor: in.Actor, From: in.From, Until: in.Until, More: more(c, out.NextCursor)}
		for _, e := range out.Items {
			row := web.AuditRow{At: e.At.Format("2006-01-02 15:04:05 UTC"), Who: e.Actor.Name, What: help()[e.Action], On: e.On, Detail: e.Detail, Outcome: e.Outcome}
			if row.Who == "" {
				row.Who = e.Actor.ID
			}
			page.Entries = append(page.Entries, row)
		}
		return page
	})
}
