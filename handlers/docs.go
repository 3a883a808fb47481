package handlers

import (
	"sort"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/accounts"
	"upstander/handlers/locale"
	"upstander/handlers/web"
)

// apiDocs is the reference as a page: one table from the route table. Programs read /api/openapi.json.
func (s *Server) apiDocs(c *fiber.Ctx) error {
	f := s.frame(c)
	f.Title = f.T("page.api.title")
	page := web.DocsPage{Frame: f, Intro: f.T("page.api.intro")}
	for _, r := range s.Routes() {
		if !r.page && strings.HasPrefix(r.Path, api) {
			page.Rows = append(page.Rows, web.DocsRow{Name: r.Method + " " + routeParam.ReplaceAllString(r.Path, "{$1}"), Text: r.Help, Note: string(r.Needs), ID: r.Name})
		}
	}
	return s.render(c, "docs", page)
}

// problemsPage explains the API's problems: the type of each leads here.
func (s *Server) problemsPage() endpoint {
	return Page(s, "docs", still, func(_ *fiber.Ctx, f web.Frame, _ TongueInput, _ accounts.Nothing) any {
		f.Title = f.T("page.problems.title")
		page := web.DocsPage{Frame: f, Intro: f.T("page.problems.intro")}
		seen := map[string]bool{}
		for _, key := range locale.Keys(locale.Default) {
			code, ok := strings.CutPrefix(key, "problem.")
			code = strings.TrimSuffix(strings.TrimSuffix(code, ".one"), ".other")
			if ok && !seen[code] {
				seen[code] = true
				page.Rows = append(page.Rows, web.DocsRow{Name: code, ID: code, Text: f.T("problem."+code, "n", 2)})
			}
		}
		sort.Slice(page.Rows, func(i, j int) bool { return page.Rows[i].Name < page.Rows[j].Name })
		return page
	})
}
