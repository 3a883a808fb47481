package web

// MailPage is "admin-mail": mail that did not arrive.
type MailPage struct {
	Frame
	Off     bool // no mail server is set
	Waiting bool // lists what waits, in place of what was given up
	Mail    []MailRow
	More    string
	Actions []MailAction // the latest
}

// MailRow is one mail.
type MailRow struct {
	To, Kind, Reason string
	Attempts         int
	Created          Date
	Next             string // moment of the next try; empty for one that was given up
	Action           string
}

// MailAction is something that an administrator did.
type MailAction struct {
	At                 Date
	Name, Kind, Action string
}
