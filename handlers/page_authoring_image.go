package handlers

import (
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
	"upstander/app/accounts"
	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/handlers/web"
)

// imageRoutes is the API for the images of a module.
func (s *Server) imageRoutes() []Route {
	images := "/authoring/modules/:id/images"
	return []Route{
		{"addImage", post, images, access.WriteModules, "Give a draft an image: a PNG, JPEG, GIF or WebP file, which is drawn again without metadata.", s.addImage(), false},
		{"getImage", get, images + "/:name", access.ReadSources, "An image of a module.", s.imageFile(), false},
		{"removeImage", del, images + "/:name", access.WriteModules, "Take an image out of a draft whose texts do not show it.", JSON(204, s.Authoring.RemoveImage), false},
	}
}

// imagePages is where images are uploaded and where pages find them.
func (s *Server) imagePages() []Route {
	module := "/admin/modules/:id"
	return []Route{
		{"imageForm", post, module + "/images", access.WriteModules, "Give a draft an image.", endpoint{serve: s.imageForm}, true},
		{"imageRemovalForm", post, module + "/images/:name/removal", access.WriteModules, "Take an image out of a draft.", s.imageRemovalForm(), true},
		{"draftImage", get, module + "/media/:name", access.ReadSources, "An image of a module, for those who write.", s.imageFile(), true},
		{"moduleImage", get, "/modules/:id/media/:name", access.Learn, "An image of a published module.", s.imageFile(), true},
	}
}

// imageInput is what addImage takes besides the file, for the reference.
type imageInput struct {
	ID  string `json:"-" path:"id"`
	Alt string `json:"-" query:"alt"` // what it shows; or the field alt of a form
}

// addImage takes an image as the body, or as the field picture of a form (multipart/form-data).
func (s *Server) addImage() endpoint {
	plan := planFor[imageInput]()
	return endpoint{in: reflect.TypeFor[imageInput](), out: reflect.TypeFor[authoring.AddedImage](), status: 201, serve: func(c *fiber.Ctx) error {
		var in imageInput
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		data, err := upload(c, "picture")
		if err != nil {
			return err
		}
		if in.Alt == "" {
			in.Alt = formText(c, "alt")
		}
		out, err := s.Authoring.AddImage(c.UserContext(), actor(c), authoring.NewImage{ID: in.ID, Alt: in.Alt, Data: data})
		if err != nil {
			return err
		}
		c.Status(fiber.StatusCreated)
		return c.JSON(out)
	}}
}

// imageFile sends an image. The name follows from the content, so whoever has it may keep it; what one may see another may not, so nobody else
// keeps it for them.
func (s *Server) imageFile() endpoint {
	plan := planFor[authoring.ImageRef]()
	return endpoint{in: reflect.TypeFor[authoring.ImageRef](), out: reflect.TypeFor[[]byte](), status: 200, serve: func(c *fiber.Ctx) error {
		var in authoring.ImageRef
		if err := plan.bind(c, &in); err != nil {
			return err
		}
		out, err := s.Authoring.Image(c.UserContext(), actor(c), in)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, out.Type)
		c.Set(fiber.HeaderCacheControl, "private, max-age=31536000, immutable")
		return c.Send(out.Data)
	}}
}

// imageForm takes an image from the editor of a lesson, and leads back there with the mark that shows it. A script is answered in JSON.
func (s *Server) imageForm(c *fiber.Ctx) error {
	e, err := s.entry(c)
	if err != nil {
		return err
	}
	var out authoring.AddedImage
	data, err := upload(c, "picture")
	if err == nil {
		out, err = s.Authoring.AddImage(c.UserContext(), actor(c), authoring.NewImage{ID: e.ID, Alt: formText(c, "alt"), Data: data})
	}
	script := formText(c, "live") != ""
	if err != nil {
		p := problem.From(err)
		if len(p.Fields) == 0 && !formFault(p.Kind) {
			return err
		}
		c.Locals(localProblem, p)
		c.Status(statuses[p.Kind])
		if script {
			return c.JSON(fiber.Map{"problem": p.Key, "errors": errorTexts(s.form(c, "", nil).Errors)})
		}
		return s.showModule(c, e, nil)
	}
	if script {
		return c.JSON(out)
	}
	to := "/admin/modules/" + e.ID
	if lesson := textOf(c, "lesson"); courses.ValidSlug(lesson) {
		to += "/lessons/" + lesson
	}
	s.flash(c, "image_added")
	return c.Redirect(to+"?image="+queryEscape(out.Markdown)+"#images", fiber.StatusSeeOther)
}

func (s *Server) imageRemovalForm() endpoint {
	read := func(*fiber.Ctx) authoring.ImageRef { return authoring.ImageRef{} }
	to := func(c *fiber.Ctx, _ accounts.Nothing) string {
		s.flash(c, "image_removed")
		return "/admin/modules/" + c.Params("id") + "#images"
	}
	return Form(s, read, s.Authoring.RemoveImage, to, s.modulePage)
}

// authorImages lists the images of a draft, each with the mark that shows it: with its words where a text has it already.
func authorImages(c *fiber.Ctx, f web.AuthorFrame, m *courses.Module) web.AuthorImages {
	out := web.AuthorImages{Lesson: c.Params("lesson"), Given: givenMark(c)}
	if f.Edit {
		out.Action = f.Href + "/images"
	}
	for _, i := range m.Images {
		alt := authoring.AltOf(m, i.Name)
		row := web.ImageRow{Src: f.Href + "/media/" + i.Name, Alt: alt, Width: i.Width, Height: i.Height, KB: (i.Bytes + 1023) >> 10, Mark: "![" + alt + "](media/" + i.Name + ")"}
		if f.Edit && alt == "" {
			row.Removal = f.Href + "/images/" + i.Name + "/removal"
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// givenMark is the mark of an image that has just been added.
func givenMark(c *fiber.Ctx) string {
	mark := c.Query("image")
	if len(mark) > 1000 || !strings.HasPrefix(mark, "![") {
		return ""
	}
	return strings.ToValidUTF8(mark, "")
}
