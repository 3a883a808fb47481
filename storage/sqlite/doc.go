// Package sqlite is the embedded engine of storage: one file, no server, no cgo (modernc.org/sqlite).
//
// A collection is a table with the columns _id, rev, a column for each indexed field (texts; integers; booleans as 0 and 1; dates as
// milliseconds since 1970) and _doc, the BSON document. Writes of all callers go through one goroutine that commits them in
// groups, each durable (WAL, synchronous=FULL) before its caller hears of it. Several processes may use one file.
package sqlite
