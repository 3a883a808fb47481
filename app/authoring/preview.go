package authoring

import (
	"context"
	"fmt"
	"html"
	"strings"

	"upstander/app/access"
	"upstander/app/learning"
	"upstander/app/problem"
	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/render"
)

// PreviewInput is the input of Preview. Without a source the stored one is shown.
type PreviewInput struct {
	ID       string           `json:"-" path:"id"`
	Source   *courses.Module  `json:"source,omitempty"`
	Audience courses.Audience `json:"audience,omitempty"` // empty: the blocks of every audience, each named
	Lesson   string           `json:"lesson,omitempty"`   // slug of the one lesson to show; empty: all, and the questions
}

// Preview is a module as a learner of the audience sees it, and everything that is wrong with it.
type Preview struct {
	HTML      string            `json:"html"` // of all lessons, one after the other
	Lessons   []LessonPreview   `json:"lessons"`
	Questions []QuestionPreview `json:"questions"`
	Faults    []courses.Fault   `json:"faults"`
	Words     int               `json:"words"` // that this audience reads
}

// LessonPreview is a lesson as HTML, ids beginning with its number.
type LessonPreview struct {
	Slug  string             `json:"slug"`
	Title string             `json:"title"`
	Kind  courses.LessonKind `json:"kind"`
	HTML  string             `json:"html"`
	Notes string             `json:"notes_html"`
}

// QuestionPreview is a question as HTML, with its feedback.
type QuestionPreview struct {
	ID       string               `json:"id"`
	Kind     courses.QuestionKind `json:"kind"`
	Prompt   string               `json:"prompt_html"`
	Options  []OptionPreview      `json:"options"`
	Prompts  []OptionPreview      `json:"prompts"`
	Feedback string               `json:"feedback_html"`
}

// OptionPreview is one thing to choose.
type OptionPreview struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// Preview shows a module, stored or as sent, and saves nothing.
func (s *Service) Preview(ctx context.Context, who access.Actor, in PreviewInput) (Preview, error) {
	if in.Audience != "" && !in.Audience.Valid() {
		return Preview{}, problem.Wrong("audience", "unknown")
	}
	m := in.Source
	e, err := s.Module(ctx, who, ModuleRef{ID: in.ID})
	if err != nil {
		return Preview{}, err
	}
	if m == nil {
		m = &e.Source
	}
	if err := limits(m); err != nil {
		return Preview{}, err
	}
	if m.Images == nil {
		m.Images = e.Source.Images
	}
	bundle.Adopt(m, library(m.Language))
	return preview(m, in.Audience, in.Lesson, mediaBase(e.ID))
}

// mediaBase is where the images of a draft, or of a published module, are for those who write.
func mediaBase(id string) string { return "/admin/modules/" + id + "/" }

func preview(m *courses.Module, audience courses.Audience, only, media string) (Preview, error) {
	p := Preview{Lessons: []LessonPreview{}, Questions: []QuestionPreview{}, Faults: moduleFaults(m)}
	var all strings.Builder
	for i := range m.Lessons {
		l := &m.Lessons[i]
		if only != "" && only != l.Slug {
			continue
		}
		c := learning.RenderContext(m, audience)
		c.MediaBase = media
		c.IDPrefix = fmt.Sprintf("l%d-", i+1)
		shown, words, err := lessonPreview(l, c)
		if err != nil {
			return p, err
		}
		p.Words += words
		p.Lessons = append(p.Lessons, shown)
		fmt.Fprintf(&all, "<section><h1>%s</h1>%s%s</section>", html.EscapeString(l.Title), shown.HTML, shown.Notes)
	}
	p.HTML = all.String()
	if only != "" {
		return p, nil
	}
	c := learning.RenderContext(m, audience)
	c.MediaBase = media
	for _, q := range m.Questions {
		prompt, _ := render.Text(q.Prompt, c)
		feedback, _ := render.Text(q.Feedback, c)
		p.Questions = append(p.Questions, QuestionPreview{q.ID, q.Kind, prompt, optionPreviews(q.Options, c), optionPreviews(q.Prompts, c), feedback})
	}
	return p, nil
}

func optionPreviews(options []courses.Option, c render.Context) []OptionPreview {
	out := []OptionPreview{}
	for _, o := range options {
		text, _ := render.Inline(o.Text, c)
		out = append(out, OptionPreview{o.ID, text})
	}
	return out
}

func lessonPreview(l *courses.Lesson, c render.Context) (LessonPreview, int, error) {
	p := LessonPreview{Slug: l.Slug, Title: l.Title, Kind: l.Kind}
	if l.Scenario == nil {
		out, err := render.Lesson(l.Markdown, c)
		p.HTML, p.Notes = out.HTML, out.Notes
		return p, out.Words, err
	}
	var body strings.Builder
	text := func(markdown string) string { shown, _ := render.Text(markdown, c); return shown }
	body.WriteString(text(l.Scenario.Intro))
	for _, step := range l.Scenario.Steps {
		fmt.Fprintf(&body, "<section><h2>%s</h2>%s<ul>", html.EscapeString(step.ID), text(step.Text))
		for _, choice := range step.Choices {
			label, _ := render.Inline(choice.Text, c)
			fmt.Fprintf(&body, "<li><p><strong>%s</strong></p>%s<p>→ %s</p></li>", label, text(choice.Consequence), html.EscapeString(choice.Next))
		}
		body.WriteString("</ul></section>")
	}
	body.WriteString(text(l.Scenario.Debrief))
	p.HTML = body.String()
	return p, render.Words(p.HTML), nil
}
