// Package storage is where things are kept: typed collections (Collection) over a small Engine. One document is one
// consistency boundary; there are no transactions over several. Documents are BSON on every engine.
//
// Engines live in storage/sqlite and storage/mongodb; storage/storagetest is the suite that each must pass.
package storage
