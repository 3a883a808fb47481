package translation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strconv"
	"strings"

	"upstander/courses"
)

// Pair is a paragraph of the source at a path ("lessons.three-crimes.markdown"), as it was when it was translated, with its translation.
// The pairs of one path stand in the order of the text.
type Pair struct {
	Path   string `json:"path" bson:"path"`
	Source string `json:"source" bson:"source"`
	Text   string `json:"text" bson:"text"`
}

// Translation is how a module came about in a language that is not its source's.
type Translation struct {
	From  string `json:"from" bson:"from"` // the language of the source
	Pairs []Pair `json:"pairs" bson:"pairs"`
	Draft string `json:"draft" bson:"draft"` // id of the draft that it was
}

// State says how a paragraph stands.
type State string

// The states of a paragraph.
const (
	Done     State = "done"
	Missing  State = "missing"
	Outdated State = "outdated" // the source has changed since
)

// Row is a paragraph of the source with its translation.
type Row struct {
	Key    string // names the row as long as source and place stay
	Path   string
	Source string
	Text   string
	Was    string // of an outdated one: the source that the text was made from
	State  State
	Long   bool // may have several lines
	Odd    Odd  // what is not as in the source
}

// Odd names what a translated paragraph has other than its source.
type Odd string

// What may be odd. Blocks decide who reads what, so they must be as in the source; citations are for an editor to judge.
const (
	OddBlocks    Odd = "blocks"
	OddCitations Odd = "citations"
)

// Rows lays pairs beside a source: every paragraph that there is to translate, in order. A paragraph that has moved keeps its translation, one
// that has changed keeps it as outdated, and the pairs of those that are gone are left out.
func Rows(source *courses.Module, pairs []Pair) []Row {
	byPath := map[string][]Pair{}
	for _, p := range pairs {
		byPath[p.Path] = append(byPath[p.Path], p)
	}
	var out []Row
	var left []Pair // that no paragraph of their own path took
	grouped := grouped(source)
	for _, g := range grouped {
		rows, spare := align(g, byPath[g.path])
		out, left = append(out, rows...), append(left, spare...)
		delete(byPath, g.path)
	}
	for _, spare := range byPath {
		left = append(left, spare...)
	}
	moved := map[string]string{}
	for _, p := range left {
		moved[p.Source] = p.Text
	}
	seen := map[string]int{}
	for i := range out {
		r := &out[i]
		if text, ok := moved[r.Source]; ok && r.State == Missing && text != "" {
			r.Text, r.State = text, Done
		}
		r.Odd = odd(r.Source, r.Text)
		sum := sha256.Sum256([]byte(r.Path + "\x00" + r.Source))
		r.Key = hex.EncodeToString(sum[:8])
		if seen[r.Key]++; seen[r.Key] > 1 {
			r.Key += "-" + strconv.Itoa(seen[r.Key])
		}
	}
	return out
}

// group is the paragraphs of one path.
type group struct {
	path  string
	texts []string
	long  bool
}

func grouped(m *courses.Module) []group {
	var out []group
	for _, p := range places(m) {
		if n := len(out); n > 0 && out[n-1].path == p.path { // a list, such as objectives
			out[n-1].texts = append(out[n-1].texts, p.paragraphs()...)
			continue
		}
		out = append(out, group{p.path, p.paragraphs(), p.long})
	}
	return out
}

// maxCells bounds the work for one text: what has more paragraphs is paired one by one.
const maxCells = 1 << 21

// align pairs the paragraphs of a group with what there is of its path: equal ones in order, and between these one by one.
func align(g group, pairs []Pair) (rows []Row, spare []Pair) {
	width := len(pairs) + 1
	if len(g.texts)*width > maxCells {
		return oneByOne(g, pairs)
	}
	length := make([]int32, (len(g.texts)+1)*width)
	for i := len(g.texts) - 1; i >= 0; i-- {
		for j := len(pairs) - 1; j >= 0; j-- {
			if g.texts[i] == pairs[j].Source {
				length[i*width+j] = length[(i+1)*width+j+1] + 1
			} else {
				length[i*width+j] = max(length[(i+1)*width+j], length[i*width+j+1])
			}
		}
	}
	var changed []int // rows since the last equal one
	var old []Pair
	between := func() {
		for k, at := range changed {
			if k < len(old) && old[k].Text != "" {
				rows[at].Text, rows[at].Was, rows[at].State = old[k].Text, old[k].Source, Outdated
			}
		}
		spare = append(spare, old[min(len(changed), len(old)):]...)
		changed, old = nil, nil
	}
	i, j := 0, 0
	for i < len(g.texts) || j < len(pairs) {
		switch {
		case i < len(g.texts) && j < len(pairs) && g.texts[i] == pairs[j].Source:
			between()
			rows = append(rows, row(g, i, pairs[j].Text))
			i, j = i+1, j+1
		case j == len(pairs) || i < len(g.texts) && length[(i+1)*width+j] >= length[i*width+j+1]:
			changed = append(changed, len(rows))
			rows = append(rows, row(g, i, ""))
			i++
		default:
			old = append(old, pairs[j])
			j++
		}
	}
	between()
	return rows, spare
}

func oneByOne(g group, pairs []Pair) (rows []Row, spare []Pair) {
	for i := range g.texts {
		r := row(g, i, "")
		if i < len(pairs) && pairs[i].Text != "" {
			if r.Text, r.State = pairs[i].Text, Done; pairs[i].Source != r.Source {
				r.Was, r.State = pairs[i].Source, Outdated
			}
		}
		rows = append(rows, r)
	}
	return rows, pairs[min(len(g.texts), len(pairs)):]
}

func row(g group, i int, text string) Row {
	r := Row{Path: g.path, Source: g.texts[i], Text: text, State: Done, Long: g.long}
	switch {
	case text == "" && fixed(r.Source):
		r.Text = r.Source
	case text == "":
		r.State = Missing
	}
	return r
}

func odd(source, text string) Odd {
	switch {
	case text == "":
		return ""
	case frame(source) != frame(text):
		return OddBlocks
	case !maps.Equal(cited(source), cited(text)):
		return OddCitations
	}
	return ""
}

// Pairs gives what is to be kept of rows.
func Pairs(rows []Row) []Pair {
	out := []Pair{}
	for _, r := range rows {
		if r.Text == "" {
			continue
		}
		p := Pair{r.Path, r.Source, r.Text}
		if r.State == Outdated {
			p.Source = r.Was
		}
		out = append(out, p)
	}
	return out
}

// Module gives the source in another language. What is missing is empty, so that what is wrong with the whole can be told; everything but texts
// is the source's own.
func Module(source *courses.Module, language string, rows []Row) (*courses.Module, error) {
	var m courses.Module
	data, err := json.Marshal(source)
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil {
		return nil, err
	}
	m.Language = language
	next := 0
	for _, p := range places(&m) {
		var texts []string
		for range p.paragraphs() {
			if rows[next].Text != "" {
				texts = append(texts, rows[next].Text)
			}
			next++
		}
		*p.text = strings.Join(texts, "\n\n")
	}
	return &m, nil
}

// FromModule takes a module that was translated elsewhere, in a bundle or with the product, as pairs with a source: paragraph by paragraph, in order.
func FromModule(source, translated *courses.Module) []Pair {
	texts := map[string][]string{}
	for _, g := range grouped(translated) {
		texts[g.path] = g.texts
	}
	out := []Pair{}
	for _, g := range grouped(source) {
		for i, text := range g.texts {
			if there := texts[g.path]; i < len(there) {
				out = append(out, Pair{g.path, text, there[i]})
			}
		}
	}
	return out
}

// Counts says how many rows there are, and how many stand in which state.
type Counts struct {
	Total    int `json:"total"`
	Missing  int `json:"missing"`
	Outdated int `json:"outdated"`
}

// Count counts rows.
func Count(rows []Row) Counts {
	c := Counts{Total: len(rows)}
	for _, r := range rows {
		switch r.State {
		case Missing:
			c.Missing++
		case Outdated:
			c.Outdated++
		}
	}
	return c
}
