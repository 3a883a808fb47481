package handlers

import (
	"slices"

	"upstander/app/access"
	"upstander/app/problem"
)

// networkRoutes is the API by which institutions connect their programs.
func (s *Server) networkRoutes() []Route {
	k, w, one := s.Keys, s.Webhooks, "/institutions/:id"
	hook := one + "/webhooks/:webhook"
	return []Route{
		{"listKeys", get, one + "/keys", access.Institution, "The keys of an institution's programs.", JSON(200, k.List), false},
		{"createKey", post, one + "/keys", access.Institution, "Make a key; this answer alone shows it.", JSON(201, k.Create), false},
		{"revokeKey", del, one + "/keys/:key", access.Institution, "Revoke a key at once.", JSON(204, k.Revoke), false},
		{"listWebhooks", get, one + "/webhooks", access.Institution, "Where an institution's systems are told of events.", JSON(200, w.List), false},
		{"createWebhook", post, one + "/webhooks", access.Institution, "Add an endpoint; this answer alone shows its secret.", JSON(201, w.Create), false},
		{"getWebhook", get, hook, access.Institution, "An endpoint.", JSON(200, w.Get), false},
		{"updateWebhook", patch, hook, access.Institution, "Change, pause or resume an endpoint.", JSON(200, w.Patch), false},
		{"deleteWebhook", del, hook, access.Institution, "Remove an endpoint with its log.", JSON(204, w.Delete), false},
		{"rotateWebhookSecret", post, hook + "/secret", access.Institution, "Give it a new secret and show it once; for a day the old one signs, too.", JSON(200, w.Rotate), false},
		{"testWebhook", post, hook + "/test", access.Institution, "Send an event of type test.", JSON(202, w.Ping), false},
		{"listDeliveries", get, hook + "/deliveries", access.Institution, "What was sent in the last thirty days, with each try.", JSON(200, w.Deliveries), false},
		{"redeliver", post, hook + "/deliveries/:delivery/redelivery", access.Institution, "Send it again, under the same id.", JSON(202, w.Redeliver), false},
	}
}

// networkPages is the same for managers at a browser.
func (s *Server) networkPages() []Route {
	one := "/institutions/:id"
	return []Route{
		{"keysPage", get, one + "/keys", access.Institution, "The keys of an institution's programs.", s.keysPage(), true},
		{"keyForm", post, one + "/keys", access.Institution, "Make a key and show it once.", s.keyForm(), true},
		{"revokeKeyForm", post, one + "/keys/:key/revocation", access.Institution, "Revoke a key.", s.revokeKeyForm(), true},
		{"webhooksPage", get, one + "/webhooks", access.Institution, "Where an institution's systems are told of events.", s.webhooksPage(), true},
		{"webhookForm", post, one + "/webhooks", access.Institution, "Add an endpoint and show its secret once.", s.webhookForm(), true},
		{"webhookPage", get, one + "/webhooks/:webhook", access.Institution, "An endpoint and what was sent to it.", s.webhookPage(), true},
		{"webhookChangeForm", post, one + "/webhooks/:webhook", access.Institution, "Change, pause, resume, test or remove an endpoint.", s.webhookChangeForm(), true},
		{"webhookSecretForm", post, one + "/webhooks/:webhook/secret", access.Institution, "Give it a new secret and show it once.", s.webhookSecretForm(), true},
		{"redeliverForm", post, one + "/webhooks/:webhook/deliveries/:delivery", access.Institution, "Send it again.", s.redeliverForm(), true},
	}
}

// keyRoutes are the operations that programs may call, each with the scopes of which one is enough. Whatever is not here is not for them.
var keyRoutes = map[string][]access.Scope{
	"getInstitution":              access.Scopes(),
	"report":                      {access.ReadReport},
	"listInstitutionCertificates": {access.ReadCertificates},
	"archiveCertificates":         {access.ReadCertificates},
	"getCertificatePDF":           {access.ReadCertificates},
	"listMembers":                 {access.ReadMembers},
	"listCohorts":                 {access.ReadMembers, access.WriteCohorts, access.WriteAssignments},
	"getCohort":                   {access.ReadMembers, access.WriteCohorts},
	"createCohort":                {access.WriteCohorts},
	"updateCohort":                {access.WriteCohorts},
	"listInvitations":             {access.WriteInvitations},
	"invite":                      {access.WriteInvitations},
	"withdrawInvitation":          {access.WriteInvitations},
	"listAssignments":             {access.WriteAssignments},
	"assign":                      {access.WriteAssignments},
	"unassign":                    {access.WriteAssignments},
	"except":                      {access.WriteAssignments},
}

// permit asks whether the actor may call the route at all. What is for everybody, a program calls as a visitor.
func permit(who *access.Actor, r Route) error {
	switch {
	case who.Key == nil:
		return access.Require(*who, r.Needs)
	case r.Needs == access.Public:
		*who = access.Actor{}
		return nil
	case who.Key.Allows(keyRoutes[r.Name]):
		return nil
	}
	return problem.New(problem.Forbidden, "key_scope")
}

// securitySchemes are the two kinds of bearer token, for the OpenAPI document.
var securitySchemes = object{
	"bearer": object{"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The access token of a person who has signed in."},
	"institutionKey": object{"type": "http", "scheme": "bearer", "bearerFormat": "upst_…",
		"description": "A key of an institution's program, made at /institutions/{id}/keys. It acts for that institution alone; one of the scopes named with an operation is enough."},
}

// security says by which of them an operation can be called.
func security(r Route) []any {
	out := []any{object{"bearer": []any{}}}
	if scopes, ok := keyRoutes[r.Name]; ok {
		out = append(out, object{"institutionKey": slices.Clone(scopes)})
	}
	return out
}
