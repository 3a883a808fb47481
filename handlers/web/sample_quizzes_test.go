package web

func quizzes(f Frame, out map[string]any) {
	three := []AnswerOption{
		{ID: "a", HTML: "Resolution 96(I) of the General Assembly", Plain: "Resolution 96(I) of the General Assembly"},
		{ID: "b", HTML: "The <em>Akayesu</em> judgment", Plain: "The Akayesu judgment"},
		{ID: "c", HTML: "The Convention enters into force", Plain: "The Convention enters into force"},
	}
	placed := []AnswerOption{three[2], three[0], three[1]}
	for i := range placed {
		placed[i].Position = i + 1
	}
	out["quiz"] = QuizPage{Frame: f, Course: course, Module: module, Attempt: "at1", Action: "/attempts/at1/submission",
		Errors: []FieldError{{"q4", "Give each item of question 4 a position of its own, or leave all of them empty."}},
		Questions: []QuestionView{
			{Number: 1, Of: 6, ID: "q1", Kind: "single", Prompt: "<p>What sets genocide apart from the other two crimes?</p>", Options: []AnswerOption{
				{ID: "a", HTML: "The number of people killed"}, {ID: "b", HTML: "Intent to destroy a protected group, as such", Checked: true}, {ID: "c", HTML: "That a State ordered it"}, {ID: "d", HTML: "That it happens in war"}}},
			{Number: 2, Of: 6, ID: "q2", Kind: "multiple", Prompt: "<p>Which groups does article II protect?</p>", Sensitive: true, Options: []AnswerOption{
				{ID: "a", HTML: "National", Checked: true}, {ID: "b", HTML: "Political"}, {ID: "c", HTML: "Ethnical", Checked: true}, {ID: "d", HTML: "Religious"}}},
			{Number: 3, Of: 6, ID: "q3", Kind: "true_false", Prompt: "<p>“Ethnic cleansing” is a separate crime with its own article in the Rome Statute.</p>", Truth: "false"},
			{Number: 4, Of: 6, ID: "q4", Kind: "ordering", Prompt: "<p>Put in order, the earliest first.</p>", Options: placed, Error: "Give each item of question 4 a position of its own, or leave all of them empty."},
			{Number: 5, Of: 6, ID: "q5", Kind: "matching", Prompt: "<p>Match each crime with an element that it needs.</p>",
				Prompts: []MatchPrompt{{"p1", "Genocide", "b"}, {"p2", "Crimes against humanity", ""}, {"p3", "War crimes", ""}},
				Options: []AnswerOption{{ID: "a", Plain: "A link to an armed conflict"}, {ID: "b", Plain: "Intent to destroy a protected group"}, {ID: "c", Plain: "A widespread or systematic attack on civilians"}}},
			{Number: 6, Of: 6, ID: "q6", Kind: "short", Prompt: "<p>In two sentences: why should prevention not wait for a legal finding?</p>", Text: "Courts decide afterwards."},
		}}
	r := ResultPage{Frame: f, Course: course, Module: module, Attempt: "at1", Score: 67, PassMark: 80, Correct: 3, Counted: 5, RetryHref: "/quiz", WaitUntil: Date{ISO: "2026-03-14T15:10:00Z", Text: "at 15:10"},
		Questions: []QuestionResult{
			{Number: 1, Kind: "single", Prompt: "<p>What sets genocide apart from the other two crimes?</p>", Outcome: "right", Yours: []AnswerLine{{HTML: "Intent to destroy a protected group, as such", Right: true}}, Right: []AnswerLine{{HTML: "Intent to destroy a protected group, as such"}}, Feedback: "<p>The special intent is the mark of genocide. Numbers are not in the definition, private persons can commit it, and it can happen in peacetime.</p>", Sources: []Source{convention, convention}},
			{Number: 2, Kind: "single", Prompt: "<p>What did the Appeals Chamber decide on Krstić's own responsibility?</p>", Outcome: "wrong", Yours: []AnswerLine{{HTML: "Principal perpetrator"}}, Right: []AnswerLine{{HTML: "Aider and abettor of genocide"}}, Feedback: "<p>He knew that the resources of his corps were being used and permitted it.</p>"},
			{Number: 3, Kind: "multiple", Prompt: "<p>Which groups does article II protect?</p>", Outcome: "skipped", Right: []AnswerLine{{HTML: "National"}, {HTML: "Ethnical"}}, Feedback: "<p>Political and economic groups are not listed.</p>"},
			{Number: 4, Kind: "matching", Prompt: "<p>Match each crime with an element that it needs.</p>", Outcome: "partly", Share: 67,
				Yours: []AnswerLine{{"Genocide", "Intent to destroy a protected group", true}, {"War crimes", "A declaration of war", false}}, Right: []AnswerLine{{Prompt: "Genocide", HTML: "Intent to destroy a protected group"}, {Prompt: "War crimes", HTML: "A link to an armed conflict"}}, Feedback: "<p>No declaration of war is needed.</p>"},
			{Number: 5, Kind: "ordering", Prompt: "<p>Put in order, the earliest first.</p>", Outcome: "unanswered", Ordered: true, Right: []AnswerLine{{HTML: "Resolution 96(I)"}, {HTML: "Convention adopted"}}, Feedback: "<p>Fifty years passed.</p>"},
			{Number: 6, Kind: "short", Prompt: "<p>Why should prevention not wait for a legal finding?</p>", Outcome: "compare", Yours: []AnswerLine{{HTML: "Courts decide afterwards."}}, Right: []AnswerLine{{HTML: "Courts decide after the event."}, {HTML: "The risk factors are visible before."}}, Feedback: "<p>Compare with the last lesson.</p>"},
		}}
	out["result"] = r
	r.Passed, r.Score, r.Correct, r.WaitUntil = true, 89, 4, Date{}
	r.Next, r.Certificate = &Link{"#", "How they come about"}, &Link{"#", "Download the certificate"}
	out["result:passed"] = r
	r.Next, r.Certificate = nil, nil
	out["result:end"] = r
}
