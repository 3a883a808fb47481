package lint

import (
	"regexp"
	"strings"
)

// rule is wording that the language rules (docs/authoring.md) forbid, with the reason that the writer is told.
type rule struct {
	found  *regexp.Regexp
	reason string
	quoted bool // allowed between quotation marks, where a text speaks about the words
}

func words(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:` + strings.ReplaceAll(pattern, " ", `\s+`) + `)\b`)
}

// The names of peoples that courts' findings are most often wrongly pinned on.
const peoples = `Hutus?|Tutsis?|Serbs|Bosniaks|Croats|Germans|Turks|Armenians|Jews|Muslims|Christians|Arabs|Roma|Kurds|Khmers|Burmese`

var rules = []rule{
	{words(`(?:ancient|age-old|centuries-old|ethnic|tribal) hat(?:e|red|reds)`),
		"no atrocity is explained by old hatred: name those who planned it and what they did", true},
	{words(`tribes?|tribal|tribesmen`), "is heard as an insult: write people, community or the group's own name", true},
	{words(`so-called genocide|alleged genocide (?:at|in) (?:Srebrenica|Rwanda)`), "questions what courts have found", true},
	{words(`Rwandan? genocide|genocide in Rwanda|genocide of Rwandans`),
		"write “the 1994 genocide against the Tutsi in Rwanda”, the name that the General Assembly uses", true},
	{words(`double genocide`), "is a phrase of denial", true},
	{words(`Srebrenica massacre`), "write “the genocide at Srebrenica (July 1995)”, as the courts found", true},
	{words(`Jewish genocide|Nazi holocaust`), "write “the Holocaust”", true},
	{regexp.MustCompile(`\bholocaust\b`), "takes a capital: “the Holocaust”", true},
	{words(`Polish (?:death|extermination|concentration) camps?`), "they were camps of Nazi Germany in occupied Poland", true},
	{words(`final solution|liquidation of the ghetto`), "is a word of the perpetrators: put it between quotation marks", true},
	{regexp.MustCompile(`(?i)(?:^|\bthe\s+)\b(?:` + peoples + `)\s+(?:killed|murdered|massacred|exterminated|slaughtered|attacked|committed|carried\s+out)\b`),
		"attributes a crime to a people: name persons, units or organs of the State", true},
	{words(`civili[sz]ed (?:nations?|world|peoples?)|third[- ]world|primitive|savages?|barbaric`), "ranks peoples", true},
	{words(`both sides (?:are|were) (?:equally )?(?:guilty|to blame)`), "is a finding: say who found it", true},
	{words(`obviously|needless to say|simply|as everyone knows`), "tells readers that they ought to know: leave it out", true},
	{regexp.MustCompile(`(?i)(?:^|[.,;:?(]\s*)of\s+course\b|\bof\s+course,`), "tells readers that they ought to know: leave it out", true}, // and not a change of course
	{words(`it is important to (?:note|remember|understand)|it should be noted|it is worth noting`), "says nothing: leave it out", true},
	{words(`delve|tapestry|testament to|game[- ]changer|cutting[- ]edge|unprecedented`), "is a worn phrase", true},
	{words(`unspeakable|unimaginable|horrific|monstrous|evil|bloodthirsty|heinous`), "judges in the place of the facts: let them speak", true},
	{regexp.MustCompile(`[\pL\pN)]!+`), "an exclamation mark raises the voice", true},
}

// marks are what a learner does not read as words: citations, addresses of links, names of terms, heads of blocks.
var marks = regexp.MustCompile(`(?m)\[@[^\]]*\]|\]\([^)]*\)|\[\[[a-z0-9-]+\|?|^:::\s*\w+.*$`)

// language finds forbidden wording. Marks are blanked rather than cut so that places stay true.
func (l *linter) language(p passage) {
	if p.wrong {
		return
	}
	text := p.text
	if p.form != plainWords {
		text = marks.ReplaceAllStringFunc(text, blank)
	}
	for _, r := range rules {
		for _, at := range r.found.FindAllStringIndex(text, -1) {
			if !r.quoted || !quoted(text, at[0]) {
				found := strings.Join(strings.Fields(text[at[0]:at[1]]), " ")
				l.add(p.path, lineAt(text, at[0]), "language", "%q: %s", found, r.reason)
			}
		}
	}
}

func blank(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '\n' {
			return c
		}
		return ' '
	}, s)
}

// quoted reports whether a place stands between quotation marks, or in a line quoted as a whole, within its paragraph.
func quoted(text string, at int) bool {
	start := strings.LastIndex(text[:at], "\n\n") + 1
	before := text[start:at]
	if strings.HasPrefix(strings.TrimSpace(before), ">") {
		return true
	}
	return strings.Count(before, `"`)%2 == 1 || strings.LastIndex(before, "“") > strings.LastIndex(before, "”")
}
