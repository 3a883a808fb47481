// Package mongodb is the engine of storage over a MongoDB server, replica set or cluster, version 5 or later.
//
// A document is kept as it is, {_id, rev, …fields}, in the collection of its name, so an operator can query with mongosh; only keys that
// hold `$`, `.` or `%` are escaped. Writes wait for a majority and reads come from the primary, so that each reads what was written before.
package mongodb
