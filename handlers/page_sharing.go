package handlers

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"upstander/app/accounts"
	"upstander/app/institutions"
	"upstander/app/paging"
	"upstander/handlers/web"
)

// belongings are the actor's institutions, with what each of them sees.
func (s *Server) belongings(c *fiber.Ctx, places []accounts.Membership) ([]web.Belonging, error) {
	if len(places) == 0 {
		return nil, nil
	}
	var in TongueInput
	if err := planFor[TongueInput]().bind(c, &in); err != nil {
		return nil, err
	}
	ctx, who := c.UserContext(), actor(c)
	mine, err := s.Learning.Enrolments(ctx, who, paging.Input{})
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, e := range mine.Items {
		course, err := s.Published.Version(ctx, e.Course, e.Version)
		if err != nil {
			return nil, err
		}
		titles[e.Course] = course.Detail(in.Tongue).Title
	}
	var out []web.Belonging
	for _, place := range places {
		seen, err := s.Institutions.Sharing(ctx, who, institutions.Ref{ID: place.ID})
		if err != nil {
			return nil, err
		}
		b := web.Belonging{Name: place.Name, Href: "/institutions/" + place.ID}
		for _, slug := range seen.Asked {
			if titles[slug] == "" { // not begun
				course, err := s.Published.Latest(ctx, slug)
				if err != nil {
					return nil, err
				}
				titles[slug] = course.Detail(in.Tongue).Title
			}
			b.Asked = append(b.Asked, titles[slug])
		}
		for _, e := range mine.Items {
			if !slices.Contains(seen.Asked, e.Course) {
				b.Shared = append(b.Shared, web.Option{Value: e.Course, Text: titles[e.Course], Selected: slices.Contains(seen.Shared, e.Course)})
			}
		}
		out = append(out, b)
	}
	return out, nil
}

// sharingForm shows an institution the courses that are ticked, and no others.
func (s *Server) sharingForm() endpoint {
	read := func(c *fiber.Ctx) institutions.SharingInput {
		in := institutions.SharingInput{}
		for _, course := range c.Request().PostArgs().PeekMulti("shared") {
			in.Shared = append(in.Shared, string(course))
		}
		return in
	}
	return Form(s, read, s.Institutions.SetSharing, func(c *fiber.Ctx, _ institutions.Sharing) string {
		s.flash(c, "sharing")
		return "/account"
	}, nil)
}
