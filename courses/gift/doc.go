// Package gift reads and writes Moodle's GIFT text format for questions (docs.moodle.org, "GIFT format"). The two models differ: what cannot be
// carried is said, question by question, and never dropped in silence.
package gift
