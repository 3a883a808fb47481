package web

import "testing"

// samples gives every page filled in as it would be on a working day; a name after a colon is a further state of a page.
func samples(t *testing.T) map[string]any {
	f := frame(t)
	at := func(section string) Frame { g := f; g.Section = section; return g }
	guest := f
	guest.User = nil
	out := map[string]any{}
	cards := make([]AudienceCard, len(audiences))
	for i, a := range audiences {
		cards[i] = AudienceCard{Title: a.Text, Description: audienceTexts[i], Href: "/courses?audience=" + a.Value}
	}
	out["home"] = HomePage{guest, cards}
	out["home:signed-in"] = HomePage{f, cards}
	list := CoursesPage{Frame: at("courses"), Audiences: audiences}
	for i, a := range audiences {
		c := CourseCard{Href: "/courses/" + a.Value, Title: "Prevention for " + a.Text, Audience: a.Text, Minutes: 450 - 20*i, Modules: 9, Languages: []string{"English", "العربية"},
			Summary: "Reading the signs from post, carrying a warning through the machinery, and protecting people while there is time."}
		if i == 0 {
			c.Progress = &Progress{12, 40}
		}
		list.Courses = append(list.Courses, c)
	}
	out["courses"] = list
	one := list
	one.Audience, one.Courses = "Diplomats", list.Courses[:1]
	out["courses:one"] = one
	out["courses:none"] = CoursesPage{Frame: at("courses"), Audiences: audiences}
	cp := CoursePage{Frame: at("courses"), EnrolAction: "/courses/diplomats/enrolment", Modules: modules, Course: CourseHead{
		Title: "Prevention for diplomats", Summary: "How to read the signs of atrocity crimes from post, carry a warning to those who can act on it, and protect people while there is time.",
		Audience: Link{"/courses?audience=diplomats", "Diplomats"}, Minutes: 430, Hours: "7.5", PassMark: 80, ValidityMonths: 36,
		Languages: []string{"English", "العربية"}, Criteria: "The holder has read all lessons, played every scenario to an ending and passed each module's quiz with 80 % or more."}}
	out["course:signed-out"] = func() CoursePage { c := cp; c.Frame = guest; return c }()
	out["course:open"] = cp
	out["course:retired"] = func() CoursePage { c := cp; c.EnrolAction = ""; return c }()
	cp.Enrolment = &Enrolled{Progress: Progress{12, 40}, Next: &Link{"#", "Crimes against humanity and war crimes"}, Due: soon}
	out["course"] = cp
	cp.Enrolment = &Enrolled{Progress: Progress{40, 40}, Completed: march, Certificate: &Link{"#", "Download the certificate"}}
	out["course:completed"] = cp
	cp.Enrolment = &Enrolled{Progress: Progress{12, 40}, Next: &Link{"#", "Crimes against humanity and war crimes"}, Offer: &Offer{Version: 4, Published: march, Action: "/o", Notes: []string{"The judgments of 2025 are in."},
		Modules: []OfferedModule{
			{Title: "What atrocity crimes are", Change: "changed", Added: []string{"Incitement", "Complicity"}, Changed: []string{"Genocide"}, Removed: []string{"A look back"}, Quiz: "changed"},
			{Title: "Technology and atrocity risk", Change: "added"}, {Title: "Old reports", Change: "removed"},
		}}}
	out["course:offer"] = cp
	cp.Enrolment = &Enrolled{Progress: Progress{12, 40}, Next: &Link{"#", "Genocide"}, Offer: &Offer{Version: 4, Published: march, Declined: true, Action: "/o", Modules: []OfferedModule{{Title: "Old reports", Change: "removed"}}}}
	out["course:declined"] = cp
	cp.Course.Window = "January"
	cp.Enrolment = &Enrolled{Progress: Progress{40, 40}, Completed: march, Certificate: &Link{"#", "Download the certificate"}, Renewal: &Renewal{Ends: soon, From: march, Refresher: true, Action: "/r"}}
	out["course:renewable"] = cp
	cp.Enrolment = &Enrolled{Progress: Progress{40, 40}, Completed: march, Certificate: &Link{"#", "Download the certificate"}, Renewal: &Renewal{Ends: march, From: march, Ended: true, Action: "/r"}}
	out["course:ended"] = cp
	cp.Enrolment = &Enrolled{Progress: Progress{1, 9}, Next: &Link{"#", "What has changed"}, Renewal: &Renewal{Ends: soon, From: march, Begun: true, Before: &Link{"#", "UP-7KQ4-M2XD-9T00"}}}
	out["course:renewing"] = cp
	out["quiz-start"] = QuizStartPage{Frame: f, Course: course, Module: module, Questions: 9, PassMark: 80, Attempts: 1, Best: 67, Action: "/a"}
	out["quiz-start:wait"] = QuizStartPage{Frame: f, Course: course, Module: module, Questions: 9, PassMark: 80, Attempts: 3, Best: 67, WaitUntil: Date{ISO: "2026-03-14T15:10:00Z", Text: "at 15:10"}}
	out["quiz-start:open"] = QuizStartPage{Frame: f, Course: course, Module: module, Questions: 9, PassMark: 80, Resume: "/attempts/1"}
	out["quiz-start:passed"] = QuizStartPage{Frame: f, Course: course, Module: module, Questions: 9, PassMark: 80, Attempts: 2, Best: 89, Passed: true, Action: "/a"}
	out["learning"] = LearningPage{Frame: at("learning"), Certificates: []CertificateCard{certificate}, Enrolments: []EnrolmentCard{
		{"/c", "Prevention for diplomats", "Diplomats", "in_progress", Enrolled{Progress: Progress{12, 40}, Next: &Link{"#", "Crimes against humanity and war crimes"}, Due: soon}},
		{"/c", "Prevention for educators", "Educators", "enrolled", Enrolled{Progress: Progress{0, 38}, Next: &Link{"#", "Three crimes, four words"}, Due: march, Overdue: true}},
		{"/c", "Prevention for media and civil society", "Media and civil society", "completed", Enrolled{Progress: Progress{38, 38}, Completed: march, Certificate: &Link{"#", "Download the certificate"}, Renewal: &Renewal{Ends: soon, From: march, Action: "/r"}}},
	}}
	out["learning:empty"] = LearningPage{Frame: at("learning")}
	expired, revoked := certificate, certificate
	expired.Status, revoked.Status, revoked.Expires, revoked.CredentialHref = "expired", "revoked", Date{}, ""
	out["certificates"] = CertificatesPage{at("certificates"), []CertificateCard{certificate, expired, revoked}}
	out["certificates:empty"] = CertificatesPage{Frame: at("certificates")}
	out["verify"] = VerifyPage{Frame: at("verify")}
	out["verify:fault"] = VerifyPage{at("verify"), Form{Values: map[string]string{"serial": "??"}, Errors: []FieldError{{"serial", "Write the number as it stands on the certificate."}}}}
	v := VerifiedPage{Frame: at("verify"), Serial: "UPS-7KQ4-M2XD-9T", Status: "valid", Course: "Prevention for diplomats", Issued: march, Expires: march, Issuer: "Upstander", Hours: "7.5",
		Holder: "Dr Amina Haddad", Name: "Amina Hadad", CredentialHref: "/c"}
	out["verified"] = v
	v.Status, v.Matches, v.Name, v.Holder = "expired", true, "Dr Amina Haddad", ""
	out["verified:expired"] = v
	v.Status, v.Name, v.Since = "revoked", "", march
	out["verified:revoked"] = v
	v.Status, v.Successor = "superseded", &Link{"/certificates/UPS-9", "UPS-9"}
	out["verified:superseded"] = v
	out["verified:unknown"] = VerifiedPage{Frame: at("verify"), Serial: "UPS-0000-0000-00", Status: "unknown"}
	certified(at("certificates"), guest, out)
	inspections(f, march, out)
	account(f, guest, out)
	administration(f, out)
	library(f, out)
	institution(f, guest, out)
	post(f, out)
	network(f, out)
	lessons(t, f, out)
	quizzes(f, out)
	return out
}

var audienceTexts = []string{
	"Reading the signs from post and carrying a warning to those who can act on it.",
	"Keeping the machinery of the State from being turned against people.",
	"Teaching about atrocity crimes accurately, safely and with purpose.",
	"Knowing what a company touches, and using the leverage it has.",
	"Knowing the law that binds those who carry arms, and protecting civilians.",
	"Reporting without harm, preserving evidence, answering hatred.",
	"Making laws, overseeing their use, and leading with words.",
}

var modules = []ModuleView{
	{Number: 1, Slug: "c1-atrocity-crimes", Title: "What atrocity crimes are", Summary: "Three crimes and one umbrella term: what the law says, what courts have found, and why prevention must not wait for a label.", Minutes: 45, PrintHref: "/print",
		Objectives: []string{"Define genocide, crimes against humanity and war crimes in one sentence each.", "Identify what courts have found in three adjudicated cases.", "Explain why prevention must not wait for a legal label."},
		Lessons: []LessonRow{
			{Href: "#", Title: "Three crimes, four words", Minutes: 7, Kind: "reading", Done: true},
			{Href: "#", Title: "Genocide", Minutes: 6, Kind: "reading", Done: true},
			{Href: "#", Title: "Crimes against humanity and war crimes", Minutes: 6, Kind: "reading", Next: true},
			{Href: "#", Title: "The statement", Minutes: 10, Kind: "scenario"},
			{Href: "#", Title: "Words you have used", Minutes: 3, Kind: "reflection"},
		}, Quiz: QuizRow{Href: "#", Questions: 9, PassMark: 80, Attempts: 1, Best: 67}},
	{Number: 2, Slug: "c2-risk-factors", Title: "How they come about: risk factors and early warning", Summary: "Atrocity crimes are processes. They can be seen while they form.", Minutes: 45,
		Lessons: []LessonRow{{Href: "#", Title: "Risk, not prophecy", Minutes: 7, Kind: "reading"}, {Href: "#", Title: "The fourteen factors", Minutes: 8, Kind: "reading"}}, Quiz: QuizRow{Href: "#", Questions: 8, PassMark: 80}},
}
