package handlers

import (
	"html/template"
	"strconv"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"upstander/app/learning"
	"upstander/handlers/web"
)

// lessonPages holds lesson pages rendered but for their personal bits: a page then costs little more than sending its bytes. Versions
// are immutable, so a page is good for as long as the process lives.
type lessonPages struct {
	pages sync.Map // key → *lessonPage
}

// lessonPage is a lesson's page in one language, and the variants of its personal bits.
type lessonPage struct {
	skeleton *web.Skeleton
	frame    web.Frame
	marks    [2]string // not done, done
	buttons  [2]string // hold the marker csrf
	bars     sync.Map  // done → HTML; a course has few values
	accounts sync.Map  // web.ViewUser without a name → *web.Skeleton
	total    int
}

// serve fills the page for the actor.
func (ps *lessonPages) serve(s *Server, c *fiber.Ctx, p *learning.LessonPage) error {
	tag := tongue(c)
	key := p.Course.ID + "/" + p.Module.Slug + "/" + p.Lesson.Slug + "/" + p.Source.Language + "/" + tag
	var page *lessonPage
	if held, ok := ps.pages.Load(key); ok {
		page = held.(*lessonPage)
	} else {
		made, err := s.makeLessonPage(c, p)
		if err != nil {
			return err
		}
		held, _ := ps.pages.LoadOrStore(key, made)
		page = held.(*lessonPage)
	}
	return page.send(s, c, p)
}

func (s *Server) makeLessonPage(c *fiber.Ctx, p *learning.LessonPage) (*lessonPage, error) {
	f := slots(c)
	lf := s.lessonFrame(f, p)
	lf.Progress, lf.Complete = web.SlotHTML("progress"), web.SlotHTML("complete")
	for i := range lf.Outline {
		lf.Outline[i].Done = web.SlotHTML("done:" + strconv.Itoa(i))
	}
	r := p.Rendered
	skeleton, err := web.NewSkeleton("lesson", web.LessonPage{
		LessonFrame: lf, HTML: template.HTML(r.View.HTML), Notes: template.HTML(r.Output.Notes), Glossary: template.HTML(r.Output.Glossary),
	})
	if err != nil {
		return nil, err
	}
	page := &lessonPage{skeleton: skeleton, frame: f}
	for i, done := range []bool{false, true} {
		page.marks[i] = string(fragment("done-mark", f, done))
		page.buttons[i] = string(fragment("complete-button", f, complete(lf, p, done)))
	}
	_, page.total = p.Tally()
	return page, nil
}

// send writes the page with the actor's bits.
func (page *lessonPage) send(s *Server, c *fiber.Ctx, p *learning.LessonPage) error {
	own := s.frame(c)
	marks := doneMarks(p)
	done, _ := p.Tally()
	bit := func(name string) string {
		switch name {
		case "csrf":
			return own.CSRF
		case "account":
			return page.account(own)
		case "notice":
			if own.Flash == nil {
				return ""
			}
			return string(fragment("flash", own, nil))
		case "progress":
			return page.bar(done)
		case "complete":
			return strings.ReplaceAll(page.buttons[index(p.Progress().Done(p.Lesson.Slug))], web.Slot("csrf"), own.CSRF)
		}
		i, err := strconv.Atoi(strings.TrimPrefix(name, "done:"))
		return page.marks[index(err == nil && i < len(marks) && marks[i])]
	}
	return sendSkeleton(c, page.skeleton, bit)
}

// sendSkeleton fills a page into the response's own buffer.
func sendSkeleton(c *fiber.Ctx, skeleton *web.Skeleton, bit func(name string) string) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Vary(fiber.HeaderAcceptEncoding)
	body := c.Response().SwapBody(nil)[:0] // used again
	if acceptsGzip(c) {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		body = skeleton.AppendGzip(body, bit)
	} else {
		body = skeleton.Append(body, bit)
	}
	c.Response().SwapBody(body)
	return nil
}

// bar is the progress bar for a number of things done.
func (page *lessonPage) bar(done int) string {
	if held, ok := page.bars.Load(done); ok {
		return held.(string)
	}
	html := string(fragment("progress", page.frame, web.Progress{Done: done, Total: page.total}))
	page.bars.Store(done, html)
	return html
}

// account is the header's account part. All people of the same rights share one but for the name and the form token.
func (page *lessonPage) account(own web.Frame) string {
	shared := *own.User
	shared.Name = web.Slot("name")
	var cut *web.Skeleton
	if held, ok := page.accounts.Load(shared); ok {
		cut = held.(*web.Skeleton)
	} else {
		f := page.frame
		f.User = &shared
		cut, _ = web.CutFragment(fragment("account-nav", f, nil)) // fails only for a fault in the template, which the tests find
		page.accounts.Store(shared, cut)
	}
	return string(cut.Append(make([]byte, 0, 1024), func(name string) string {
		if name == "name" {
			return template.HTMLEscapeString(own.User.Name)
		}
		return own.CSRF
	}))
}

func index(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
