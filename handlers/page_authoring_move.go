package handlers

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/handlers/web"
)

// lessonMoveForm moves a lesson to another draft, and leads there.
func (s *Server) lessonMoveForm() endpoint {
	read := func(c *fiber.Ctx) authoring.LessonMove {
		to, rev, _ := strings.Cut(formText(c, "to"), "@")
		in := authoring.LessonMove{To: to}
		in.Rev, _ = strconv.ParseInt(formText(c, "rev"), 10, 64) // what is none is told as missing
		in.ToRev, _ = strconv.ParseInt(rev, 10, 64)
		return in
	}
	return Form(s, read, s.Authoring.MoveLesson, func(c *fiber.Ctx, e authoring.ModuleEntry) string {
		s.flash(c, "lesson_moved")
		return "/admin/modules/" + e.ID
	}, s.partEditor(s.showLesson).serve)
}

// moveFields are the fields of the form that moves a lesson; none where there is nowhere to move it.
func (s *Server) moveFields(c *fiber.Ctx, f web.AuthorFrame, e authoring.ModuleEntry) ([]web.Input, error) {
	if !f.Edit {
		return nil, nil
	}
	targets, err := s.Authoring.MoveTargets(c.UserContext(), actor(c), e.ID)
	if err != nil || len(targets) == 0 {
		return nil, err
	}
	to := web.Input{ID: "move-to", Name: "to", Label: "move_to"}
	for _, t := range targets { // with the revision that is seen here
		to.Options = append(to.Options, web.Option{Value: t.ID + "@" + strconv.FormatInt(t.Rev, 10), Text: orText(t.Title, f.T("author.untitled"))})
	}
	return []web.Input{to}, nil
}
