package web

// SettingsPage is "institution-settings": what an institution sets for itself.
type SettingsPage struct {
	InstitutionFrame
	Logo                    *Image // nil: none
	LogoForm                Form   // field picture
	Brand                   Form   // fields signatory, signatory_title
	Reminders               Form   // fields before_due, after_due, before_expiry, after_expiry
	ReportMail              Form   // fields every, cohort, course
	Every, Cohorts, Courses []Option
	Mailed                  bool // the reader is mailed the report's numbers
	NextMail                Date
}

// Image is a picture on a page.
type Image struct {
	Src, Alt      string
	Width, Height int // pixels, so that the page does not jump
}
