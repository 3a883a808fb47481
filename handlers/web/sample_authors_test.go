package web

func authors(f Frame, out map[string]any) {
	row := ModuleRow{Title: "Our ministry's reporting line", Slug: "reporting-line", Language: "English", State: "draft"}
	a := AuthorFrame{
		Frame: f, Module: row, Href: "/admin/modules/d_1", Rev: 3, Token: "t", Edit: true,
		Faults: []AuthorFault{{Href: "/admin/modules/d_1/lessons/read", Where: "Reading", Line: 4, Text: "no source has the id “acts”"}, {Where: "title", Text: "is empty", Warning: true}},
		Errors: []FieldError{{"title", "This is too long."}, {"", "Somebody changed this."}},
	}
	title := Input{ID: "title", Name: "title", Label: "title", Value: "Reading", Type: "text"}
	text := Input{ID: "markdown", Name: "markdown", Label: "markdown", Value: "\n## A heading <b>", Rows: 20, Hint: "author.markdown_help"}
	kind := Input{ID: "kind", Name: "kind", Label: "kind", Options: []Option{{"reading", "Reading", true}, {"scenario", "Scenario", false}}}
	remark := []Input{{ID: "text", Name: "text", Label: "text", Rows: 3}}
	comments := []CommentRow{{"Amina Haddad", "Reading, line 3", "Say which court.", march, false, "close.1"}, {"Jean", "", "Done.", march, true, "open.2"}}
	branches := BranchMap{
		Title: "Where the choices lead", Width: 500, Height: 120, Nodes: []MapNode{{X: 14, Y: 14, Href: "/l#step-1", Label: "start", Text: "What now?", Note: "It starts here", Start: true}, {X: 262, Y: 14, Label: "end", Text: "Over.", Ending: true, Fault: true}},
		Edges: []MapEdge{{"M190 47L255 47", "M261 47l-9-5v10z", true}},
		Rows:  []MapRow{{"start", "/l#step-1", "What now?", false, []string{"no path leads here"}, []Link{{"end", "Speak"}}}, {ID: "end", Text: "Over.", Ending: true}},
	}
	out["author-module"] = AuthorModulePage{
		AuthorFrame: a, Maps: []BranchMap{branches}, Images: AuthorImages{Rows: []ImageRow{{"/a.png", "A map", "![A map](media/a.png)", 10, 10, 1, ""}}}, Details: []Input{title}, Lessons: []OutlineRow{{"/l", "Reading", "Reading", "", "down.lessons.0", "remove.lessons.0"}, {"/d", "Deciding", "Scenario", "up.lessons.1", "", ""}},
		Questions: []OutlineRow{{Href: "/q", Title: "Which court?", Kind: "One answer"}}, NewLesson: []Input{{ID: "add-slug", Name: "slug", Label: "slug", Type: "text"}},
		Library: []Input{{ID: "sources", Name: "sources", Label: "sources", Rows: 8}}, Steps: []AuthorStep{{Do: "submit", Inputs: []Input{{ID: "note", Name: "note", Label: "note", Rows: 2}}, Note: "For the reviewers."}, {Do: "delete", Kind: "danger"}},
		Comments: comments, Events: []EventRow{{"Amina Haddad", "created", "", march}, {"", "rejected", "Say which court.", march}}, Remark: remark, Links: []Link{{"/h", "History"}},
	}
	out["author-part"] = AuthorPartPage{
		AuthorFrame: a, Name: "Reading", Action: "/admin/modules/d_1/lessons/read", Kind: "reading", Inputs: []Input{title, kind, text}, Blocks: true, Audience: audiences,
		Groups: []InputGroup{{"step-1", "Step 1", []Input{{ID: "s0", Name: "step.0.ending", Label: "ending", Type: "checkbox", Checked: true}}, "up.step.0", "down.step.0"}},
		Map:    &branches, Preview: "<p>As it is read.</p>", Comments: comments, Remark: remark, ShownAt: "/admin/modules/d_1/lessons/read/preview",
		Images: AuthorImages{Action: "/admin/modules/d_1/images", Lesson: "read", Given: "![A map](media/a.png)", Rows: []ImageRow{{"/a.png", "A map", "![A map](media/a.png)", 10, 10, 1, ""}, {"/b.png", "", "![](media/b.png)", 10, 10, 1, "/r"}}},
		Move:   []Input{{ID: "move-to", Name: "to", Label: "move_to", Options: []Option{{"d_2@3", "Another", false}}}},
		Shelf:  AuthorShelf{Query: "court", Sources: []ShelfRow{{"Rome Statute", "Rome Statute of the International Criminal Court", "[@rome-statute]", true}}},
	}
	out["author-part:question"] = AuthorPartPage{AuthorFrame: a, Name: "Which court?", Action: "/admin/modules/d_1/questions/court", Kind: "single", Inputs: []Input{title}}
	out["author-shown"] = AuthorShownPage{Frame: f, Kicker: "Our ministry's reporting line", Name: "Reading", Body: "<p>As it is read.</p>", Notes: "<ol></ol>"}
	out["author-history"] = AuthorHistoryPage{
		AuthorFrame: a, Versions: []VersionRow{{2, true, "editorial", "Amina Haddad", "Better worded.", march, "/v", "2", "/z"}, {Version: 1, At: march, Href: "/v", Zip: "/z"}}, From: "1", To: "2",
		Choices: []Option{{"1", "Version 1", false}, {"2", "Version 2", false}}, Compared: true,
		Parts: []DiffPart{{"lessons.read.markdown", []DiffSpan{{"The ", false}, {"old", true}}, []DiffSpan{{"The ", false}, {"new", true}}}},
	}
	out["author-history:none"] = AuthorHistoryPage{AuthorFrame: a}
	translated := AuthorTranslationPage{
		AuthorFrame: a, Parts: []TranslationPart{{"/d", "Title and summary", true, 1, 0}, {"/r", "Reading", false, 0, 2}, {Href: "/q", Title: "Questions"}}, Part: "details",
		From: Language{"en", "English", "ltr"}, To: Language{"ar", "العربية", "rtl"}, Of: 3, Total: 40, Missing: 1, Outdated: 2,
		Rows: []TranslationRow{
			{Key: "a1", Mark: "m", Where: "Title", Source: "Reading", Lines: 1, Missing: true},
			{Key: "a2", Mark: "m", Where: "Text", Source: "The new [@act].", Text: "نص", Lines: 3, Outdated: true, Odd: "citations", Was: []DiffSpan{{"The ", false}, {"old", true}}, Now: []DiffSpan{{"The ", false}, {"new", true}}, Theirs: []DiffSpan{{"نص آخر", true}}},
		},
	}
	out["author-translation"] = translated
	translated.Edit, translated.Overlap = false, true
	out["author-translation:read"] = translated
	out["author-collision"] = AuthorCollisionPage{
		AuthorFrame: a, Action: "/admin/modules/d_1/lessons/read", Hidden: []Input{{Name: "kind", Value: "reading"}},
		Fields: []CollisionField{{Input: text, Theirs: []DiffSpan{{"theirs", true}}, Mine: []DiffSpan{{"mine", true}}}},
	}
	out["author-import"] = AuthorImportPage{Frame: f, Faults: []AuthorFault{{Where: "quiz.yaml", Line: 9, Text: "names an id that is not among the options"}}}
	out["author-import:good"] = AuthorImportPage{Frame: f, Title: "Reading", Lessons: 3, Asked: 1, DryRun: true, Advice: []AuthorFault{{Where: "module.yaml", Line: 1, Text: "long"}}}
	out["author-analytics"] = AuthorAnalyticsPage{
		AuthorFrame: a, Learners: 12, Minutes: "6", Lessons: []LessonBar{{"Reading", 12, "0 %", "4", 1000, 0}, {"Deciding", 6, "50 %", "", 500, 32}},
		Scenarios: []PathsPlot{
			{ID: "paths-decide", Title: "Deciding", Rows: []PathRow{
				{Step: "What now?", Choice: "Speak", Learners: "5–9", Best: true, Width: 416}, {Step: "What now?", Choice: "Wait", Learners: "fewer than 5", Y: 32}, {Step: "Over.", Learners: "5–9", Ending: true, Width: 416, Y: 64},
			}},
			{ID: "paths-again", Title: "Again", Withheld: true},
		},
		Questions: []QuestionBar{{ID: "court", Kind: "One answer", Correct: "40 %", Discrimination: "-0.2", Flag: "misleads", Chosen: "a 3, b 9", Attempts: 12, Width: 400}, {ID: "why", Kind: "Short", Withheld: true, Y: 32}},
	}
	out["author-analytics:few"] = AuthorAnalyticsPage{AuthorFrame: a, Withheld: true}
	out["author-gift"] = AuthorGiftPage{
		AuthorFrame: a, Text: "::one::Which? {=a ~b}", Lost: []AuthorFault{{Where: "order", Text: "GIFT has no ordering questions"}}, Inputs: []Input{text}, Read: true, Added: 2,
		Notes: []AuthorFault{{Where: "one", Line: 3, Text: "the category is not carried", Warning: true}},
	}
	course := CourseRow{Href: "/admin/courses/c", Title: "For the press", Slug: "press", State: "published", BuiltIn: true, Version: 2, Modules: 3, Newer: true}
	out["author-courses"] = AuthorCoursesPage{Frame: f, Courses: []CourseRow{course, {Title: "New", State: "draft"}}, New: []Input{title}}
	out["author-course"] = AuthorCoursePage{
		Frame: f, Course: course, Rev: 2, Edit: true, Details: []Input{title}, Modules: []PinRow{{"/m", "Reading", "read", 1, 2, true, "/d"}, {Slug: "other"}}, Facts: []string{"80 %"},
		Faults: a.Faults, Steps: []AuthorStep{{Do: "accept"}}, Events: []EventRow{{"Amina", "created", "", march}}, Errors: a.Errors,
		Specimen: Specimen{Base: "/c/certificate", Picture: "/c/certificate?format=svg", PDFHref: "/c/certificate?paper=a4", LetterHref: "/c/certificate?paper=letter", Fields: []Input{text}},
	}
	out["author-course:published"] = AuthorCoursePage{Frame: f, Course: course, Specimen: Specimen{Picture: "/c/certificate?format=svg", PDFHref: "/c/certificate", LetterHref: "/c/certificate?paper=letter"}}
}
