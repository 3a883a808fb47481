// Package publishing keeps what is published: immutable versions of modules and courses. Learners are pinned to versions;
// the built-in catalogue becomes versions like any other when the program starts.
package publishing
