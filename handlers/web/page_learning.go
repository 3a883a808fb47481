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

// VerifyPage is "verify": the form that asks for a serial.
type VerifyPage struct {
	Frame
	Form Form // field serial
}

// VerifiedPage is "verified": what is known of a serial.
type VerifiedPage struct {
	Frame
	Serial string
	// Status is "valid", "expired", "superseded", "revoked", or "unknown" when there is no such certificate.
	Status          string
	Course          string
	Issued, Expires Date
	Since           Date   // of a supersession or revocation
	Reason          string // class of a revocation, a key after "revocation."; else empty
	Successor       *Link  // for the holder: what took its place
	Issuer          string
	Holder          string // only where the holder publishes it
	Hours           string
	Name            string // what the checker typed, or ""
	Matches         bool   // whether Name is the printed one
	CredentialHref  string // empty: not offered
}
