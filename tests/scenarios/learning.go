package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func catalogueLists(t *testing.T, s *server) {
	c := s.visitor()
	audiences := c.api("GET", "/audiences", nil).want(200)
	var slugs []string
	for i := range audiences.list("") {
		slugs = append(slugs, audiences.text(fmt.Sprintf("%d.slug", i)))
		if audiences.text(fmt.Sprintf("%d.title", i)) == "" || audiences.text(fmt.Sprintf("%d.description", i)) == "" {
			t.Errorf("audience %s has no words", slugs[i])
		}
	}
	if want := "diplomats civil-servants educators business security media parliamentarians"; strings.Join(slugs, " ") != want {
		t.Errorf("audiences are %v", slugs)
	}
	all := c.api("GET", "/courses", nil).want(200)
	seen := map[string]bool{}
	for i := range all.list("items") {
		at := fmt.Sprintf("items.%d.", i)
		slug, audience := all.text(at+"slug"), all.text(at+"audience")
		seen[slug] = true
		if all.text(at+"title") == "" || all.text(at+"minutes") == "0" || all.text(at+"languages") != "[en]" || !slices.Contains(slugs, audience) {
			t.Errorf("course %s: %s", slug, all.body)
		}
		detail := c.api("GET", "/courses/"+slug, nil).want(200).is("slug", slug).is("version", all.text(at+"version"))
		if n := len(detail.list("modules")); fmt.Sprint(n) != all.text(at+"modules") {
			t.Errorf("course %s has %d modules, its entry in the list %s", slug, n, all.text(at+"modules"))
		}
		found := c.api("GET", "/courses?audience="+audience, nil).want(200)
		if !strings.Contains(string(found.body), `"slug":"`+slug+`"`) {
			t.Errorf("course %s is not among those of its audience", slug)
		}
	}
	if !seen[course] || len(seen) < 2 {
		t.Errorf("courses are %v", seen)
	}
	only := c.api("GET", "/courses?audience=parliamentarians", nil).want(200)
	for i := range only.list("items") {
		only.is(fmt.Sprintf("items.%d.audience", i), "parliamentarians")
	}
	c.api("GET", "/courses?language=en", nil).want(200).is("items.0.languages", "[en]")
	c.api("GET", "/courses?language=tlh", nil).want(200).is("items", "[]")
	c.api("GET", "/courses?audience=poets", nil).fault("audience", "unknown")
	c.api("GET", "/courses/none", nil).problem(404, "course_unknown")
	detail := c.api("GET", "/courses/"+course, nil).want(200)
	detail.is("modules.0.slug", moduleOne).is("modules.0.lessons.1.kind", "scenario").is("modules.0.quiz.questions", 6).is("modules.0.quiz.pass_mark", 0.8)
	if got := detail.header.Get("Content-Language"); got != "en" {
		t.Errorf("Content-Language is %q", got)
	}
	if strings.Contains(string(detail.body), secretWord) {
		t.Error("a course's description holds feedback")
	}
}

// learningLife goes from enrolment to completion, each step taken twice.
func learningLife(t *testing.T, s *server) {
	c := s.join("learner@example.org")
	path := "/courses/" + course
	c.api("GET", path+"/enrolment", nil).problem(404, "not_enrolled")
	c.api("GET", path+"/modules/"+moduleOne+"/lessons/read", nil).problem(403, "not_enrolled")
	c.api("PUT", path+"/modules/"+moduleOne+"/lessons/read/completion", nil).problem(403, "not_enrolled")
	c.api("POST", path+"/modules/"+moduleOne+"/attempts", nil).problem(403, "not_enrolled")
	c.api("PUT", "/courses/none/enrolment", nil).problem(404, "course_unknown")

	first := c.api("PUT", path+"/enrolment", nil).want(201).is("state", "enrolled").is("progress", 0).is("next.module", moduleOne).is("next.lesson", "read")
	s.Pass(time.Minute)
	c.api("PUT", path+"/enrolment", nil).want(200).is("enrolled_at", first.text("enrolled_at"))

	lesson := c.api("GET", path+"/modules/"+moduleOne+"/lessons/read", nil).want(200).is("kind", "reading").is("title", "Reading")
	if !strings.Contains(lesson.text("html"), "First edition") {
		t.Errorf("the lesson is %s", lesson.body)
	}
	story := c.api("GET", path+"/modules/"+moduleOne+"/lessons/decide", nil).want(200).is("kind", "scenario")
	if story.at("scenario") == nil {
		t.Errorf("the scenario is %s", story.body)
	}
	c.api("GET", path+"/modules/"+moduleOne+"/lessons/none", nil).problem(404, "lesson_unknown")
	c.api("GET", path+"/modules/none/lessons/read", nil).problem(404, "module_unknown")

	done := c.complete(course, moduleOne, "read").is("state", "in_progress").is("done", 1).is("total", 5).is("modules.0.lessons_done", "[read]").is("next.lesson", "decide")
	again := c.complete(course, moduleOne, "read")
	if string(done.body) != string(again.body) {
		t.Errorf("completing twice: %s then %s", done.body, again.body)
	}
	decide := path + "/modules/" + moduleOne + "/lessons/decide/completion"
	c.api("PUT", decide, map[string]any{"path": []string{"fly"}}).fault("path", "unknown")
	c.api("PUT", path+"/modules/"+moduleOne+"/lessons/reflect/completion", map[string]any{"path": []string{"speak"}}).fault("path", "no_scenario")
	c.api("PUT", decide, map[string]any{"path": []string{"wait", "back", "speak"}}).want(200).is("done", 2)
	c.api("PUT", decide, map[string]any{"path": slices.Repeat([]string{"wait", "back"}, 5000)}).fault("path", "too_long")
	c.complete(course, moduleOne, "reflect").is("next.module", moduleOne).is("next.lesson", "") // the quiz
	c.api("POST", path+"/modules/"+moduleTwo+"/attempts", nil).problem(404, "no_quiz")

	attempt := c.begin()
	c.api("GET", "/attempts/"+attempt+"/result", nil).problem(409, "not_submitted")
	c.submit(attempt, map[string]any{"q-single": "nope"}).fault("answers.q-single", "answer_option")
	c.submit(attempt, map[string]any{"q-single": true}).fault("answers.q-single", "answer_form")
	c.submit(attempt, map[string]any{"q-order": []string{"a", "a"}}).fault("answers.q-order", "answer_twice")
	c.submit(attempt, map[string]any{"q-none": "a"}).fault("answers.q-none", "question_unknown")
	c.submit(attempt, map[string]any{"q-short": strings.Repeat("s", 6000)}).fault("answers.q-short", "too_long")
	result := c.submit(attempt, wrong()).want(200).is("passed", false).is("questions.0.correct", false).is("questions.1.correct", true).
		is("questions.5.correct", "").is("questions.5.score", "").is("questions.0.correct_answer", "c").is("questions.0.your_answer", "a").is("enrolment.completed_at", "")
	if !strings.Contains(result.text("questions.0.feedback_html"), secretWord) {
		t.Error("the result has no feedback")
	}
	if twice := c.submit(attempt, right()).want(200); string(twice.body) != string(result.body) {
		t.Errorf("the second submission changed the result: %s", twice.body)
	}
	c.api("GET", "/attempts/"+attempt+"/result", nil).want(200).is("score", result.text("score"))

	s.Pass(time.Minute)
	c.submit(c.begin(), right()).want(200).is("passed", true).is("score", 1).is("enrolment.state", "in_progress").is("enrolment.modules.0.quiz.attempts", 2)
	end := c.complete(course, moduleTwo, "read").is("state", "completed").is("progress", 1).is("next", "")
	s.Pass(time.Hour)
	c.signIn(c.email)
	c.complete(course, moduleTwo, "read").is("completed_at", end.text("completed_at")).is("certificate", end.text("certificate"))
	c.api("GET", "/enrolments", nil).want(200).is("items.0.course", course).is("items.0.state", "completed").is("next_cursor", "")
	c.api("GET", "/certificates", nil).want(200).is("items.0.serial", end.text("certificate")).is("items.1", "")
}

// attemptOrder: an attempt shows one order however often it is read, and other attempts show others.
func attemptOrder(t *testing.T, s *server) {
	c := s.join("order@example.org")
	c.enrol(course)
	path := "/courses/" + course + "/modules/" + moduleOne + "/attempts"
	orders := map[string]bool{}
	firstRight, solved := 0, 0
	for range 24 {
		made := c.api("POST", path, nil).want(201)
		for range 2 {
			read := c.api("GET", "/attempts/"+made.text("id"), nil).want(200)
			if string(read.body) != string(made.body) {
				t.Fatalf("an attempt changed: %s then %s", made.body, read.body)
			}
		}
		orders[fmt.Sprint(made.list("questions.0.options"))] = true
		if made.text("questions.0.options.0.id") == "c" {
			firstRight++
		}
		order := ""
		for i := range 5 {
			order += made.text(fmt.Sprintf("questions.3.options.%d.id", i))
		}
		if order == "dbeac" {
			solved++
		}
	}
	if len(orders) < 8 || firstRight > 16 || solved > 0 {
		t.Errorf("24 attempts show %d orders, %d with the right option first, %d solved", len(orders), firstRight, solved)
	}
	key := []string{"Idempotency-Key", "one go"}
	a, b := c.api("POST", path, nil, key...).want(201), c.api("POST", path, nil, key...).want(201)
	if string(a.body) != string(b.body) {
		t.Error("one key began two attempts")
	}
	other := s.join("order2@example.org")
	other.enrol(course)
	if other.api("POST", path, nil, key...).want(201).text("id") == a.text("id") {
		t.Error("two people share an attempt")
	}
	for _, bad := range []string{strings.Repeat("k", 300), "\xff\xfe"} {
		c.api("POST", path, nil, "Idempotency-Key", bad).problem(422, "invalid")
	}
}

// attemptsTellNothing: no answer and no feedback is in an attempt, whoever looks.
func attemptsTellNothing(t *testing.T, s *server) {
	c := s.join("curious@example.org")
	c.enrol(course)
	id := c.begin()
	for _, a := range []*answer{c.api("GET", "/attempts/"+id, nil).want(200), c.api("GET", "/courses/"+course, nil).want(200), c.api("GET", "/courses/"+course+"/enrolment", nil).want(200)} {
		for _, word := range []string{secretWord, secretPoint, "feedback", "correct", `"answer"`, "sources"} {
			if strings.Contains(string(a.body), word) {
				t.Errorf("%s holds %q: %s", a.call, word, a.body)
			}
		}
	}
	var attempt struct{ Questions []map[string]any }
	if err := json.Unmarshal(c.api("GET", "/attempts/"+id, nil).body, &attempt); err != nil {
		t.Fatal(err)
	}
	for _, q := range attempt.Questions {
		for field := range q {
			if !slices.Contains([]string{"id", "kind", "prompt_html", "options", "prompts"}, field) {
				t.Errorf("a question shows %s", field)
			}
		}
	}
}

func waitAfterFailures(t *testing.T, s *server) {
	c := s.join("waits@example.org")
	c.enrol(course)
	spare := c.begin()
	for range 3 {
		c.submit(c.begin(), wrong()).want(200).is("passed", false)
	}
	path := "/courses/" + course + "/modules/" + moduleOne + "/attempts"
	held := c.api("POST", path, nil).problem(429, "quiz_wait")
	if held.header.Get("Retry-After") != "600" {
		t.Errorf("Retry-After is %q", held.header.Get("Retry-After"))
	}
	c.submit(spare, right()).problem(429, "quiz_wait") // an attempt kept back does not go around it
	c.api("GET", "/courses/"+course+"/enrolment", nil).want(200).is("modules.0.quiz.wait_until", s.Now().Add(10*time.Minute).Format(time.RFC3339))
	s.Pass(10*time.Minute - time.Second)
	c.api("POST", path, nil).problem(429, "quiz_wait")
	s.Pass(time.Second)
	c.submit(c.begin(), wrong()).want(200)
	c.submit(c.begin(), wrong()).want(200) // two more are free
	c.submit(spare, right()).want(200).is("passed", true)
	c.submit(c.begin(), wrong()).want(200).is("enrolment.modules.0.quiz.passed", true)
}
