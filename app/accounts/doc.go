// Package accounts is people: signing up and in, tokens and sessions, one's own data, and the administrator's view of them.
package accounts
