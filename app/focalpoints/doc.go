// Package focalpoints is the directory of focal points for prevention: people whom institutions name, so that somebody who sees a risk in one
// State finds whom to ask in another.
//
// An institution names a member; nothing is shown until that person has agreed to what is shown. The entry counts for as long as the
// institution's focal point is that person, which is asked at each reading: whoever leaves the institution, or is no longer named, is
// out of the directory at once. The directory is for people who are signed in: those listed are officials, some in places where that is
// noticed, and a list open to everybody would be copied. Addresses are in no page, answer or file; messages go through the relay.
package focalpoints
