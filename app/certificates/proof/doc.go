// Package proof tells what a certificate in a stranger's hand is worth: a PDF, a credential, or what a certificate's code holds. It is
// pure and needs no server: a key set is enough, and a status list to know of revocations. The page for checking, the API and the
// command line give its answers.
package proof
