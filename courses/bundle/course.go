package bundle

import (
	"io/fs"

	"upstander/courses"
)

// ReadCourse reads a course file, strictly, with the course's own faults at their lines.
func ReadCourse(fsys fs.FS, name string) (courses.Course, []Problem) {
	r := &reader{fsys: fsys}
	var c courses.Course
	if data, ok := r.file(name); ok {
		if node := r.decode(name, data, 0, &c); node != nil {
			for _, f := range c.Faults() {
				r.problem(name, lineOf(node, f.Path), f.Code, "%s: %s", f.Path, f.Message)
			}
		}
	}
	return c, r.Problems
}

// WriteCourse gives the file that ReadCourse reads back to the same course.
func WriteCourse(c courses.Course) []byte { return marshal(c) }
