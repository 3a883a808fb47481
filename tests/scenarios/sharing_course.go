package scenarios

import "testing"

// sharedCourse is a course that a member took of their own accord: the institution sees it when they show it, and no longer when they
// take that back or leave. It is never the institution's to withdraw.
func sharedCourse(t *testing.T, s *server) {
	h := s.house(s.admin("showing-root@example.org"), "showing")
	lina := h.invited(s, "showing-lina", "Spring")
	sharing := h.path("/sharing")
	lina.api("PUT", sharing, map[string]any{"shared": []string{course}}).fault("shared", "unknown")
	lina.enrol(course)
	serial := lina.finish()
	lina.api("GET", "/certificates", nil).want(200).is("items.0.institution", "")
	h.boss.api("GET", h.path("/report"), nil).want(200).is("items", "[]")
	h.boss.api("GET", "/certificates/"+serial+"/pdf", nil).problem(404, "certificate_unknown")
	h.boss.api("PUT", "/institutions/none/sharing", map[string]any{"shared": []string{}}).problem(404, "institution_unknown")

	for range 2 {
		lina.api("PUT", sharing, map[string]any{"shared": []string{course, course}}).want(200).is("shared", "["+course+"]").is("asked", "[]")
	}
	h.boss.api("GET", h.path("/report"), nil).want(200).is("items.0.state", "completed").is("items.0.certificate", serial).is("items.0.cohort", "").is("items.1", "")
	h.boss.api("GET", h.path("/certificates"), nil).want(200).is("items.0.serial", serial)
	h.boss.api("GET", "/certificates/"+serial+"/pdf", nil).want(200)
	h.boss.api("POST", "/certificates/"+serial+"/revocation", map[string]any{"reason": "error"}).problem(404, "certificate_unknown")
	h.boss.browser().get(h.path("/report")).want(200).holds(lina.email)
	lina.browser().get("/account").want(200).holds(`value="` + course + `" checked`)

	lina.browser().post(h.path("/sharing")).to("/account")
	h.boss.api("GET", h.path("/report"), nil).want(200).is("items", "[]")
	h.boss.api("GET", "/certificates/"+serial+"/pdf", nil).problem(404, "certificate_unknown")

	// Assigned after it was shown, it is one row, and the institution's to follow.
	lina.api("PUT", sharing, map[string]any{"shared": []string{course}}).want(200)
	cohort := h.boss.api("GET", h.path("/cohorts"), nil).want(200).text("items.0.id")
	h.boss.api("POST", h.path("/assignments"), map[string]any{"cohort": cohort, "course": course}).want(201)
	h.boss.api("GET", h.path("/report"), nil).want(200).is("items.0.cohort", cohort).is("items.1", "")
	lina.api("GET", sharing, nil).want(200).is("asked", "["+course+"]").is("shared", "[]")
	lina.api("DELETE", h.path("/members/"+lina.id), nil).want(204)
	lina.api("GET", sharing, nil).problem(404, "institution_unknown")
	h.boss.api("GET", h.path("/report"), nil).want(200).is("items", "[]")
}
