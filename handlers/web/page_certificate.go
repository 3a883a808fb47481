package web

// CertificateFacts is what a certificate says, for the partial certificate-facts.
type CertificateFacts struct {
	Serial, Title, Holder, Institution string
	Audience, Criteria, Issuer         string
	Modules                            []string
	Lang                               string // of Title, Audience, Criteria and Modules
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

// CertificatePage is "certificate": a certificate for its holder.
type CertificatePage struct {
	Frame
	Facts                   CertificateFacts
	PDFHref, CredentialHref string
	Mine                    bool  // the reader is the holder and not an administrator looking on
	Successor               *Link // the certificate that took its place
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
