package courses

// QuestionKind is how a question is answered.
type QuestionKind string

// The six kinds.
const (
	Single    QuestionKind = "single"
	Multiple  QuestionKind = "multiple"
	TrueFalse QuestionKind = "true_false"
	Ordering  QuestionKind = "ordering"
	Matching  QuestionKind = "matching"
	Short     QuestionKind = "short"
)

// QuestionKinds lists the six kinds.
var QuestionKinds = []QuestionKind{Single, Multiple, TrueFalse, Ordering, Matching, Short}

// Question is one question of a quiz with its answer and feedback. It never leaves the server whole, except to those who write modules.
type Question struct {
	ID      string       `yaml:"id" json:"id" bson:"id"`
	Kind    QuestionKind `yaml:"kind" json:"kind" bson:"kind"`
	Prompt  string       `yaml:"prompt" json:"prompt" bson:"prompt"` // Markdown
	Options []Option     `yaml:"options,omitempty" json:"options,omitempty" bson:"options,omitempty"`
	Prompts []Option     `yaml:"prompts,omitempty" json:"prompts,omitempty" bson:"prompts,omitempty"` // matching only: what is matched
	// Answer has the form that a submission takes for the kind; for Short it is the list of model points.
	Answer    Answer   `yaml:"answer" json:"answer" bson:"answer"`
	Feedback  string   `yaml:"feedback" json:"feedback" bson:"feedback"` // Markdown
	Sources   []string `yaml:"sources,omitempty" json:"sources,omitempty" bson:"sources,omitempty"`
	Sensitive bool     `yaml:"sensitive,omitempty" json:"sensitive,omitempty" bson:"sensitive,omitempty"`
}

// Option is one thing to choose, order or match.
type Option struct {
	ID   string `yaml:"id" json:"id" bson:"id"`
	Text string `yaml:"text" json:"text" bson:"text"` // Markdown, one line
}

// Marked reports whether the question counts towards the score.
func (q *Question) Marked() bool { return q.Kind != Short }
