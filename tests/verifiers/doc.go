// Package verifiers sets programs that others wrote upon what Upstander signs: a JOSE library on credentials and key set, a JSON-LD
// processor on their terms, and a reader of Bitstring Status Lists on revocations.
package verifiers
