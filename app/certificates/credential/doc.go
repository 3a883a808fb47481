// Package credential is the certificate as signed data: an Open Badges 3.0 credential (1EdTech), which is a W3C Verifiable
// Credential 2.0, secured as a JWT; and a compact signed form of it, short enough for a printed QR code.
//
// The package is pure: it reads no clock, no store and no network. Build makes a Credential from Facts, Sign secures it, Verify
// checks one with a Set of public keys; CompactSign and CompactVerify do the same for the printed form. What a check finds wrong
// is an *Error with a Reason that people can be told.
//
// A checker with no server needs the token, the issuer's key set and, to know of revocations, the signed status list (package
// statuslist).
package credential
