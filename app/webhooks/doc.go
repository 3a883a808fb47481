// Package webhooks tells an institution's own systems what its members complete and what becomes of their certificates.
//
// An endpoint is an https address with a secret. Each event is sent to it as Standard Webhooks describes (standardwebhooks.com): the headers
// webhook-id, webhook-timestamp and webhook-signature, the last being "v1," and the base64 of HMAC-SHA256 over id, ".", timestamp, ".", body.
// A receiver refuses a timestamp more than five minutes away, and an id that it has had before. Delivery is at least once.
//
// # From what has happened to what is sent
//
// Events are never sent, nor written, from within what causes them. What has been completed is a fact of learning; this package keeps, for
// each completion that an institution with an endpoint may see, a subject: which of its events have been handed out (Seen), and when to look
// again. Those who know that something has happened only move a subject's time forward (heard, touched), before their own work counts as
// finished, so that a process that dies does it again. The worker then reads what is true of the certificate, writes one delivery for each
// endpoint and event, whose id follows from both, and only then marks them as seen. However often that is cut short, each event reaches the
// outbox once for each endpoint. Running out is the same, with a time known long before.
//
// # What is sent
//
// Ids, the course, the certificate's number and the time; the person's name and address only where the institution has asked for them,
// and these are read when a delivery is sent and not kept. What belongs to a person who has left the institution is not sent any more.
//
// # Where it is sent
//
// Addresses are checked when a connection is made, after the name is resolved (guard): private, loopback, link-local and all other special
// networks are refused, redirects are not followed, and no proxy is used.
package webhooks
