package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/authoring"
	"upstander/app/authoring/difference"
	"upstander/handlers/web"
)

// historyPage shows the versions of a module and, when two are named, what changed between them.
func (s *Server) historyPage(c *fiber.Ctx) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	ctx, who := c.UserContext(), actor(c)
	versions, err := s.Authoring.ModuleVersions(ctx, who, authoring.Ref{ID: e.ID})
	if err != nil {
		return err
	}
	page := web.AuthorHistoryPage{AuthorFrame: s.authorFrame(c, e), From: c.Query("from"), To: c.Query("to")}
	page.Choices = []web.Option{{Value: "0", Text: page.T("author.nothing")}}
	if e.ID != e.Slug {
		page.Choices = append(page.Choices, web.Option{Value: "draft", Text: page.T("author.draft")})
	}
	for _, v := range versions.Items {
		n := strconv.FormatInt(v.Version, 10)
		page.Choices = append(page.Choices, web.Option{Value: n, Text: page.T("author.version", "n", n)})
		row := web.VersionRow{
			Version: v.Version, Current: v.Current, Change: string(v.Change), Who: v.PublishedBy.Name, Note: v.Note, At: day(page.Frame, v.PublishedAt),
			Href: "/admin/modules/" + e.Slug + "?version=" + n, Zip: "/admin/modules/" + e.Slug + "/bundle?version=" + n,
		}
		if access.Can(who, access.WriteModules) {
			row.Copy = n
		}
		page.Versions = append(page.Versions, row)
	}
	if page.Compared = page.To != "" || page.From != "" || e.ID != e.Slug; page.Compared {
		diff, err := s.Authoring.ModuleDiff(ctx, who, authoring.DiffRef{ID: e.ID, From: page.From, To: page.To})
		if err != nil {
			return err
		}
		page.From, page.To = diff.From, diff.To
		for _, p := range diff.Parts {
			shown := web.DiffPart{Path: p.Path}
			shown.Old, shown.New = spans(p.Spans)
			page.Parts = append(page.Parts, shown)
		}
	}
	return s.render(c, "author-history", page)
}

// sides gives two texts with what each has alone marked.
func sides(old, new string) (before, after []web.DiffSpan) { return spans(difference.Texts(old, new)) }

func spans(list []difference.Span) (before, after []web.DiffSpan) {
	for _, span := range list {
		if span.Op != difference.Added {
			before = append(before, web.DiffSpan{Text: span.Text, Marked: span.Op == difference.Removed})
		}
		if span.Op != difference.Removed {
			after = append(after, web.DiffSpan{Text: span.Text, Marked: span.Op == difference.Added})
		}
	}
	return before, after
}
