package handlers

import (
	"reflect"

	"upstander/app/webhooks"
)

// signed is how a receiver checks an event.
const signed = "Sent to an institution's endpoints as Standard Webhooks (standardwebhooks.com) has it, at least once. Check that webhook-timestamp " +
	"(seconds since 1970) is at most five minutes away; that one of the signatures in webhook-signature, parted by spaces, is \"v1,\" and the base64 " +
	"of HMAC-SHA256 over webhook-id, \".\", webhook-timestamp, \".\" and the body as it came, by the secret without \"whsec_\" and decoded from base64; and that " +
	"webhook-id is new. Answer 2xx within 15 seconds; 410 ends the sending. Redirects are not followed."

// webhooks describes what is sent to the endpoints of institutions: one form for every kind of event.
func (b *schemas) webhooks() object {
	out := object{}
	for _, kind := range append(webhooks.Kinds(), webhooks.Test) {
		var params []any
		for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
			params = append(params, object{"name": name, "in": "header", "required": true, "schema": object{"type": "string"}})
		}
		out[kind] = object{"post": object{
			"summary": "An event of the type " + kind + ".", "description": signed, "parameters": params,
			"requestBody": object{"required": true, "content": object{"application/json": object{"schema": b.ref(reflect.TypeFor[webhooks.Message]())}}},
			"responses":   object{"204": object{"description": "Taken."}},
		}}
	}
	return out
}
