package web

// settings gives samples of what an institution sets for itself.
func settings(inside InstitutionFrame, out map[string]any) {
	out["institution-settings"] = SettingsPage{
		InstitutionFrame: inside, Logo: &Image{"/institutions/i/settings/logo", "Logo of the Ministry", 640, 200}, LogoForm: Form{ID: "logo", Errors: []FieldError{{"picture", "Choose a picture."}}},
		Brand:  Form{ID: "brand", Values: map[string]string{"signatory_title": "Director"}, Errors: []FieldError{{"signatory", "Fill this in."}}},
		Mailed: true, NextMail: march, Every: []Option{{"weekly", "On Mondays", true}}, Cohorts: []Option{{"", "All", true}}, Courses: []Option{{"", "All", true}},
		ReportMail: Form{ID: "report-mail", Errors: []FieldError{{"every", "Choose one of those offered."}}},
		Reminders:  Form{ID: "reminders", Values: map[string]string{"before_due": "30, 7, 1"}, Errors: []FieldError{{"after_due", "At most 6 whole numbers."}}},
	}
	out["institution-settings:new"] = SettingsPage{InstitutionFrame: inside, LogoForm: Form{ID: "logo"}, Brand: Form{ID: "brand"}, Reminders: Form{ID: "reminders"}, ReportMail: Form{ID: "report-mail"}}
}
