package browser

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
)

// call speaks to the API as the holder of token and decodes what comes back.
func call(t *testing.T, method, path, token string, in, out any) {
	t.Helper()
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), method, site+"/api/v1"+path, &body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		t.Fatalf("%s %s: %s", method, path, answer.Status)
	}
	if out != nil {
		if err := json.NewDecoder(answer.Body).Decode(out); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
}

func adminToken(t *testing.T) string {
	t.Helper()
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	call(t, "POST", "/auth/login", "", map[string]string{"email": adminEmail, "password": adminPassword}, &tokens)
	return tokens.AccessToken
}

// course is what the API tells of a course, and what its modules' sources tell of the right answers.
type course struct {
	Slug, Title string
	Modules     []*module
}

type module struct {
	Slug, Title string
	Lessons     []lesson
	source      source
}

type lesson struct{ Slug, Title, Kind string }

type source struct {
	Lessons []struct {
		Slug     string
		Scenario *scenario
	}
	Questions []question
}

type scenario struct {
	Steps []struct {
		ID      string
		Ending  bool
		Choices []struct {
			ID, Next string
			Best     bool
		}
	}
}

type question struct {
	ID, Kind string
	Answer   any // in the form of a submission
}

// loadCourses reads every course with the sources of its modules, as an administrator.
func loadCourses(t *testing.T) []*course {
	t.Helper()
	var list struct{ Items []struct{ Slug string } }
	call(t, "GET", "/courses", "", nil, &list)
	if len(list.Items) == 0 {
		t.Fatal("there are no courses")
	}
	token := adminToken(t)
	var all []*course
	for _, item := range list.Items {
		c := &course{Slug: item.Slug}
		loadCourse(t, token, c)
		all = append(all, c)
	}
	return all
}

func loadCourse(t *testing.T, token string, c *course) {
	t.Helper()
	var detail course
	call(t, "GET", "/courses/"+c.Slug, "", nil, &detail)
	*c = detail
	for _, m := range c.Modules {
		var held struct{ Source source }
		call(t, "GET", "/authoring/modules/"+m.Slug, token, nil, &held)
		m.source = held.Source
	}
}

func diplomats(t *testing.T) *course {
	t.Helper()
	c := &course{Slug: "diplomats"}
	loadCourse(t, adminToken(t), c)
	return c
}

// path is the walk through a scenario that takes the best choice wherever there is one: the choices' ids.
func (s *scenario) path(t *testing.T) []string {
	t.Helper()
	var path []string
	here := s.Steps[0]
	for !here.Ending {
		if len(path) > len(s.Steps) {
			t.Fatalf("the best choices lead round in a circle: %v", path)
		}
		choice := here.Choices[0]
		for _, c := range here.Choices {
			if c.Best {
				choice = c
			}
		}
		path = append(path, choice.ID)
		for _, step := range s.Steps {
			if step.ID == choice.Next {
				here = step
			}
		}
	}
	return path
}

func (m *module) scenario(slug string) *scenario {
	for _, l := range m.source.Lessons {
		if l.Slug == slug {
			return l.Scenario
		}
	}
	return nil
}

func (m *module) at(c *course) string { return "/courses/" + c.Slug + "/modules/" + m.Slug }
