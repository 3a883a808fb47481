package handlers

import "upstander/app/access"

// focalRoutes is the API of focal points for prevention.
func (s *Server) focalRoutes() []Route {
	p, house := s.FocalPoints, "/institutions/:id/focal-point"
	return []Route{
		{"getFocalPoint", get, house, access.Institution, "Whom the institution names as its focal point for prevention, and whether they have agreed.", JSON(200, p.Get), false},
		{"nameFocalPoint", put, house, access.Institution, "Name a member as focal point; nothing is shown before they agree.", JSON(200, p.Name), false},
		{"removeFocalPoint", del, house, access.Institution, "Name nobody any more.", JSON(204, p.Remove), false},
		{"listFocalPoints", get, "/focal-points", access.Learn, "The directory, by State or region; no addresses.", JSON(200, p.List), false},
		{"exportFocalPoints", get, "/focal-points/export", access.Learn, "The same as a file, csv or json.", JSON(200, p.Export), false},
		{"listOwnFocalPoints", get, "/focal-points/own", access.Learn, "The entries that name oneself.", JSON(200, p.Mine), false},
		{"agreeToFocalPoint", put, "/focal-points/:id/consent", access.Learn, "Agree to be shown as the entry says.", JSON(200, p.Agree), false},
		{"leaveFocalPoint", del, "/focal-points/:id/consent", access.Learn, "Decline, or leave the directory at once.", JSON(204, p.Leave), false},
		{"writeToFocalPoint", post, "/focal-points/:id/messages", access.Learn, "Have a message passed on.", JSON(202, p.Write), false},
	}
}

// focalPages is the same for people at a browser.
func (s *Server) focalPages() []Route {
	house, one := "/institutions/:id/focal-point", "/focal-points/:id"
	return []Route{
		{"focalPointPage", get, house, access.Institution, "Name a focal point.", s.focalPointPage(), true},
		{"focalPointForm", post, house, access.Institution, "Name a focal point, or nobody any more.", s.focalPointForm(), true},
		{"focalPointsPage", get, "/focal-points", access.Learn, "The focal points for prevention.", s.focalPointsPage(), true},
		{"focalPointsFile", get, "/focal-points/export", access.Learn, "The same as a file.", JSON(200, s.FocalPoints.Export), true},
		{"focalConsentPage", get, one + "/consent", access.Learn, "What would be shown of oneself.", s.focalConsentPage(), true},
		{"focalConsentForm", post, one + "/consent", access.Learn, "Agree, decline or leave.", s.focalConsentForm(), true},
		{"focalLetterPage", get, one + "/message", access.Learn, "Write to a focal point.", s.focalLetterPage(), true},
		{"focalLetterForm", post, one + "/message", access.Learn, "Have a message passed on.", s.focalLetterForm(), true},
	}
}
