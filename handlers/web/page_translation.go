package web

// AuthorTranslationPage is "author-translation": a part of a translation, paragraph by paragraph, beside its source.
type AuthorTranslationPage struct {
	AuthorFrame
	Parts                    []TranslationPart
	Part                     string // the one shown
	From, To                 Language
	Of                       int64 // version of the source; forms send it back
	Total, Missing, Outdated int   // paragraphs of the whole
	Rows                     []TranslationRow
	Overlap                  bool // some rows have been changed by another since
}

// Language is one that texts are in: its tag, its own name and "ltr" or "rtl".
type Language struct{ Tag, Name, Dir string }

// TranslationPart leads to a part of the module, with how much there is to do in it.
type TranslationPart struct {
	Href, Title       string
	Current           bool
	Missing, Outdated int
}

// TranslationRow is a paragraph. Key names its fields, Mark tells what the text was when the page was drawn.
type TranslationRow struct {
	Key, Mark, Where, Source, Text string
	Lines                          int // that the field shows
	Missing, Outdated              bool
	Odd                            string     // "", "blocks" or "citations"
	Was, Now                       []DiffSpan // of an outdated one: how the source changed
	Theirs                         []DiffSpan // where another changed it since
	Still                          bool       // ticked: the text still holds
}
