package lint

import (
	"fmt"
	"math"

	"upstander/courses"
	"upstander/courses/bundle"
)

// hoursSlack is by how much the hours on a certificate may differ from the minutes of the modules.
const hoursSlack = 0.1

// Course lists what is wrong with a course beside courses.Course.Faults: modules that are not there in its
// language, and hours that its modules do not take. Modules are those of the course's language.
func Course(c *courses.Course, modules []courses.Module) []courses.Fault {
	l := &linter{}
	minutes := map[string]int{}
	for i := range modules {
		minutes[modules[i].Slug] = modules[i].Minutes
	}
	sum := 0
	for i, slug := range c.Modules {
		n, ok := minutes[slug]
		if !ok {
			l.add(fmt.Sprintf("modules[%d]", i), 0, "module_unknown", "there is no module %q in this language", slug)
		}
		sum += n
	}
	if math.Abs(c.Hours*60-float64(sum)) > hoursSlack*float64(sum) {
		l.add("hours", 0, "course_hours", "says %g hours; its modules take %.2g", c.Hours, float64(sum)/60)
	}
	return l.faults
}

// Library lists terms of the shared library that no lesson links, and, as warnings, sources that nothing rests on. Paths are
// "glossary.ID" and "sources.ID".
func Library(lib bundle.Library, modules []courses.Module) []courses.Fault {
	l := &linter{}
	cited, linked := map[string]bool{}, map[string]bool{}
	for i := range modules {
		sources, _ := bundle.Mentions(&modules[i])
		mark(cited, sources)
		for _, t := range modules[i].Glossary {
			mark(cited, t.Sources)
		}
		// A term in a quiz alone is an orphan too: nobody has explained it.
		_, terms := bundle.Mentions(&courses.Module{Lessons: modules[i].Lessons})
		mark(linked, terms)
	}
	known := map[string]bool{}
	for _, s := range lib.Sources {
		known[s.ID] = true
		if !cited[s.ID] {
			l.warn("sources."+s.ID, 0, "source_unused", "nothing rests on this source")
		}
	}
	for _, t := range lib.Terms {
		if !linked[t.ID] {
			l.add("glossary."+t.ID, 0, "orphan_term", "no lesson links this term")
		}
		for _, id := range t.Sources {
			if !known[id] {
				l.add("glossary."+t.ID, 0, "unknown_source", "no source has the id %q", id)
			}
		}
	}
	return l.faults
}

func mark(set map[string]bool, ids []string) {
	for _, id := range ids {
		set[id] = true
	}
}
