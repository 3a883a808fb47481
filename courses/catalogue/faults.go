package catalogue

import (
	"path"
	"strings"

	"upstander/courses"
	"upstander/courses/bundle"
	"upstander/courses/lint"
)

// Faults lists what lint finds in the whole catalogue, by file and line.
func (c *Catalogue) Faults() []bundle.Problem {
	var out []bundle.Problem
	for i := range c.Modules {
		for _, f := range lint.Module(&c.Modules[i], Figure) {
			p := c.bundles[i].Locate(f)
			p.File = path.Join("modules", c.Modules[i].Slug, c.Language, p.File)
			out = append(out, p)
		}
	}
	for i := range c.Courses {
		file := path.Join("courses", string(c.Courses[i].Audience), c.Language+".yaml")
		for _, f := range lint.Course(&c.Courses[i], c.Modules) {
			key, _, _ := strings.Cut(f.Path, "[")
			out = append(out, located(file, key+":", f))
		}
	}
	for _, f := range lint.Library(c.Library, c.Modules) {
		name, id, _ := strings.Cut(f.Path, ".")
		out = append(out, located(path.Join("library", c.Language, name+".yaml"), "- id: "+id, f))
	}
	return out
}

// located gives a fault of a file that no bundle holds the line that is a mark, or that begins with one such as "hours:".
func located(file, mark string, f courses.Fault) bundle.Problem {
	p := bundle.Problem{File: file, Line: 1, Code: f.Code, Message: f.Path + ": " + f.Message, Severity: f.Severity}
	data, _ := files.ReadFile(file)
	for i, line := range strings.Split(string(data), "\n") {
		if line == mark || strings.HasSuffix(mark, ":") && strings.HasPrefix(line, mark) {
			p.Line = i + 1
			break
		}
	}
	return p
}
