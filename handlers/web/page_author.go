package web

// AuthorFrame is what the pages about one module share.
type AuthorFrame struct {
	Frame
	Module ModuleRow
	Href   string // of the module's page; forms post below it
	Rev    int64  // that the page shows; forms send it back
	Token  string // tells whether the part shown has changed since; forms send it back
	Edit   bool   // the one who looks may change it
	Faults []AuthorFault
	Errors []FieldError // why what was sent could not be taken
}

// State is the frame for the form of one part, which has a token of its own.
func (a AuthorFrame) State(token string) AuthorFrame {
	a.Token = token
	return a
}

// AuthorFault is a fault with its place.
type AuthorFault struct {
	Href    string // of the page where it can be put right; empty: this one
	Where   string
	Line    int // 0: none
	Text    string
	Warning bool
}

// Input is one field of an author's form. Its label is the text of author.NAME unless Label says another key.
type Input struct {
	ID, Name, Label, Value string
	Type                   string // "text", "number", "checkbox" or "file"; with Rows or Options it is not used
	Rows                   int    // above 0: a text of several lines
	Options                []Option
	Hint                   string // key
	Checked                bool
}

// AuthorModulePage is "author-module": a draft, or what is published, with all that can be done with it.
type AuthorModulePage struct {
	AuthorFrame
	Details   []Input
	Lessons   []OutlineRow
	Questions []OutlineRow
	Maps      []BranchMap // of its scenarios
	Images    AuthorImages
	NewLesson []Input
	Library   []Input
	// Tokens of the forms that stand beside the outline's, whose token is the frame's.
	DetailsToken, LibraryToken string
	Steps                      []AuthorStep
	Comments                   []CommentRow
	Events                     []EventRow
	Remark                     []Input
	Links                      []Link
}

// OutlineRow is a lesson or question in its order.
type OutlineRow struct {
	Href, Title, Kind string
	Up, Down, Remove  string // values of the buttons; empty: not offered
}

// AuthorStep is a form that moves a draft on.
type AuthorStep struct {
	Do     string // value of the field do; also the key author.do.DO of the button
	Kind   string // of the button: "", "secondary" or "danger"
	Inputs []Input
	Note   string // already in the page's language
}

// CommentRow is a comment.
type CommentRow struct {
	Who, Where, Text string
	At               Date
	Resolved         bool
	Do               string // value of the button that closes or opens it; empty: not offered
}

// EventRow is who did what.
type EventRow struct {
	Who, Action, Note string // Action: author.action.ACTION
	At                Date
}

// AuthorHistoryPage is "author-history": versions, and what changed between two of them.
type AuthorHistoryPage struct {
	AuthorFrame
	Versions []VersionRow
	From, To string
	Choices  []Option
	Parts    []DiffPart
	Compared bool
}

// VersionRow is a version in a history.
type VersionRow struct {
	Version         int64
	Current         bool
	Change          string // author.change.CHANGE; empty: of the product's own
	Who, Note       string
	At              Date
	Href, Copy, Zip string
}

// DiffPart is one text that changed: the old beside the new, word by word.
type DiffPart struct {
	Path     string
	Old, New []DiffSpan
}

// DiffSpan is a piece of a text; Marked: it is only on this side.
type DiffSpan struct {
	Text   string
	Marked bool
}

// AuthorCollisionPage is "author-collision": somebody else saved first.
type AuthorCollisionPage struct {
	AuthorFrame
	Action string
	Fields []CollisionField
	Hidden []Input // what is the same on both sides
}

// CollisionField is one field with both texts, and the merged one to send.
type CollisionField struct {
	Input        Input
	Theirs, Mine []DiffSpan
}

// AuthorImportPage is "author-import": what became of a bundle.
type AuthorImportPage struct {
	Frame
	Title   string
	Lessons int
	Asked   int // questions
	DryRun  bool
	Faults  []AuthorFault
	Advice  []AuthorFault
}

// AuthorAnalyticsPage is "author-analytics": how a module goes with those who learn.
type AuthorAnalyticsPage struct {
	AuthorFrame
	Withheld  bool
	Learners  int
	Minutes   string // median of the quiz; empty: none
	Lessons   []LessonBar
	Scenarios []PathsPlot
	Questions []QuestionBar
}

// LessonBar is a lesson's completions. Width is their share of Learners, in thousandths, for the plot.
type LessonBar struct {
	Title       string
	Completions int
	DropOff     string // in per cent; empty: not known
	Minutes     string // median; empty: not known
	Width, Y    int
}

// QuestionBar is a question's figures; texts are empty where they are withheld.
type QuestionBar struct {
	Href, ID, Kind, Correct, Discrimination, Flag, Chosen string
	Attempts                                              int
	Withheld                                              bool
	Width, Y                                              int // of the right answers, in thousandths
}

// PathsPlot is which ways are taken through a scenario. ID is that of its heading.
type PathsPlot struct {
	ID, Title string
	Withheld  bool
	Rows      []PathRow
}

// Height is that of the plot.
func (p PathsPlot) Height() int { return max(1, len(p.Rows)) * barStep }

// PathRow is a choice or an ending; Learners is how many took it, in words. Width is their share, in thousandths, for the plot.
type PathRow struct {
	Step, Choice, Learners string
	Best, Ending           bool
	Width, Y               int
}

// barStep is how far the bars of a plot stand apart, in its own units.
const barStep = 32

// BarY is where the i-th bar of a plot stands.
func BarY(i int) int { return i * barStep }

// LessonsHeight and QuestionsHeight are the heights of the plots.
func (p AuthorAnalyticsPage) LessonsHeight() int   { return max(1, len(p.Lessons)) * barStep }
func (p AuthorAnalyticsPage) QuestionsHeight() int { return max(1, len(p.Questions)) * barStep }

// AuthorGiftPage is "author-gift": questions from and to Moodle's text format.
type AuthorGiftPage struct {
	AuthorFrame
	Text   string // the module's questions
	Lost   []AuthorFault
	Inputs []Input // of the import; empty: not offered
	Read   bool    // an import has been tried: Added questions, with Notes
	Added  int
	Notes  []AuthorFault
}
