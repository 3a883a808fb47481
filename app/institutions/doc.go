// Package institutions is what ministries, academies and firms do here: they invite their people, gather them in cohorts, assign
// courses, follow how these go and collect the certificates.
//
// An institution sees of a member's learning only what it assigned: how far, how well, when, and the certificate; never answers,
// reflections or the paths through scenarios. What it may see is kept apart from the learning itself, as a Standing for each learner and
// assignment, so that a report reads one collection by one index and cannot reach further.
//
// Every method asks once whether the actor may act for the institution; to all others an institution and what belongs to it do not exist.
//
// Work that outlasts a request (mail to many, an assignment to a large cohort, reminders) is noted in a document first and finished by Run,
// also after a crash: every step may be taken twice with the effect of once.
package institutions
