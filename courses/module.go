package courses

// Module is one unit of learning in one language: lessons, a quiz, and what its facts rest on.
// It is the form in which the API shows and takes a module's source.
type Module struct {
	Slug        string     `json:"slug" bson:"slug"`
	Language    string     `json:"language" bson:"language"`
	Title       string     `json:"title" bson:"title"`
	Summary     string     `json:"summary" bson:"summary"`
	Minutes     int        `json:"minutes" bson:"minutes"`
	Objectives  []string   `json:"objectives" bson:"objectives"`
	ContentNote string     `json:"content_note" bson:"content_note"`
	Review      string     `json:"review" bson:"review"` // who has reviewed it, or that nobody has yet
	Lessons     []Lesson   `json:"lessons" bson:"lessons"`
	Questions   []Question `json:"questions" bson:"questions"`
	Sources     []Source   `json:"sources" bson:"sources"`
	Glossary    []Term     `json:"glossary" bson:"glossary"`
	Images      []Image    `json:"images,omitempty" bson:"images,omitempty"`
}

// LessonKind is what a lesson asks of its reader.
type LessonKind string

// The kinds of lesson.
const (
	Reading    LessonKind = "reading"
	Scenarios  LessonKind = "scenario"
	Reflection LessonKind = "reflection"
)

// Lesson is one page of a module: Markdown, or for a scenario a graph of steps.
type Lesson struct {
	Slug     string     `json:"slug" bson:"slug"`
	Title    string     `json:"title" bson:"title"`
	Minutes  int        `json:"minutes" bson:"minutes"`
	Kind     LessonKind `json:"kind" bson:"kind"`
	Markdown string     `json:"markdown,omitempty" bson:"markdown,omitempty"`
	Scenario *Scenario  `json:"scenario,omitempty" bson:"scenario,omitempty"`
}

// Lesson finds a lesson by its slug.
func (m *Module) Lesson(slug string) (*Lesson, bool) {
	for i := range m.Lessons {
		if m.Lessons[i].Slug == slug {
			return &m.Lessons[i], true
		}
	}
	return nil, false
}

// Source is a document that claims rest on.
type Source struct {
	ID      string `yaml:"id" json:"id" bson:"id"`
	Short   string `yaml:"short" json:"short" bson:"short"` // how a footnote names it
	Title   string `yaml:"title" json:"title" bson:"title"`
	Author  string `yaml:"author,omitempty" json:"author,omitempty" bson:"author,omitempty"`
	Symbol  string `yaml:"symbol,omitempty" json:"symbol,omitempty" bson:"symbol,omitempty"` // document symbol or case number
	Year    int    `yaml:"year,omitempty" json:"year,omitempty" bson:"year,omitempty"`
	Date    string `yaml:"date,omitempty" json:"date,omitempty" bson:"date,omitempty"` // YYYY-MM-DD where the day is known
	Kind    string `yaml:"kind" json:"kind" bson:"kind"`                               // one of SourceKinds
	URL     string `yaml:"url,omitempty" json:"url,omitempty" bson:"url,omitempty"`
	Checked string `yaml:"checked" json:"checked" bson:"checked"` // one of SourceChecks
	Note    string `yaml:"note,omitempty" json:"note,omitempty" bson:"note,omitempty"`
}

// SourceKinds are the kinds of source, in the order of a bibliography.
var SourceKinds = []string{"treaty", "statute", "resolution", "report", "judgment", "policy", "standard", "research", "news", "reference", "page"}

// SourceChecks say what was read to check a source: the official text, another copy, a secondary account, or nothing yet.
var SourceChecks = []string{"official", "copy", "secondary", "unread"}

// Term is a glossary entry.
type Term struct {
	ID         string   `yaml:"id" json:"id" bson:"id"`
	Term       string   `yaml:"term" json:"term" bson:"term"`
	Definition string   `yaml:"definition" json:"definition" bson:"definition"`
	Group      string   `yaml:"group,omitempty" json:"group,omitempty" bson:"group,omitempty"`
	Sources    []string `yaml:"sources,omitempty" json:"sources,omitempty" bson:"sources,omitempty"`
}
