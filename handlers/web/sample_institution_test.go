package web

// institution gives samples of the pages of institutions, in each of their states.
func institution(f, guest Frame, out map[string]any) {
	f.Section = "institutions"
	f.User = &ViewUser{Name: "Amina Haddad", IsManager: true}
	inside := InstitutionFrame{Frame: f, Institution: Link{"/institutions/i", "Ministry of Foreign Affairs of Velmara"}, Base: "/institutions/i", Tabs: []Tab{
		{Link{"/institutions/i", "Overview"}, true}, {Link{"/institutions/i/people", "People"}, false},
	}}
	parts := func() []Part {
		return []Part{
			{State: "not_started", Text: "Not started", N: 120, Href: "/r"}, {State: "in_progress", Text: "In progress", N: 310, Href: "/r"}, {State: "overdue", Text: "Overdue", N: 1, Href: "/r"},
			{State: "completed", Text: "Completed", N: 560, Href: "/r"}, {State: "expiring", Text: "Expiring", N: 9, Href: "/r"}, {State: "expired", Text: "Expired"}, {State: "waived", Text: "Waived", N: 3, Href: "/r"},
		}
	}
	spring := []Option{{"", "All", false}, {"c", "Spring 2026", true}}
	taught := []Option{{"diplomats", "Prevention for diplomats", true}}
	fault := Form{ID: "assign", Errors: []FieldError{{"course", "Choose one of those offered."}, {"due_at", "Write the date as year, month and day."}}}
	out["institutions"] = InstitutionsPage{Frame: f, Institutions: []InstitutionRow{{"/institutions/i", "Ministry of Foreign Affairs of Velmara", "Velmara", 4012}}, More: "?cursor=x", CanFound: true, Form: Form{Errors: []FieldError{{"name", "Fill this in."}}}}
	out["institutions:none"] = InstitutionsPage{Frame: f}
	out["institution"] = InstitutionPage{
		InstitutionFrame: inside, Rows: 1003, Plot: NewPlot("plot", "Where your people stand", parts()), CohortList: spring[1:], Courses: taught, Windows: []Option{{"0", "None", true}, {"1", "January", false}}, Assign: fault, NewCohort: Form{ID: "new"}, Details: Form{ID: "details"},
		Cohorts:     []CohortRow{{"/institutions/i/cohorts/c", "Spring 2026", 134, false}, {"/institutions/i/cohorts/d", "Autumn 2025", 20, true}},
		Assignments: []AssignmentRow{{Cohort: Link{"/c", "Spring 2026"}, Course: course, Due: march, Action: "/a"}, {Cohort: Link{"/c", "New entrants"}, Course: course, DueDays: 30, ValidityMonths: 12, Window: "January", Action: "/b"}, {Cohort: Link{"/c", "All"}, Course: course, Action: "/d"}},
	}
	out["institution:new"] = InstitutionPage{InstitutionFrame: inside, NewCohort: Form{ID: "new"}, Assign: Form{ID: "assign"}, Details: Form{ID: "details"}}
	people := []MemberRow{
		{ID: "1", Name: "Amina Haddad", Email: "amina.haddad@mfa.example", Manager: true, Self: true, Joined: march, Action: "/m/1"},
		{ID: "2", Name: "Jean-Baptiste Habyalimana-Nsengiyumva", Email: "jb@mfa.example", Joined: march, Cohorts: []Link{{"/c", "Spring 2026"}}, Action: "/m/2"},
		{ID: "3", Name: "Zoë Ünlü", Email: "zoe@mfa.example", Manager: true, Joined: march, Action: "/m/3"},
	}
	out["institution-people"] = MembersPage{InstitutionFrame: inside, Query: "a", Members: people, More: "?cursor=x"}
	out["institution-people:none"] = MembersPage{InstitutionFrame: inside}
	out["institution-invitations"] = InvitationsPage{
		InstitutionFrame: inside, Cohorts: []string{"Autumn", "Spring"}, File: Form{ID: "many", Errors: []FieldError{{"file", "Fill this in."}}}, More: "?cursor=x",
		Join: Form{ID: "join", Errors: []FieldError{{"seats", "A whole number from 1 to 5000."}}}, JoinCohorts: spring, JoinKey: "k",
		Links: []LinkRow{
			{"Spring 2026", "mfa.example, mfa.velmara.example", "open", "https://learn.example/invitations/def", 12, 300, march, "/l"}, {"", "", "full", "", 10, 10, march, "/l"},
			{"", "", "expired", "", 1, 10, march, "/l"}, {"", "", "closed", "", 1, 10, march, "/l"},
		},
		Form: Form{ID: "one", Values: map[string]string{"email": "amina"}, Errors: []FieldError{{"email", "This is not an e-mail address."}}},
		Invitations: []InvitationRow{
			{"a@mfa.example", "Amina", "Spring", "open", "https://learn.example/invitations/abc", march, "/w"}, {"b@mfa.example", "", "", "accepted", "", march, "/w"}, {"c@mfa.example", "", "", "expired", "", march, "/w"},
		},
	}
	out["institution-invitations:none"] = InvitationsPage{InstitutionFrame: inside, Form: Form{ID: "one"}, File: Form{ID: "many"}, Join: Form{ID: "join"}}
	out["institution-import"] = ImportPage{
		InstitutionFrame: inside, Invited: 300, Already: 1, Duplicate: 1, Invalid: 1, NewCohorts: []string{"Autumn", "Winter"}, MoreFaults: 2, Rows: "email\n<a@b.example>\n", Key: "k",
		Faults: []ImportRow{{2, "a@mfa.example", "already_member", "member"}, {3, "b@mfa.example", "duplicate", "earlier_row"}, {4, "", "invalid", "quotes"}},
	}
	out["institution-import:nobody"] = ImportPage{InstitutionFrame: inside, Invalid: 1}
	out["institution-cohort"] = CohortPage{InstitutionFrame: inside, Name: "Spring 2026", Members: people, Action: "/c", Rename: Form{ID: "rename"}, Add: Form{ID: "add", Errors: []FieldError{{"email", "No member has this address."}}}}
	out["institution-cohort:none"] = CohortPage{InstitutionFrame: inside, Name: "Spring 2026", Action: "/c", Add: Form{ID: "add"}, Rename: Form{ID: "rename"}}
	given := AssignmentRow{Cohort: Link{"/c", "Spring 2026"}, Course: course, Due: march, Action: "/a"}
	out["institution-cohort:closed"] = CohortPage{InstitutionFrame: inside, Name: "Spring 2026", Closed: true, Members: people, Assignments: []AssignmentRow{given}, Action: "/c", Add: Form{ID: "add"}, Rename: Form{ID: "rename", Errors: []FieldError{{"name", "This name is taken."}}}}
	out["institution-assignment"] = AssignmentPage{
		InstitutionFrame: inside, Row: given, Report: "/r", Date: Form{ID: "date", Errors: []FieldError{{"due_days", "Give a date or a number of days, not both."}}}, More: "?cursor=x",
		Except: Form{ID: "except", Errors: []FieldError{{"email", "No member has this address."}, {"until", "A date after today."}, {"reason", "Fill this in."}}}, Kinds: []Option{{"extension", "More time", true}, {"waiver", "Excused for a while", false}},
		Exceptions: []ExceptionRow{{"Amina Haddad", "amina.haddad@mfa.example", "in_progress", "On mission", march, Date{}, "/e"}, {"Zoë Ünlü", "zoe@mfa.example", "waived", "On leave", march, march, "/e"}},
	}
	out["institution-assignment:none"] = AssignmentPage{InstitutionFrame: inside, Row: given, Date: Form{ID: "date"}, Except: Form{ID: "except"}}
	rows := []ReportRow{
		{Name: "Amina Haddad", Email: "amina.haddad@mfa.example", Cohort: "Spring 2026", Course: "Prevention for diplomats", State: "completed", Progress: 100, Score: "92 %", Due: march, Completed: march, Certificate: &Link{"/p", "UP-7KQ4-M2XD-9TBA"}},
		{Name: "Zoë Ünlü", Email: "zoe@mfa.example", Cohort: "Spring 2026", Course: "Prevention for diplomats", State: "waived", Score: "–", Due: march, Reason: "On leave", Except: "/a?email=zoe#except"},
	}
	out["institution-report"] = ReportPage{InstitutionFrame: inside, Cohorts: spring, Courses: taught, States: []Option{{"", "All", true}}, Query: "a", Learners: 1000, Rows: 1003, First: true, Plot: NewPlot("plot", "Where your people stand", parts()), Scores: &ScoreLine{980, 84}, Sorts: []Option{{"name", "Name, A to Z", true}},
		Trend: NewTrend("trend-plot", "Completed, week by week", []TrendPoint{{march, 12}, {march, 300}, {march, 569}}), Bands: Plot{ID: "bands-plot", Title: "Scores", Head: "Score", Parts: parts()[:3]},
		Items: rows, More: "?cursor=x", CSVHref: "/csv", XLSXHref: "/xlsx"}
	out["institution-report:few"] = ReportPage{InstitutionFrame: inside, Learners: 2, Rows: 2, First: true, Plot: NewPlot("plot", "Where your people stand", parts()), Items: rows, CSVHref: "/csv", XLSXHref: "/xlsx"}
	out["institution-report:none"] = ReportPage{InstitutionFrame: inside, First: true}
	out["institution-certificates"] = InstitutionCertificatesPage{InstitutionFrame: inside, Cohorts: spring, Courses: taught, Statuses: []Option{{"valid", "Valid", true}}, From: "2026-01-01", Zips: []Link{{Href: "/zip?paper=a4", Text: "As a ZIP on A4"}, {Href: "/zip?paper=letter", Text: "As a ZIP on Letter"}}, Size: "1,200 certificates, about 41 MB.", Parts: []Link{{"/zip?part=1", "Part 1: certificates 1 to 1,000"}, {"/zip?part=2", "Part 2: certificates 1,001 to 1,200"}}, More: "?cursor=x", Certificates: []HeldCertificate{
		{"Dr Amina Haddad", "amina.haddad@mfa.example", "Prevention for diplomats", "UP-7KQ4-M2XD-9TBA", "valid", march, march, "/p"}, {"Zoë Ünlü", "zoe@mfa.example", "Prevention for diplomats", "UP-7KQ4-M2XD-9TBB", "revoked", march, Date{}, "/q"},
	}}
	out["institution-certificates:none"] = InstitutionCertificatesPage{InstitutionFrame: inside}
	settings(inside, out)
	for _, state := range []string{"accepted", "expired", "mine", "full", "closed"} {
		out["invitation:"+state] = InvitationPage{Frame: f, Institution: "Ministry", State: state}
	}
	out["invitation"] = InvitationPage{Frame: guest, Institution: "Ministry of Foreign Affairs of Velmara", Cohort: "Spring 2026", State: "open", SignIn: "/sign-in?next=x", SignUp: "/sign-up?next=x"}
	out["invitation:refused"] = InvitationPage{Frame: f, Institution: "Ministry", State: "open", Action: "/invitations/t", Domains: "mfa.example", Refusal: "This link is for people whose account has an address of the institution."}
	out["invitation:open"] = InvitationPage{Frame: f, Institution: "Ministry", State: "open", Action: "/invitations/t"}
}
