// Package web holds everything a browser sees: templates, the stylesheet, one script, the icon, and the typed structs
// that the templates take. It knows no route table and no use case; handlers fill a struct and call Render.
//
// # A page
//
// Each file templates/pages/NAME.html is a page and takes the struct that registry (pages.go) names for it. Every struct
// embeds Frame, the data that all pages share. Words never stand in a template: they come from {{.T "key" "name" value …}}
// with the texts of handlers/locale, arguments in pairs of name and value, plurals chosen by the argument named n.
// Fields of type template.HTML hold HTML that courses/render has already made safe; strings are escaped here.
//
// The content security policy allows no inline style and no inline script, so no template has a style attribute, a style
// element or a script without src. Each page works without the script, which only adds comfort.
//
// # Where forms go
//
// Every POST form carries the hidden field csrf. Fixed addresses are written in the templates:
//
//	POST /sign-up         name, email, password, audience, next
//	POST /sign-in         email, password, otp, next
//	POST /sign-out        (nothing)
//	POST /forgot          email
//	POST /reset           token, password
//	POST /verify          file (a PDF, in multipart/form-data), credential
//	POST /account/profile       name, certificate_name, audience, language, publish_holder ("on" or absent)
//	POST /account/password      password (the present one), new_password
//	POST /account/sign-out-everywhere
//	GET  /account/export        the JSON document
//	POST /account/deletion      certificates ("keep" or "withdraw"), confirmation (the e-mail address), password
//	GET  /courses?audience=     GET /verify?serial=     GET /verify/{serial}?name=     GET /admin/users?query=
//
// Addresses that depend on data are fields named Href (links) and Action (forms). What the data-dependent forms send:
//
//	enrolment, completion, a new attempt:  nothing but csrf
//	scenario (GET):   path, the choices taken so far with the new one, joined by commas: "a,c"
//	quiz:             answer.QUESTION    option id (single), repeated option ids (multiple), true | false, or text (short)
//	                  position.QUESTION.OPTION   1…n (ordering)
//	                  match.QUESTION.PROMPT      option id (matching)
//	admin user:       roles (repeated), disabled ("on" or absent)
//
// # Lessons are rendered once
//
// A lesson reads the same for everybody but for a few personal bits, so its page is rendered once per course, lesson and
// language as a Skeleton and filled for each request. When making the skeleton, put a marker where the bit belongs:
//
//	page.Account = web.SlotHTML("account")     page.Notice = web.SlotHTML("notice")
//	page.Progress = web.SlotHTML("progress")   page.Complete = web.SlotHTML("complete")
//	page.CSRF = web.Slot("csrf")               item.Done = web.SlotHTML("done:" + slug) // for each OutlineItem
//
// and then
//
//	skeleton, err := web.NewSkeleton("lesson", page)
//	err = skeleton.Fill(w, func(name string) string { … })
//
// What goes into a marker is itself a small template, drawn with Fragment: account-nav, flash, done-mark, progress and
// complete-button. They have few variants, so they too can be drawn once and kept; a fragment may in turn hold a marker.
// The templates put no logic around these fields, except that an empty Account or Notice falls back to User and Flash, so
// that all other pages simply set those.
package web
