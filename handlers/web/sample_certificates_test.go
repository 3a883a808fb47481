package web

func certified(f, guest Frame, out map[string]any) {
	facts := CertificateFacts{
		Serial: "UP-7KQ4-M2XD-9TRW", Title: "Prevention for diplomats", Holder: "Dr Amina Haddad", Institution: "Ministry of Foreign Affairs of Velmara",
		Audience: "Diplomats", Criteria: "The holder has read every lesson and passed each module's quiz.", Issuer: "Upstander", Lang: "en",
		Modules: []string{"What atrocity crimes are", "How they come about"}, Wording: "and has shown the judgement to tell a sign from a rumour", Signatories: []Signatory{{"Dr Adaeze Okonkwo", "Director of studies", "Upstander"}, {"Jean Nsengimana", "", "Ministry"}}, Hours: "7.5", Version: 3, Issued: march, Completed: march, Expires: march,
		Status: "valid", VerifyHref: "/verify/UP-7KQ4-M2XD-9TRW",
	}
	page := CertificatePage{
		Frame: f, Facts: facts, PDFs: []Link{{Href: "/p?paper=a4", Text: "PDF on A4"}, {Href: "/p?paper=letter", Text: "PDF on Letter"}}, CredentialHref: "/c", Mine: true, ShareAction: "/s", UnshareAction: "/u", LinkedInHref: "https://www.linkedin.com/profile/add?a=b",
	}
	facts.Logo = &Link{"/certificate-logos/a", "Logo of the Ministry"}
	out["certificate"] = page
	page.ShareURL, page.ReissueAction = "https://learn.example.org/shared/ABCDEFGHIJKLMNOPQRSTUVWXYZ", "/r"
	out["certificate:shared"] = page
	page.Facts.Status, page.Facts.Since, page.Successor = "superseded", march, &Link{"/certificates/UP-9", "UP-9"}
	page.LinkedInHref, page.ReissueAction = "", ""
	out["certificate:superseded"] = page
	page.Facts.Status, page.Facts.Reason, page.Facts.Expires, page.Mine, page.Successor = "revoked", "error", Date{}, false, nil
	out["certificate:revoked"] = page
	out["shared"] = SharedPage{guest, facts, "https://learn.example.org/shared/x", "https://learn.example.org/certificate-card.png"}
	facts.Status, facts.Institution = "expired", ""
	out["shared:expired"] = SharedPage{guest, facts, "https://learn.example.org/shared/x", "https://learn.example.org/certificate-card.png"}
}
