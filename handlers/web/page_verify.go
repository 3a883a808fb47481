package web

// VerifyPage is "verify": the form that asks for a serial.
type VerifyPage struct {
	Frame
	Form Form // field serial
}

// Answer is something that a script may find out in the browser; the page holds the words for each, unseen until then.
type Answer struct {
	Status, Tone string
	Key          string // of the heading; with "_text" behind, of what it means
}

// Answers are those about a credential or a code that is not sent.
func (VerifyPage) Answers() []Answer {
	var out []Answer
	for _, a := range []Answer{
		{Status: "valid", Tone: "good"}, {Status: "signed", Tone: "good"}, {Status: "expired", Tone: "warn"}, {Status: "superseded", Tone: "warn"},
		{Status: "not_yet", Tone: "warn"}, {Status: "unlisted", Tone: "warn"}, {Status: "unreachable", Tone: "warn"},
		{Status: "revoked", Tone: "bad"}, {Status: "altered", Tone: "bad"}, {Status: "not_ours", Tone: "bad"},
	} {
		a.Key = "inspected." + a.Status
		out = append(out, a)
	}
	return out
}

// VerifiedPage is "verified": what is known of a serial.
type VerifiedPage struct {
	Frame
	Serial string
	// Status is "valid", "expired", "superseded", "revoked", or "unknown" when there is no such certificate.
	Status          string
	Course          string
	Version         int64
	Issued, Expires Date
	Completed       Date
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

// CodeAnswers are those about the printed code by which somebody has come.
func (VerifiedPage) CodeAnswers() []Answer {
	return []Answer{
		{"signed", "good", "code.signed"}, {"altered", "bad", "code.altered"}, {"not_ours", "bad", "code.not_ours"}, {"unreachable", "warn", "code.unreachable"},
	}
}

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
