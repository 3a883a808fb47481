package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"upstander/app/authoring"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/handlers/web"
)

// part is what one form edits of a module.
type part struct {
	// of gives the part, nil where there is none: two forms collide only when they edit the same part.
	of func(c *fiber.Ctx, m *courses.Module) any
	// apply puts what the form sent into the module, which is its own to change.
	apply func(c *fiber.Ctx, m *courses.Module) error
	// show draws the page with the form, for a module as typed.
	show func(s *Server, c *fiber.Ctx, e authoring.ModuleEntry, typed *courses.Module) error
	// href is where the part is afterwards, below the module's page.
	href func(c *fiber.Ctx) string
	// fields are the form's fields as drawn for a module, by name; nil where nothing is shown side by side.
	fields func(c *fiber.Ctx, m *courses.Module) map[string]web.Input
	// texts are the names of the fields that are shown side by side when two forms collide.
	texts []string
}

// token tells two states of a part apart.
func token(value any) string {
	data, _ := json.Marshal(value) // plain data of ours
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// clone gives a module that may be changed: what the use cases give may be shared.
func clone(m *courses.Module) *courses.Module {
	var out courses.Module
	data, _ := json.Marshal(m) // plain data of ours
	_ = json.Unmarshal(data, &out)
	return &out
}

// editForm takes a form about one part of a draft. The module may have changed since the form was drawn; where the part itself has not, the form
// goes onto what is there now. Where it has, the page shows both texts. A form that a script sends (autosave) is answered in JSON.
func (s *Server) editForm(p part) endpoint {
	return endpoint{serve: func(c *fiber.Ctx) error {
		e, err := s.entry(c)
		if err != nil {
			return err
		}
		typed := clone(&e.Source)
		known := p.of(c, typed)
		if known == nil {
			return problem.Missing("not_found")
		}
		if do := formText(c, "do"); do == "preview" || do == "find" {
			if err := p.apply(c, typed); err != nil {
				return s.askAgain(c, p, e, typed, err)
			}
			return p.show(s, c, e, typed)
		}
		if formText(c, "rev") != strconv.FormatInt(e.Rev, 10) && formText(c, "token") != token(known) {
			return s.collide(c, p, e, typed)
		}
		if err := p.apply(c, typed); err != nil {
			return s.askAgain(c, p, e, typed, err)
		}
		saved, err := s.Authoring.SaveModule(c.UserContext(), actor(c), authoring.ModuleText{Path: e.ID, Rev: e.Rev, Source: typed})
		var stale *authoring.Stale[courses.Module]
		if errors.As(err, &stale) { // between our look and our save
			return s.collide(c, p, stale.Present, clone(&stale.Present.Source))
		}
		if err != nil {
			return s.askAgain(c, p, e, typed, err)
		}
		to := "/admin/modules/" + e.ID + p.href(c)
		if formText(c, "autosave") != "" {
			answer := fiber.Map{"rev": saved.Rev, "token": token(p.of(c, clone(&saved.Source)))}
			if strings.Count(p.href(c), "/") > 1 { // the part's own page may have another name now
				answer["action"] = to
			}
			return c.JSON(answer)
		}
		s.flash(c, "draft_saved")
		return c.Redirect(to, fiber.StatusSeeOther)
	}}
}

// askAgain shows the form with what was typed and why it could not be taken.
func (s *Server) askAgain(c *fiber.Ctx, p part, e authoring.ModuleEntry, typed *courses.Module, err error) error {
	found := problem.From(err)
	if !formFault(found.Kind) {
		return err
	}
	c.Locals(localProblem, found)
	c.Status(statuses[found.Kind])
	if formText(c, "autosave") != "" {
		return c.JSON(fiber.Map{"problem": found.Key, "errors": errorTexts(s.form(c, "", nil).Errors)})
	}
	return p.show(s, c, e, typed)
}

// collide shows what is there beside what was typed.
func (s *Server) collide(c *fiber.Ctx, p part, e authoring.ModuleEntry, theirs *courses.Module) error {
	c.Status(fiber.StatusConflict)
	if formText(c, "autosave") != "" {
		return c.JSON(fiber.Map{"problem": "stale"})
	}
	if len(p.texts) == 0 { // a matter of order: they see what is there, and press again
		c.Locals(localProblem, problem.New(problem.Conflict, "stale"))
		return p.show(s, c, e, theirs)
	}
	page := web.AuthorCollisionPage{AuthorFrame: s.authorFrame(c, e), Action: c.Path()}
	page.Errors, page.Token = nil, token(p.of(c, theirs))
	present := partFields(c, p, theirs)
	for _, name := range formNames(c) {
		mine := formText(c, name)
		if name == "csrf" || name == "rev" || name == "token" || name == "do" {
			continue
		}
		input, shown := present[name]
		if !shown || input.Value == normal(mine) || !hasText(p.texts, name) {
			page.Hidden = append(page.Hidden, web.Input{Name: name, Value: mine})
			continue
		}
		field := web.CollisionField{Input: input}
		field.Theirs, field.Mine = sides(input.Value, normal(mine))
		field.Input.Value = mine
		page.Fields = append(page.Fields, field)
	}
	return s.render(c, "author-collision", page)
}

// hasText: a name ending in a dot stands for all that begin with it.
func hasText(names []string, name string) bool {
	for _, n := range names {
		if n == name || strings.HasSuffix(n, ".") && strings.HasPrefix(name, n) {
			return true
		}
	}
	return false
}

// normal gives a text with the line ends that are stored: browsers send others.
func normal(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// formNames lists the fields that a form sent, in their order, each once.
func formNames(c *fiber.Ctx) []string {
	var out []string
	seen := map[string]bool{}
	c.Request().PostArgs().VisitAll(func(key, _ []byte) {
		if name := string(key); !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	})
	return out
}

// lines gives the lines of a field that are not empty.
func lines(c *fiber.Ctx, name string) []string {
	out := []string{}
	for _, line := range strings.Split(normal(formText(c, name)), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func textOf(c *fiber.Ctx, name string) string { return strings.TrimSpace(normal(formText(c, name))) }

// whole reads a number; what is none is 0, which the faults then name.
func whole(c *fiber.Ctx, name string) int {
	n, err := strconv.Atoi(textOf(c, name))
	if err != nil {
		return 0
	}
	return n
}

// partEditor opens a draft's lesson or question as it is stored; what is published has no editor, and leads to its module.
func (s *Server) partEditor(show func(*fiber.Ctx, authoring.ModuleEntry, *courses.Module) error) endpoint {
	return endpoint{serve: func(c *fiber.Ctx) error {
		e, err := s.entry(c)
		if err != nil {
			return err
		}
		if e.ID == e.Slug {
			return c.Redirect("/admin/modules/"+e.ID, fiber.StatusSeeOther)
		}
		return show(c, e, clone(&e.Source))
	}}
}
