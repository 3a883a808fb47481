package web

// AuditPage is "admin-audit": who did what.
type AuditPage struct {
	Frame
	Actor, From, Until string // the filter, as typed
	Entries            []AuditRow
	More               string
}

// AuditRow is one change. Outcome is "done", the code of a problem, or empty where the end is not known.
type AuditRow struct{ At, Who, What, On, Detail, Outcome string }
