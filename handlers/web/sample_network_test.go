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

	events := []Option{{"completion", "A course is completed", true}, {"certificate.issued", "A certificate is issued", false}}
	hook := WebhookRow{Href: "/institutions/i/webhooks/w", URL: "https://hooks.mfa.example/a/rather/long/path/that/goes/on/and/on", Events: []string{"A course is completed"}, State: "active"}
	wrong := Form{Values: map[string]string{"url": "http://x", "person": "on"}, Errors: []FieldError{{"url", "The address begins with https://."}, {"events", "Fill this in."}}}
	troubled, failing, away := hook, hook, hook
	troubled.State, failing.State, away.State = "troubled", "failing", "gone"
	out["institution-webhooks"] = WebhooksPage{InstitutionFrame: inside, Secret: "whsec_abc", Hooks: []WebhookRow{hook, troubled, failing, away}, Events: events, Nonce: "n"}
	out["institution-webhooks:none"] = WebhooksPage{InstitutionFrame: inside, Events: events, Form: wrong, Nonce: "n"}
	log := []DeliveryRow{
		{Kind: "A course is completed", Subject: "diplomats", Event: "msg_abc", State: "delivered", Made: march, Tries: []TryRow{{march, "Answered with 500", "12"}, {march, "Taken (204)", "9"}}, Action: "/d"},
		{Kind: "A certificate is issued", Subject: "UPS-7KQ4-M2XD-9T", Event: "msg_def", State: "waiting", Made: march, Next: soon, Action: "/e"},
		{Kind: "A test", Event: "msg_ghi", State: "failed", Made: march, Tries: []TryRow{{march, "No answer in time", "15000"}}, Action: "/f"},
	}
	out["institution-webhook"] = WebhookPage{InstitutionFrame: inside, Secret: "whsec_abc", Hook: hook, Events: events, Log: log, More: "?cursor=x"}
	paused := hook
	paused.State = "paused"
	out["institution-webhook:paused"] = WebhookPage{InstitutionFrame: inside, Hook: paused, Events: events, Form: wrong}

	states := []Option{{"", "Choose a State", false}, {"BE", "Belgium", true}}
	r2p := []Option{{"unknown", "Not known", false}, {"yes", "Yes", true}}
	someone := FocalPointRow{"Jean-Baptiste Habyalimana-Nsengiyumva", "Director for the prevention of atrocity crimes", "Ministry of Foreign Affairs of Velmara", "Belgium", "Europe", "yes", "/w"}
	other := someone
	other.R2P = "unknown"
	last := other
	last.R2P = "no"
	out["institution-focal-point"] = FocalPointPage{InstitutionFrame: inside, Status: "asked", Name: "Amina Haddad", States: states, R2P: r2p, Form: Form{Errors: []FieldError{{"email", "No member has this address."}, {"title", "Fill this in."}, {"state", "Choose one."}}}}
	out["institution-focal-point:listed"] = FocalPointPage{InstitutionFrame: inside, Status: "listed", Name: "Amina Haddad", States: states, R2P: r2p}
	out["institution-focal-point:none"] = FocalPointPage{InstitutionFrame: inside, Status: "none", States: states, R2P: r2p}
	out["focal-points"] = FocalPointsPage{Frame: f, Own: []OwnFocalPoint{{"Academy", "/c", true}, {"Ministry", "/d", false}}, Entries: []FocalPointRow{someone, other, last}, States: states, Regions: states, Query: "&state=BE&region=", More: "?cursor=x"}
	out["focal-points:none"] = FocalPointsPage{Frame: f, States: states, Regions: states}
	out["focal-consent"] = FocalConsentPage{Frame: f, Entry: someone, Code: "BE", Action: "/c"}
	out["focal-consent:listed"] = FocalConsentPage{Frame: f, Entry: other, Code: "BE", Listed: true, Action: "/c"}
	out["focal-letter"] = FocalLetterPage{Frame: f, Name: "Amina Haddad", Institution: "Academy", Action: "/m", Form: Form{Values: map[string]string{"text": "Hello", "share": "on"}, Errors: []FieldError{{"text", "Too long."}}}}
	out["focal-letter:new"] = FocalLetterPage{Frame: f, Name: "Amina Haddad", Institution: "Academy", Action: "/m"}
}
