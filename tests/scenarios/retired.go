package scenarios

import (
	"testing"
	"time"
)

// retired follows a course out of use and back: nobody new takes it, who has begun finishes, what was earned stays true.
func retired(t *testing.T, database string) {
	s := start(t, database, options{})
	root := s.admin("retired-root@example.org")
	path, authoring := "/courses/"+course, "/authoring/courses/"+course
	amina, bilal, carol := s.join("retired-amina@example.org"), s.join("retired-bilal@example.org"), s.join("retired-carol@example.org")
	serial := amina.finish()
	bilal.enrol(course)
	h := s.house(root, "retired")
	cohort := h.boss.api("POST", h.path("/cohorts"), map[string]any{"name": "All"}).want(201).text("id")
	amina.api("POST", authoring+"/retire", nil).problem(403, "forbidden")
	root.api("POST", "/authoring/courses/none/retire", nil).problem(404, "course_unknown")

	root.browser().post("/admin/courses/"+course, "do", "retire").to("/admin/courses/" + course)
	root.api("GET", authoring, nil).want(200).is("state", "retired").is("may.retire", true)
	root.api("GET", "/authoring/courses?state=retired", nil).want(200).is("items.0.slug", course).is("items.1", "")
	root.browser().get("/admin/courses").want(200).holds("Out of use")
	root.browser().get("/admin/courses/" + course).want(200).holds("Bring back into use")

	carol.api("PUT", path+"/enrolment", nil).problem(409, "course_retired")
	carol.api("GET", path, nil).want(200).is("retired", true)
	carol.browser().get(path).want(200).holds("No longer offered").hides(path + "/enrolment")
	carol.browser().get("/courses").want(200).hides("Fixture course")
	h.boss.api("POST", h.path("/assignments"), map[string]any{"cohort": cohort, "course": course}).fault("course", "course_retired")
	s.visitor().api("GET", "/verify/"+serial, nil).want(200).is("status", "valid")
	bilal.enrol(course).want(200)
	bilal.finish()

	// In the time of renewal it cannot be renewed; brought back, it can.
	s.Pass(time.Date(2029, 2, 1, 0, 0, 0, 0, time.UTC).Sub(s.Now()))
	amina.signIn(amina.email)
	root.signIn(root.email)
	amina.api("GET", path+"/enrolment", nil).want(200).is("renewal.open", false)
	amina.api("POST", path+"/renewal", nil).problem(409, "course_retired")
	root.api("POST", authoring+"/retire", map[string]any{"undo": true}).want(200).is("state", "published")
	amina.api("POST", path+"/renewal", nil).want(201).is("cycle", 2)

	// A new version of what is out of use brings it back.
	root.api("POST", authoring+"/retire", nil).want(200).is("state", "retired")
	other := s.admin("retired-other@example.org")
	draft := "/authoring/courses/" + root.api("POST", "/authoring/courses", map[string]any{"copy": course}).want(201).text("id")
	root.api("POST", draft+"/submit", nil).want(200)
	other.api("POST", draft+"/approve", nil).want(200)
	root.api("GET", authoring, nil).want(200).is("state", "retired")
	root.api("POST", draft+"/publish", map[string]any{"change": "substantive", "note": "Back."}).want(200).is("state", "published")
	root.api("GET", authoring, nil).want(200).is("state", "published").is("version", 2)
	carol.signIn(carol.email)
	carol.api("PUT", path+"/enrolment", nil).want(201).is("version", 2)
}
