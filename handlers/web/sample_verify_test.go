package web

// inspections draws each answer about a file or a credential.
func inspections(f Frame, date Date, out map[string]any) {
	f.Section = "verify"
	page := InspectedPage{
		Frame: f, Status: "valid", Tone: "good", Form: "pdf", Serial: "UP-7K3M-Q9XD-2R4T", Course: "Prevention for diplomats", Issuer: "Upstander",
		Hours: "7.5", Issued: date, Expires: date,
	}
	out["inspected"] = page
	page.Form = "code"
	for status, tone := range map[string]string{"expired": "warn", "not_yet": "warn", "superseded": "warn", "revoked": "bad"} {
		if page.Status, page.Tone = status, tone; status == "superseded" || status == "revoked" {
			page.Since = date
		}
		out["inspected:"+status] = page
	}
	out["inspected:altered"] = InspectedPage{Frame: f, Status: "altered", Tone: "bad", Form: "pdf", Serial: "UP-7K3M-Q9XD-2R4T"}
	out["inspected:not_ours"] = InspectedPage{Frame: f, Status: "not_ours", Tone: "bad", Form: "credential"}
}
