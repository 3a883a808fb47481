package web

func account(f, guest Frame, out map[string]any) {
	faults := Form{Values: map[string]string{"email": "amina", "name": "Amina Haddad", "audience": "media"}, Errors: []FieldError{
		{"email", "Write the address in the form name@example.org."}, {"password", "The password needs at least 12 characters."},
	}}
	out["sign-up"] = SignUpPage{Frame: guest, Audiences: audiences, Next: "/courses/diplomats"}
	out["sign-up:faults"] = SignUpPage{Frame: guest, Form: faults, Audiences: audiences}
	out["sign-in"] = SignInPage{Frame: guest, NeedOTP: true, Expired: true, Next: "/learning"}
	out["sign-in:wrong"] = SignInPage{Frame: guest, Form: Form{Errors: []FieldError{{"", "The address and the password do not belong together. Try again, or ask for a new password."}}}}
	out["forgot"] = ForgotPage{Frame: guest}
	out["forgot:sent"] = ForgotPage{Frame: guest, Sent: true}
	out["reset"] = ResetPage{Frame: guest, Token: "t"}
	out["reset:spent"] = ResetPage{Frame: guest, Spent: true}
	saved := f
	saved.Section, saved.Flash = "account", &Message{"good", "Saved."}
	out["account"] = AccountPage{
		Frame: saved, Email: "amina.haddad@mfa.example", Since: march, Audiences: audiences, Certificates: 2,
		Institutions: []Belonging{{
			Name: "Ministry of Foreign Affairs of Velmara", Href: "/institutions/i", Asked: []string{"Prevention for diplomats"},
			Shared: []Option{{Value: "media", Text: "Prevention for the media", Selected: true}, {Value: "educators", Text: "Prevention for educators"}},
		}},
		SiteLanguages: []Option{{"en", "English", true}, {"ar", "العربية", false}}, PublishHolder: true,
		Profile:  Form{ID: "profile", Values: map[string]string{"name": "Amina Haddad", "certificate_name": "Dr Amina Haddad"}},
		Password: Form{ID: "password"},
		Deletion: Form{ID: "deletion", Values: map[string]string{"certificates": "withdraw"}, Errors: []FieldError{{"confirmation", "This is not the address of this account."}}},
	}
	out["error"] = ErrorPage{Frame: guest, Status: 404, Heading: "There is no such page", Text: "The address may be mistyped, or what was here has moved.", Help: "Look for it from the list of courses.", RequestID: "8f2c1d", Link: &Link{"/courses", "See the courses"}}
	out["error:500"] = ErrorPage{Frame: guest, Status: 500, Heading: "Something went wrong on our side", Text: "It is not your doing. It has been written down for whoever runs this site."}
}

func administration(f Frame, out map[string]any) {
	roles := func(held ...string) []Option {
		all := []Option{{"learner", "Learner", false}, {"trainer", "Trainer", false}, {"reviewer", "Reviewer", false}, {"manager", "Manager", false}, {"admin", "Administrator", false}}
		for i := range all {
			for _, h := range held {
				all[i].Selected = all[i].Selected || all[i].Value == h
			}
		}
		return all
	}
	f.Section = "users"
	out["admin-users"] = AdminUsersPage{Frame: f, Query: "ha", More: "?cursor=x", Users: []UserRow{
		{"1", "Amina Haddad", "amina.haddad@mfa.example", roles("learner", "admin"), false, true, march, "/admin/users/1"},
		{"2", "Jean-Baptiste Habyalimana-Nsengiyumva", "jean-baptiste.habyalimana-nsengiyumva@parliament.velmara.example", roles("learner"), true, false, march, "/admin/users/2"},
	}}
	out["admin-users:none"] = AdminUsersPage{Frame: f, Query: "zz"}
	f.Section = "modules"
	row := ModuleRow{Href: "/admin/modules/c1", Title: "What atrocity crimes are", Slug: "c1-atrocity-crimes", Language: "English", State: "published", BuiltIn: true, Version: 1, Lessons: 6, Questions: 9, Minutes: 45}
	draft := row
	draft.Title, draft.Slug, draft.State, draft.BuiltIn, draft.Version = "Our ministry's reporting line", "reporting-line", "in_review", false, 0
	out["admin-modules"] = AdminModulesPage{Frame: f, Modules: []ModuleRow{row, draft}, Write: true, New: []Input{{ID: "new-title", Name: "title", Label: "title", Type: "text"}}, Import: []Input{{ID: "bundle", Name: "bundle", Label: "bundle", Type: "file"}}}
	out["admin-modules:none"] = AdminModulesPage{Frame: f}
	out["admin-module"] = AdminModulePage{
		Frame: f, Module: row, Summary: "Three crimes and one umbrella term.", ContentNote: "Legal description of mass crimes; no images.",
		Review: "Prepared from public sources; not yet reviewed by an international lawyer.", Objectives: modules[0].Objectives,
		Lessons: []SourceLesson{{"three-crimes", "Three crimes, four words", "reading", 7, "\"Atrocity crimes\" is an umbrella term for three crimes that international law defines [@un-framework, foreword].\n\n## Why four words\n\nText.", nil}},
		Questions: []SourceQuestion{
			{Number: 1, ID: "special-intent", Kind: "single", Prompt: "<p>What sets genocide apart from the other two crimes?</p>", Feedback: "<p>The special intent is the mark of genocide.</p>", Sources: []Source{convention},
				Options: []AnswerOption{{ID: "a", HTML: "The number of people killed"}, {ID: "b", HTML: "Intent to destroy a protected group, as such", Checked: true}}},
			{Number: 2, ID: "dates", Kind: "ordering", Prompt: "<p>Put in order.</p>", Ordered: true, Answer: []AnswerLine{{HTML: "Resolution 96(I)"}, {HTML: "Convention adopted"}}, Feedback: "<p>1946, 1948.</p>"},
			{Number: 3, ID: "wait", Kind: "short", Prompt: "<p>Why not wait?</p>", Answer: []AnswerLine{{HTML: "Courts decide after the event."}}, Feedback: "<p>Compare with the last lesson.</p>"},
		}, Sources: []Source{convention},
	}
	authors(f, out)
}

func library(f Frame, out map[string]any) {
	used := Uses{2, []ModuleUse{{Link{Href: "/courses/diplomats#c1-atrocity-crimes", Text: "What atrocity crimes are"}, []LessonUse{{"Genocide", "art. II; art. III"}, {"Why prevention cannot wait", ""}, {"Quiz", "art. IX"}}}}}
	convention := convention
	out["glossary"] = GlossaryPage{f, []TermGroup{{"Crimes and law", []Term{
		{"genocide", "Genocide", "One of five listed acts committed with intent to destroy, in whole or in part, a national, ethnical, racial or religious group, as such.", []Source{convention}, used},
		{"persecution", "Persecution", "The severe deprivation of fundamental rights because of the identity of a group.", nil, Uses{}},
	}}}}
	out["glossary:empty"] = GlossaryPage{Frame: f}
	unread := convention
	convention.Uses, convention.Terms = used, []Link{{Href: "/glossary#term-genocide", Text: "Genocide"}}
	unread.ID, unread.Checked, unread.URL, unread.Note, unread.Author = "copy", "unread", "", "", ""
	judgment := convention
	judgment.ID, judgment.Short, judgment.Title, judgment.Checked = "krstic", "Krstić Appeal Judgement", "Prosecutor v. Radislav Krstić, Appeals Chamber Judgement", "secondary"
	out["docs"] = DocsPage{f, "What the problems mean.", []DocsRow{{"not_found", "not_found", "There is nothing at this address.", "public"}}}
	out["sources"] = SourcesPage{f, []SourceGroup{{"treaty", []Source{convention, unread}}, {"judgment", []Source{judgment}}}}
	out["about"] = AboutPage{f, []ReviewLine{{"What atrocity crimes are", "Prepared from public sources; not yet reviewed by an international lawyer."}, {"How they come about", "Prepared from public sources; not yet reviewed by a practitioner of early warning."}}, "contact@upstander.example"}
}
