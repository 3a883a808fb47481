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
	out["admin-mail:none"] = MailPage{Frame: f, Off: true}
	out["admin-mail:quiet"] = MailPage{Frame: f, Waiting: true}
}
