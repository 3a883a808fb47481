package scenarios

import (
	"testing"
	"time"
)

// audit follows what administrators and managers do through the record of it, and finds nothing there of what learners do.
func audit(t *testing.T, s *server) {
	root := s.admin("audit-root@example.org")
	someone := s.join("audit-someone@example.org")
	by := "/audit?actor=" + root.id
	root.api("GET", by, nil).want(200).is("items", "[]")
	root.api("PATCH", "/users/"+someone.id, map[string]any{"roles": []string{"trainer"}}).want(200)
	s.Pass(time.Second)
	root.api("PATCH", "/users/"+someone.id, map[string]any{"roles": []string{"king"}}).fault("roles", "unknown")
	list := root.api("GET", by, nil).want(200).is("items.0.outcome", "invalid").is("items.2", "")
	list.is("items.1.action", "updateUser").is("items.1.on", "/users/"+someone.id).is("items.1.detail", "roles: trainer").is("items.1.outcome", "done").is("items.1.actor.id", root.id)
	s.Pass(time.Second)
	root.browser().post("/admin/users/"+someone.id, "roles", "trainer").want(303)
	root.api("GET", "/audit?actor=audit-root@example.org&limit=1", nil).want(200).is("items.0.action", "userForm").is("items.0.detail", "roles: trainer; disabled: false")
	root.api("GET", "/audit?actor=x&action=userForm", nil).fault("action", "either_actor")
	root.api("GET", "/audit?from=soon", nil).fault("from", "date")
	root.api("GET", "/audit?action=userForm&until=2001-01-01", nil).want(200).is("items", "[]")
	root.browser().get("/admin/audit?actor=audit-root@example.org").want(200).holds("roles: trainer").holds("Refused")
	someone.api("GET", "/audit", nil).problem(403, "forbidden")

	someone.enrol(course)
	someone.api("PATCH", "/me", map[string]any{"name": "Some One"}).want(200)
	root.api("GET", "/audit?actor="+someone.id, nil).want(200).is("items", "[]")
	for range 3 { // written every few seconds, recorded once an hour
		someone.api("POST", "/authoring/modules", map[string]any{"copy": moduleOne}).want(201)
	}
	root.api("GET", "/audit?actor="+someone.id, nil).want(200).is("items.0.action", "createModule").is("items.1", "")
	someone.api("GET", "/me/export", nil).want(200).is("data.audit.0.action", "createModule")
}
