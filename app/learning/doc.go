// Package learning is taking a course: enrolments pinned to a course version, lessons done, quiz attempts, progress, and
// completion, which asks for the certificate.
package learning
