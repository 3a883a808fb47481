package web

import "strconv"

// InstitutionsPage is "institutions": those that I manage, and the form that opens one.
type InstitutionsPage struct {
	Frame
	Institutions []InstitutionRow
	More         string
	CanFound     bool
	Form         Form // fields name, country, manager
}

// InstitutionRow is one institution in a list.
type InstitutionRow struct {
	Href, Name, Country string
	Members             int
}

// InstitutionFrame is what the pages of one institution share.
type InstitutionFrame struct {
	Frame
	Institution Link
	Tabs        []Tab
	Base        string // "/institutions/ID", under which its forms go
}

// Tab leads to one page of an institution.
type Tab struct {
	Link
	Current bool
}

// InstitutionPage is "institution": where it stands, its cohorts and what is assigned to them.
type InstitutionPage struct {
	InstitutionFrame
	Rows        int
	Plot        Plot
	Cohorts     []CohortRow
	Assignments []AssignmentRow
	NewCohort   Form     // field name
	Assign      Form     // fields cohort, course, due_at, validity_months, window_month
	Windows     []Option // for the form: a month, or none
	CohortList  []Option // for the form
	Courses     []Option
	Details     Form // fields name, country
}

// CohortRow is one cohort in a list.
type CohortRow struct {
	Href, Name string
	Members    int
	Closed     bool
}

// AssignmentRow is one course assigned to one cohort.
type AssignmentRow struct {
	Cohort, Course Link
	Due            Date
	DueDays        int    // after joining, where there is no date
	ValidityMonths int    // how long a completion counts here; 0: no months
	Window         string // month of renewal; "" for none
	Action         string // leads to its page, and changes it
}

// Plot is a row of shares, drawn as one bar and always shown as a table too.
type Plot struct {
	ID    string
	Title string
	Head  string // of the table's first column; "" for the state
	Parts []Part
}

// Part is one share.
type Part struct {
	State string // one of institutions.States
	Text  string // its name
	N     int
	Share string // per cent, written for the page
	Href  string // leads to its rows
	X, W  int    // place and width in the bar, in thousandths
}

// NewPlot lays out the counts in their order; a part of at least one is never too thin to be seen.
func NewPlot(id, title string, parts []Part) Plot {
	all := 0
	for _, p := range parts {
		all += p.N
	}
	x := 0
	for i := range parts {
		p := &parts[i]
		if p.N == 0 {
			p.Share = "0 %"
			continue
		}
		p.Share = strconv.Itoa((100*p.N+all/2)/all) + " %"
		width := max(1000*p.N/all, 8)
		p.X, p.W = x, width-4 // a gap parts it from the next
		x += width
	}
	return Plot{ID: id, Title: title, Parts: parts}
}

// Width is the bar's whole width.
func (p Plot) Width() int {
	width := 1000
	for _, part := range p.Parts {
		width = max(width, part.X+part.W)
	}
	return width
}

// MembersPage is "institution-people".
type MembersPage struct {
	InstitutionFrame
	Query   string
	Members []MemberRow
	More    string
}

// MemberRow is one member, with the forms that change them.
type MemberRow struct {
	ID, Name, Email string
	Manager         bool
	Self            bool
	Joined          Date
	Cohorts         []Link
	Action          string
}

// InvitationsPage is "institution-invitations".
type InvitationsPage struct {
	InstitutionFrame
	Form        Form // fields email, name, cohort
	File        Form // field file
	Cohorts     []string
	Join        Form     // fields cohort, seats, expires_at, domains
	JoinCohorts []Option // for the form
	JoinKey     string   // so that sending the form twice makes one link
	Links       []LinkRow
	Invitations []InvitationRow
	More        string
}

// InvitationRow is one invitation.
type InvitationRow struct {
	Email, Name, Cohort string
	State               string // "open", "accepted", "expired"
	Link                string
	Until               Date
	Action              string // takes it back
}

// LinkRow is a link by which many may join.
type LinkRow struct {
	Cohort       string // "" for none
	Domains      string
	State        string // "open", "full", "expired", "closed"
	Link         string
	Taken, Seats int
	Until        Date
	Action       string // closes it
}

// ImportPage is "institution-import": what would become of each row of a file, before anything is saved.
type ImportPage struct {
	InstitutionFrame
	Invited, Already, Duplicate, Invalid int
	NewCohorts                           []string
	Faults                               []ImportRow // rows that will not be invited, the first ones
	MoreFaults                           int
	Rows                                 string // the file, carried to the confirmation
	Key                                  string // so that confirming twice invites once
}

// ImportRow is one row's fate.
type ImportRow struct {
	Line                   int
	Email, Outcome, Reason string
}

// CohortPage is "institution-cohort".
type CohortPage struct {
	InstitutionFrame
	Name        string
	Closed      bool
	Members     []MemberRow
	Assignments []AssignmentRow
	Add         Form // field email
	Rename      Form // field name
	Action      string
}

// AssignmentPage is "institution-assignment": when it is due, and for whom otherwise.
type AssignmentPage struct {
	InstitutionFrame
	Row        AssignmentRow
	Report     string // where its rows are
	Date       Form   // fields due_at, due_days
	Except     Form   // fields email, kind, until, reason
	Kinds      []Option
	Exceptions []ExceptionRow
	More       string
}

// ExceptionRow is one person with a date of their own, or excused.
type ExceptionRow struct {
	Name, Email, State, Reason string
	Due, Waived                Date
	Action                     string // takes it back
}

// ReportPage is "institution-report".
type ReportPage struct {
	InstitutionFrame
	Cohorts, Courses, States []Option
	Sorts                    []Option
	Query                    string
	Learners, Rows           int
	First                    bool // the page that carries the summary
	Plot                     Plot
	Trend                    Trend      // of completions; no points: none yet
	Bands                    Plot       // of scores, where they are shown
	Scores                   *ScoreLine // nil: too few to show
	Items                    []ReportRow
	More                     string
	CSVHref, XLSXHref        string
}

// ScoreLine is how those with a score did, per cent.
type ScoreLine struct {
	Learners, Mean int
}

// ReportRow is one learner and course.
type ReportRow struct {
	Name, Email, Cohort, Course string
	State                       string
	Progress                    int    // per cent
	Score                       string // "82 %", or "–"
	Due, Completed              Date
	Certificate                 *Link
	Except                      string // where an exception is made for this person; "" when there is nothing to except
	Reason                      string
}

// InstitutionCertificatesPage is "institution-certificates".
type InstitutionCertificatesPage struct {
	InstitutionFrame
	Cohorts, Courses, Statuses []Option
	From, Until                string
	Certificates               []HeldCertificate
	More                       string
	Zips                       []Link // the whole for each size of paper, the likelier first
	Size                       string // how many there are, and what the whole takes
	Parts                      []Link // of the archive, where it has several
}

// HeldCertificate is a member's certificate.
type HeldCertificate struct {
	Holder, Email, Title, Serial, Status string
	Issued, Expires                      Date
	PDFHref                              string
}

// InvitationPage is "invitation": what a link leads to.
type InvitationPage struct {
	Frame
	Institution, Cohort string
	Domains             string // where one's address must be, with commas; "" for anywhere
	Refusal             string // why joining failed
	State               string // "open", "accepted", "expired", "full", "closed", or "mine": accepted by the one who looks
	Action              string
	SignIn, SignUp      string // addresses for one who is not signed in
}
