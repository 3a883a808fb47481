package handlers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/app/learning"
	"upstander/handlers/web"
)

func (s *Server) analyticsPage() endpoint {
	return Page(s, "author-analytics", s.Authoring.Analytics, func(_ *fiber.Ctx, f web.Frame, in authoring.Ref, out learning.Insight) any {
		f.Section = "modules"
		page := web.AuthorAnalyticsPage{Withheld: out.Withheld, Learners: out.Learners}
		page.Frame, page.Href, page.Module.Slug = f, "/admin/modules/"+in.ID, out.Module
		if out.Minutes != nil {
			page.Minutes = fmt.Sprintf("%.0f", *out.Minutes)
		}
		for i, l := range out.Lessons {
			bar := web.LessonBar{Title: l.Title, Completions: l.Completions, DropOff: perCent(l.DropOff), Y: web.BarY(i)}
			if l.Minutes != nil {
				bar.Minutes = fmt.Sprintf("%.0f", max(1, *l.Minutes))
			}
			if out.Learners > 0 {
				bar.Width = min(1000, 1000*l.Completions/out.Learners)
			}
			page.Lessons = append(page.Lessons, bar)
			if l.Scenario != nil {
				page.Scenarios = append(page.Scenarios, pathsPlot(f, l, out.Learners))
			}
		}
		for i, q := range out.Questions {
			bar := web.QuestionBar{
				ID: q.ID, Kind: f.T("quiz.kind." + string(q.Kind)), Attempts: q.Attempts, Withheld: q.Withheld, Flag: q.Flag, Correct: perCent(q.CorrectShare), Y: web.BarY(i),
			}
			if q.CorrectShare != nil {
				bar.Width, bar.Discrimination = int(1000**q.CorrectShare), fmt.Sprintf("%.2f", *q.Discrimination)
			}
			var counts []string
			for _, id := range slices.Sorted(maps.Keys(q.Chosen)) {
				counts = append(counts, fmt.Sprintf("%s %d", id, q.Chosen[id]))
			}
			bar.Chosen = strings.Join(counts, ", ")
			page.Questions = append(page.Questions, bar)
		}
		return page
	})
}

// pathsPlot lays out a scenario's choices and endings, a bar and a row each.
func pathsPlot(f web.Frame, l learning.LessonInsight, learners int) web.PathsPlot {
	plot := web.PathsPlot{ID: "paths-" + l.Slug, Title: l.Title, Withheld: l.Scenario.Withheld}
	if plot.Withheld {
		return plot
	}
	add := func(row web.PathRow, atLeast int) {
		row.Y, row.Width = web.BarY(len(plot.Rows)), min(1000, 1000*atLeast/max(1, learners))
		row.Learners = f.T("author.range_few")
		if atLeast > 0 {
			row.Learners = f.T("author.range", "from", atLeast, "to", atLeast+learning.CoarseStep-1)
		}
		plot.Rows = append(plot.Rows, row)
	}
	for _, step := range l.Scenario.Steps {
		text := shorten(step.Text)
		if step.Ending {
			add(web.PathRow{Step: text, Ending: true}, step.AtLeast)
		}
		for _, c := range step.Choices {
			add(web.PathRow{Step: text, Choice: shorten(c.Text), Best: c.Best}, c.AtLeast)
		}
	}
	return plot
}

func perCent(share *float64) string {
	if share == nil {
		return ""
	}
	return fmt.Sprintf("%.0f %%", *share*100)
}
