package web

// CertificateFacts is what a certificate says, for the partial certificate-facts.
type CertificateFacts struct {
	Serial, Title, Holder, Institution string
	Audience, Criteria, Issuer         string
	Modules                            []string
	Wording                            string // of the course's own; may be empty
	Signatories                        []Signatory
	Lang                               string // of Title, Audience, Criteria, Wording, Modules and the course's signatory
	Hours                              string // written for the page's language
	Version                            int64
	Issued, Completed, Expires         Date // Expires zero: does not expire
	// Status is "valid", "expired", "superseded" or "revoked"; Since says since when for the last two.
	Status     string
	Since      Date
	Reason     string // class of a revocation, a key after "revocation."; else empty
	VerifyHref string
	Logo       *Link // the institution's, and its text alternative; nil: none
}

// Signatory is who signs a certificate, in which office and for whom.
type Signatory struct{ Name, Title, Behalf string }

// CertificatePage is "certificate": a certificate for its holder.
type CertificatePage struct {
	Frame
	Facts          CertificateFacts
	PDFs           []Link // for each size of paper, the likelier first
	CredentialHref string
	Mine           bool  // the reader is the holder and not an administrator looking on
	Successor      *Link // the certificate that took its place
	// ShareURL is the link that anybody can follow; empty: there is none. The forms go to ShareAction and UnshareAction.
	ShareURL, ShareAction, UnshareAction string
	LinkedInHref                         string // empty: not offered
	ReissueAction                        string // empty: the name has not changed
}

// SharedPage is "shared": a certificate for whoever has the link.
type SharedPage struct {
	Frame
	Facts      CertificateFacts
	URL, Image string // absolute: of this page, and of a picture without a name
}
