// Package apikeys is how an institution's own programs call the API: keys with a name, scopes and an end.
//
// A key is shown once, when it is made: "upst_", its id, "_" and 256 random bits. The store holds the SHA-256 of the secret alone, which is
// enough for a secret that cannot be guessed (a slow hash protects those that can). A key belongs to its institution and acts in
// nobody's name; what it makes is noted as made by "key:" and its id.
//
// A key is good for as long as it has not run out, nobody has revoked it, and the manager who made it may act for the institution:
// who leaves, or is no longer a manager, has seen the secret and could go on using it. The page of keys names the maker of each, so that
// another manager makes a new one in time.
package apikeys
