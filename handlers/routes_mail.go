package handlers

import "upstander/app/access"

// mailRoutes is the API of the mail that did not arrive.
func (s *Server) mailRoutes() []Route {
	return []Route{
		{"listMail", get, "/admin/mail", access.RunMail, "Mail that was given up (state=failed) or waits (state=waiting): what became of it, never its text.", JSON(200, s.Outbox.List), false},
		{"retryMail", post, "/admin/mail/:id/retry", access.RunMail, "Try a mail that was given up again.", JSON(200, s.Outbox.Retry), false},
		{"discardMail", del, "/admin/mail/:id", access.RunMail, "Take a mail that was given up away for good.", JSON(204, s.Outbox.Discard), false},
		{"listMailActions", get, "/admin/mail/actions", access.RunMail, "What administrators did to mail.", JSON(200, s.Outbox.Actions), false},
	}
}

// mailPages is the same for browsers.
func (s *Server) mailPages() []Route {
	return []Route{
		{"mailPage", get, "/admin/mail", access.RunMail, "Mail that did not arrive.", s.mailPage(), true},
		{"mailForm", post, "/admin/mail/:id", access.RunMail, "Try a mail again, or discard it.", s.mailForm(), true},
	}
}
