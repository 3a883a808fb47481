package web

// LearningPage is "learning": what I am learning, and where I go on.
type LearningPage struct {
	Frame
	Enrolments   []EnrolmentCard // open ones first
	Certificates []CertificateCard
}

// EnrolmentCard is one course of mine.
type EnrolmentCard struct {
	Href, Title, Audience string
	State                 string // "enrolled", "in_progress" or "completed"
	Enrolled
}

// CertificatesPage is "certificates".
type CertificatesPage struct {
	Frame
	Certificates []CertificateCard
}

// CertificateCard is one certificate of mine.
type CertificateCard struct {
	Serial, Title, Holder, Institution string
	Hours                              string // written for the language
	Issued, Expires                    Date   // Expires zero: does not expire
	Status                             string // "valid", "expired", "superseded" or "revoked"
	Href                               string // its own page
	PDFHref, VerifyHref                string
	CredentialHref                     string // the signed credential; empty: not offered
}
