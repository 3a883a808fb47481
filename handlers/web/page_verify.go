package web

// InspectedPage is "inspected": what a file, a credential or a code is worth that somebody had checked.
type InspectedPage struct {
	Frame
	// Status is "valid", "expired", "superseded", "revoked", "not_yet", "not_ours" or "altered".
	Status string
	Tone   string // "good", "warn" or "bad"
	Form   string // "pdf", "credential" or "code"
	// Serial leads to the page of the certificate; with "altered" it is the one that the thing was made from. Empty: none is known.
	Serial          string
	Course, Issuer  string // both empty unless genuine
	Hours           string // written for the language
	Issued, Expires Date
	Since           Date // of a revocation or a replacement
}
