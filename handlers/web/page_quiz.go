package web

import "html/template"

// QuizStartPage is "quiz-start": the rules, before the clockless quiz begins.
type QuizStartPage struct {
	Frame
	Course, Module Link
	Questions      int
	PassMark       int // per cent
	Attempts       int // made so far
	Best           int // per cent, when there are attempts
	Passed         bool
	WaitUntil      Date   // a new attempt is possible from then on; zero: now
	Resume         string // address of an attempt that is open; empty: none
	Action         string // starts a new attempt
}

// QuizPage is "quiz": the form. See the package comment for the names of its fields.
type QuizPage struct {
	Frame
	Course, Module Link
	Attempt        string // its id, under which a browser keeps unsent answers until they are sent
	Action         string
	Questions      []QuestionView
	Errors         []FieldError // Field is a question's id
}

// QuestionView is one question, in the order and with the options of this attempt.
type QuestionView struct {
	Number, Of int
	ID         string
	Kind       string // "single", "multiple", "true_false", "ordering", "matching" or "short"
	Prompt     template.HTML
	Options    []AnswerOption
	Prompts    []MatchPrompt // matching only
	Truth      string        // true_false: what has been answered, "true", "false" or ""
	Text       string        // short: what has been answered
	Sensitive  bool          // may be left out with no loss
	Error      string
}

// AnswerOption is something to choose, order or match.
type AnswerOption struct {
	ID       string
	HTML     template.HTML
	Plain    string // the same without markup, for a select and for labels
	Checked  bool   // single and multiple: has been chosen
	Position int    // ordering: from 1; 0: not yet placed
}

// MatchPrompt is what an option is matched with.
type MatchPrompt struct {
	ID     string
	HTML   template.HTML
	Chosen string // id of the option chosen, or ""
}

// ResultPage is "result": how an attempt went, and why.
type ResultPage struct {
	Frame
	Course, Module   Link
	Attempt          string // its id: answers kept in the browser can go now
	Score, PassMark  int    // per cent
	Passed           bool
	Correct, Counted int // questions right, and questions that count
	Questions        []QuestionResult
	RetryHref        string // the start page; empty: no further attempt
	WaitUntil        Date
	Next             *Link // what comes after the module
	Certificate      *Link // just earned, or nil
}

// QuestionResult is one question with its answer.
type QuestionResult struct {
	Number int
	Kind   string
	Prompt template.HTML
	// Outcome is "right", "partly", "wrong", "unanswered", "skipped" (sensitive, left out) or "compare" (short).
	Outcome  string
	Share    int // per cent, for partly
	Yours    []AnswerLine
	Right    []AnswerLine // for short: the model points
	Ordered  bool         // the lines are in an order that matters
	Feedback template.HTML
	Sources  []Source
}

// AnswerLine is a line of an answer.
type AnswerLine struct {
	Prompt template.HTML // matching: what is matched; else empty
	HTML   template.HTML
	Right  bool // in Yours: this line is right
}
