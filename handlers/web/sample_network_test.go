package web

// network gives samples of the pages by which institutions connect programs and each other.
func network(f Frame, out map[string]any) {
	f.Section = "institutions"
	f.User = &ViewUser{Name: "Amina Haddad", IsManager: true}
	inside := InstitutionFrame{Frame: f, Institution: Link{"/institutions/i", "Ministry of Foreign Affairs of Velmara"}, Base: "/institutions/i", Tabs: []Tab{
		{Link{"/institutions/i", "Overview"}, false}, {Link{"/institutions/i/keys", "Keys for programs"}, true},
	}}
	scopes := []Option{{"report:read", "Read the report", true}, {"members:read", "Read members and cohorts", false}}
	lives := []Option{{"2026-06-12", "90 days, until 12 June 2026", true}}
	keys := []KeyRow{
		{Name: "Personnel system", Hint: "x7q2", State: "active", MadeBy: "Amina Haddad", Scopes: []string{"Read the report"}, Expires: march, Used: march, New: true, Action: "/r"},
		{Name: "Old one", Hint: "aaaa", State: "revoked", Scopes: []string{"Invite people", "Read the report"}, Expires: march},
		{Name: "Orphan", Hint: "bbbb", State: "stopped", MadeBy: "Zoë Ünlü", Scopes: []string{"Invite people"}, Expires: march, Action: "/r"},
		{Name: "Late", Hint: "cccc", State: "expired", MadeBy: "Zoë Ünlü", Scopes: []string{"Invite people"}, Expires: march},
	}
	out["institution-keys"] = KeysPage{InstitutionFrame: inside, Keys: keys, Scopes: scopes, Lives: lives, Nonce: "n", Form: Form{Values: map[string]string{"name": "x"}, Errors: []FieldError{{"name", "Fill this in."}, {"scopes", "Fill this in."}, {"expires_at", "Choose a day."}}}}
	out["institution-keys:made"] = KeysPage{InstitutionFrame: inside, Secret: "upst_abc_def", Keys: keys, Scopes: scopes, Lives: lives, Nonce: "n"}
	out["institution-keys:none"] = KeysPage{InstitutionFrame: inside, Scopes: scopes, Lives: lives, Nonce: "n"}
}
