// Package certificates issues certificates, freezes what they say, shows them on paper (see paper), lets anybody check them, and
// takes them back.
package certificates
