package web

import (
	"html/template"
	"os"
	"testing"
)

func readSample(t *testing.T, name string) template.HTML {
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return template.HTML(data)
}

func lessons(t *testing.T, f Frame, out map[string]any) {
	fragment := func(name string, it any) template.HTML {
		html, err := Fragment(name, f, it)
		if err != nil {
			t.Fatal(err)
		}
		return html
	}
	f.Section = "courses"
	body, notes, terms := readSample(t, "lesson.html"), readSample(t, "notes.html"), readSample(t, "terms.html")
	shared := LessonFrame{
		Frame: f, Course: course, Module: module, Outline: outline, PrintHref: "/print", Progress: fragment("progress", Progress{2, 6}),
		ContentNote: "Legal description of mass crimes; no images.",
		Lesson:      LessonHead{"Crimes against humanity and war crimes", "reading", 6, 3, 6},
		Previous:    &Link{"#", "Genocide"}, Next: &Link{"#", "What courts have found"},
		Complete: fragment("complete-button", Complete{State: "open", Action: "/completion"}),
	}
	out["lesson"] = LessonPage{shared, body, notes, terms}
	first := shared
	first.Previous, first.Next, first.ContentNote, first.PrintHref = nil, nil, "", ""
	first.Complete = fragment("complete-button", Complete{State: "done", Course: course})
	out["lesson:last"] = LessonPage{LessonFrame: first, HTML: "<p>Which of these terms have you used loosely? What could follow from using one too early, or too late?</p>"}
	first.Complete = fragment("complete-button", Complete{State: "guest", Next: &Link{"#", "Genocide"}})
	out["lesson:guest"] = LessonPage{LessonFrame: first, HTML: "<p>Text.</p>"}
	first.Complete = fragment("complete-button", Complete{State: "enrol", Action: "/enrolment"})
	out["lesson:enrol"] = LessonPage{LessonFrame: first, HTML: "<p>Text.</p>"}

	shared.Lesson = LessonHead{"The statement", "scenario", 10, 5, 6}
	story := ScenarioPage{LessonFrame: shared, Action: "/the-statement", Restart: "/the-statement", Glossary: terms,
		Intro: "<p>You draft your organisation's first public line on Velmara: Doreth villages have been emptied by armed men; facts are partial. The spokesperson needs it within the hour.</p>",
		Step: ScenarioStep{Number: 1, Text: "<p>Which words do you choose?</p>", Choices: []ScenarioChoice{
			{"a", "<p>“This is genocide.”</p>"}, {"b", "<p>“A tragic ethnic clash on both sides.”</p>"},
			{"c", "<p>“We have credible reports of forced displacement and killings of civilians on grounds of identity. We call for access, protection and an independent inquiry.”</p>"},
		}}}
	out["scenario"] = story
	story.Taken = []TakenStep{
		{1, "<p>Which words do you choose?</p>", "<p>“This is genocide.”</p>", "<p>Headlines follow; a week of argument about the label replaces talk of protection. Your credibility rests on a finding that nobody has made.</p>", false, "/the-statement"},
		{2, "<p>A journalist presses: “So is it genocide, yes or no?”</p>", "<p>“That is for a competent court. The duty to prevent does not wait for it.”</p>", "<p>It is true and short, and keeps attention on protection.</p>", true, "/the-statement?path=a"},
	}
	story.Step = ScenarioStep{Number: 3, Text: "<p>The line is out. Two capitals ask what you want them to do.</p>", Choices: story.Step.Choices[:2]}
	out["scenario:middle"] = story
	story.Step = ScenarioStep{Number: 3, Ending: true, Text: "<p>The inquiry is set up, four weeks late. Right conduct lowers risk; it does not guarantee an outcome.</p>"}
	story.Debrief = "<p>Write risk, source, request. Keep a record of what was known and when.</p>"
	out["scenario:ending"] = story

	out["print"] = PrintPage{Frame: f, Course: course, Module: module, Summary: modules[0].Summary, Objectives: modules[0].Objectives, ContentNote: shared.ContentNote,
		Review: "Prepared from public sources; not yet reviewed by an international lawyer.", Minutes: 45, Glossary: terms, Printed: march,
		Lessons: []PrintLesson{{1, "Three crimes, four words", "reading", 7, body, notes}, {2, "Words you have used", "reflection", 3, "<p>Which of these terms have you used loosely?</p>", ""}}}
}
