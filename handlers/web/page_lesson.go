package web

import "html/template"

// LessonFrame is what reading and scenario lessons share: the way here, the outline, and what is personal.
type LessonFrame struct {
	Frame
	Course, Module Link
	Lesson         LessonHead
	ContentNote    string // what the module shows, said beforehand; empty: nothing to say
	Outline        []OutlineItem
	Previous, Next *Link // neighbours, the quiz among them; nil at the ends
	PrintHref      string
	// Personal bits, drawn with Fragment or markers of a Skeleton: progress, complete-button.
	Progress, Complete template.HTML
}

// LessonHead describes the lesson shown.
type LessonHead struct {
	Title      string
	Kind       string // "reading", "scenario" or "reflection"
	Minutes    int
	Number, Of int // its place among the lessons of the module
}

// OutlineItem is one lesson, or the quiz, of the module.
type OutlineItem struct {
	Href, Title string
	Minutes     int // 0: not shown
	Current     bool
	Done        template.HTML // personal: the fragment done-mark
}

// Complete is the data of the fragment complete-button.
type Complete struct {
	// State is "open" (the button marks the lesson as done), "done", "enrol" (signed in, not enrolled: the button enrols)
	// or "guest" (reading without an account).
	State  string
	Action string // where the form goes, for open and enrol
	Next   *Link  // what comes after; nil: back to the course
	Course Link
}

// LessonPage is "lesson": a reading or reflection lesson.
type LessonPage struct {
	LessonFrame
	HTML template.HTML
	// Notes are the footnotes, an ol.footnotes; Glossary a dl. Empty: none.
	Notes, Glossary template.HTML
}

// ScenarioPage is "scenario": the story so far and the decision at hand. Its place is in the query: ?path=a,c.
type ScenarioPage struct {
	LessonFrame
	Action  string // the page's own address, for the GET form; the field is path
	Intro   template.HTML
	Taken   []TakenStep
	Step    ScenarioStep
	Restart string        // address without a path
	Debrief template.HTML // shown with an ending
	// Glossary explains the terms used, a dl. Empty: none.
	Glossary template.HTML
}

// TakenStep is a decision already made.
type TakenStep struct {
	Number      int
	Text        template.HTML
	Choice      template.HTML
	Consequence template.HTML
	Best        bool   // a choice that the authors would stand by
	RewindHref  string // back to before this decision
}

// ScenarioStep is where the reader stands.
type ScenarioStep struct {
	Number  int
	Text    template.HTML
	Ending  bool
	Choices []ScenarioChoice
}

// ScenarioChoice is one way on.
type ScenarioChoice struct {
	Path string // the whole path with this choice: "a,c"
	HTML template.HTML
}

// PrintPage is "print": a module as a handbook for paper, with all lessons and notes, without answers.
type PrintPage struct {
	Frame
	Course, Module Link
	Summary        string
	Objectives     []string
	ContentNote    string
	Review         string // who has reviewed the module
	Minutes        int
	Lessons        []PrintLesson
	Glossary       template.HTML
	Printed        Date
}

// PrintLesson is a lesson on paper. A scenario comes as HTML too: its steps and choices, one after the other. Ids in HTML and
// Notes must differ from lesson to lesson (render.Context.IDPrefix).
type PrintLesson struct {
	Number      int
	Title, Kind string
	Minutes     int
	HTML, Notes template.HTML
}
