package handlers

import (
	"slices"

	"upstander/app/access"
	"upstander/app/problem"
)

// networkRoutes is the API by which institutions connect their programs.
func (s *Server) networkRoutes() []Route {
	k, one := s.Keys, "/institutions/:id"
	return []Route{
		{"listKeys", get, one + "/keys", access.Institution, "The keys of an institution's programs.", JSON(200, k.List), false},
		{"createKey", post, one + "/keys", access.Institution, "Make a key; this answer alone shows it.", JSON(201, k.Create), false},
		{"revokeKey", del, one + "/keys/:key", access.Institution, "Revoke a key at once.", JSON(204, k.Revoke), false},
	}
}

// networkPages is the same for managers at a browser.
func (s *Server) networkPages() []Route {
	one := "/institutions/:id"
	return []Route{
		{"keysPage", get, one + "/keys", access.Institution, "The keys of an institution's programs.", s.keysPage(), true},
		{"keyForm", post, one + "/keys", access.Institution, "Make a key and show it once.", s.keyForm(), true},
		{"revokeKeyForm", post, one + "/keys/:key/revocation", access.Institution, "Revoke a key.", s.revokeKeyForm(), true},
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
