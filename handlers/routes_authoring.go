package handlers

import "upstander/app/access"

// authoringRoutes is the API for those who write. The use cases decide what each may do with which draft.
func (s *Server) authoringRoutes() []Route {
	a := s.Authoring
	module, course := "/authoring/modules/:id", "/authoring/courses/:id"
	read, write, review := access.ReadSources, access.WriteModules, access.ReviewModules
	return []Route{
		{"listModules", get, "/authoring/modules", read, "Drafts and every published module.", JSON(200, a.Modules), false},
		{"createModule", post, "/authoring/modules", write, "Begin a draft, from a source or as a copy of a published module.", JSON(201, a.CreateModule), false},
		{"getModule", get, module, read, "A module's source, answers included.", JSON(200, a.Module), false},
		{"saveModule", put, module, write, "Replace a draft's text, if rev is its revision.", s.saves(JSON(200, a.SaveModule)), false},
		{"deleteModule", del, module, write, "Remove a draft that is not published.", JSON(204, a.DeleteModule), false},
		{"previewModule", post, module + "/preview", read, "The module as HTML, with its faults; nothing is saved.", JSON(200, a.Preview), false},
		{"findLibrary", get, module + "/library", read, "Sources and terms that a module has or can take, with the marks that put them into a text.", JSON(200, a.Shelf), false},
		{"moveLesson", post, module + "/lessons/:lesson/move", write, "Move a lesson to another draft, if rev and to_rev are the revisions of both.", JSON(200, a.MoveLesson), false},
		{"submitModule", post, module + "/submit", write, "Hand a draft to the reviewers.", JSON(200, a.SubmitModule), false},
		{"withdrawModule", post, module + "/withdraw", write, "Take a draft back to be changed.", JSON(200, a.WithdrawModule), false},
		{"approveModule", post, module + "/approve", review, "Find a draft good that one has no hand in.", JSON(200, a.ApproveModule), false},
		{"rejectModule", post, module + "/reject", review, "Send a draft back, with reasons.", JSON(200, a.RejectModule), false},
		{"publishModule", post, module + "/publish", read, "Make an approved draft the next version.", JSON(200, a.PublishModule), false},
		{"retireModule", post, module + "/retire", review, "Take a published module out of use for new courses, or bring it back.", JSON(200, a.RetireModule), false},
		{"shareModule", post, module + "/editors", write, "Let another person change a draft, or no longer.", JSON(200, a.ShareModule), false},
		{"commentModule", post, module + "/comments", read, "Remark on a paragraph of a draft.", JSON(201, a.CommentModule), false},
		{"resolveComment", put, module + "/comments/:comment", read, "Close a comment, or open it again.", JSON(200, a.ResolveComment), false},
		{"listModuleVersions", get, module + "/versions", read, "The history of a module, newest first.", JSON(200, a.ModuleVersions), false},
		{"getModuleVersion", get, module + "/versions/:version", read, "A module as it was published.", JSON(200, a.ModuleVersion), false},
		{"diffModule", get, module + "/diff", read, "What changed between two versions, or since.", JSON(200, a.ModuleDiff), false},
		{"moduleAnalytics", get, module + "/analytics", read, "How a module goes with those who learn; of five and more only.", JSON(200, a.Analytics), false},
		{"translateModule", post, module + "/translations", write, "Begin the translation of a published module into a language, or find the draft of it.", JSON(201, a.Translate), false},
		{"getTranslation", get, module + "/translation", read, "A translation beside its source, paragraph by paragraph.", JSON(200, a.Translation), false},
		{"saveTranslation", put, module + "/translation", write, "Put paragraphs into a translation.", JSON(200, a.SaveTranslation), false},
		{"exportGift", get, module + "/gift", read, "The questions in Moodle's GIFT format, with what it cannot carry.", JSON(200, a.ExportGift), false},
		{"importGift", post, module + "/gift", write, "Add questions in Moodle's GIFT format to a draft, with what could not be carried.", s.saves(JSON(200, a.ImportGift)), false},
		{"exportBundle", get, module + "/bundle", read, "The module as a bundle, a zip.", s.exportBundle(), false},
		{"importBundle", post, "/authoring/bundles", write, "Make a draft of a bundle, a zip; 422 names file, line and fault.", s.importBundle(), false},

		{"listCourseDrafts", get, "/authoring/courses", read, "Drafts of courses and every published course.", JSON(200, a.Courses), false},
		{"createCourse", post, "/authoring/courses", write, "Begin a draft of a course.", JSON(201, a.CreateCourse), false},
		{"getCourseSource", get, course, read, "A course's source, with the versions of its modules.", JSON(200, a.Course), false},
		{"saveCourse", put, course, write, "Replace a draft's text, if rev is its revision.", s.saves(JSON(200, a.SaveCourse)), false},
		{"deleteCourse", del, course, write, "Remove a draft that is not published.", JSON(204, a.DeleteCourse), false},
		{"previewCertificate", get, course + "/certificate", read, "What the certificates of a course will look like: a specimen, signed by nobody.", JSON(200, a.PreviewCertificate), false},
		{"submitCourse", post, course + "/submit", write, "Hand a draft to the reviewers.", JSON(200, a.SubmitCourse), false},
		{"withdrawCourse", post, course + "/withdraw", write, "Take a draft back to be changed.", JSON(200, a.WithdrawCourse), false},
		{"approveCourse", post, course + "/approve", review, "Find a draft good that one has no hand in.", JSON(200, a.ApproveCourse), false},
		{"rejectCourse", post, course + "/reject", review, "Send a draft back, with reasons.", JSON(200, a.RejectCourse), false},
		{"publishCourse", post, course + "/publish", read, "Make an approved draft the next version.", JSON(200, a.PublishCourse), false},
		{"shareCourse", post, course + "/editors", write, "Let another person change a draft, or no longer.", JSON(200, a.ShareCourse), false},
		{"acceptModules", post, course + "/acceptance", read, "Give a published course the newest versions of its modules.", JSON(200, a.AcceptModules), false},
		{"retireCourse", post, course + "/retire", review, "Take a published course out of the catalogue for new learners, or bring it back.", JSON(200, a.RetireCourse), false},
		{"listCourseVersions", get, course + "/versions", read, "The history of a course, newest first.", JSON(200, a.CourseVersions), false},
		{"getCourseVersion", get, course + "/versions/:version", read, "A course as it was published.", JSON(200, a.CourseVersion), false},
	}
}
