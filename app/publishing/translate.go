package publishing

import (
	"strings"

	"upstander/courses/translation"
)

// translate enters how the language of a new version came about, and has the translations of that language follow it.
func (v *ModuleVersion) translate(language string, t *translation.Translation) error {
	if v.Translations == nil {
		v.Translations = map[string]translation.Translation{}
	}
	delete(v.Translations, language)
	if t != nil {
		v.Translations[language] = *t
		return nil
	}
	for tag, t := range v.Translations {
		if t.From != language {
			continue
		}
		rows := translation.Rows(v.Languages[language], t.Pairs)
		if !follows(rows) {
			delete(v.Languages, tag) // the pairs stay, so that it can be completed
			continue
		}
		m, err := translation.Module(v.Languages[language], tag, rows)
		if err != nil {
			return err
		}
		v.Languages[tag] = m
	}
	return nil
}

// follows reports whether learners can still be given a translation after its source has changed. Lessons may say what the source said before;
// a question whose text is older than its answers could mislead, and half a text serves nobody.
func follows(rows []translation.Row) bool {
	for _, r := range rows {
		if r.State == translation.Missing || r.Odd == translation.OddBlocks || r.State == translation.Outdated && strings.HasPrefix(r.Path, "questions.") {
			return false
		}
	}
	return true
}
