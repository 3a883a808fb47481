package courses

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Fault is something wrong in a module or course, at a place: a path such as "questions[2].answer", and for Markdown a line
// in that text (1-based; 0 when the whole value is meant).
type Fault struct {
	Path     string   `json:"path"`
	Line     int      `json:"line,omitempty"`
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	Severity Severity `json:"severity,omitempty"`
}

// Severity says what a fault stops.
type Severity string

// An error keeps a module from being published; a warning is for an editor to judge.
const (
	Error   Severity = ""
	Warning Severity = "warning"
)

// Limits on what a module may hold, so that one cannot exhaust a reader or the server.
const (
	MaxSlug      = 64
	MaxTitle     = 160
	MaxText      = 2_000
	MaxMarkdown  = 100_000
	MaxLessons   = 40
	MaxQuestions = 100
	MaxSteps     = 60
	MaxSources   = 400
	MaxTerms     = 400
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// ValidSlug reports whether s is lower-case letters, digits and single hyphens, at most MaxSlug of them.
func ValidSlug(s string) bool { return len(s) <= MaxSlug && slugForm.MatchString(s) }

// faults collects faults under a path.
type faults struct{ list []Fault }

func (f *faults) add(path, code, format string, args ...any) {
	f.list = append(f.list, Fault{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

func (f *faults) slug(path, s string) {
	if !ValidSlug(s) {
		f.add(path, "slug", "%q is not a slug: lower-case letters, digits and single hyphens, at most %d", s, MaxSlug)
	}
}

// text checks a required text of bounded length.
func (f *faults) text(path, s string, limit int) {
	switch {
	case strings.TrimSpace(s) == "":
		f.add(path, "required", "is empty")
	case !utf8.ValidString(s):
		f.add(path, "encoding", "is not valid UTF-8")
	case utf8.RuneCountInString(s) > limit:
		f.add(path, "too_long", "is longer than %d characters", limit)
	}
}

func (f *faults) optional(path, s string, limit int) {
	if s != "" {
		f.text(path, s, limit)
	}
}

func (f *faults) count(path string, n, low, high int, what string) {
	if n < low || n > high {
		f.add(path, "count", "has %d %s; it takes %d to %d", n, what, low, high)
	}
}

// unique reports each id that stands twice.
func (f *faults) unique(path string, ids []string) {
	seen := map[string]bool{}
	for i, id := range ids {
		if seen[id] {
			f.add(fmt.Sprintf("%s[%d]", path, i), "twice", "%q is used twice", id)
		}
		seen[id] = true
	}
}
