package web

// post gives samples of the page of mail.
func post(f Frame, out map[string]any) {
	f.Section = "mail"
	f.User = &ViewUser{Name: "Ingrid Solberg", IsAdmin: true}
	out["admin-mail"] = MailPage{
		Frame: f, More: "?cursor=x", Actions: []MailAction{{march, "Ingrid Solberg", "Invitation", "Discarded"}},
		Mail: []MailRow{{"a…@mfa.example", "Invitation", "550 5.1.1 <a…@mfa.example>: user unknown", 1, march, "", "/admin/mail/m"}, {"b…@mfa.example", "–", "", 8, march, "", "/admin/mail/n"}},
	}
	out["admin-mail:waiting"] = MailPage{Frame: f, Waiting: true, Mail: []MailRow{{"a…@mfa.example", "Reminder", "421 4.3.2 try later", 2, march, "2026-03-01 10:00 UTC", "/admin/mail/m"}}}
	out["admin-audit"] = AuditPage{Frame: f, Actor: "zoe@mfa.example", From: "2026-03-01", More: "?cursor=x", Entries: []AuditRow{
		{"2026-03-14 09:00:00 UTC", "Zoë Ünlü", "Change a person's roles.", "/users/u", "roles: learner, trainer", "done"},
		{"2026-03-14 08:59:00 UTC", "Zoë Ünlü", "Change a person's roles.", "/users/u", "roles: learner", "last_admin"},
		{"2026-03-13 08:00:00 UTC", "key:k", "Invite people.", "/institutions/i/invitations", "", ""},
	}}
	out["admin-audit:none"] = AuditPage{Frame: f}
	out["admin-mail:none"] = MailPage{Frame: f, Off: true}
	out["admin-mail:quiet"] = MailPage{Frame: f, Waiting: true}
}
