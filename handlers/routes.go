package handlers

import (
	"github.com/gofiber/fiber/v2"

	"upstander/app/access"
)

// Route is a row of the table that is the index of the program.
type Route struct {
	Name   string // of the operation; also its operationId
	Method string
	Path   string
	Needs  access.Permission // who may call at all; which thing, the use case decides
	Help   string            // one line for the reference
	endpoint
	page bool
}

const api = "/api/v1"

const (
	get   = fiber.MethodGet
	post  = fiber.MethodPost
	put   = fiber.MethodPut
	patch = fiber.MethodPatch
	del   = fiber.MethodDelete
)

// Routes is the whole table: operation, API, pages.
func (s *Server) Routes() []Route {
	routes := append(append(s.operationRoutes(), s.evidenceRoutes()...), s.apiRoutes()...)
	for _, r := range append(s.pageRoutes(), s.authoringPages()...) {
		r.page = true
		routes = append(routes, r)
	}
	routes = append(append(routes, s.institutionPages()...), s.settingsPages()...)
	routes = append(append(routes, s.networkPages()...), s.focalPages()...)
	routes = append(routes, s.mailPages()...)
	return routes
}

// apiRoutes is the JSON API.
func (s *Server) apiRoutes() []Route {
	a, l, c, p := s.Accounts, s.Learning, s.Certificates, s.Published
	lesson := "/courses/:course/modules/:module/lessons/:lesson"
	rows := []Route{
		{"register", post, "/auth/register", access.Public, "Make an account and sign in.", JSON(201, a.Register), false},
		{"login", post, "/auth/login", access.Public, "Sign in.", JSON(200, a.Login), false},
		{"refresh", post, "/auth/refresh", access.Public, "Spend a refresh token for a new pair; a spent one ends its session.", JSON(200, a.Refresh), false},
		{"logout", post, "/auth/logout", access.Public, "End the session of a refresh token.", JSON(204, a.Logout), false},
		{"forgotPassword", post, "/auth/password/forgot", access.Public, "Ask for a link to set a new password; the answer is always the same.", JSON(202, a.Forgot), false},
		{"resetPassword", post, "/auth/password/reset", access.Public, "Set a new password with the token from the link.", JSON(204, a.ResetPassword), false},
		{"getMe", get, "/me", access.Learn, "One's own account.", JSON(200, a.Me), false},
		{"updateMe", patch, "/me", access.Learn, "Change one's own account.", JSON(200, a.UpdateMe), false},
		{"deleteMe", del, "/me", access.Learn, "Erase one's account; certificates are kept or withdrawn.", JSON(204, a.DeleteMe), false},
		{"exportMe", get, "/me/export", access.Learn, "Everything held about oneself.", JSON(200, a.ExportMe), false},

		{"listAudiences", get, "/audiences", access.Public, "The seven audiences.", JSON(200, s.audiences), false},
		{"listTerms", get, "/glossary", access.Public, "The terms explained, with the lessons that use each.", cached(JSON(200, s.glossary)), false},
		{"listSources", get, "/sources", access.Public, "The sources, with the lessons that rest on each.", cached(JSON(200, s.bibliography)), false},
		{"listCourses", get, "/courses", access.Public, "The published courses.", JSON(200, p.List), false},
		{"getCourse", get, "/courses/:course", access.Public, "A course with its modules and lessons.", JSON(200, p.Detail), false},
		{"enrol", put, "/courses/:course/enrolment", access.Learn, "Enrol in the newest version; 201 the first time, 200 after.", JSON(200, l.Enrol), false},
		{"getEnrolment", get, "/courses/:course/enrolment", access.Learn, "One's enrolment in a course; with cycle, in one that is over.", JSON(200, l.EnrolmentOf), false},
		{"answerOffer", post, "/courses/:course/offer", access.Learn, "Move to the newer version of a course that is offered, or finish one's own; what is done stays done.", JSON(200, l.AnswerOffer), false},
		{"renew", post, "/courses/:course/renewal", access.Learn, "Begin a new cycle of a completed course that ends soon or has ended; 201 the first time, 200 after.", JSON(200, l.Renew), false},
		{"listEnrolments", get, "/enrolments", access.Learn, "One's enrolments.", JSON(200, l.Enrolments), false},
		{"getLesson", get, lesson, access.Learn, "A lesson, rendered for the course's audience.", JSON(200, l.Lesson), false},
		{"completeLesson", put, lesson + "/completion", access.Learn, "Mark a lesson as done; twice is once.", JSON(200, l.CompleteLesson), false},
		{"startAttempt", post, "/courses/:course/modules/:module/attempts", access.Learn, "Begin a go at a module's quiz.", JSON(201, l.StartAttempt), false},
		{"getAttempt", get, "/attempts/:id", access.Learn, "An attempt of one's own, without answers.", JSON(200, l.Attempt), false},
		{"submitAttempt", post, "/attempts/:id/submission", access.Learn, "Submit the answers; marked once.", JSON(200, l.Submit), false},
		{"getResult", get, "/attempts/:id/result", access.Learn, "The result of a submitted attempt.", JSON(200, l.Result), false},

		{"listCertificates", get, "/certificates", access.Learn, "One's certificates.", JSON(200, c.Mine), false},
		{"getLogHead", get, "/certificates/log/head", access.Public, "The signed end of the log of what was issued and revoked.", JSON(200, c.LogHead), false},
		{"listLogHeads", get, "/certificates/log/heads", access.Public, "The ends of that log signed day by day, newest first; keep some, and `upstander log verify --head FILE` finds what was cut off since.", JSON(200, c.LogHeads), false},
		{"getCertificate", get, "/certificates/:serial", access.Learn, "A certificate with all that it says.", JSON(200, c.Get), false},
		{"getCredential", get, "/certificates/:serial/credential", access.Learn, "A certificate as a signed credential (Open Badges 3.0, a JWT).", JSON(200, c.Credential), false},
		{"reissueCertificate", post, "/certificates/:serial/reissue", access.Learn, "Have a certificate issued again after a change of name; the old one is superseded.", JSON(200, c.Reissue), false},
		{"shareCertificate", put, "/certificates/:serial/share", access.Learn, "Make a link by which anybody can see a certificate.", JSON(200, c.Share), false},
		{"unshareCertificate", del, "/certificates/:serial/share", access.Learn, "Withdraw that link.", JSON(204, s.unshare), false},
		{"getCertificatePDF", get, "/certificates/:serial/pdf", access.Learn, "A certificate on paper.", JSON(200, c.PDF), false},
		{"publishCertificate", patch, "/certificates/:serial", access.Learn, "Show or hide the holder's name to whoever checks.", JSON(200, c.Publish), false},
		{"revokeCertificate", post, "/certificates/:serial/revocation", access.Revoke, "Take a certificate back.", JSON(200, c.Revoke), false},
		{"inspect", post, "/verify", access.Public, "Check a PDF (application/pdf), a credential (application/vc+jwt) or either's text in JSON; it is not kept.", s.inspect(), false},
		{"verify", get, "/verify/:serial", access.Public, "Check a certificate; a typed name is confirmed, not told.", JSON(200, c.Verify), false},

		{"listAudit", get, "/audit", access.ManageUsers, "Who did what to whom, the newest first: changes made with a role.", JSON(200, s.Audit.List), false},
		{"findUsers", get, "/users", access.ManageUsers, "People by the start of their address or name.", JSON(200, a.Users), false},
		{"updateUser", patch, "/users/:id", access.ManageUsers, "Give and take roles, disable and enable.", JSON(200, a.PatchUser), false},
	}
	rows = append(append(rows, s.authoringRoutes()...), s.imageRoutes()...)
	rows = append(append(rows, s.institutionRoutes()...), s.settingsRoutes()...)
	rows = append(append(rows, s.networkRoutes()...), s.focalRoutes()...)
	rows = append(rows, s.mailRoutes()...)
	for i := range rows {
		rows[i].Path = api + rows[i].Path
	}
	return rows
}

// pageRoutes is what browsers see.
func (s *Server) pageRoutes() []Route {
	module := "/courses/:course/modules/:module"
	return []Route{
		{"homePage", get, "/", access.Public, "What this is.", s.homePage(), true},
		{"coursesPage", get, "/courses", access.Public, "The courses.", s.coursesPage(), true},
		{"coursePage", get, "/courses/:course", access.Public, "A course.", s.coursePage(), true},
		{"enrolForm", post, "/courses/:course/enrolment", access.Learn, "Enrol.", s.enrolForm(), true},
		{"offerForm", post, "/courses/:course/offer", access.Learn, "Move to a newer version, or not.", s.offerForm(), true},
		{"renewForm", post, "/courses/:course/renewal", access.Learn, "Begin to renew a course.", s.renewForm(), true},
		{"lessonPage", get, module + "/lessons/:lesson", access.Learn, "A lesson.", s.lessonPage(), true},
		{"completionForm", post, module + "/lessons/:lesson/completion", access.Learn, "Mark a lesson as done.", s.completionForm(), true},
		{"printPage", get, module + "/print", access.Learn, "A module on paper.", s.printPage(), true},
		{"quizStartPage", get, module + "/quiz", access.Learn, "The rules of a quiz.", s.quizStartPage(), true},
		{"quizStartForm", post, module + "/quiz", access.Learn, "Begin a quiz.", s.quizStartForm(), true},
		{"quizPage", get, "/attempts/:id", access.Learn, "A quiz.", s.quizPage(), true},
		{"quizForm", post, "/attempts/:id", access.Learn, "Submit a quiz.", s.quizForm(), true},
		{"resultPage", get, "/attempts/:id/result", access.Learn, "The result of a quiz.", s.resultPage(), true},
		{"learningPage", get, "/learning", access.Learn, "One's courses.", s.learningPage(), true},
		{"certificatesPage", get, "/certificates", access.Learn, "One's certificates.", s.certificatesPage(), true},
		{"certificatePage", get, "/certificates/:serial", access.Learn, "A certificate.", s.certificatePage(), true},
		{"credentialFile", get, "/certificates/:serial/credential", access.Learn, "A certificate as a signed credential.", JSON(200, s.Certificates.Credential), true},
		{"shareForm", post, "/certificates/:serial/share", access.Learn, "Make a link to a certificate.", s.shareForm(), true},
		{"unshareForm", post, "/certificates/:serial/share/withdrawal", access.Learn, "Withdraw that link.", s.unshareForm(), true},
		{"reissueForm", post, "/certificates/:serial/reissue", access.Learn, "Have a certificate issued again.", s.reissueForm(), true},
		{"sharedPage", get, "/shared/:token", access.Public, "A certificate whose holder shares it.", s.sharedPage(), true},
		{"certificateFile", get, "/certificates/:serial/pdf", access.Learn, "A certificate on paper.", JSON(200, s.Certificates.PDF), true},
		{"verifyPage", get, "/verify", access.Public, "The form that checks a certificate.", s.verifyPage(), true},
		{"inspectForm", post, "/verify", access.Public, "Check a file or a credential.", s.inspectForm(), true},
		{"verifiedPage", get, "/verify/:serial", access.Public, "What is known of a certificate.", s.verifiedPage(), true},

		{"signUpPage", get, "/sign-up", access.Public, "Sign up.", s.signUpPage(), true},
		{"signUpForm", post, "/sign-up", access.Public, "Sign up.", s.signUpForm(), true},
		{"signInPage", get, "/sign-in", access.Public, "Sign in.", s.signInPage(), true},
		{"signInForm", post, "/sign-in", access.Public, "Sign in.", s.signInForm(), true},
		{"signOutForm", post, "/sign-out", access.Public, "Sign out.", s.signOutForm(), true},
		{"forgotPage", get, "/forgot", access.Public, "Ask for a new password.", s.forgotPage(), true},
		{"forgotForm", post, "/forgot", access.Public, "Ask for a new password.", s.forgotForm(), true},
		{"resetPage", get, "/reset", access.Public, "Set a new password.", s.resetPage(), true},
		{"resetForm", post, "/reset", access.Public, "Set a new password.", s.resetForm(), true},
		{"accountPage", get, "/account", access.Learn, "One's account.", s.accountPage(), true},
		{"profileForm", post, "/account/profile", access.Learn, "Change one's account.", s.profileForm(), true},
		{"passwordForm", post, "/account/password", access.Learn, "Change the password.", s.passwordForm(), true},
		{"signOutEverywhereForm", post, "/account/sign-out-everywhere", access.Learn, "End all sessions.", s.signOutEverywhereForm(), true},
		{"exportFile", get, "/account/export", access.Learn, "Everything held about oneself.", s.exportFile(), true},
		{"deletionForm", post, "/account/deletion", access.Learn, "Erase the account.", s.deletionForm(), true},

		{"auditPage", get, "/admin/audit", access.ManageUsers, "Who did what.", s.auditPage(), true},
		{"usersPage", get, "/admin/users", access.ManageUsers, "People.", s.usersPage(), true},
		{"userForm", post, "/admin/users/:id", access.ManageUsers, "Change a person's roles.", s.userForm(), true},

		{"glossaryPage", get, "/glossary", access.Public, "Terms explained.", s.glossaryPage(), true},
		{"sourcesPage", get, "/sources", access.Public, "What the facts rest on.", s.sourcesPage(), true},
		{"aboutPage", get, "/about", access.Public, "What this is and who has reviewed it.", s.aboutPage(), true},
		{"problemsPage", get, "/problems", access.Public, "What the API's problems mean.", s.problemsPage(), true},
	}
}
