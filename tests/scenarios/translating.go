package scenarios

import (
	"strings"
	"testing"
)

// translating: a module is translated, reviewed, read in both languages with one progress, and followed when its source changes.
func translating(t *testing.T, s *server) {
	admin := s.admin("translating-admin@example.org")
	trainer, other := s.role("translating-trainer@example.org", "trainer", admin), s.role("translating-other@example.org", "trainer", admin)
	reviewer, learner := s.role("translating-reviewer@example.org", "reviewer", admin), s.join("translating-learner@example.org")
	made := trainer.api("POST", "/authoring/modules", map[string]any{"source": written("translated")}).want(201)
	trainer.release(reviewer, "/authoring/modules/"+made.text("id"), nil)
	course := map[string]any{
		"slug": "translated", "language": "en", "audience": "media", "title": "A course to translate", "summary": "Short.", "modules": []string{"translated"},
		"pass_mark": 0.7, "hours": 1, "validity_months": 0, "criteria": "All done.",
	}
	trainer.release(reviewer, "/authoring/courses/"+trainer.api("POST", "/authoring/courses", map[string]any{"source": course}).want(201).text("id"), nil)
	const module = "/courses/translated/modules/translated"
	learner.api("PUT", "/courses/translated/enrolment", nil, "Accept-Language", "ar-EG, fr;q=0.5").want(201).is("language", "en")
	lesson := learner.api("GET", "/courses/translated", nil).want(200).text("modules.0.lessons.0.slug")
	learner.api("PUT", module+"/lessons/"+lesson+"/completion", nil).want(200)

	// Beginning: one draft a language, which is its owner's.
	begin := "/authoring/modules/translated/translations"
	learner.api("POST", begin, map[string]any{"language": "ar"}).problem(403, "forbidden")
	reviewer.api("POST", begin, map[string]any{"language": "ar"}).problem(403, "forbidden")
	trainer.api("POST", begin, map[string]any{"language": "en"}).fault("language", "own_language")
	trainer.api("POST", begin, map[string]any{"language": "not a language"}).fault("language", "language_tag")
	trainer.api("POST", "/authoring/modules/no-such/translations", map[string]any{"language": "ar"}).problem(404, "module_unknown")
	draft := trainer.api("POST", begin, map[string]any{"language": "AR"}).want(201).is("source.language", "ar").is("from", "en").is("may.edit", false).is("may.translate", true).text("id")
	trainer.api("POST", begin, map[string]any{"language": "ar"}).want(201).is("id", draft)
	other.api("POST", begin, map[string]any{"language": "ar"}).problem(409, "translation_begun")
	path := "/authoring/modules/" + draft
	other.api("GET", path+"/translation", nil).problem(404, "module_unknown")
	reviewer.api("PUT", path+"/translation", map[string]any{"of": 1}).problem(403, "forbidden")
	trainer.api("GET", "/authoring/modules/"+made.text("id")+"/translation", nil).problem(404, "no_translation")

	// Working: what is typed is kept, what another changed is not lost, what decides cannot be touched.
	trainer.api("PUT", path+"/translation", map[string]any{"of": 9, "texts": map[string]string{}}).fault("of", "unknown")
	trainer.api("PUT", path+"/translation", map[string]any{"of": 1, "texts": map[string]string{"nothing": "x"}}).fault("texts", "unknown")
	trainer.api("PUT", path, map[string]any{"rev": 1, "source": with(written("translated"), "language", "ar")}).problem(409, "translation_draft")
	trainer.api("POST", path+"/editors", map[string]any{"email": other.email}).want(200)
	view := trainer.api("GET", path+"/translation", nil).want(200).is("dir", "rtl").is("language_name", "العربية")
	title := view.text("rows.0.key")
	put := func(who *client, texts, marks map[string]string, still ...string) *answer {
		return who.api("PUT", path+"/translation", map[string]any{"of": view.at("of"), "texts": texts, "marks": marks, "still": still})
	}
	marks := map[string]string{title: view.text("rows.0.mark")}
	put(trainer, map[string]string{title: "عنوان"}, marks).want(200).is("rows.0.text", "عنوان")
	put(other, map[string]string{title: "عنوان آخر"}, marks).problem(409, "translation_overlap").is("errors.0.field", "texts."+title)
	trainer.api("GET", path+"/translation", nil).want(200).is("rows.0.text", "عنوان")
	trainer.api("POST", path+"/submit", nil).fault("details.summary", "untranslated")
	translate := func(who *client) {
		t.Helper()
		texts, marks := map[string]string{}, map[string]string{}
		for _, row := range view.list("rows") {
			row := row.(map[string]any)
			if key := row["key"].(string); row["state"] == "missing" {
				texts[key], marks[key] = "ع "+row["source"].(string), row["mark"].(string)
			}
		}
		put(who, texts, marks).want(200).is("counts.missing", 0)
	}
	view = trainer.api("GET", path+"/translation", nil).want(200)
	translate(other)
	trainer.api("GET", path, nil).want(200).is("source.questions.0.answer", "c")
	trainer.api("POST", path+"/submit", nil).want(200)
	put(trainer, map[string]string{title: "x"}, marks).problem(409, "not_a_draft")
	trainer.api("POST", path+"/approve", nil).problem(403, "forbidden")
	reviewer.api("POST", path+"/reject", map[string]any{"reason": "Say it better."}).want(200)
	trainer.api("POST", path+"/submit", nil).want(200)
	reviewer.api("POST", path+"/approve", nil).want(200)
	for range 2 { // twice is once
		trainer.api("POST", path+"/publish", map[string]any{"change": "editorial"}).want(200).is("version", 2)
	}
	trainer.api("GET", "/authoring/modules/translated/versions", nil).want(200).is("items.0.languages", "[ar en]").is("items.1.languages", "[en]")

	// Reading: the learner goes on where they were, in the language they ask for.
	trainer.api("POST", "/authoring/courses/translated/acceptance", map[string]any{"change": "editorial"}).want(200)
	read := func(query, language, has string) {
		t.Helper()
		got := learner.api("GET", module+"/lessons/"+lesson+query, nil).want(200).is("language", language)
		if got.header.Get("Content-Language") != language || strings.Contains(got.text("html")+got.text("title"), "ع ") != (has != "") {
			t.Errorf("%s in %q: %.300s", query, got.header.Get("Content-Language"), got.body)
		}
	}
	read("", "en", "")
	read("?language=ar", "ar", "ع ")
	read("?language=sw", "en", "")
	learner.api("PUT", "/courses/translated/enrolment?language=ar", nil).want(200).is("language", "ar").is("modules.0.lessons_done.0", lesson)
	read("", "ar", "ع ")
	b := learner.browser()
	b.get(module + "/lessons/" + lesson).want(200).shows(`<div class="prose" lang="ar" dir="rtl">`)
	b.get("/courses/translated").want(200).shows("العربية", `name="language"`)
	b.post("/courses/translated/enrolment", "language", "en").want(303)
	read("", "en", "")
	b.post("/courses/translated/enrolment", "language", "ar").want(303)
	attempt := learner.api("POST", module+"/attempts", map[string]any{}).want(201).is("language", "ar")
	learner.api("POST", "/attempts/"+attempt.text("id")+"/submission", map[string]any{"answers": right()}).want(200).is("passed", true)

	// Following: a changed paragraph is marked, with how; it is accepted knowingly or made anew.
	next := trainer.revise("translated", func(m map[string]any) { m["summary"] = "Another summary." })
	trainer.release(reviewer, next, map[string]any{"change": "editorial"})
	trainer.api("GET", "/authoring/modules/translated/versions", nil).want(200).is("items.0.languages", "[ar en]")
	draft = trainer.api("POST", begin, map[string]any{"language": "ar"}).want(201).text("id")
	path = "/authoring/modules/" + draft
	view = trainer.api("GET", path+"/translation", nil).want(200).is("of", 3).is("counts.missing", 0).is("counts.outdated", 1).is("rows.1.state", "outdated").is("rows.1.source", "Another summary.")
	if view.text("rows.1.changes.0.op") == "" || view.text("rows.0.text") != "عنوان" {
		t.Errorf("the change is not told: %.600s", view.body)
	}
	trainer.api("POST", path+"/submit", nil).fault("details.summary", "outdated")
	put(trainer, nil, nil, view.text("rows.1.key")).want(200).is("counts.outdated", 0)
	trainer.api("DELETE", path, nil).want(204)
	draft = trainer.api("POST", begin, map[string]any{"language": "ar"}).want(201).text("id")
	path = "/authoring/modules/" + draft
	trainer.api("POST", path+"/submit", map[string]any{"accept_outdated": true}).want(200)
	reviewer.api("POST", path+"/approve", nil).want(200)
	trainer.api("POST", path+"/publish", map[string]any{"change": "editorial"}).fault("details.summary", "outdated")
	trainer.api("POST", path+"/publish", map[string]any{"change": "editorial", "accept_outdated": true}).want(200).is("version", 4)

	// A new question has no text yet in the other language: nobody is given half a quiz, and the work is not lost.
	next = trainer.revise("translated", func(m map[string]any) {
		m["questions"] = append(m["questions"].([]any), map[string]any{"id": "new", "kind": "true_false", "prompt": "Is it new?", "answer": true, "feedback": "It is."})
	})
	trainer.release(reviewer, next, map[string]any{"change": "substantive"})
	trainer.api("GET", "/authoring/modules/translated/versions", nil).want(200).is("items.0.languages", "[en]")
	path = "/authoring/modules/" + trainer.api("POST", begin, map[string]any{"language": "ar"}).want(201).text("id")
	view = trainer.api("GET", path+"/translation", nil).want(200).is("counts.missing", 2).is("counts.outdated", 1).is("rows.0.text", "عنوان")
	put(trainer, nil, nil, view.text("rows.1.key")).want(200).is("counts.outdated", 0)
	translate(trainer)
	trainer.release(reviewer, path, map[string]any{"change": "editorial"})
	trainer.api("GET", "/authoring/modules/translated/versions", nil).want(200).is("items.0.languages", "[ar en]")

	// A text of one's own in another language cannot say that another answer is right.
	cheat := trainer.api("GET", "/authoring/modules/translated", nil).want(200).at("source").(map[string]any)
	cheat["language"] = "fr"
	cheat["questions"].([]any)[0].(map[string]any)["answer"] = "a"
	id := trainer.api("POST", "/authoring/modules", map[string]any{"copy": "translated", "language": "fr"}).want(201)
	trainer.api("PUT", "/authoring/modules/"+id.text("id"), map[string]any{"rev": id.at("rev"), "source": cheat}).want(200)
	trainer.api("POST", "/authoring/modules/"+id.text("id")+"/submit", nil).want(200)
	reviewer.api("POST", "/authoring/modules/"+id.text("id")+"/approve", nil).want(200)
	trainer.api("POST", "/authoring/modules/"+id.text("id")+"/publish", nil).fault("language", "other_structure")
}
