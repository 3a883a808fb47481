// Package authoring is for those who write: drafts of modules and courses, their review, their publication, their history, and moving
// them in and out as bundles. Trainers write, reviewers approve, and nobody approves alone what they wrote.
//
// A draft is one document with everything about it: the text, who did what, the comments. It may be incomplete; what is wrong with it is
// told and stops only its review. Once published it stays as the record of how the version came about. The state of a draft:
//
//	draft → in_review → approved → published
//	  ↑________|___________|          (sent back, or withdrawn to be changed)
package authoring
