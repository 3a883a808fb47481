package render

import (
	"html"
	"maps"
)

var defaultLabels = map[string]string{
	"note":         "Note",
	"law":          "Law",
	"case":         "Case",
	"desk":         "At your desk",
	"sensitive":    "Sensitive content",
	"shown_to":     "Shown to",
	"text_version": "Text version",
	"table":        "Table",
	"source":       "Source",
	"back":         "Back to the text",

	"audience.diplomats":        "diplomats",
	"audience.civil-servants":   "civil servants",
	"audience.educators":        "educators",
	"audience.business":         "business",
	"audience.security":         "security",
	"audience.media":            "media",
	"audience.parliamentarians": "parliamentarians",
}

// DefaultLabels gives the English words that rendering adds to a text, by key: the names of the blocks ("law"), of the
// audiences ("audience.media") and of the controls. A page in another language gives its own in Context.Labels.
func DefaultLabels() map[string]string { return maps.Clone(defaultLabels) }

func (r *resolver) label(key string) string {
	if s, ok := r.c.Labels[key]; ok && s != "" {
		return s
	}
	return defaultLabels[key]
}

func escape(s string) string { return html.EscapeString(s) }
